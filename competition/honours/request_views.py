"""Pages where people ask about the data held of them, and where the officer decides."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets
from competition.foundation.forms import ConfirmForm, answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter, send_file
from competition.honours import access, asking, person_requests, request_words
from competition.honours.nomination_forms import ReasonForm
from competition.honours.request_forms import DecideRequestForm, RequestForm
from competition.honours.request_models import PersonRequest

pages = Blueprint("honours_requests", __name__)


@pages.route("/honours/request", methods=["GET", "POST"])
@open_to(EVERYONE)
@limiter.limit("10 per hour", methods=["POST"])
def send_request() -> Answer:
    """Take a request of a person about themselves."""
    form = RequestForm()

    def send() -> Answer:
        receipt = asking.receive_request(form.told(), at=clock.now())
        flash(_("Your request was received. Keep the receipt %(receipt)s.", receipt=receipt), "success")
        return redirect(url_for("honours_requests.show_answer", receipt=receipt))

    if not form.is_submitted():
        return render_template("honours/send_request.html", form=form)
    return answered(form, send, lambda: (render_template("honours/send_request.html", form=form), 422))


@pages.get("/honours/request/answer")
@open_to(EVERYONE)
@limiter.limit("30 per hour")
def show_answer() -> Answer:
    """Show how a request was decided, to whoever has its receipt."""
    receipt = request.args.get("receipt", "")
    one = person_requests.by_receipt(receipt) if receipt else None
    return render_template("honours/show_answer.html", receipt=receipt, asked=one)


@pages.get("/office/honours/requests")
@open_to(Role.ORGANISER)
def manage_requests() -> Answer:
    """Show what people asked about themselves."""
    allow(access.may_give(current_user))
    return render_template("honours/manage_requests.html", rows=person_requests.recent())


@pages.get("/office/honours/requests/<int:request_id>")
@open_to(Role.ORGANISER)
def manage_request(request_id: int) -> Answer:
    """Show a request and take its decision."""
    return _page(_mine(request_id))


def _page(of: PersonRequest, form: DecideRequestForm | None = None) -> Answer:
    page = render_template(
        "honours/manage_request.html",
        asked=of,
        form=form or DecideRequestForm(formdata=None, seen_version=of.version),
        give=ConfirmForm(),
        lift=ReasonForm(formdata=None, seen_version=of.version),
    )
    return (page, 422) if form is not None else page


@pages.post("/office/honours/requests/<int:request_id>")
@open_to(Role.ORGANISER)
def decide_request(request_id: int) -> Answer:
    """Decide on a request."""
    of, form = _mine(request_id), DecideRequestForm()

    def decide() -> Answer:
        asking.decide_request(of, form.told(), form.seen_version.data, by=current_user, at=clock.now())
        flash(_("The request is decided."), "success")
        return redirect(url_for("honours_requests.manage_request", request_id=of.id))

    return answered(form, decide, lambda: _page(of, form))


@pages.post("/office/honours/requests/<int:request_id>/lift")
@open_to(Role.ORGANISER)
def lift_hiding(request_id: int) -> Answer:
    """End the hiding of a person from search."""
    of, form = _mine(request_id), ReasonForm()
    form.must_be_valid()
    asking.lift_hiding(of, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The person is found again."), "success")
    return redirect(url_for("honours_requests.manage_request", request_id=of.id))


# a download carries no form key: made again it is the same data, and the trail says so
@pages.post("/office/honours/requests/<int:request_id>/data.xlsx")
@open_to(Role.ORGANISER)
def give_data(request_id: int) -> Answer:
    """Give the file of all data held of the person."""
    of, at = _mine(request_id), clock.now()
    content = asking.give_data(of, by=current_user, at=at)
    return send_file(content, f"{of.receipt}.xlsx", spreadsheets.MEDIA_TYPE)


def _mine(request_id: int) -> PersonRequest:
    allow(access.may_give(current_user))
    return found(person_requests.one(request_id))


@pages.app_context_processor
def words_of_requests() -> dict[str, object]:
    """Let every page word requests alike."""
    return {"request_words": request_words}
