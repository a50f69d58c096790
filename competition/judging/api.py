"""What the judges' tablets ask for: their own sheets, one sheet to mark, and the marks as they are given."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from competition.accounts import signing_in
from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import assets, clock, sendings
from competition.foundation.errors import AlreadyKept
from competition.foundation.forms import ConfirmForm
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import (
    access,
    calibrations,
    conflicts,
    evidence,
    rosters,
    rules,
    saving,
    sheets,
    short_way,
    signatures,
    words,
)
from competition.judging.actions import closing, reasons
from competition.judging.actions import marks as marking
from competition.judging.forms import choice_of, operations_of, reason_of
from competition.judging.models import Sheet
from competition.judging.rules import SheetState
from competition.judging.sheets import SheetRow
from competition.plan.models import Item

pages = Blueprint("tablet", __name__)


@pages.get("/tablet")
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def show_my_sheets() -> Answer:
    """Show a judge the forms to mark, today's first, with how far each is."""
    rows, beside = sheets.of_judge(current_user.id), sheets.to_check_beside(current_user)
    items = {item.id: item for item in rosters.items_of({row.item_id for row in (*rows, *beside)})}
    ordered = sorted(_by_form(rows).items(), key=lambda form: not is_today(items[form[0][0]], form[1][0].day))
    return render_template(
        "judging/show_my_sheets.html", forms=ordered, items=items, is_today=is_today, State=SheetState,
        beside=_by_form(beside), paired=signing_in.bound_item() is not None,
        seated=conflicts.seated_items(current_user.id), to_check=rosters.named_items(sheets.to_check(current_user.id)),
        samples=calibrations.of_judge(current_user.id), competitors=_competitors(rows),
        to_sign=rosters.named_items(signatures.waiting(current_user.id)),
    )  # fmt: skip


