"""What the judges' tablets ask for: their own sheets, one sheet to mark, and the marks as they are given."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.errors import SeenChanged
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import access, rosters, rules, sheets
from competition.judging.actions import closing, reasons
from competition.judging.actions import sheets as marking
from competition.judging.forms import reason_of, sending_of
from competition.judging.models import Sheet
from competition.judging.rules import SheetState
from competition.plan.models import Item

pages = Blueprint("tablet", __name__)


@pages.get("/tablet")
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def show_my_sheets() -> Answer:
    """Show a judge the forms to mark, today's first, with how far each is."""
    rows = sheets.of_judge(current_user.id)
    items = {item.id: item for item in rosters.items_of({row.item_id for row in rows})}
    forms: dict[tuple[int, int], list[sheets.SheetRow]] = {}
    for row in rows:
        forms.setdefault((row.item_id, row.sub_id), []).append(row)
    ordered = sorted(forms.items(), key=lambda form: not is_today(items[form[0][0]], form[1][0].day))
    return render_template(
        "judging/show_my_sheets.html", forms=ordered, items=items, is_today=is_today, State=SheetState,
        to_check=rosters.named_items(sheets.to_check(current_user.id)),
    )  # fmt: skip


@pages.get("/tablet/forms/<int:sub_id>")
@open_to(Role.JUDGE)
def show_my_form(sub_id: int) -> Answer:
    """Show the competitors of one form, by number, with how far each sheet is."""
    rows = sheets.of_judge(current_user.id, sub_id)
    found(rows or None)
    item = found(rosters.item(rows[0].item_id))
    return render_template("judging/show_my_form.html", rows=rows, item=item, State=SheetState)


@pages.get("/tablet/sheets/<int:sheet_id>")
@open_to(Role.JUDGE)
def mark_sheet(sheet_id: int) -> Answer:
    """Show one sheet to mark: one competitor, one form."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    rows = sheets.of_judge(current_user.id, sheet.sub_criterion_id)
    places = [row.id for row in rows]
    here = places.index(sheet.id) if sheet.id in places else -1
    near = (places[here - 1] if here > 0 else None, places[here + 1] if -1 < here < len(places) - 1 else None)
    return render_template(
        "judging/mark_sheet.html", sheet=sheet, aspects=sheets.aspects_of(sheet), marks=sheets.marks_on(sheet_id),
        near=near, form=ConfirmForm(seen_version=sheet.version), reasons=sheets.reasons_on(sheet_id),
    )  # fmt: skip


@pages.post("/tablet/sheets/<int:sheet_id>/submit")
@open_to(Role.JUDGE)
def submit_sheet(sheet_id: int) -> Answer:
    """Send a whole sheet off for checking."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    closing.submit_sheet(sheet, seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("Sheet %(code)s of competitor %(number)s is submitted.", **_named(sheet)), "success")
    return redirect(url_for("tablet.show_my_form", sub_id=sheet.sub_criterion_id))


@pages.post("/api/v1/sheets/<int:sheet_id>/reasons")
@open_to(Role.JUDGE)
def say_reason(sheet_id: int) -> Answer:
    """Keep why a penalty was given: {"aspect": 12, "reason": "..."}; sent again it changes nothing."""
    sheet, body = found(sheets.one(sheet_id)), request.get_json(silent=True)
    allow(access.may_mark(current_user, sheet))
    aspect_id, reason = reason_of(body)
    reasons.say_reason(sheet, aspect_id, reason, by=current_user, at=clock.now())
    return {"aspect": aspect_id, "reason": reason}


@pages.get("/api/v1/sheets/<int:sheet_id>")
@open_to(Role.JUDGE)
def read_sheet(sheet_id: int) -> Answer:
    """Give a sheet's version, state and marks to its judge."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    return _state(sheet)


@pages.post("/api/v1/sheets/<int:sheet_id>/marks")
@open_to(Role.JUDGE)
def save_marks(sheet_id: int) -> Answer:
    """Keep marks; an old version is answered with the marks as they are now, and nothing is overwritten."""
    sent = sending_of(request.get_json(silent=True))
    try:
        return marking.save_marks(sheet_id, sent, by=current_user, at=clock.now())
    except SeenChanged as changed:
        return {"error": str(changed.message), "current": _state(found(sheets.one(sheet_id)))}, changed.status


def is_today(item: Item, day: int) -> bool:
    """Say whether a form is marked today: day 1 is the competition's first."""
    return item.competition.starts_on + timedelta(days=day - 1) == clock.today()


def _state(sheet: Sheet) -> dict[str, Any]:
    marks = {str(aspect): rules.plain(value) for aspect, value in sheets.marks_on(sheet.id).items()}
    return {"version": sheet.version, "state": sheet.state.value, "marks": marks}


def _named(sheet: Sheet) -> dict[str, str]:
    return {"code": sheet.sub_criterion.code, "number": f"{sheet.entry.number:02d}"}
