"""Who must step back from whom: the rules as data with their reasons, hard and soft, and a roster without conflicts; pure.

Source: policy.md 3.4 and judging.md 6 (回避). A hard rule bars the judge from the competitor, and a reserve takes over
for that competitor only. A soft rule is shown, and avoided where the roster can, but bars nobody.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from competition.judging.duty_rules import Competitor, Panelist, are_in_conflict
from competition.judging.rules import Seat


class Reason(StrEnum):
    """Why a judge and a competitor do not go together."""

    EMPLOYER = "employer"
    SCHOOL = "school"
    COACH = "coach"
    TRAINEE = "trainee"
    RELATIVE = "relative"
    FORMER = "former"
    OTHER = "other"


HARD = frozenset({Reason.EMPLOYER, Reason.SCHOOL, Reason.COACH, Reason.TRAINEE, Reason.RELATIVE})
DECLARED = (Reason.TRAINEE, Reason.RELATIVE, Reason.FORMER, Reason.OTHER)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a judge declared: a relation with a unit, or with one competitor of it (`entry_id`)."""

    judge_id: int
    unit: int
    entry_id: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Clash:
    """A judge, a competitor, and why they do not go together."""

    judge_id: int
    entry_id: int
    number: int
    reason: Reason

    @property
    def hard(self) -> bool:
        """Say whether the judge must not mark this competitor."""
        return self.reason in HARD


def is_coach(judge_name: str, coach_name: str) -> bool:
    """Say whether a judge's name is among the coaches an entry names."""
    named = {"".join(part.split()) for part in re.split(r"[、，,;；/]", coach_name)} - {""}
    return "".join(judge_name.split()) in named


def clashes(judges: Iterable[Panelist], competitors: Sequence[Competitor], declared: Sequence[Declared]) -> list[Clash]:
    """Name every clash of a judge with a competitor, the hard ones with the rest."""
    return [
        Clash(judge.judge_id, competitor.entry_id, competitor.number, reason)
        for judge, competitor in product(judges, competitors)
        for reason in _reasons(judge, competitor, declared)
    ]


def _reasons(judge: Panelist, competitor: Competitor, declared: Sequence[Declared]) -> list[Reason]:
    found = []
    if are_in_conflict(judge.unit, competitor.unit):
        found.append(Reason.SCHOOL if judge.at_school else Reason.EMPLOYER)
    if is_coach(judge.name, competitor.coach):
        found.append(Reason.COACH)
    return found + [
        each.reason
        for each in declared
        if each.judge_id == judge.judge_id
        and each.unit == competitor.unit
        and each.entry_id in (None, competitor.entry_id)
    ]


def barred(found: Iterable[Clash]) -> frozenset[tuple[int, int]]:
    """Give the pairs of judge and competitor that a hard rule keeps apart."""
    return frozenset((each.judge_id, each.entry_id) for each in found if each.hard)


# --- a roster without conflicts --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who sits where: scoring judges by place, then the reserves; hard pairs left over, and soft ones."""

    scoring: tuple[int, ...]
    reserves: tuple[int, ...]
    stand_ins: int
    soft: int


def proposal(
    judges: Sequence[Panelist], competitors: Sequence[Competitor], found: Sequence[Clash], places: int
) -> Proposal | None:
    """Choose who scores: the team that needs the fewest stand-ins, then meets the fewest soft rules; None: impossible.

    Exact: every choice of scoring judges is weighed, and the lightest that covers every competitor is taken.
    """
    kept_apart, cost = barred(found), _costs(judges, competitors, found)
    everybody = [judge.judge_id for judge in judges]
    teams = sorted(combinations(everybody, places), key=lambda team: _weight(team, cost))
    for team in teams:
        if all(_is_covered(team, everybody, each, kept_apart) for each in competitors):
            place = {judge.judge_id: (judge.seat is not Seat.SCORING, judge.position) for judge in judges}
            rest = sorted((judge for judge in everybody if judge not in team), key=lambda judge: cost[judge])
            hard, soft, _moved = _weight(team, cost)
            return Proposal(tuple(sorted(team, key=lambda judge: place[judge])), tuple(rest), hard, soft)
    return None


def _costs(
    judges: Sequence[Panelist], competitors: Sequence[Competitor], found: Sequence[Clash]
) -> dict[int, tuple[int, int, int]]:
    """Weigh each judge: competitors they cannot mark, soft rules they meet, and whether they would have to move."""
    kept_apart = barred(found)
    return {
        judge.judge_id: (
            sum((judge.judge_id, each.entry_id) in kept_apart for each in competitors),
            sum(each.judge_id == judge.judge_id and not each.hard for each in found),
            0 if judge.seat is Seat.SCORING else 1,
        )
        for judge in judges
    }


def _weight(team: Sequence[int], cost: Mapping[int, tuple[int, int, int]]) -> tuple[int, int, int]:
    hard, soft, moved = (sum(cost[judge][part] for judge in team) for part in range(3))
    return hard, soft, moved


def _is_covered(
    chosen: Sequence[int], everybody: Sequence[int], of: Competitor, kept_apart: Container[tuple[int, int]]
) -> bool:
    needed = sum((judge, of.entry_id) in kept_apart for judge in chosen)
    free = sum(judge not in chosen and (judge, of.entry_id) not in kept_apart for judge in everybody)
    return needed <= free


@dataclass(frozen=True, slots=True)
class Short:
    """A competitor for whom the team has too few judges, and who of them must step back."""

    number: int
    entry_id: int
    free: int
    barred: tuple[int, ...]


def shortages(
    judges: Sequence[Panelist], competitors: Sequence[Competitor], found: Sequence[Clash], places: int
) -> list[Short]:
    """Say why no roster exists: the competitors with fewer free judges than places (by Hall, these and no others)."""
    kept_apart, short = barred(found), []
    for each in competitors:
        out = tuple(judge.judge_id for judge in judges if (judge.judge_id, each.entry_id) in kept_apart)
        if len(judges) - len(out) < places:
            short.append(Short(each.number, each.entry_id, len(judges) - len(out), out))
    return short
