"""Totals, places, ties and the days of notice; pure. Awards stand in `award_rules`.

Places: higher total first; equal totals go through the declared tie chain; what is still equal shares the place and
the next place is skipped (1-2-2-4). Nobody is ever placed by a record number or a name. Sources: policy.md 3.6-3.10;
judging.md 2, 8.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from secrets import token_hex
from typing import Any

from competition.foundation.money import Mode, rounded
from competition.foundation.working import Step, figure

TOTAL_PLACES = 2
CARRIED = "carried"
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


@dataclass(frozen=True, slots=True)
class Brought:
    """The total of an earlier stage and its share of the later one's in per cent; `told` says where it stands."""

    total: Decimal | None
    weight: Decimal
    told: Mapping[str, str]


def total(theory: Decimal | None, practice: Decimal | None, weights: Weights, brought: Brought | None = None) -> Total:
    """Work out a total: each part (out of 100) times its weight, summed, rounded once, half up, to two decimals.

    A part with no weight is not asked for. A missing part makes no total; it is never taken for zero. Where the total
    of an earlier stage is carried over, the own sum counts for the rest of the 100, and still all is rounded once.
    """
    parts = (("theory", theory, weights.theory), ("practice", practice, weights.practice))
    missing = tuple(name for name, mark, weight in parts if weight and mark is None)
    missing += (CARRIED,) if brought is not None and brought.total is None else ()
    if missing:
        return Total(None, missing, ())
    steps, whole = [], Decimal(0)
    for name, mark, weight in parts:
        if mark is None or not weight:
            continue
        part = mark * weight / HUNDRED
        whole += part
        words = {"part": name, "mark": figure(mark), "weight": figure(weight), "gives": figure(part)}
        steps.append(Step("part", words))
    if brought is not None and brought.total is not None:
        whole = _with(brought, brought.total, whole, steps)
    value = rounded(whole, TOTAL_PLACES, Mode.HALF_UP)
    steps.append(Step("total", {"sum": figure(whole), "rounded": str(value)}))
    return Total(value, (), tuple(steps))


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each part counts of a total that carries an earlier one, in per cent that sum to 100."""

    theory: Decimal
    practice: Decimal
    earlier: Decimal


def shares(weights: Mapping[str, str], earlier: str) -> Shares:
    """Give the shares of a total from the weights of its own parts and of the earlier total."""
    carried = Decimal(earlier)
    own = (HUNDRED - carried) / HUNDRED
    return Shares(Decimal(weights["theory"]) * own, Decimal(weights["practice"]) * own, carried)


def _with(brought: Brought, earlier: Decimal, own: Decimal, steps: list[Step]) -> Decimal:
    rest = HUNDRED - brought.weight
    share, carried = own * rest / HUNDRED, earlier * brought.weight / HUNDRED
    steps.append(Step("own", {"sum": figure(own), "weight": figure(rest), "gives": figure(share)}))
    told = {"mark": figure(earlier), "weight": figure(brought.weight), "gives": figure(carried)}
    steps.append(Step(CARRIED, {**told, **brought.told}))
    return share + carried


def passes(theory: Decimal | None, practice: Decimal | None, weights: Weights, pass_mark: Decimal) -> bool:
    """Say whether every part that counts reaches the pass mark (each out of 100); a missing part does not.

    Source: policy.md 3.6, "60分为合格".
    """
    parts = ((theory, weights.theory), (practice, weights.practice))
    return all(mark is not None and mark >= pass_mark for mark, weight in parts if weight)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one competitor brings to the ranking; `number` orders the display of ties and nothing else."""

    key: int
    number: int
    status: Status
    total: Decimal | None = None
    parts: Mapping[str, Decimal | None] | None = None


# what a link of the tie chain may compare; a criterion or part of the scheme stands as 'criterion:C'
PRACTICE, THEORY, TIME, BEST, DECISION, CRITERION = "practice", "theory", "time", "best", "decision", "criterion:"
LESS_IS_BETTER = frozenset({TIME, DECISION})


class Ending(StrEnum):
    """What becomes of those whom the whole chain leaves equal: they share the place, or the judges part them."""

    SHARED = "shared"
    UNSHARED = "unshared"


@dataclass(frozen=True, slots=True)
class TieLink:
    """One link of the tie chain: the part compared, and whether more or less of it is better."""

    part: str
    higher_is_better: bool = True


def link(part: str) -> TieLink:
    """Make a link of the chain: less time is better, and so is an earlier place in the judges' decision."""
    return TieLink(part, part not in LESS_IS_BETTER)


@dataclass(frozen=True, slots=True)
class Placed:
    """A competitor with a place, or without one; `decided_by` names the link that parted equal totals."""

    standing: Standing
    place: int | None
    shared: bool = False
    decided_by: str = ""


