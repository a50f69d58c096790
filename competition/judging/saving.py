"""All that saving marks needs to know, in three statements that are built once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.foundation.listed import Numbers, Texts, among, pairs
from competition.judging import conflict_rules, duty_rules, kinds, rules
from competition.judging.blind_models import BlindCode
from competition.judging.conflicts import declared
from competition.judging.models import Aspect, EntryPresence, ItemJudge, Mark, MarkOperation, Sheet
from competition.judging.models import SubCriterion as Form
from competition.judging.operations import Known, OperationState
from competition.judging.rules import AspectKind, Presence, SheetState
from competition.judging.tabulation.scheme import Aspect as EngineAspect
from competition.registration.models import Entry


@dataclass(frozen=True, slots=True)
class ToMark:
    """An aspect as the engine takes it; `shown` where all judges of the panel have entered it and see their scores."""

    aspect: EngineAspect
    code: str
    shown: bool


@dataclass(frozen=True, slots=True)
class ToSave:
    """A sheet under its lock, and of the aspects sent: which it has, their marks and the operations stored."""

    sheet_id: int
    version: int
    state: SheetState
    entry_id: int
    sub_id: int
    return_reason: str
    user_id: int
    has_ended: bool
    presence: Presence | None
    in_conflict: bool
    last_number: int
    aspects: Mapping[int, ToMark]
    marks: Mapping[int, Decimal]
    known: Sequence[Known]


def to_save(sheet_id: int, aspect_ids: Sequence[int]) -> ToSave | None:
    """Lock a sheet and read what saving on these aspects needs; None where there is none."""
    return all_to_save([Asked(sheet_id, aspect_ids)])[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """A sheet that something is to be saved on: on which aspects, and which operations are named with it."""

    sheet_id: int
    aspect_ids: Sequence[int]
    operation_ids: Iterable[str] = ()


def all_to_save(asked: Sequence[Asked]) -> list[ToSave | None]:
    """Lock several sheets, each asked for once, and read what saving on them needs, in the order asked.

    One is waited for; of several those that somebody works on are left out (None), as are those that do not exist.
    Of the operations stored it reads those named and the one that stands on each aspect, not the whole history.
    """
    found = _rows(_locked(len(asked) == 1), sheet_ids=[one.sheet_id for one in asked])
    rows = {row.sheet_id: row for row in found}
    there = [one for one in asked if one.sheet_id in rows]
    sent, operations = _of_sheets(there) if there else ({}, {})
    return [
        _there(rows[one.sheet_id], sent.get(one.sheet_id, []), operations.get(one.sheet_id, []))
        if one.sheet_id in rows
        else None
        for one in asked
    ]


def _of_sheets(asked: Sequence[Asked]) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
    wanted = [(one.sheet_id, aspect) for one in asked for aspect in one.aspect_ids]
    named = [kept_id(one.sheet_id, each) for one in asked for each in one.operation_ids]
    return _by_sheet(_rows(_aspects(), pairs=wanted)), _by_sheet(
        _rows(_operations(), pairs=wanted, operation_ids=named)
    )


def _rows(statement: Any, **lists: Sequence[Any]) -> sa.CursorResult[Any]:
    # columns alone, past the session's records: there is nothing to keep of them
    told = {name: json.dumps(values) for name, values in lists.items()}
    return db.session.connection().execute(statement, told)


def _by_sheet(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.sheet_id, []).append(row)
    return found


def looked_at(sheet_id: int) -> ToSave | None:
    """Read what holds for a sheet as a whole, for a page: without the lock, and without its aspects."""
    row = _rows(_sheets(), sheet_ids=[sheet_id]).one_or_none()
    return _there(row, [], []) if row else None


def _there(row: Any, sent: Sequence[Any], operations: Sequence[Any]) -> ToSave:
    marked = [e for e in sent if rules.marks_aspect(e.kind, row.position, e.judges)]
    return ToSave(
        row.sheet_id, row.version, row.state, row.entry_id, row.sub_criterion_id,
        row.return_reason, row.user_id, row.ended_at is not None,
        row.presence, _is_barred(row), (sent[0].last_number if sent else 0) or 0,
        {e.aspect_id: ToMark(_aspect(e.kind, e.max_mark, e.calculation, e.needs), f"{e.code}.{e.tag}", e.due > 1 and e.entered == e.due) for e in marked},
        {e.aspect_id: e.value for e in sent if e.value is not None},
        [Known(_own(each.id), each.aspect_id, each.value, each.state, each.number) for each in operations],
    )  # fmt: skip


@lru_cache(4096)
def _aspect(kind: AspectKind, maximum: Decimal, calculation: str, needs: str) -> EngineAspect:
    # the same few aspects are marked all day long
    return kinds.engine_aspect("", kind, maximum, bool(calculation), json.loads(needs))


def _is_barred(row: Any) -> bool:
    coach = conflict_rules.is_coach(row.judge_name, row.coach_name)
    return duty_rules.are_in_conflict(row.judges_unit, row.entrys_unit) or coach or row.declared


def newest(sheet_id: int) -> dict[int, str]:
    """Name the operation that stands on each aspect of a sheet."""
    query = (
        sa.select(MarkOperation.aspect_id, MarkOperation.id)
        .where(MarkOperation.sheet_id == sheet_id, MarkOperation.state == OperationState.KEPT)
        .order_by(MarkOperation.number)
    )
    return {row.aspect_id: _own(row.id) for row in db.session.execute(query)}


def conflict(sheet_id: int, operation: str) -> MarkOperation | None:
    """Find an operation by the id its device gave it."""
    return db.session.get(MarkOperation, kept_id(sheet_id, operation))


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """Two different marks on one aspect, from two devices; `settled_at` None waits for a decision."""

    sheet_id: int
    operation: str
    number: int | None
    code: str
    description: str
    judge: str
    stood: Decimal | None
    value: Decimal | None
    at: datetime
    settled_by: str | None
    settled_at: datetime | None
    reason: str


def conflicts(item_id: int) -> list[ConflictRow]:
    """List an item's conflicts between devices, those that wait first, then the newest."""
    settler = aliased(User)
    user = aliased(User)
    code = Form.code + "." + Aspect.tag
    query = (
        sa.select(
            MarkOperation.sheet_id, MarkOperation.id, Entry.number, BlindCode.code.label("veil"), code.label("code"), Aspect.description,
            user.name.label("judge"), MarkOperation.stood, MarkOperation.value, MarkOperation.at,
            settler.name.label("settler"), MarkOperation.settled_at, MarkOperation.reason,
        )
        .join(Sheet, Sheet.id == MarkOperation.sheet_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .outerjoin(BlindCode, BlindCode.entry_id == Entry.id)
        .join(ItemJudge, ItemJudge.id == Sheet.judge_id)
        .join(user, user.id == ItemJudge.user_id)
        .join(Aspect, Aspect.id == MarkOperation.aspect_id)
        .join(Form, Form.id == Aspect.sub_criterion_id)
        .outerjoin(settler, settler.id == MarkOperation.settled_by_id)
        .where(ItemJudge.item_id == item_id, MarkOperation.state != OperationState.KEPT)
        .order_by(MarkOperation.settled_at.isnot(None), MarkOperation.at.desc())
    )  # fmt: skip
    return [
        ConflictRow(
            r.sheet_id, _own(r.id), int(r.veil) if r.veil else r.number, r.code, r.description, r.judge, r.stood, r.value, r.at, r.settler,
            r.settled_at, r.reason,
        )
        for r in db.session.execute(query)
    ]  # fmt: skip


def waiting_conflicts(sheet_id: int) -> int:
    """Count a sheet's conflicts that nobody has decided."""
    query = sa.select(sa.func.count()).where(
        MarkOperation.sheet_id == sheet_id, MarkOperation.state == OperationState.CONFLICT
    )
    return db.session.scalar(query) or 0


def kept_id(sheet_id: int, operation: str) -> str:
    """Name an operation for good: a device's id counts for its sheet only."""
    return f"{sheet_id}:{operation}"[:64]


def _own(kept: str) -> str:
    return kept.partition(":")[2]


@cache
def _sheets() -> Any:
    # built once: building it anew for each sending takes longer than running it
    judges_unit, entrys_unit = aliased(Organisation), aliased(Organisation)
    told = declared(entrys_unit)
    return (
        sa.select(
            Sheet.id.label("sheet_id"), User.name.label("judge_name"), Entry.coach_name.label("coach_name"), told.label("declared"), Sheet.version, Sheet.state,
            Sheet.position, Sheet.entry_id, Sheet.sub_criterion_id, Sheet.return_reason, ItemJudge.user_id, ItemJudge.ended_at, EntryPresence.presence,
            sa.func.coalesce(judges_unit.merged_into_id, judges_unit.id).label("judges_unit"),
            sa.func.coalesce(entrys_unit.merged_into_id, entrys_unit.id).label("entrys_unit"),
        )
        .join(ItemJudge, ItemJudge.id == Sheet.judge_id)
        .join(User, User.id == ItemJudge.user_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(judges_unit, judges_unit.id == ItemJudge.organisation_id)
        .join(entrys_unit, entrys_unit.id == Entry.organisation_id)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .where(among(Sheet.id, Numbers, "sheet_ids"))
    )  # fmt: skip


@cache
def _locked(wait: bool) -> Any:
    # whoever locks several sheets waits for none of them: two who wait for each other would wait for ever
    return _sheets().with_for_update(of=Sheet, skip_locked=not wait)


@cache
def _aspects() -> Any:
    # read after the lock: a statement that waited for it sees what stood before in all but the row locked
    asked = pairs("pairs")
    # the last of an index: SQLite looks through all of them for a maximum here
    last = _newest(MarkOperation, MarkOperation.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery()
    mine = sa.and_(Mark.aspect_id == Aspect.id, Mark.sheet_id == Sheet.id)
    beside = aliased(Sheet)
    panel = sa.and_(beside.entry_id == Sheet.entry_id, beside.sub_criterion_id == Sheet.sub_criterion_id)
    due = sa.select(sa.func.count()).select_from(beside).where(panel).correlate(Sheet).scalar_subquery()
    theirs = aliased(Mark)
    entered = (
        sa.select(sa.func.count())
        .select_from(beside)
        .join(theirs, theirs.sheet_id == beside.id)
        .where(panel, theirs.aspect_id == Aspect.id)
        .correlate(Sheet, Aspect)
        .scalar_subquery()
    )
    return (
        sa.select(
            Sheet.id.label("sheet_id"), Aspect.id.label("aspect_id"), Aspect.kind, Aspect.max_mark, Aspect.calculation, Aspect.judges, Aspect.tag,
            sa.cast(Aspect.needs, sa.Text).label("needs"), Form.code, Mark.value, last.label("last_number"), due.label("due"), entered.label("entered"),
        )
        .select_from(asked)
        .join(Sheet, Sheet.id == asked.c.one)
        .join(Aspect, sa.and_(Aspect.id == asked.c.other, Aspect.sub_criterion_id == Sheet.sub_criterion_id))
        .join(Form, Form.id == Aspect.sub_criterion_id)
        .outerjoin(Mark, mine)
    )  # fmt: skip


def _newest(of: Any, *of_these: Any) -> sa.Select[Any]:
    return sa.select(of.number).where(*of_these).order_by(of.number.desc()).limit(1)


@cache
def _operations() -> Any:
    columns = (
        MarkOperation.sheet_id, MarkOperation.id, MarkOperation.aspect_id, MarkOperation.value, MarkOperation.state,
        MarkOperation.number,
    )  # fmt: skip
    asked, newer = pairs("pairs"), aliased(MarkOperation)
    mine = newer.sheet_id == asked.c.one, newer.aspect_id == asked.c.other, newer.state == OperationState.KEPT
    last = _newest(newer, *mine).correlate(asked).scalar_subquery()
    # ids name their sheet, so those of another sheet are never found
    named = sa.select(*columns).where(among(MarkOperation.id, Texts, "operation_ids"))
    stands = sa.and_(MarkOperation.sheet_id == asked.c.one, MarkOperation.number == last)
    return named.union(sa.select(*columns).select_from(asked).join(MarkOperation, stands))
