"""Pages of what was paid too much: the claims of a year, each with its letter, until it is repaid or let off."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, show_file
from competition.funding import access, exports, recoveries
from competition.funding.actions import recovering
from competition.funding.forms import ReasonForm, RepaidForm
from competition.funding.models import Recovery
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
    shown = _readable(recovery_id)
    return render_template(
        "funding/show_recovery.html",
        one=shown,
        may=access.may_decide(current_user),
        form=ConfirmForm(seen_version=shown.version),
        repaid=RepaidForm(formdata=None, seen_version=shown.version, repaid_on=clock.today()),
    )


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
    """Note that the money came back."""
    allow(access.may_decide(current_user))
    shown, form = _readable(recovery_id), RepaidForm()
    if not form.validate():
        flash(_("Give the day it was repaid."), "danger")
        return _to(shown)
    recovering.note_repaid(shown, form.repaid_on.data, form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(number)s is repaid.", number=shown.number), "success")
    return _to(shown)


@pages.post("/<int:recovery_id>/let-off")
@open_to(Role.FINANCE_OFFICER)
def let_off(recovery_id: int) -> Answer:
    """Give the claim up."""
    allow(access.may_decide(current_user))
    shown, form = _readable(recovery_id), ReasonForm()
    recovering.let_off(shown, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("%(number)s is let off.", number=shown.number), "success")
    return _to(shown)


def _readable(recovery_id: int) -> Recovery:
    allow(access.may_read_city(current_user))
    return found(recoveries.one(recovery_id))


def _to(shown: Recovery) -> Answer:
    return redirect(url_for("funding_recoveries.show_recovery", recovery_id=shown.id))
