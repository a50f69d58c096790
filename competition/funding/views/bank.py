"""Pages between a payment list and the bank: files out, answers in, money given back, the tax office's list, the notice."""

from datetime import date, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, spreadsheets, waiting_files
from competition.foundation.errors import NotFound, Refused
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _, _l, _n
from competition.foundation.web import Answer, found, send_file
from competition.funding import access, exports, imports, payouts, queries
from competition.funding.actions import payments, settling
from competition.funding.forms import AnswerForm, ReasonForm
from competition.funding.models import PaymentList
from competition.funding.views.payments import list_page

pages = Blueprint("funding_bank", __name__)


@pages.post("/office/funding/lists/<int:list_id>/files/<kind>")
@open_to(*access.READERS)
def export_list(list_id: int, kind: str) -> Answer:
    """Take a payment list out; whole accounts for finance officers only, and the trail keeps who took it."""
    if kind not in exports.KINDS:
        raise NotFound(_l("There is no such file."))
    shown, whole, at = _readable_list(list_id), access.may_see_account(current_user), clock.now()
    payments.note_export(shown, whole, by=current_user, at=at)
    content, name, media_type = exports.bank_file(
        found(queries.payment_list(list_id)), kind, whole, current_user.name, at
    )
    return send_file(content, name, media_type)


@pages.post("/office/funding/lists/<int:list_id>/answer")
@open_to(Role.FINANCE_OFFICER)
def preview_answer(list_id: int) -> Answer:
    """Show what a bank's file would store, or everything that is wrong in it."""
    allow(access.may_decide(current_user))
    shown, form = _readable_list(list_id), AnswerForm()
    if form.validate_on_submit():
        with refusals_in(form):
            return _previewed(shown, form.file.data.read())
    return list_page(shown, answer=form)


def _previewed(shown: PaymentList, content: bytes) -> Answer:
    read = imports.read(content)
    checked = imports.check(shown, read.answers, clock.today())
    faults = sorted([*read.faults, *checked.faults], key=lambda fault: fault.row or 0)
    return render_template(
        "funding/preview_answer.html",
        list=shown,
        read=read,
        checked=checked,
        faults=faults,
        name=waiting_files.keep(current_app.config["INSTANCE"], current_user.id, content),
        form=ConfirmForm(formdata=None),
    ), 422 if faults else 200


@pages.post("/office/funding/lists/<int:list_id>/answer/<name>")
@open_to(Role.FINANCE_OFFICER)
def store_answer(list_id: int, name: str) -> Answer:
    """Store a bank's file that was looked at, whole."""
    allow(access.may_decide(current_user))
    shown, instance = _readable_list(list_id), current_app.config["INSTANCE"]
    content = waiting_files.take(instance, current_user.id, name)
    if content is None:
        raise Refused(_("The file waited too long. Send it again."))
    read = imports.read(content)
    if read.faults:
        raise Refused(_("Nothing was stored. Mend these rows and send the file again."), faults=read.faults)
    count = settling.note_answers(shown, read.answers, by=current_user, at=clock.now())
    waiting_files.drop(instance, current_user.id, name)
    flash(
        _n("The answer for %(num)s payment is stored.", "The answers for %(num)s payments are stored.", count),
        "success",
    )
    return _to_list(shown)


@pages.post("/office/funding/payments/<int:payment_id>/given-back")
@open_to(Role.FINANCE_OFFICER)
def reverse_payment(payment_id: int) -> Answer:
    """Note that the bank gave a payment back."""
    allow(access.may_decide(current_user))
    payment, form = found(payouts.payment(payment_id)), ReasonForm()
    settling.reverse_payment(payment, form.reason.data or "", by=current_user, at=clock.now())
    flash(_("Payment %(number)s is given back. It goes on a later list.", number=payment.number), "success")
    return _to_list(payment.payment_list)


@pages.post("/office/funding/lists/<int:list_id>/back")
@open_to(Role.FINANCE_OFFICER)
def take_list_back(list_id: int) -> Answer:
    """Take a list back before it is released."""
    allow(access.may_decide(current_user))
    shown, form = _readable_list(list_id), ReasonForm()
    payments.take_list_back(shown, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("Payment list %(number)s is taken back.", number=shown.number), "success")
    return _to_list(shown)


@pages.post("/office/funding/lists/<int:list_id>/notice")
@open_to(Role.FINANCE_OFFICER)
def publish_notice(list_id: int) -> Answer:
    """Tell the public what was paid by a list."""
    allow(access.may_decide(current_user))
    shown, form = _readable_list(list_id), ConfirmForm()
    payments.publish_notice(shown, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("The notice is public now."), "success")
    return _to_list(shown)


@pages.post("/office/funding/withheld.xlsx")
@open_to(Role.FINANCE_OFFICER)
def export_withheld() -> Answer:
    """Take the withholding list of a month out for the tax office; the trail keeps who took it."""
    allow(access.may_decide(current_user))
    first, at = _month(request.form.get("month", "")), clock.now()
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    payments.note_withheld(first, by=current_user, at=at)
    content = exports.withheld_sheet(first, payouts.withheld(first, last), current_user.name, at)
    return send_file(content, f"代扣代缴{first:%Y-%m}.xlsx", spreadsheets.MEDIA_TYPE)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise Refused(_("Write the month as 2026-11."), field="month") from wrong


@pages.get("/payments")
@open_to(EVERYONE)
def show_payments() -> Answer:
    """Show the public what was paid, persons masked."""
    years = payouts.noticed_years()
    year = request.args.get("year", years[0] if years else clock.today().year, int)
    page = payouts.noticed(year, request.args.get("page", 1, int))
    return render_template("funding/show_payments.html", year=year, years=years, page=page)


def _readable_list(list_id: int) -> PaymentList:
    allow(access.may_read_city(current_user))
    return found(queries.payment_list(list_id))


def _to_list(shown: PaymentList) -> Answer:
    return redirect(url_for("funding_payments.show_list", list_id=shown.id))
