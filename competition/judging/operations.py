"""What becomes of the operations a tablet sends: kept once, in conflict, refused, or too early to say; pure.

An operation gives (or takes back) one mark on one aspect of one sheet. It has an id of its own and names the operation
its device saw as the newest on that aspect, its base. So operations may come any number of times, in any order and
from several devices: each is decided once, and every later sending gets the first answer (judging.md 8, offline).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class OperationState(StrEnum):
    """What became of an operation that is stored for good."""

    KEPT = "kept"
    CONFLICT = "conflict"
    SETTLED = "settled"  # a conflict somebody has decided


class Answer(StrEnum):
    """What a device is told of an operation: only what is kept or in conflict is stored."""

    KEPT = "kept"
    CONFLICT = "conflict"
    REFUSED = "refused"
    EARLY = "early"  # it builds on an operation that has not come yet: send it again after that one


@dataclass(frozen=True, slots=True)
class Operation:
    """One mark as a device sends it; `value` None takes the mark back, `base` is '' where the device saw none."""

    id: str
    aspect_id: int
    value: Decimal | None
    base: str = ""
    # the device's own count, for information: neither its order nor its clock decides
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """An operation stored before; `number` is its place among the sheet's operations."""

    id: str
    aspect_id: int
    value: Decimal | None
    state: OperationState
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one operation: `newest` and `mark` tell what stands on its aspect now."""

    operation: Operation
    answer: Answer
    newest: str
    mark: Decimal | None
    is_new: bool = False
    message: str = ""


def newest_of(known: Iterable[Known]) -> dict[int, Known]:
    """Find the operation that stands on each aspect: of the kept ones the last."""
    kept = (each for each in known if each.state is OperationState.KEPT)
    return {each.aspect_id: each for each in sorted(kept, key=lambda each: each.number)}


def decide(
    sent: Sequence[Operation],
    known: Iterable[Known],
    marks: Mapping[int, Decimal],
    fault: Callable[[Operation], str | None],
) -> list[Outcome]:
    """Decide each operation in the order sent, given what is stored, the marks there are, and what forbids one.

    `fault` gives the sentence that refuses an operation, or None. One refused holds back no other.
    """
    first = {each.id: each for each in known}
    newest = {aspect: each.id for aspect, each in newest_of(first.values()).items()}
    stand = dict(marks)
    found: list[Outcome] = []
    for operation in sent:
        outcome = _decide_one(operation, first, newest, stand, fault)
        found.append(outcome)
        if outcome.is_new:
            state = OperationState(outcome.answer.value)
            first[operation.id] = Known(operation.id, operation.aspect_id, operation.value, state, 0)
    return found


def _decide_one(
    operation: Operation,
    first: Mapping[str, Known],
    newest: dict[int, str],
    stand: dict[int, Decimal],
    fault: Callable[[Operation], str | None],
) -> Outcome:
    aspect, before = operation.aspect_id, first.get(operation.id)
    top, mark = newest.get(aspect, ""), stand.get(aspect)
    if before is not None:
        answer = Answer.KEPT if before.state is OperationState.KEPT else Answer.CONFLICT
        return Outcome(operation, answer, top, mark)
    if (wrong := fault(operation)) is not None:
        return Outcome(operation, Answer.REFUSED, top, mark, message=wrong)
    if operation.base not in ("", top) and operation.base not in first:
        return Outcome(operation, Answer.EARLY, top, mark)
    # two devices that gave the same mark do not contradict each other
    if operation.base != top and operation.value != mark:
        return Outcome(operation, Answer.CONFLICT, top, mark, is_new=True)
    newest[aspect] = operation.id
    if operation.value is None:
        stand.pop(aspect, None)
    else:
        stand[aspect] = operation.value
    return Outcome(operation, Answer.KEPT, operation.id, operation.value, is_new=True)