class Undecided(ValueError):  # noqa: N818 - reads as what it says
    """Somebody is neither marked nor excused, so nobody can be placed; `numbers` are theirs."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(", ".join(str(number) for number in numbers))
        self.numbers = tuple(numbers)


def chain_of(value: Sequence[Mapping[str, Any]]) -> tuple[TieLink, ...]:
    """Read a tie chain as table results.tie_order holds it."""
    return tuple(TieLink(link["part"], link["higher_is_better"]) for link in value)


def placed(standings: Sequence[Standing], chain: Sequence[TieLink] = ()) -> tuple[Placed, ...]:
    """Place everyone who competed, best first; the others follow without a place, by number.

    Whoever lacks a part of the chain stands behind whoever has it. Raises Undecided when somebody is not marked, or
    present without a total.
    """
    undecided = [s for s in standings if s.status is Status.NOT_MARKED or (_competed(s) and s.total is None)]
    if undecided:
        raise Undecided([s.number for s in undecided])
    competed = sorted((_key(s, chain), s.number, i) for i, s in enumerate(standings) if _competed(s))
    keys = [key for key, _, _ in competed]
    first = {key: place for place, key in reversed(list(enumerate(keys, start=1)))}
    # how many stand alike after the total, after the first link of the chain, after the second ...
    alike = Counter(key[:depth] for key in keys for depth in range(1, len(key) + 1))
    rows = [Placed(standings[i], first[key], alike[key] > 1, _decided_by(key, alike, chain)) for key, _, i in competed]
    others = sorted((s for s in standings if not _competed(s)), key=lambda s: s.number)
    return (*rows, *(Placed(s, None) for s in others))


def ordinals(values: Iterable[Fraction]) -> dict[Fraction, Decimal]:
    """Give each figure's place among the others: a repeating fraction has no exact Decimal, its place has."""
    return {value: Decimal(number) for number, value in enumerate(sorted(set(values)))}


def compared(
    known: Sequence[Mapping[str, Fraction | None]], others: Sequence[Mapping[str, Decimal | None]]
) -> list[dict[str, Decimal | None]]:
    """Give what each competitor brings to the tie chain, from exact marks by criterion and part, and other figures.

    BEST is the best single module.
    """
    whole = [{CRITERION + code: mark for code, mark in figures.items()} for figures in known]
    for figures, mine in zip(known, whole, strict=True):
        mine[BEST] = max((mark for mark in figures.values() if mark is not None), default=None)
    names = {name for mine in whole for name in mine}
    places = {name: ordinals(mark for mine in whole if (mark := mine.get(name)) is not None) for name in names}
    return [
        {**more, **{name: None if mark is None else places[name][mark] for name, mark in mine.items()}}
        for mine, more in zip(whole, others, strict=True)
    ]


def still_tied(rows: Sequence[Placed]) -> tuple[frozenset[int], ...]:
    """Name, by key, those who share a place."""
    shared = [row for row in rows if row.shared and row.place is not None]
    return tuple(frozenset(r.standing.key for r in tied) for _, tied in groupby(shared, key=lambda row: row.place))


def decided(orders: Iterable[Sequence[int]], tied: Collection[frozenset[int]]) -> dict[int, Decimal]:
    """Give, by key, the place in the judges' latest decision about exactly those who are tied."""
    return {key: Decimal(place) for order in orders if frozenset(order) in tied for place, key in enumerate(order, 1)}


def _competed(standing: Standing) -> bool:
    return standing.status is Status.PRESENT


def _key(standing: Standing, chain: Sequence[TieLink]) -> tuple[Decimal, ...]:
    assert standing.total is not None
    return (-standing.total, *(_link_key(standing, link) for link in chain))


def _link_key(standing: Standing, link: TieLink) -> Decimal:
    value = (standing.parts or {}).get(link.part)
    if value is None:
        return Decimal("Infinity")
    return -value if link.higher_is_better else value


def _decided_by(key: tuple[Decimal, ...], alike: Mapping[tuple[Decimal, ...], int], chain: Sequence[TieLink]) -> str:
    if alike[key[:1]] == 1:
        return ""
    return next((link.part for depth, link in enumerate(chain, start=2) if alike[key[:depth]] == 1), "tied")


def notice_end(start: date, days: int, is_working_day: Callable[[date], bool]) -> date:
    """Give the last day of a public notice: the `days`-th working day after the day it is put up.

    The working days come from the year table; what `is_working_day` raises for a year without one goes through.
    """
    if days < 1:
        raise ValueError("a public notice lasts at least one working day")
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def receipt(kind: str, on: date) -> str:
    """Make a receipt that nobody can guess: what it is for, the day, and ten figures."""
    return f"{kind}{on:%y%m%d}-{token_hex(5).upper()}"


def appeal_in_time(ended_at: datetime, at: datetime, hours: int) -> bool:
    """Say whether an appeal comes in time: `hours` after the contest's end at the latest, that very moment included."""
    return at <= ended_at + timedelta(hours=hours)


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
