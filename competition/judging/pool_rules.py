"""The pool of judges: who is fit for an item, how many a unit may recommend, whether a judge's card counts; pure.

Source: policy.md 2 (裁判遴选与培训: recommended, selected, trained, commitment signed) and 3.4 (at most two an item from a
unit with competitors in it). Years and certificates are asked for by each item.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PoolState(StrEnum):
    """Where a judge's record in the pool stands."""

    RECOMMENDED = "recommended"
    IN_POOL = "in_pool"
    SUSPENDED = "suspended"
    LEFT = "left"


MOVES: Mapping[PoolState, frozenset[PoolState]] = {
    PoolState.RECOMMENDED: frozenset({PoolState.IN_POOL, PoolState.LEFT}),
    PoolState.IN_POOL: frozenset({PoolState.SUSPENDED, PoolState.LEFT}),
    PoolState.SUSPENDED: frozenset({PoolState.IN_POOL, PoolState.LEFT}),
    PoolState.LEFT: frozenset({PoolState.IN_POOL}),
}


class RecommendationState(StrEnum):
    """Where a recommendation stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


# who is neither recommended nor named any more
OUT = frozenset({PoolState.SUSPENDED, PoolState.LEFT})
# what counts against a unit's number
LIVE = frozenset({RecommendationState.WAITING, RecommendationState.ACCEPTED})


class Grade(StrEnum):
    """A step of a ladder of qualifications."""

    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"
    TECHNICIAN = "technician"
    SENIOR_TECHNICIAN = "senior_technician"
    SPECIAL_TECHNICIAN = "special_technician"
    CHIEF_TECHNICIAN = "chief_technician"
    MIDDLE_TITLE = "middle_title"
    ASSOCIATE_TITLE = "associate_title"
    FULL_TITLE = "full_title"
    ASSESSOR = "assessor"
    SENIOR_ASSESSOR = "senior_assessor"
    CITY_REFEREE = "city_referee"
    PROVINCE_REFEREE = "province_referee"
    NATIONAL_REFEREE = "national_referee"


class Ladder(StrEnum):
    """A kind of qualification whose steps can be compared."""

    SKILL = "skill"
    TITLE = "title"
    ASSESSING = "assessing"
    REFEREEING = "refereeing"


LADDERS: Mapping[Ladder, tuple[Grade, ...]] = {
    Ladder.SKILL: (
        Grade.JUNIOR,
        Grade.INTERMEDIATE,
        Grade.SENIOR,
        Grade.TECHNICIAN,
        Grade.SENIOR_TECHNICIAN,
        Grade.SPECIAL_TECHNICIAN,
        Grade.CHIEF_TECHNICIAN,
    ),
    Ladder.TITLE: (Grade.MIDDLE_TITLE, Grade.ASSOCIATE_TITLE, Grade.FULL_TITLE),
    Ladder.ASSESSING: (Grade.ASSESSOR, Grade.SENIOR_ASSESSOR),
    Ladder.REFEREEING: (Grade.CITY_REFEREE, Grade.PROVINCE_REFEREE, Grade.NATIONAL_REFEREE),
}
# as they stand on the certificate, in workbooks and behind a judge's name, whatever language the page is read in
NAMES: Mapping[Grade, str] = {
    Grade.JUNIOR: "初级工",
    Grade.INTERMEDIATE: "中级工",
    Grade.SENIOR: "高级工",
    Grade.TECHNICIAN: "技师",
    Grade.SENIOR_TECHNICIAN: "高级技师",
    Grade.SPECIAL_TECHNICIAN: "特级技师",
    Grade.CHIEF_TECHNICIAN: "首席技师",
    Grade.MIDDLE_TITLE: "中级职称",
    Grade.ASSOCIATE_TITLE: "副高级职称",
    Grade.FULL_TITLE: "正高级职称",
    Grade.ASSESSOR: "考评员",
    Grade.SENIOR_ASSESSOR: "高级考评员",
    Grade.CITY_REFEREE: "市级裁判员",
    Grade.PROVINCE_REFEREE: "省级裁判员",
    Grade.NATIONAL_REFEREE: "国家级裁判员",
}


class Shortfall(StrEnum):
    """What a judge lacks for an item."""

    NOT_ACCEPTED = "not_accepted"
    SUSPENDED = "suspended"
    LEFT = "left"
    NO_ACCOUNT = "no_account"
    NO_ROLE = "no_role"
    UNTRAINED = "untrained"
    TRAINING_EXPIRED = "training_expired"
    QUALIFICATION = "qualification"
    QUALIFICATION_EXPIRED = "qualification_expired"
    YEARS = "years"
    NOT_SIGNED = "not_signed"


# seen beside a name, and settled elsewhere: by the security administrator, by the judge before the sheets are opened
SETTLED_LATER = frozenset({Shortfall.NO_ACCOUNT, Shortfall.NO_ROLE, Shortfall.NOT_SIGNED})
_BY_STATE = {
    PoolState.RECOMMENDED: Shortfall.NOT_ACCEPTED,
    PoolState.SUSPENDED: Shortfall.SUSPENDED,
    PoolState.LEFT: Shortfall.LEFT,
}


@dataclass(frozen=True, slots=True)
class Demand:
    """What an item asks of its judges: any one of the grades or above, training that is valid, years in the trade."""

    grades: tuple[Grade, ...] = ()
    trained: bool = True
    years: int = 0


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a judge brings: grades and trainings each with its last valid day (None: for good)."""

    state: PoolState
    grades: tuple[tuple[Grade, date | None], ...] = ()
    trainings: tuple[date | None, ...] = ()
    since: int | None = None


