"""The chief's board while it lives: its events, the benches, notes with photos, an absent judge replaced; tablets' reports."""

import json
from threading import BoundedSemaphore
from time import sleep

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from competition.accounts import signing_in
from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.foundation.forms import choices, refusals_in
from competition.foundation.texts import _, _n
from competition.foundation.web import Answer, found, send_file
from competition.judging import access, hall_queries, queries, rosters, words
from competition.judging.actions import hall
from competition.judging.actions.hall import Noted, Report
from competition.judging.forms import NoteForm, ReasonForm
from competition.judging.hall_models import BENCH_NOTES, NoteKind
from competition.plan.models import Item

pages = Blueprint("hall", __name__)
FOLLOWERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})
STEP = 0.5
LONGEST = 20
LARGEST_ID = 2**31 - 1
# a waiting board holds a thread: only so many of a worker's threads may wait, all others are told to ask again
WAITING = BoundedSemaphore(4)


@pages.get("/office/judging/items/<int:item_id>/events")
@open_to(FOLLOWERS)
def watch_item(item_id: int) -> Answer:
    """Send the board's cells when something changed since the event last seen, or end after 20 seconds."""
    _item(item_id)
    seen = request.headers.get("Last-Event-ID") or request.args.get("seen", "")
    now = hall_queries.stamp(item_id)
    if now == seen and WAITING.acquire(blocking=False):
        try:
            now = _changed(item_id, seen)
        finally:
            WAITING.release()
    if now == seen:
        return _stream("retry: 2000\n: nothing new\n\n")
    told = json.dumps({"cells": hall_queries.cells(item_id)}, separators=(",", ":"))
    return _stream(f"retry: 500\nid: {now}\nevent: board\ndata: {told}\n\n")


def _changed(item_id: int, seen: str) -> str:
    now = seen
    for _step in range(int(current_app.config.get("BOARD_WAIT", LONGEST) / STEP)):
        hall_queries.let_go()
        sleep(STEP)
        now = hall_queries.stamp(item_id)
        if now != seen:
            break
    return now


def _stream(text: str) -> Response:
    answer = Response(text, mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@pages.get("/office/judging/items/<int:item_id>/hall")
@open_to(FOLLOWERS)
def show_hall(item_id: int) -> Answer:
    """Show the benches of an item: who is late, every tablet's last contact, and what was noted."""
    return _hall_page(_item(item_id), NoteForm(formdata=None)), 200


def _hall_page(item: Item, form: NoteForm) -> str:
    form.entry_id.choices = _whom(item.id)
    at = clock.now()
    return render_template(
        "judging/show_hall.html", item=item, benches=hall_queries.benches(item, at, clock.today()), at=at,
        notes=hall_queries.notes(item.id), form=form, confirm=ReasonForm(formdata=None),
        closed=queries.is_closed(item.id), is_chief=access.is_chief(current_user, item),
    )  # fmt: skip


@pages.post("/office/judging/items/<int:item_id>/notes")
@open_to(Role.CHIEF_JUDGE)
def write_note(item_id: int) -> Answer:
    """Note extra time, a fault of the equipment or an incident."""
    item, form = _item(item_id), NoteForm()
    allow(access.is_chief(current_user, item))
    form.entry_id.choices = _whom(item_id)
    if form.validate():
        with refusals_in(form):
            hall.write_note(item, _noted(form), by=current_user, at=clock.now())
            flash(_("It is noted."), "success")
            return redirect(url_for("hall.show_hall", item_id=item_id))
    return _hall_page(item, form), 422


def _whom(item_id: int) -> list[SelectChoice]:
    there = [each for each in rosters.competitors(item_id) if each.number is not None]
    return choices([(0, _("the whole item")), *((each.entry_id, words.number(each.number)) for each in there)])


def _noted(form: NoteForm) -> Noted:
    sent = form.photo.data.read() if form.photo.data else b""
    return Noted(NoteKind(form.kind.data), form.text.data or "", form.entry_id.data or 0, form.minutes.data, sent)


@pages.get("/office/judging/notes/<int:note_id>/photo")
@open_to(FOLLOWERS)
def show_photo(note_id: int) -> Answer:
    """Give the photo of a note."""
    note = found(hall_queries.note(note_id))
    _item(note.item_id)
    # a judge's evidence is shown with its sheet, to whoever may see that
    found(note if note.kind in BENCH_NOTES else None)
    note.must_be_kept()
    kind = note.photo_type.removeprefix("image/")
    return send_file(found(note.photo), f"{note.id}.{kind}", note.photo_type)


@pages.post("/office/judging/judges/<int:judge_id>/replace")
@open_to(Role.CHIEF_JUDGE)
def replace_judge(judge_id: int) -> Answer:
    """Give an absent judge's open sheets to the reserves."""
    judge, form = found(rosters.judge(judge_id)), ReasonForm()
    allow(access.is_chief(current_user, judge.item))
    count = hall.replace_judge(judge, reason=form.reason.data or "", by=current_user, at=clock.now())
    flash(_n("%(num)s sheet went to the reserve.", "%(num)s sheets went to the reserve.", count), "success")
    return redirect(url_for("hall.show_hall", item_id=judge.item_id))


@pages.post("/api/v1/pulse")
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def keep_pulse() -> Answer:
    """Keep what a tablet reports of itself: {"device": "...", "unsent": 3, "battery": 80, "sheet": 7}.

    It is told how many of its judge's other tablets show the same sheet, and whether another one was paired.
    """
    report, at = _report(request.get_json(silent=True)), clock.now()
    hall.keep_report(report, by=current_user, at=at)
    told: dict[str, object] = {"at": at.isoformat()}
    if report.sheet_id is not None:
        bound = signing_in.bound_item() is not None
        there = hall_queries.beside(current_user.id, report.key, report.sheet_id, at, bound)
        told |= {"others": there.others, "paired_elsewhere": there.paired_elsewhere}
    return told


def _report(body: object) -> Report:
    wrong = Refused(_("The report is not understood: it needs a device, and how many marks are not sent."))
    if not isinstance(body, dict):
        raise wrong
    key, unsent, battery = body.get("device"), body.get("unsent"), body.get("battery")
    if not isinstance(key, str) or not 8 <= len(key) <= 40 or not isinstance(unsent, int):
        raise wrong
    known = isinstance(battery, int) and 0 <= battery <= 100
    if not 0 <= unsent <= 100_000:
        raise wrong
    sheet = body.get("sheet")
    shown = sheet if isinstance(sheet, int) and 0 < sheet <= LARGEST_ID else None
    return Report(key, unsent, battery if known else None, shown)


def _item(item_id: int) -> Item:
    item = found(rosters.item(item_id))
    allow(access.may_see_progress(current_user, item))
    return item
