"""Keeping the marks that judges' tablets send, and deciding where two devices gave different ones."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.accounts import visits
from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation import trail
from competition.foundation.database import Base, db, transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.foundation.together import Together
from competition.judging import kinds, rules, saving, words
from competition.judging.actions import panels
from competition.judging.models import Mark, MarkOperation, Sheet
from competition.judging.operations import Answer, Operation, OperationState, Outcome, decide, newest_of
from competition.judging.rules import Presence, SheetState
from competition.judging.saving import Asked, ToSave

OPERATIONS, MARKS, SHEETS = (Base.metadata.tables[model.__tablename__] for model in (MarkOperation, Mark, Sheet))
MOVED = SHEETS.update().where(SHEETS.c.id == sa.bindparam("of"))


@dataclass(slots=True)
class Who:
    """Whoever gives the marks, as plain values: the person's own record is not read again under the lock."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class How:
    """By whom marks are given, on which device, when, and in answer to which request."""

    who: Who
    device: str
    at: datetime
    request: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """What a tablet sends for one sheet."""

    sheet_id: int
    operations: Sequence[Operation]
    how: How
    # the hash of the session's token, where whether it is still open has to be seen with the saving itself
    session: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a sending: the sheet as it is now, and each operation's outcome in the order sent."""

    version: int
    state: SheetState
    outcomes: Sequence[Outcome]


def keep_operations(sheet_id: int, operations: Sequence[Operation], *, device: str, by: User, at: datetime) -> Kept:
    """Keep a tablet's operations, each once, however often and in whatever order they come.

    Tablets that send at the same moment share a transaction; each is answered after its commit.
    """
    mine = Sending(sheet_id, operations, How(Who(by.id, by.name), device, at, trail.request_id()))
    # whoever waits holds no connection
    db.session.rollback()
    return TOGETHER.keep(db.engine, mine)


def keep_at_once(sending: Sending) -> Kept:
    """Keep the sending of somebody whose session was seen a moment ago; it is looked at again with the saving.

    Raises Ended where it is over by now.
    """
    return TOGETHER.keep(db.engine, sending)


def keep_together(sendings: Sequence[Sending]) -> list[Kept | Exception]:
    """Keep what several tablets send in one transaction; who may not gets a refusal for an answer.

    Raises Busy where one of several sheets is not to be had at once.
    """
    answers: list[Kept | Exception] = []
    new: list[_New] = []
    with transaction() as session:
        found = saving.all_to_save([_asked(sending) for sending in sendings])
        if None in found and len(found) > 1:
            # somebody works on it, or there is none: it waits by itself, and the others need not
            raise Busy
        seen = {sending.session for sending in sendings if sending.session}
        still = visits.still_open(seen, Role.JUDGE, max(sending.how.at for sending in sendings))
        for sending, there in zip(sendings, found, strict=True):
            no = _refusal(sending, there) if sending.session in still or not sending.session else Ended()
            if no:
                answers.append(no)
                continue
            assert there
            outcomes = _decided(there, sending.operations)
            fresh = [outcome for outcome in outcomes if outcome.is_new]
            new += [_New(there, fresh, sending.how)] if fresh else []
            answers.append(Kept(there.version + bool(fresh), there.state, outcomes))
        _store(session, new)
    return answers


def _asked(sending: Sending) -> Asked:
    named = {name for operation in sending.operations for name in (operation.id, operation.base) if name}
    return Asked(sending.sheet_id, sorted({operation.aspect_id for operation in sending.operations}), named)


def _refusal(sending: Sending, there: ToSave | None) -> Refused | None:
    if there is None:
        return Refused(_l("There is no such sheet any more. Go back to your sheets."))
    if there.user_id != sending.how.who.id or there.has_ended:
        return NotAllowed(_l("This sheet is not yours to mark."))
    return None


class Ended(Exception):  # noqa: N818 - reads as what it says
    """The session that sends is over."""


class Busy(RuntimeError):  # noqa: N818 - reads as what it says
    """A sheet of several is locked by somebody else."""


TOGETHER: Together[Sending, Kept] = Together(keep_together, lambda sending: sending.sheet_id)


def put(session: Session, there: ToSave, operations: Sequence[Operation], how: How) -> list[Outcome]:
    """Decide operations on a locked sheet and keep what is new, as part of an open transaction."""
    outcomes = _decided(there, operations)
    new = [outcome for outcome in outcomes if outcome.is_new]
    _store(session, [_New(there, new, how)] if new else [])
    return outcomes


def _decided(there: ToSave, operations: Sequence[Operation]) -> list[Outcome]:
    no, known = forbidden(there), {each.id for each in there.known}
    fresh = {each.aspect_id for each in operations if each.id not in known}
    shown = panels.shown_to_panel(there, fresh)
    return decide(operations, there.known, there.marks, lambda each: no or _fault(there, each, shown))