def may_move(old: PoolState, new: PoolState) -> bool:
    """Say whether a record may go from one state to another."""
    return new in MOVES[old]


def reaches(held: Grade, asked: Grade) -> bool:
    """Say whether a grade is the one asked for, or above it on the same ladder."""
    return any(asked in ladder and held in ladder[ladder.index(asked) :] for ladder in LADDERS.values())


def is_valid(until: date | None, on: date) -> bool:
    """Say whether something with a last valid day counts on a day; the last day itself counts."""
    return until is None or on <= until


def shortfalls(of: Credentials, asks: Demand, on: date) -> list[Shortfall]:
    """Name what a judge lacks for an item that is held on a day."""
    found = [_BY_STATE[of.state]] if of.state in _BY_STATE else []
    if asks.trained and not any(is_valid(until, on) for until in of.trainings):
        found.append(Shortfall.TRAINING_EXPIRED if of.trainings else Shortfall.UNTRAINED)
    fit = [until for held, until in of.grades if any(reaches(held, asked) for asked in asks.grades)]
    if asks.grades and not any(is_valid(until, on) for until in fit):
        found.append(Shortfall.QUALIFICATION_EXPIRED if fit else Shortfall.QUALIFICATION)
    # years nobody stated are not zero, but neither are they enough
    if asks.years and (of.since is None or on.year - of.since < asks.years):
        found.append(Shortfall.YEARS)
    return found


def highest(grades: Iterable[Grade]) -> list[Grade]:
    """Keep of each ladder the highest step held."""
    held = set(grades)
    return [max(held & {*ladder}, key=ladder.index) for ladder in LADDERS.values() if held & {*ladder}]


def is_full(recommended: Sequence[str], *, competes: bool, most: int) -> bool:
    """Say whether a unit has recommended as many for an item as it may; without competitors in it there is no limit."""
    return competes and len(recommended) >= most


class CardState(StrEnum):
    """Whether a judge's card counts now."""

    VALID = "valid"
    ENDED = "ended"
    OVER = "over"


def card_state(*, ended: bool, last_day: date, today: date) -> CardState:
    """Say whether a card counts today; the last day of the competition still counts."""
    if ended:
        return CardState.ENDED
    return CardState.OVER if today > last_day else CardState.VALID
