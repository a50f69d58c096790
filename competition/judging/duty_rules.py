"""Who marks whom: every scoring judge, and for a conflict a reserve for that competitor only; pure."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from competition.judging.rules import Seat


@dataclass(frozen=True, slots=True)
class Panelist:
    """A judge as the roster sees them; `unit` is the organisation they belong to."""

    judge_id: int
    seat: Seat
    position: int
    unit: int
    name: str = ""
    at_school: bool = False


@dataclass(frozen=True, slots=True)
class Competitor:
    """A competitor as the roster sees them: a number and the unit that entered them."""

    entry_id: int
    number: int
    unit: int
    coach: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A judge marks a competitor in a position of the panel: their own, or as reserve that of another."""

    entry_id: int
    judge_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A position for which no judge without a conflict is left."""

    number: int
    position: int


def are_in_conflict(judge_unit: int, competitor_unit: int) -> bool:
    """Say whether a judge must not mark a competitor: no one marks their own unit, in any circumstances."""
    return judge_unit == competitor_unit


def duties(
    judges: Sequence[Panelist],
    competitors: Iterable[Competitor],
    barred: Container[tuple[int, int]] = frozenset(),
) -> tuple[tuple[Duty, ...], tuple[Uncovered, ...]]:
    """Say who marks whom: every scoring judge, and for a conflict a reserve for that competitor only.

    `barred` names further pairs of judge and competitor (by id) that must not meet.
    """

    def apart(judge: Panelist, competitor: Competitor) -> bool:
        return are_in_conflict(judge.unit, competitor.unit) or (judge.judge_id, competitor.entry_id) in barred

    scoring = sorted((j for j in judges if j.seat is Seat.SCORING), key=lambda j: j.position)
    reserves = sorted((j for j in judges if j.seat is Seat.RESERVE), key=lambda j: j.position)
    found: list[Duty] = []
    gaps: list[Uncovered] = []
    for competitor in competitors:
        free = [judge for judge in reserves if not apart(judge, competitor)]
        for judge in scoring:
            if not apart(judge, competitor):
                found.append(Duty(competitor.entry_id, judge.judge_id, judge.position))
            elif free:
                found.append(Duty(competitor.entry_id, free.pop(0).judge_id, judge.position))
            else:
                gaps.append(Uncovered(competitor.number, judge.position))
    return tuple(found), tuple(gaps)
