"""The second check by blind re-entry: the sheet's empty fields, and side by side only what differs."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import answered
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import access, reentries, sheets
from competition.judging.actions import reentering
from competition.judging.forms import CopyForm, copied_of, decided_of
from competition.judging.models import Sheet
from competition.judging.reentry_models import ReentryState

pages = Blueprint("judging_reentering", __name__)
CHECKERS = frozenset({Role.CHIEF_JUDGE, Role.JUDGE})


@pages.get("/office/judging/sheets/<int:sheet_id>/again")
@open_to(CHECKERS)
def show_reentry(sheet_id: int) -> Answer:
    """Show the empty fields of a submitted sheet, or where it differs from what was entered again."""
    sheet = _to_check(sheet_id)
    return _page(sheet, CopyForm(formdata=None, seen_version=sheet.version))


@pages.post("/office/judging/sheets/<int:sheet_id>/again")
@open_to(CHECKERS)
def enter_again(sheet_id: int) -> Answer:
    """Compare what was entered unseen with the sheet."""
    sheet, form = _to_check(sheet_id), CopyForm()

    def enter() -> Answer:
        copied, seen = copied_of(request.form, sheets.aspects_of(sheet)), form.seen_version.data
        made = reentering.enter_again(sheet, copied, seen=seen, by=current_user, at=clock.now())
        return _went(sheet, made.state)

    return answered(form, enter, lambda: _page(_to_check(sheet_id), form))


@pages.post("/office/judging/sheets/<int:sheet_id>/again/decision")
@open_to(CHECKERS)
def decide_reentry(sheet_id: int) -> Answer:
    """Say of each difference whether one's own entry was the slip, or the sheet goes back."""
    sheet, form = _to_check(sheet_id), CopyForm()

    def decide() -> Answer:
        waits, seen = reentries.undecided(sheet), form.seen_version.data
        decided = decided_of(request.form, reentries.differences(waits, sheet) if waits else [])
        return _went(sheet, reentering.decide_reentry(sheet, decided, seen=seen, by=current_user, at=clock.now()))

    return answered(form, decide, lambda: _page(_to_check(sheet_id), form))


def _to_check(sheet_id: int) -> Sheet:
    sheet = found(sheets.one(sheet_id))
    allow(access.may_check(current_user, sheet))
    return sheet


def _went(sheet: Sheet, state: ReentryState) -> Answer:
    if state is ReentryState.DIFFERS:
        flash(_("What you entered differs from the sheet. Only the differences are shown."), "warning")
        return redirect(url_for("judging_reentering.show_reentry", sheet_id=sheet.id))
    chief = access.is_chief(current_user, sheet.judge.item)
    if state is ReentryState.RETURNED:
        flash(_("The sheet went back to its judge, with the differences as the reason."), "success")
        if chief:
            return redirect(url_for("judging.show_item", item_id=sheet.judge.item_id))
    else:
        flash(_("The sheet is checked by blind re-entry."), "success")
    if not chief:
        return redirect(url_for("tablet.show_my_sheets", _anchor="to-check"))
    following = sheets.next_to_check(sheet)
    if following:
        return redirect(url_for("judging_reentering.show_reentry", sheet_id=following))
    return redirect(url_for("judging_sheets.show_sheet", sheet_id=sheet.id))


def _page(sheet: Sheet, form: CopyForm) -> Answer:
    waits = reentries.undecided(sheet)
    mine = waits is not None and waits.entered_by_id == current_user.id
    page = render_template(
        "judging/show_reentry.html", sheet=sheet, item=sheet.judge.item, aspects=sheets.aspects_of(sheet), form=form,
        undecided=waits, mine=mine, differences=reentries.differences(waits, sheet) if waits and mine else [],
        typed=request.form if request.method == "POST" else {},
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200
