"""Totals, places, ties and awards; pure.

Places: higher total first; equal totals go through the declared tie chain; what is still equal shares the place and
the next place is skipped (1-2-2-4). Nobody is ever placed by a record number or a name. Sources: policy.md 3.6, 3.7,
3.10; judging.md 2, 8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from competition.foundation.money import Mode, rounded
from competition.foundation.working import Step

TOTAL_PLACES = 2
HUNDRED = Decimal(100)


class ResultState(StrEnum):
    """Where a version of an item's result stands."""

    COMPUTED = "computed"
    FINALISED = "finalised"
    ON_NOTICE = "on_notice"
    ANNOUNCED = "announced"
    SUPERSEDED = "superseded"


class ObjectionState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    REJECTED = "rejected"
    UPHELD = "upheld"


class Status(StrEnum):
    """Why a competitor has a place, or has none; none of these is a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    NOT_MARKED = "not_marked"


MOVES: dict[ResultState, frozenset[ResultState]] = {
    ResultState.COMPUTED: frozenset({ResultState.FINALISED, ResultState.SUPERSEDED}),
    ResultState.FINALISED: frozenset({ResultState.ON_NOTICE, ResultState.SUPERSEDED}),
    ResultState.ON_NOTICE: frozenset({ResultState.ANNOUNCED, ResultState.SUPERSEDED}),
    ResultState.ANNOUNCED: frozenset({ResultState.SUPERSEDED}),
    ResultState.SUPERSEDED: frozenset(),
}


def may_move(old: ResultState, new: ResultState) -> bool:
    """Say whether a result may go from one state to another."""
    return new in MOVES[old]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much theory and practice count, in per cent that sum to 100."""

    theory: Decimal
    practice: Decimal

    def __post_init__(self) -> None:
        if self.theory < 0 or self.practice < 0 or self.theory + self.practice != HUNDRED:
            raise ValueError("weights must not be negative and must sum to 100")


@dataclass(frozen=True, slots=True)
class Total:
    """A total out of 100, or None with what is missing, and its working."""

    value: Decimal | None
    missing: tuple[str, ...]
    steps: tuple[Step, ...]


def total(theory: Decimal | None, practice: Decimal | None, weights: Weights) -> Total:
    """Work out a total: each part (out of 100) times its weight, summed, rounded once, half up, to two decimals.

    A part with no weight is not asked for. A missing part makes no total; it is never taken for zero.
    """
    parts = (("theory", theory, weights.theory), ("practice", practice, weights.practice))
    missing = tuple(name for name, mark, weight in parts if weight and mark is None)
    if missing:
        return Total(None, missing, ())
    steps, whole = [], Decimal(0)
    for name, mark, weight in parts:
        if mark is None or not weight:
            continue
        part = mark * weight / HUNDRED
        whole += part
        steps.append(Step("part", {"part": name, "mark": str(mark), "weight": str(weight), "gives": str(part)}))
    value = rounded(whole, TOTAL_PLACES, Mode.HALF_UP)
    steps.append(Step("total", {"sum": str(whole), "rounded": str(value)}))
    return Total(value, (), tuple(steps))


@dataclass(frozen=True, slots=True)
class Standing:
    """What one competitor brings to the ranking; `number` orders the display of ties and nothing else."""

    key: int
    number: int
    status: Status
    total: Decimal | None = None
    parts: Mapping[str, Decimal | None] | None = None


