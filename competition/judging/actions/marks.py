"""Keeping the marks that judges' tablets send, and deciding where two devices gave different ones."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import Base, db, transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import rules, saving, words
from competition.judging.actions import panels
from competition.judging.models import Mark, MarkOperation, Sheet
from competition.judging.operations import Answer, Operation, OperationState, Outcome, decide, newest_of
from competition.judging.rules import Presence, SheetState
from competition.judging.saving import ToSave

OPERATIONS, MARKS, SHEETS = (Base.metadata.tables[model.__tablename__] for model in (MarkOperation, Mark, Sheet))
MOVED = SHEETS.update().where(SHEETS.c.id == sa.bindparam("of"))


@dataclass(slots=True)
class Who:
    """Whoever gives the marks, as plain values: the person's own record is not read again under the lock."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a sending: the sheet as it is now, and each operation's outcome in the order sent."""

    version: int
    state: SheetState
    outcomes: Sequence[Outcome]


def keep_operations(sheet_id: int, operations: Sequence[Operation], *, device: str, by: User, at: datetime) -> Kept:
    """Keep a tablet's operations, each once, however often and in whatever order they come."""
    who = Who(by.id, by.name)
    with transaction() as session:
        named = {name for operation in operations for name in (operation.id, operation.base) if name}
        there = saving.to_save(sheet_id, sorted({operation.aspect_id for operation in operations}), named)
        if there is None:
            raise Refused(_l("There is no such sheet any more. Go back to your sheets."))
        if there.user_id != who.id or there.has_ended:
            raise NotAllowed(_l("This sheet is not yours to mark."))
        outcomes = put(session, there, operations, (who, device, at))
    return Kept(there.version + any(outcome.is_new for outcome in outcomes), there.state, outcomes)


def put(
    session: Session, there: ToSave, operations: Sequence[Operation], how: tuple[Who, str, datetime]
) -> list[Outcome]:
    """Decide operations on a locked sheet and keep what is new, as part of an open transaction."""
    no, known = forbidden(there), {each.id for each in there.known}
    fresh = {each.aspect_id for each in operations if each.id not in known}
    shown = panels.shown_to_panel(there, fresh)
    outcomes = decide(operations, there.known, there.marks, lambda each: no or _fault(there, each, shown))
    new = [outcome for outcome in outcomes if outcome.is_new]
    if new:
        _store(session, there, new, how)
    return outcomes


def forbidden(there: ToSave) -> str | None:
    """Give the sentence that forbids every mark on this sheet, if there is one."""
    if there.state is not SheetState.OPEN:
        return str(_l("This sheet was submitted. Ask the chief judge to hand it back if a mark is wrong."))
    if there.in_conflict:
        return str(_l("You must not mark this competitor. The reserve judge does; tell the chief judge."))
    if there.presence not in (None, Presence.PRESENT):
        return str(_l("The chief judge said that this competitor does not take part."))
    return None


def _fault(there: ToSave, operation: Operation, shown: Set[int]) -> str | None:
    place = there.aspects.get(operation.aspect_id)
    if place is None:
        return str(_l("This aspect is not on this sheet."))
    if operation.aspect_id in shown and operation.value != there.marks.get(operation.aspect_id):
        return str(_l("All judges have entered this aspect and see each other's scores, so it no longer changes."))
    if operation.value is None:
        return None
    wrong = place.aspect.fault(operation.value)
    return str(words.WORDS[wrong]) if wrong else None


def _store(session: Session, there: ToSave, new: Sequence[Outcome], how: tuple[Who, str, datetime]) -> None:
    who, device, at = how
    session.execute(
        sa.insert(OPERATIONS),
        [_row(there, outcome, number, how) for number, outcome in enumerate(new, there.last_number + 1)],
    )
    # of several operations on one aspect the last one stands
    stand = {o.operation.aspect_id: o.operation.value for o in new if o.answer is Answer.KEPT}
    _set_marks(session, there.sheet_id, stand, (who.id, at))
    session.execute(MOVED, {"of": there.sheet_id, "version": there.version + 1, "saved_at": at})
    trail.record_many(_acts(there, new, stand, (who, device, at)))


def _row(there: ToSave, outcome: Outcome, number: int, how: tuple[Who, str, datetime]) -> dict[str, Any]:
    operation, (who, device, at) = outcome.operation, how
    return {
        "id": saving.kept_id(there.sheet_id, operation.id),
        "sheet_id": there.sheet_id,
        "number": number,
        "aspect_id": operation.aspect_id,
        "value": operation.value,
        "base": operation.base,
        "state": OperationState(outcome.answer.value),
        "device": device,
        "sequence": operation.sequence,
        "by_id": who.id,
        "at": at,
        "stood": outcome.mark if outcome.answer is Answer.CONFLICT else None,
        "reason": "",
    }


