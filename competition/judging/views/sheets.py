"""The sheets of a form, one sheet, its check, and the closing of a form."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import (
    access,
    evidence,
    panel_queries,
    papers,
    queries,
    reentries,
    rosters,
    saving,
    sheets,
    signatures,
    unlockings,
)
from competition.judging.actions import closing, marks
from competition.judging.actions.marks import Choice
from competition.judging.forms import ReasonForm, SettleForm
from competition.judging.rules import SheetState
from competition.judging.signing import UnlockState

pages = Blueprint("judging_sheets", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.get("/office/judging/items/<int:item_id>/forms/<int:sub_id>")
@open_to(FOLLOWERS)
def show_form_sheets(item_id: int, sub_id: int) -> Answer:
    """Show the sheets of one form, competitor by competitor."""
    item = found(rosters.item(item_id))
    allow(access.may_see_progress(current_user, item))
    rows = found(sheets.of_item(item_id, sub_id) or None)
    sees_marks = access.may_see_marks(current_user, item, closed=queries.is_closed(item_id))
    signed = signatures.are_asked_for(item_id)
    covers = {each.row.id: each.cover for each in signatures.standings(item_id, sub_id)} if signed else {}
    blocks = [] if signed else queries.blocking(item_id, sub_id)
    closed = all(row.state is SheetState.CLOSED for row in rows)
    return render_template(
        "judging/show_form_sheets.html", item=item, rows=rows, sees_marks=sees_marks, blocks=blocks, closed=closed,
        form=ConfirmForm(), signed=signed, covers=covers, on_paper=papers.on_paper(item_id),
    )  # fmt: skip


@pages.post("/office/judging/items/<int:item_id>/forms/<int:sub_id>/close")
@open_to(Role.CHIEF_JUDGE)
def close_form(item_id: int, sub_id: int) -> Answer:
    """Close one form of all competitors for good."""
    item = found(rosters.item(item_id))
    allow(access.is_chief(current_user, item))
    closing.close_sub_criterion(item, sub_id, by=current_user, at=clock.now())
    flash(_("The form is closed."), "success")
    return redirect(url_for("judging_sheets.show_form_sheets", item_id=item_id, sub_id=sub_id))


@pages.get("/office/judging/items/<int:item_id>/conflicts")
@open_to(FOLLOWERS)
def show_conflicts(item_id: int) -> Answer:
    """Show where two devices gave different marks, and what was decided."""
    item = found(rosters.item(item_id))
    allow(access.may_see_marks(current_user, item, closed=queries.is_closed(item_id)))
    return render_template(
        "judging/show_conflicts.html", item=item, rows=saving.conflicts(item_id), form=SettleForm(),
        may_settle=access.is_chief(current_user, item),
    )  # fmt: skip


@pages.post("/office/judging/sheets/<int:sheet_id>/conflicts")
@open_to(Role.CHIEF_JUDGE)
def settle_conflict(sheet_id: int) -> Answer:
    """Decide which of two marks counts, with the reason."""
    sheet, form = found(sheets.one(sheet_id)), SettleForm()
    allow(access.is_chief(current_user, sheet.judge.item))
    choice = Choice(form.operation.data or "", form.take.data, form.reason.data or "")
    marks.settle(sheet_id, choice, by=current_user, at=clock.now())
    flash(_("It is decided which mark counts."), "success")
    return redirect(url_for("judging_sheets.show_conflicts", item_id=sheet.judge.item_id))


@pages.get("/office/judging/sheets/<int:sheet_id>")
@open_to(FOLLOWERS | {Role.JUDGE})
def show_sheet(sheet_id: int) -> Answer:
    """Show one sheet with its marks, to be compared with paper and evidence."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_see_sheet(current_user, sheet))
    all_seen = access.may_see_marks(current_user, sheet.judge.item, closed=sheet.state is SheetState.CLOSED)
    panel = panel_queries.of_sheet(sheet) if all_seen else []
    requests = unlockings.of_sheet(sheet_id)
    asked = next((each for each in requests if each.state is UnlockState.ASKED), None)
    # whoever checks says first how: reading the marks, or entering them again without having seen them
    to_check = sheet.state is SheetState.SUBMITTED and access.may_check(current_user, sheet)
    undecided = reentries.undecided(sheet)
    return render_template(
        "judging/show_sheet.html", sheet=sheet, aspects=sheets.aspects_of(sheet), marks=sheets.marks_on(sheet_id),
        to_check=to_check, hidden=to_check and not undecided and "read" not in request.args, undecided=undecided,
        slips=reentries.slips(sheet), evidence=evidence.of_sheet(sheet_id), paper=papers.kept(sheet_id), reasons=sheets.reasons_on(sheet_id), panel=panel,
        form=ReasonForm(seen_version=sheet.version),
        cover=signatures.cover_of(sheet), versions=signatures.versions(sheet_id), unlockings=requests, asked=asked,
        answer=ReasonForm(seen_version=asked.version) if asked else None,
    )  # fmt: skip


@pages.post("/office/judging/sheets/<int:sheet_id>/check")
@open_to(Role.CHIEF_JUDGE, Role.JUDGE)
def check_sheet(sheet_id: int) -> Answer:
    """Say that a sheet agrees with paper and evidence."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_check(current_user, sheet))
    closing.check_sheet(sheet, seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("The sheet is checked."), "success")
    if not access.is_chief(current_user, sheet.judge.item):
        return redirect(url_for("tablet.show_my_sheets", _anchor="to-check"))
    following = sheets.next_to_check(sheet)
    if following:
        return redirect(url_for("judging_sheets.show_sheet", sheet_id=following, read="yes"))
    return redirect(url_for("judging_sheets.show_sheet", sheet_id=sheet_id))


@pages.post("/office/judging/sheets/<int:sheet_id>/hand-back")
@open_to(Role.CHIEF_JUDGE, Role.JUDGE)
def hand_back(sheet_id: int) -> Answer:
    """Give a sheet back to its judge with the reason."""
    sheet, form = found(sheets.one(sheet_id)), ReasonForm()
    allow(access.may_check(current_user, sheet))
    closing.hand_back(
        sheet, reason=form.reason.data or "", seen=form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The sheet went back to its judge."), "success")
    # the board is the chief's; another judge goes on with what else is to check
    if access.is_chief(current_user, sheet.judge.item):
        return redirect(url_for("judging.show_item", item_id=sheet.judge.item_id))
    return redirect(url_for("tablet.show_my_sheets", _anchor="to-check"))


@pages.post("/office/judging/sheets/<int:sheet_id>/to-reserve")
@open_to(Role.CHIEF_JUDGE)
def give_to_reserve(sheet_id: int) -> Answer:
    """Let a reserve judge mark a sheet."""
    sheet, form = found(sheets.one(sheet_id)), ReasonForm()
    allow(access.is_chief(current_user, sheet.judge.item))
    closing.give_to_reserve(
        sheet, reason=form.reason.data or "", seen=form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The reserve judge has the sheet now."), "success")
    return redirect(url_for("judging.show_item", item_id=sheet.judge.item_id))