@dataclass(frozen=True, slots=True)
class TieLink:
    """One link of the tie chain: the part compared, and whether more or less of it is better."""

    part: str
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A competitor with a place, or without one; `decided_by` names the link that parted equal totals."""

    standing: Standing
    place: int | None
    shared: bool = False
    decided_by: str = ""


class Undecided(ValueError):  # noqa: N818 - reads as what it says
    """Somebody is neither marked nor excused, so nobody can be placed."""


def placed(standings: Sequence[Standing], chain: Sequence[TieLink] = ()) -> tuple[Placed, ...]:
    """Place everyone who competed, best first; the others follow without a place, by number.

    Raises Undecided when somebody is not marked, or present without a total.
    """
    undecided = [s for s in standings if s.status is Status.NOT_MARKED or (_competed(s) and s.total is None)]
    if undecided:
        raise Undecided(", ".join(str(s.number) for s in undecided))
    competed = sorted((s for s in standings if _competed(s)), key=lambda s: (_key(s, chain), s.number))
    keys = [_key(s, chain) for s in competed]
    rows = [
        Placed(s, keys.index(keys[i]) + 1, keys.count(keys[i]) > 1, _decided_by(competed, i, chain))
        for i, s in enumerate(competed)
    ]
    others = sorted((s for s in standings if not _competed(s)), key=lambda s: s.number)
    return (*rows, *(Placed(s, None) for s in others))


def _competed(standing: Standing) -> bool:
    return standing.status is Status.PRESENT


def _key(standing: Standing, chain: Sequence[TieLink]) -> tuple[Decimal, ...]:
    assert standing.total is not None
    return (-standing.total, *(_link_key(standing, link) for link in chain))


def _link_key(standing: Standing, link: TieLink) -> Decimal:
    value = (standing.parts or {}).get(link.part)
    if value is None:
        # whoever lacks the part stands behind whoever has it
        return Decimal("Infinity")
    return -value if link.higher_is_better else value


def _decided_by(competed: Sequence[Standing], i: int, chain: Sequence[TieLink]) -> str:
    mine = competed[i]
    equals = [s for s in competed if s.total == mine.total and s.key != mine.key]
    if not equals:
        return ""
    for link in chain:
        equals = [s for s in equals if _link_key(s, link) == _link_key(mine, link)]
        if not equals:
            return link.part
    return "tied"


@dataclass(frozen=True, slots=True)
class AwardStep:
    """One award of a scheme: by places (to the place named) or by a share of the field, with an optional cap."""

    award: str
    to_place: int | None = None
    share: Decimal | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class AwardScheme:
    """A declared scheme, best award first; `merit_share` of the field gets merit, medallists included in the count."""

    steps: tuple[AwardStep, ...]
    minimum_field: int = 0
    minimum_total: Decimal | None = None
    merit_share: Decimal | None = None
    mode: Mode = Mode.HALF_UP


def scheme_faults(scheme: AwardScheme) -> tuple[str, ...]:
    """Name what makes a scheme unusable: 'empty', 'both_or_neither', 'not_rising', 'over_the_field', 'doubled'."""
    faults = [] if scheme.steps else ["empty"]
    if any((step.to_place is None) == (step.share is None) for step in scheme.steps):
        faults.append("both_or_neither")
    ends = [step.to_place for step in scheme.steps if step.to_place is not None]
    if ends != sorted(set(ends)):
        faults.append("not_rising")
    if sum((step.share or Decimal(0) for step in scheme.steps), Decimal(0)) > HUNDRED:
        faults.append("over_the_field")
    if len({step.award for step in scheme.steps}) != len(scheme.steps):
        faults.append("doubled")
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class Awarded:
    """Who gets which award ('' for none), and how the cut-offs came about."""

    awards: Mapping[int, str]
    steps: tuple[Step, ...]


def awarded(rows: Sequence[Placed], scheme: AwardScheme) -> Awarded:
    """Give the awards of a scheme; everyone tied at a cut-off gets the award.

    The field is everyone who competed. A field below the minimum gets no awards. Shares are of the field, rounded as
    the scheme says and then capped; each award takes up where the one before ends.
    """
    ranked = [row for row in rows if row.place is not None]
    field = len(ranked)
    if field < scheme.minimum_field:
        step = Step("field_too_small", {"field": str(field), "minimum": str(scheme.minimum_field)})
        return Awarded({row.standing.key: "" for row in rows}, (step,))
    ends, steps = _cut_offs(scheme, field)
    awards = {row.standing.key: _award_of(row, ends, scheme) for row in rows}
    if scheme.merit_share is not None:
        last = int(rounded(field * scheme.merit_share / HUNDRED, 0, Mode.DOWN))
        steps.append(Step("merit", {"share": str(scheme.merit_share), "field": str(field), "to_place": str(last)}))
        for row in ranked:
            if not awards[row.standing.key] and row.place is not None and row.place <= last and _reaches(row, scheme):
                awards[row.standing.key] = "merit"
    return Awarded(awards, tuple(steps))


def _cut_offs(scheme: AwardScheme, field: int) -> tuple[list[tuple[str, int]], list[Step]]:
    ends: list[tuple[str, int]] = []
    steps: list[Step] = []
    last = 0
    for step in scheme.steps:
        if step.to_place is not None:
            last = step.to_place
        else:
            assert step.share is not None
            count = int(rounded(field * step.share / HUNDRED, 0, scheme.mode))
            last += count if step.cap is None else min(count, step.cap)
        ends.append((step.award, last))
        steps.append(
            Step(
                "cut_off",
                {
                    "award": step.award,
                    "to_place": str(last),
                    "share": str(step.share or ""),
                    "field": str(field),
                    "cap": str(step.cap or ""),
                },
            )
        )
    return ends, steps


def _reaches(row: Placed, scheme: AwardScheme) -> bool:
    return scheme.minimum_total is None or (row.standing.total or Decimal(0)) >= scheme.minimum_total


def _award_of(row: Placed, ends: Sequence[tuple[str, int]], scheme: AwardScheme) -> str:
    if row.place is None or not _reaches(row, scheme):
        return ""
    return next((award for award, last in ends if row.place <= last), "")


@dataclass(frozen=True, slots=True)
class Scale:
    """The WorldSkills scale of a field, or why it is not applied: 'field' (fewer than 10) or 'spread' (MAD is 0)."""

    scores: Mapping[int, int]
    not_applied: str = ""


def scale(totals: Mapping[int, Decimal]) -> Scale:
    """Put totals on the WorldSkills scale: round(700 + 30 (x - median) / (1.4826 MAD)), kept within 0 to 1000.

    For information only, never for places; source judging.md 2.1. Needs 10 totals and a MAD above 0.
    """
    if len(totals) < 10:
        return Scale({}, "field")
    middle = _median(list(totals.values()))
    mad = _median([abs(x - middle) for x in totals.values()])
    if not mad:
        return Scale({}, "spread")
    raw = {key: 700 + 30 * (x - middle) / (Decimal("1.4826") * mad) for key, x in totals.items()}
    return Scale({key: int(min(max(rounded(x, 0), Decimal(0)), Decimal(1000))) for key, x in raw.items()})


def _median(values: list[Decimal]) -> Decimal:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