def _competitors(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """Give one open sheet of each competitor a judge has yet to mark, by number."""
    left = {row.entry_id: row for row in rows if row.state is SheetState.OPEN}
    return sorted(left.values(), key=lambda row: (row.number, row.item_id))


@pages.get("/tablet/sheets/<int:sheet_id>/competitor")
@open_to(Role.JUDGE)
def show_my_competitor(sheet_id: int) -> Answer:
    """Show what a judge marks of the competitor of a sheet: what is open first, today's before other days'."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    item = found(rosters.item(sheet.judge.item_id))
    rows = [row for row in sheets.of_judge(current_user.id) if row.entry_id == sheet.entry_id]
    rows.sort(key=lambda row: (row.state is not SheetState.OPEN, not is_today(item, row.day)))
    return render_template(
        "judging/show_my_competitor.html", sheet=sheet, rows=rows, item=item, is_today=is_today, State=SheetState
    )


def _by_form(rows: Sequence[SheetRow]) -> dict[tuple[int, int], list[SheetRow]]:
    found: dict[tuple[int, int], list[SheetRow]] = {}
    for row in rows:
        found.setdefault((row.item_id, row.sub_id), []).append(row)
    return found


@pages.get("/tablet/forms/<int:sub_id>")
@open_to(Role.JUDGE)
def show_my_form(sub_id: int) -> Answer:
    """Show the competitors of one form, by number, with how far each sheet is."""
    rows = sheets.of_judge(current_user.id, sub_id)
    found(rows or None)
    item = found(rosters.item(rows[0].item_id))
    to_sign = dict(signatures.waiting(current_user.id, sub_id)).get(item.id, 0)
    done = next((row for row in rows if row.id == request.args.get("after", 0, int)), None)
    return render_template(
        "judging/show_my_form.html", rows=rows, item=item, State=SheetState, to_sign=to_sign, done=done,
        left=_left(rows, done), same=_same(done, item),
    )  # fmt: skip


def _left(rows: Sequence[SheetRow], done: SheetRow | None) -> list[SheetRow]:
    """List the sheets still to mark, beginning behind the one just submitted."""
    at = rows.index(done) if done else 0
    return [row for row in (*rows[at:], *rows[:at]) if row.state is SheetState.OPEN]


def _same(done: SheetRow | None, item: Item) -> SheetRow | None:
    """Find another form of the same day on which the judge has yet to mark the competitor just submitted."""
    if done is None:
        return None
    mine = (row for row in sheets.of_judge(current_user.id) if (row.entry_id, row.item_id) == (done.entry_id, item.id))
    return next((row for row in mine if row.state is SheetState.OPEN and row.day == done.day), None)


@pages.get("/tablet/forms/<int:sub_id>/marks")
@open_to(Role.JUDGE)
def show_my_marks(sub_id: int) -> Answer:
    """Show a judge all their own marks of one form, competitor beside competitor."""
    rows = sheets.of_judge(current_user.id, sub_id)
    found(rows or None)
    return render_template(
        "judging/show_my_marks.html", rows=rows, item=found(rosters.item(rows[0].item_id)), State=SheetState,
        aspects=sheets.aspects_at(sub_id, {row.position for row in rows}),
        marks=sheets.marks_of([row.id for row in rows]),
    )  # fmt: skip


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
        newest=saving.newest(sheet_id), near=near, form=ConfirmForm(seen_version=sheet.version),
        reasons=sheets.reasons_on(sheet_id), running=sheets.settings_of(sheet).running,
        evidence=evidence.of_sheet(sheet_id, by=current_user.id),
    )  # fmt: skip


@pages.post("/tablet/sheets/<int:sheet_id>/submit")
@open_to(Role.JUDGE)
def submit_sheet(sheet_id: int) -> Answer:
    """Send a whole sheet off for checking."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    closing.submit_sheet(sheet, seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("Sheet %(code)s of competitor %(number)s is submitted.", **_named(sheet)), "success")
    return redirect(url_for("tablet.show_my_form", sub_id=sheet.sub_criterion_id, after=sheet_id))


@pages.get("/tablet/worker.js")
@open_to(EVERYONE)
def show_worker() -> Answer:
    """Give the script that shows the tablet's pages without a network; it may stand for all of them."""
    answer = _script("worker.js")
    answer.headers["Service-Worker-Allowed"] = "/tablet"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.app_url_defaults
def add_print(endpoint: str, values: dict[str, Any]) -> None:
    """Let the address of a script carry the print of all of them: scripts that name each other are of one make."""
    if endpoint == "tablet.show_script":
        values.setdefault("made", _scripts_print())


@cache
def _scripts_print() -> str:
    return assets.print_of(b"".join(_scripts().values()))


def _scripts() -> dict[str, bytes]:
    there = assets.files().items()
    return {name.removeprefix("judging/"): content for name, content in there if re.fullmatch(r"judging/\w+\.js", name)}


def _script(name: str) -> Response:
    return Response(found(_scripts().get(name)), mimetype="text/javascript")


@pages.get("/tablet/scripts/<made>/<name>")
@open_to(EVERYONE)
def show_script(made: str, name: str) -> Answer:
    """Give one of the tablet's scripts; an address never changes what it gives."""
    answer = _script(name)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if made == _scripts_print() else "no-cache"
    return answer


@pages.get("/api/v1/tablet")
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def read_tablet() -> Answer:
    """Tell a tablet whose it is, give it a fresh token, and name the pages it needs without a network."""
    rows = [row for row in sheets.of_judge(current_user.id) if row.state is SheetState.OPEN]
    forms = [url_for("tablet.show_my_form", sub_id=sub) for sub in dict.fromkeys(row.sub_id for row in rows)]
    return {
        "user": current_user.id,
        "csrf": generate_csrf(),
        "pages": [
            url_for("tablet.show_my_sheets"),
            *forms,
            *(f"{form}/marks" for form in forms),
            *(url_for("tablet.show_my_competitor", sheet_id=row.id) for row in _competitors(rows)),
        ],
        "sheets": [url_for("tablet.mark_sheet", sheet_id=row.id) for row in rows],
    }


@pages.post("/api/v1/sheets/<int:sheet_id>/reasons")
@open_to(Role.JUDGE)
def say_reason(sheet_id: int) -> Answer:
    """Keep why a penalty was given, once: sent again later it never takes the place of what was said since."""
    sheet, body = found(sheets.one(sheet_id)), request.get_json(silent=True)
    allow(access.may_mark(current_user, sheet))
    named, aspect_id, reason = reason_of(body)
    with sendings.sending(saving.kept_id(sheet_id, named)), suppress(AlreadyKept):
        reasons.say_reason(sheet, aspect_id, reason, by=current_user, at=clock.now())
    return {"id": named}


@pages.get("/api/v1/sheets/<int:sheet_id>")
@open_to(Role.JUDGE)
def read_sheet(sheet_id: int) -> Answer:
    """Give a sheet's version, state, marks and the operation that stands on each aspect to its judge."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    marks = {str(aspect): rules.plain(value) for aspect, value in sheets.marks_on(sheet.id).items()}
    newest = {str(aspect): operation for aspect, operation in saving.newest(sheet.id).items()}
    return {"version": sheet.version, "state": sheet.state.value, "marks": marks, "newest": newest}


@pages.post("/api/v1/sheets/<int:sheet_id>/operations")
@open_to(Role.JUDGE)
def keep_operations(sheet_id: int) -> Answer:
    """Keep what a tablet sends; each operation is answered by itself, and only after the commit."""
    if short_way.only_asks(request.environ):
        short_way.let(request.environ, sheet_id, current_user)
        return {}
    device, operations = operations_of(request.get_json(silent=True))
    return short_way.answered(
        marking.keep_operations(sheet_id, operations, device=device, by=current_user, at=clock.now())
    )


@pages.post("/api/v1/sheets/<int:sheet_id>/choice")
@open_to(Role.JUDGE)
def choose_mark(sheet_id: int) -> Answer:
    """Let a judge say which of two different marks from two devices is meant."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    return short_way.answered(
        marking.settle(sheet_id, choice_of(request.get_json(silent=True)), by=current_user, at=clock.now())
    )


def is_today(item: Item, day: int) -> bool:
    """Say whether a form is marked today: day 1 is the competition's first."""
    return item.competition.starts_on + timedelta(days=day - 1) == clock.today()


def _named(sheet: Sheet) -> dict[str, str]:
    return {"code": sheet.sub_criterion.code, "number": words.number(sheet.number)}
