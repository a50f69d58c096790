"""Corrections to a result: prepared as a set, then applied or dropped as a whole by another person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.money import rounded
from competition.foundation.texts import _, _l
from competition.foundation.working import figure
from competition.judging import queries as judging
from competition.judging import rules as marking
from competition.judging import words as judging_words
from competition.judging.rules import Presence
from competition.policy.book import Book
from competition.results import access, corrections
from competition.results.actions import computing
from competition.results.correction_models import CorrectionChange, CorrectionSet
from competition.results.correction_rules import ChangeKind, CorrectionState
from competition.results.corrections import Given, Standing
from competition.results.models import ItemResult
from competition.results.plan_models import TieDecision
from competition.results.rules import ResultState


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that is to count for one competitor, as somebody wrote it down with the reason; marks by sheet and aspect.

    `seen` is the version of the set its page showed.
    """

    presence: Presence | None
    theory: Decimal | None
    marks: Mapping[tuple[int, int], Decimal | None]
    reason: str = ""
    seen: int | None = None


def open_set(result: ItemResult, reason: str, by: User, at: datetime) -> CorrectionSet:
    """Begin a set of corrections to the version of a result that stands; one at a time for an item."""
    with transaction() as session:
        computing.take_turn(result.item_id)
        if not reason.strip():
            raise Refused(_l("Say what has to be corrected and who found it; it stays in the record."), field="reason")
        if result.state is ResultState.SUPERSEDED:
            raise Refused(_l("A newer version stands. Correct that one."))
        if corrections.open_of(result.item_id):
            raise Refused(_l("A set of corrections waits for its decision. Add to it, or have it dropped first."))
        judging.must_be_closed(result.item_id)
        made = CorrectionSet(result_id=result.id, reason=reason.strip(), prepared_by_id=by.id)
        made.prepared_at = made.changed_at = at
        session.add(made)
        session.flush()
        trail.record(by, "results.correction_prepared", made, at)
    return made


def put_changes(of: CorrectionSet, now: Standing, wanted: Wanted, by: User, at: datetime) -> int:
    """Put into a set what is to count for a competitor in place of what counts `now`; gives how many are different.

    What the set held for this competitor before is replaced; whoever writes what counts already takes it out.
    """
    with transaction():
        of.must_be_as_seen(wanted.seen)
        _must_take_changes(of)
        new = _changes(now, wanted)
        kept = [each for each in of.changes if each.entry_id == now.entry_id]
        if new and not wanted.reason.strip():
            raise Refused(_l("Say why; who decides reads it, and it stays in the record."), field="reason")
        for each in kept:
            of.changes.remove(each)
        for each in new:
            each.entry_id, each.reason, each.by_id, each.at = now.entry_id, wanted.reason.strip(), by.id, at
            of.changes.append(each)
        _note(of, by, at)
    return len(new)


def _changes(now: Standing, wanted: Wanted) -> list[CorrectionChange]:
    refuse_faults(_faults(now, wanted), _l("Some of it cannot be what is meant."))
    found = []
    if wanted.presence is not None and wanted.presence is not now.presence:
        found.append(_change(ChangeKind.PRESENCE, now.presence or "", wanted.presence))
    if wanted.theory is not None and wanted.theory != now.theory:
        found.append(_change(ChangeKind.THEORY, _text(now.theory), _text(wanted.theory)))
    for mark in now.marks:
        new = wanted.marks.get((mark.sheet_id, mark.aspect.id))
        if new is not None and new != mark.value:
            found.append(_mark(mark, new))
    return found


def _change(kind: ChangeKind, before: str, after: str) -> CorrectionChange:
    return CorrectionChange(kind=kind, before=str(before), after=str(after), entry_ids=[])


def _mark(of: Given, new: Decimal) -> CorrectionChange:
    made = _change(ChangeKind.MARK, _text(of.value), _text(new))
    made.sheet_id, made.sheet_sha256, made.aspect_id = of.sheet_id, of.sheet_sha256, of.aspect.id
    made.code, made.position = of.code, of.position
    return made


def _text(value: Decimal | None) -> str:
    return "" if value is None else figure(value)


def _faults(now: Standing, wanted: Wanted) -> list[Fault]:
    found = []
    if wanted.theory is None and now.theory is not None:
        found.append(Fault(_l("Write the theory mark; a missing mark is not a zero."), field="theory"))
    elif wanted.theory is not None and not _is_theory(now, wanted.theory):
        found.append(Fault(_l("A theory mark lies between 0 and 100, with at most two decimals."), field="theory"))
    for mark in now.marks:
        new, field = wanted.marks.get((mark.sheet_id, mark.aspect.id)), field_of(mark)
        told = {"code": mark.code, "position": mark.position}
        if new is None:
            said = _l("%(code)s, judge %(position)s: write the mark; a missing mark is not a zero.", **told)
            found.append(Fault(said, field=field))
        elif wrong := mark.aspect.fault(new):
            found.append(Fault(f"{mark.code}: {judging_words.WORDS[wrong]}", field=field, value=str(new)))
    return found


