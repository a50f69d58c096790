"""Pages of what was paid too much: the claims of a year, each with its letter, until it is repaid or let off by two officers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, show_file
from competition.funding import access, exports, recoveries
from competition.funding.actions import recovering
from competition.funding.forms import ReasonForm, RepaidForm
from competition.funding.models import Recovery
from competition.funding.rules import OWED
from competition.plan import queries as plan

pages = Blueprint("funding_recoveries", __name__, url_prefix="/office/funding/recoveries")


@pages.get("")
@open_to(*access.READERS)
def show_recoveries() -> Answer:
    """Show the claims for repayment of a year."""
    allow(access.may_read_city(current_user))
    year = request.args.get("year", clock.today().year, int)
    return render_template(
        "funding/show_recoveries.html", year=year, seasons=plan.seasons(), recoveries=recoveries.of_year(year)
    )


@pages.get("/<int:recovery_id>")
@open_to(*access.READERS)
def show_recovery(recovery_id: int) -> Answer:
    """Show a claim for repayment, and how it came about."""
    return _page(_readable(recovery_id))


def _page(shown: Recovery, repaid: RepaidForm | None = None) -> Answer:
    page = render_template(
        "funding/show_recovery.html",
        one=shown,
        owed=shown.state in OWED,
        may=access.may_decide(current_user),
        own=shown.asked_by_id == current_user.id,
        form=ConfirmForm(formdata=None, seen_version=shown.version),
        repaid=repaid or RepaidForm(formdata=None, seen_version=shown.version, repaid_on=clock.today()),
    )
    return page, 422 if repaid else 200


@pages.get("/<int:recovery_id>/letter.pdf")
@open_to(*access.READERS, Role.DELEGATION_LEADER, Role.HOST_OFFICER)
def print_letter(recovery_id: int) -> Answer:
    """Print the letter to the winner or the host."""
    shown = found(recoveries.one(recovery_id))
    allow(access.may_read_letter(current_user, shown))
    content = exports.letter(shown, str(get_locale()), clock.now())
    return show_file(content, f"{shown.number}.pdf", documents.MEDIA_TYPE)


@pages.post("/<int:recovery_id>/repaid")
@open_to(Role.FINANCE_OFFICER)
def note_repaid(recovery_id: int) -> Answer:
    """Note that the money came back; a day on which it cannot have is said on the page."""
    shown, form = _to_settle(recovery_id), RepaidForm()
    if form.validate_on_submit():
        with refusals_in(form):
            recovering.note_repaid(shown, form.repaid_on.data, form.seen_version.data, by=current_user, at=clock.now())
            flash(_("%(number)s is repaid.", number=shown.number), "success")
            return _to(shown)
    return _page(shown, form)


@pages.post("/<int:recovery_id>/let-off/propose")
@open_to(Role.FINANCE_OFFICER)
def propose_let_off(recovery_id: int) -> Answer:
    """Propose to give the claim up."""
    shown, form = _to_settle(recovery_id), ReasonForm()
    reason, seen = form.reason.data or "", form.seen_version.data
    recovering.propose_let_off(shown, reason, seen, by=current_user, at=clock.now())
    flash(
        _("It is proposed to let %(number)s off. Another finance officer agrees, or not.", number=shown.number),
        "success",
    )
    return _to(shown)


@pages.post("/<int:recovery_id>/let-off")
@open_to(Role.FINANCE_OFFICER)
def let_off(recovery_id: int) -> Answer:
    """Give the claim up, as another officer proposed."""
    shown, form = _to_settle(recovery_id), ConfirmForm()
    recovering.let_off(shown, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(number)s is let off.", number=shown.number), "success")
    return _to(shown)


@pages.post("/<int:recovery_id>/let-off/end")
@open_to(Role.FINANCE_OFFICER)
def uphold_claim(recovery_id: int) -> Answer:
    """Uphold a claim that was to be let off."""
    shown, form = _to_settle(recovery_id), ReasonForm()
    recovering.uphold_claim(shown, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(number)s is to be repaid as before.", number=shown.number), "success")
    return _to(shown)


def _to_settle(recovery_id: int) -> Recovery:
    allow(access.may_decide(current_user))
    return _readable(recovery_id)


def _readable(recovery_id: int) -> Recovery:
    allow(access.may_read_city(current_user))
    return found(recoveries.one(recovery_id))


def _to(shown: Recovery) -> Answer:
    return redirect(url_for("funding_recoveries.show_recovery", recovery_id=shown.id))
