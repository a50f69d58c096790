"""What a chief judge does from the board: notes, an absent judge replaced; and what a tablet reports of itself."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import access, photos, queries, rosters, words
from competition.judging.hall_models import Device, Note, NoteKind
from competition.judging.models import ItemJudge, Sheet
from competition.judging.rules import SheetState
from competition.plan.models import Item

LONGEST = 600


@dataclass(frozen=True, slots=True)
class Report:
    """What a tablet reports: its own key, marks not sent yet, its battery in per cent and the sheet it shows, if any."""

    key: str
    unsent: int
    battery: int | None = None
    sheet_id: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted: of whom (0: the whole item), how many minutes, in what words, with which photo."""

    kind: NoteKind
    text: str
    entry_id: int = 0
    minutes: int | None = None
    photo: bytes = b""


def keep_report(report: Report, *, by: User, at: datetime) -> None:
    """Keep what a tablet reports of itself; the server's clock counts, not the tablet's, and only a sheet of its judge."""
    mine = sa.select(Sheet.id).join(Sheet.judge).where(Sheet.id == report.sheet_id, ItemJudge.user_id == by.id)
    with transaction(trail=False) as session:
        kept = session.scalar(sa.select(Device).filter_by(user_id=by.id, key=report.key))
        if kept is None:
            kept = Device(user_id=by.id, key=report.key)
            session.add(kept)
        kept.unsent, kept.battery, kept.seen_at = report.unsent, report.battery, at
        kept.sheet_id = None if report.sheet_id is None else session.scalar(mine)


def write_note(item: Item, noted: Noted, *, by: User, at: datetime) -> Note:
    """Note extra time, a fault of the equipment or an incident, for good."""
    with transaction() as session:
        _must_be_chief(by, item)
        queries.must_not_be_closed(item.id)
        there = {each.entry_id for each in rosters.competitors(item.id)}
        if noted.entry_id and noted.entry_id not in there:
            raise Refused(_l("There is no such competitor in this item."), field="entry_id")
        if noted.kind is not NoteKind.INCIDENT and not noted.minutes:
            raise Refused(_l("Say how many minutes."), field="minutes")
        if not noted.text.strip():
            raise Refused(_l("Say in a few words what happened."), field="text")
        made = Note(
            item_id=item.id, entry_id=noted.entry_id or None, kind=noted.kind, minutes=noted.minutes,
            text=noted.text.strip()[:500], **photos.columns(noted.photo),
            written_by_id=by.id, written_at=at,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "judging.note_written", made, at)
    return made


def replace_judge(judge: ItemJudge, *, reason: str, by: User, at: datetime) -> int:
    """Give all open sheets of an absent judge to reserves without a conflict: all of them or none. Gives how many."""
    with transaction() as session:
        _must_be_chief(by, judge.item)
        if not reason.strip():
            raise Refused(_l("Say why; the judge reads it, and it stays in the record."), field="reason")
        mine = sa.select(Sheet).where(Sheet.judge_id == judge.id, Sheet.state == SheetState.OPEN)
        given = list(session.scalars(mine.order_by(Sheet.id).with_for_update()))
        if not given:
            raise Refused(_l("This judge has no open sheet."))
        refuse_faults(
            [fault for sheet in given if (fault := _given(sheet, reason)) is not None],
            _l("No reserve judge without a conflict is free for some competitors. Nothing was changed."),
        )
        trail.record(by, "judging.judge_replaced", judge, at, {"sheets": len(given), "reason": reason.strip()})
    return len(given)


def _given(sheet: Sheet, reason: str) -> Fault | None:
    reserve = rosters.free_reserve(sheet)
    if reserve is None or reserve.id == sheet.judge_id:
        number = words.number(sheet.entry.number)
        return Fault(_l("Competitor %(number)s, form %(code)s", number=number, code=sheet.sub_criterion.code))
    for mark in list(sheet.marks):
        db.session.delete(mark)
    sheet.judge_id, sheet.return_reason = reserve.id, reason.strip()[:300]
    db.session.flush()
    return None


def _must_be_chief(by: User, item: Item) -> None:
    if not access.is_chief(by, item):
        raise NotAllowed(_l("Your part does not reach this record."))