def _is_theory(now: Standing, mark: Decimal) -> bool:
    if not now.has_theory or not mark.is_finite() or not 0 <= mark <= marking.FULL:
        return False
    return mark == rounded(mark, marking.MARK_PLACES)


def field_of(mark: Given) -> str:
    """Name the field of a mark."""
    return f"m{mark.sheet_id}-{mark.aspect.id}"


def put_order(of: CorrectionSet, entry_ids: Sequence[int], reason: str, book: Book, by: User, at: datetime) -> None:
    """Put into a set what the judges decided of competitors whom nothing else parts, best first."""
    with transaction():
        _must_take_changes(of)
        if sorted(entry_ids) not in [sorted(tied) for tied in corrections.outcome(of, book).tied]:
            raise Refused(_l("Name each of those who share the place once, the best first."), field="numbers")
        if not reason.strip():
            raise Refused(_l("Write down on what ground the judges decided; it stays in the record."), field="reason")
        for each in [each for each in of.changes if set(each.entry_ids) == set(entry_ids)]:
            of.changes.remove(each)
        made = _change(ChangeKind.TIE, "", "")
        made.entry_ids, made.reason, made.by_id, made.at = list(entry_ids), reason.strip(), by.id, at
        of.changes.append(made)
        _note(of, by, at)


def take_out(of: CorrectionSet, change_id: int, seen: int | None, by: User, at: datetime) -> None:
    """Take one change out of a set."""
    with transaction():
        of.must_be_as_seen(seen)
        of.must_be_open()
        for each in [each for each in of.changes if each.id == change_id]:
            of.changes.remove(each)
        _note(of, by, at)


def _must_take_changes(of: CorrectionSet) -> None:
    of.must_be_open()
    refuse_moved(of)


def refuse_moved(of: CorrectionSet) -> None:
    """Refuse what rests on a result that is not any more what it was, naming all that changed."""
    if faults := corrections.moved(of):
        said = " ".join(f"{fault.message} {fault.remedy}".strip() for fault in faults)
        raise Refused(
            _("The result changed since this set was prepared. %(what)s Drop the set and prepare it anew.", what=said)
        )


def _note(of: CorrectionSet, by: User, at: datetime) -> None:
    # the set's own row moves with its list, or an old page could decide on what it did not show
    of.changed_at, of.changes_made = at, of.changes_made + 1
    db.session.flush()
    trail.record(by, "results.correction_changed", of, at, {"changes": len(of.changes)})


def apply_set(of: CorrectionSet, book: Book, seen: int | None, by: User, at: datetime) -> ItemResult:
    """Let a whole set count, as a new version of the result; decided by somebody who put nothing into it."""
    with transaction() as session:
        _take(of, seen)
        if by.id in of.authors:
            raise NotAllowed(_l("You prepared this set or put something into it: another person applies it."))
        if not access.may_manage(by, of.result.item.competition):
            raise NotAllowed(_l("Your part does not reach this record."))
        if not of.changes:
            raise Refused(_l("There is nothing in this set yet."))
        refuse_moved(of)
        item, made = of.result.item, corrections.outcome(of, book)
        _decide(of, CorrectionState.APPLIED, "", by, at)
        session.add_all([_decision(of, each, at) for each in of.changes if each.kind is ChangeKind.TIE])
        result = computing.put_in_place(item, made, of.reason, by, at)
        of.made_id = result.id
        trail.record(by, "results.correction_applied", of, at, {"changes": len(of.changes), "version": result.number})
    return result


def _decision(of: CorrectionSet, each: CorrectionChange, at: datetime) -> TieDecision:
    return TieDecision(
        item_id=of.result.item_id, entry_ids=list(each.entry_ids), reason=each.reason, decided_at=at,
        decided_by_id=each.by_id,
    )  # fmt: skip


def drop_set(of: CorrectionSet, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Drop a whole set with the reason; nothing of it ever counted."""
    with transaction():
        _take(of, seen)
        if not reason.strip():
            raise Refused(_l("Say why it is dropped; it stays in the record."), field="reason")
        _decide(of, CorrectionState.DROPPED, reason.strip(), by, at)
        trail.record(by, "results.correction_dropped", of, at)


def _take(of: CorrectionSet, seen: int | None) -> None:
    computing.take_turn(of.result.item_id)
    # decided by somebody else while this one waited for the turn
    db.session.refresh(of, ["version", "state", "changes"])
    db.session.refresh(of.result, ["version", "state"])
    of.must_be_open()
    of.must_be_as_seen(seen)


def _decide(of: CorrectionSet, state: CorrectionState, why: str, by: User, at: datetime) -> None:
    of.state, of.decision, of.decided_by_id, of.decided_at = state, why[:300], by.id, at
    db.session.flush()