def forbidden(there: ToSave) -> str | None:
    """Give the sentence that forbids every mark on this sheet, if there is one."""
    if there.state is not SheetState.OPEN:
        return _l("This sheet was submitted. Ask the chief judge to hand it back if a mark is wrong.")
    if there.in_conflict:
        return _l("You must not mark this competitor. The reserve judge does; tell the chief judge.")
    if there.presence not in (None, Presence.PRESENT):
        return _l("The chief judge said that this competitor does not take part.")
    return None


def _fault(there: ToSave, operation: Operation, shown: Set[int]) -> str | None:
    place = there.aspects.get(operation.aspect_id)
    if place is None:
        return _l("This aspect is not on this sheet.")
    if operation.aspect_id in shown and operation.value != there.marks.get(operation.aspect_id):
        return _l("All judges have entered this aspect and see each other's scores, so it no longer changes.")
    if operation.value is None:
        return None
    wrong = kinds.fault(place.aspect, operation.value)
    return words.WORDS[wrong] if wrong else None


@dataclass(frozen=True, slots=True)
class _New:
    """What is new on one sheet."""

    there: ToSave
    outcomes: Sequence[Outcome]
    how: How

    @property
    def stand(self) -> dict[int, Decimal | None]:
        """Of several operations on one aspect the last one stands."""
        return {o.operation.aspect_id: o.operation.value for o in self.outcomes if o.answer is Answer.KEPT}


def _store(session: Session, new: Sequence[_New]) -> None:
    if not new:
        return
    session.execute(sa.insert(OPERATIONS), [row for each in new for row in _rows(each)])
    _set_marks(session, new)
    moved = [{"of": n.there.sheet_id, "version": n.there.version + 1, "saved_at": n.how.at} for n in new]
    session.execute(MOVED, moved)
    trail.record_many([act for each in new for act in _acts(each)])


def _rows(new: _New) -> Iterator[dict[str, Any]]:
    there, how = new.there, new.how
    for number, outcome in enumerate(new.outcomes, there.last_number + 1):
        operation = outcome.operation
        yield {
            "id": saving.kept_id(there.sheet_id, operation.id),
            "sheet_id": there.sheet_id,
            "number": number,
            "aspect_id": operation.aspect_id,
            "value": operation.value,
            "base": operation.base,
            "state": OperationState(outcome.answer.value),
            "device": how.device,
            "sequence": operation.sequence,
            "by_id": how.who.id,
            "at": how.at,
            "stood": outcome.mark if outcome.answer is Answer.CONFLICT else None,
            "reason": "",
        }


def _set_marks(session: Session, new: Sequence[_New]) -> None:
    stand = [(each, aspect, value) for each in new for aspect, value in each.stand.items()]
    rows = [
        {
            "sheet_id": each.there.sheet_id,
            "aspect_id": aspect,
            "value": value,
            "entered_by_id": each.how.who.id,
            "entered_at": each.how.at,
        }
        for each, aspect, value in stand
        if value is not None
    ]
    if rows:
        session.execute(_put_marks(db.engine.dialect.name), rows)
    for each, aspect, value in stand:
        if value is None:
            gone = MARKS.c.sheet_id == each.there.sheet_id, MARKS.c.aspect_id == aspect
            session.execute(sa.delete(MARKS).where(*gone))


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


def _acts(new: _New) -> Iterator[trail.Act]:
    there, how, stand = new.there, new.how, new.stand
    subject = f"judging_sheets#{there.sheet_id}"
    if stand:
        codes = {aspect: there.aspects[aspect].code for aspect in stand}
        before = {subject: {codes[a]: rules.plain(there.marks.get(a)) for a in stand}}
        after = {subject: {codes[a]: rules.plain(value) for a, value in stand.items()}}
        note = {"device": how.device}
        yield trail.Act(how.at, how.who, "judging.marks_saved", subject, before, after, note, how.request)
    for each in new.outcomes:
        if each.answer is Answer.CONFLICT:
            code = there.aspects[each.operation.aspect_id].code
            stood, offered = {code: rules.plain(each.mark)}, {code: rules.plain(each.operation.value)}
            told = {subject: stood}, {subject: offered}, {"device": how.device, "operation": each.operation.id}
            yield trail.Act(how.at, how.who, "judging.marks_differ", subject, *told, how.request)


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
            _store(session, [_New(there, outcomes, How(who, offered.device, at))])
        note = {"operation": choice.operation, "taken": choice.take, "reason": choice.reason.strip()}
        subject = f"judging_sheets#{sheet_id}"
        trail.record_many([trail.Act(at, who, "judging.marks_settled", subject, note=note)])
    return Kept(there.version + bool(outcomes), there.state, outcomes)