def _set_marks(session: Session, sheet_id: int, stand: dict[int, Decimal | None], by: tuple[int, datetime]) -> None:
    rows = [
        {"sheet_id": sheet_id, "aspect_id": aspect, "value": value, "entered_by_id": by[0], "entered_at": by[1]}
        for aspect, value in stand.items()
        if value is not None
    ]
    if rows:
        session.execute(_put_marks(db.engine.dialect.name), rows)
    taken_back = [aspect for aspect, value in stand.items() if value is None]
    if taken_back:
        session.execute(sa.delete(MARKS).where(MARKS.c.sheet_id == sheet_id, MARKS.c.aspect_id.in_(taken_back)))


@cache
def _put_marks(dialect: str) -> Any:
    # built once: building it takes longer than running it
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(MARKS)
    new = {name: insert.excluded[name] for name in ("value", "entered_by_id", "entered_at")}
    return insert.on_conflict_do_update(index_elements=["sheet_id", "aspect_id"], set_=new)


def settle_all(sheet_id: int, reason: str, *, by: User, at: datetime) -> None:
    """Settle what still waits for a decision on a sheet, part of an open transaction: what was given elsewhere is over."""
    waiting = sa.update(MarkOperation).where(
        MarkOperation.sheet_id == sheet_id, MarkOperation.state == OperationState.CONFLICT
    )
    over = {"state": OperationState.SETTLED, "settled_by_id": by.id, "settled_at": at, "reason": reason}
    db.session.execute(waiting.values(over))


def _acts(
    there: ToSave, new: Sequence[Outcome], stand: dict[int, Decimal | None], how: tuple[Who, str, datetime]
) -> list[trail.Act]:
    who, device, at = how
    subject, found = f"judging_sheets#{there.sheet_id}", []
    if stand:
        codes = {aspect: there.aspects[aspect].code for aspect in stand}
        before = {subject: {codes[a]: rules.plain(there.marks.get(a)) for a in stand}}
        after = {subject: {codes[a]: rules.plain(value) for a, value in stand.items()}}
        found.append(trail.Act(at, who, "judging.marks_saved", subject, before, after, {"device": device}))
    for each in new:
        if each.answer is Answer.CONFLICT:
            code = there.aspects[each.operation.aspect_id].code
            stood, offered = {code: rules.plain(each.mark)}, {code: rules.plain(each.operation.value)}
            note = {"device": device, "operation": each.operation.id}
            act = trail.Act(at, who, "judging.marks_differ", subject, {subject: stood}, {subject: offered}, note)
            found.append(act)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decided of two different marks: whether the one offered later is taken, and why."""

    operation: str
    take: bool
    reason: str = ""


def settle(sheet_id: int, choice: Choice, *, by: User, at: datetime) -> Kept:
    """Decide a conflict between two devices: the mark that stands stays, or the one offered takes its place."""
    who = Who(by.id, by.name)
    with transaction() as session:
        offered = saving.conflict(sheet_id, choice.operation)
        there = saving.to_save(sheet_id, [offered.aspect_id]) if offered else None
        if offered is None or there is None or offered.state is not OperationState.CONFLICT:
            raise Refused(_l("This was decided already. Load the page again to see what stands."))
        if no := forbidden(there):
            raise Refused(no)
        if there.user_id != who.id and not choice.reason.strip():
            raise Refused(_l("Say why this mark counts."), field="reason")
        offered.state, offered.settled_by_id, offered.settled_at = OperationState.SETTLED, who.id, at
        offered.reason = choice.reason.strip()[:300]
        session.flush()
        stands = newest_of(there.known).get(offered.aspect_id)
        outcomes: list[Outcome] = []
        if choice.take:
            taken = Operation(f"{choice.operation}+", offered.aspect_id, offered.value, stands.id if stands else "")
            outcomes = decide([taken], there.known, there.marks, lambda _each: None)
            _store(session, there, outcomes, (who, offered.device, at))
        note = {"operation": choice.operation, "taken": choice.take, "reason": choice.reason.strip()}
        subject = f"judging_sheets#{sheet_id}"
        trail.record_many([trail.Act(at, who, "judging.marks_settled", subject, note=note)])
    return Kept(there.version + bool(outcomes), there.state, outcomes)
