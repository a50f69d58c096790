"""Levels, groups and the moves a competition may make; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Level(StrEnum):
    """How high a competition stands (policy.md 2.2-2.7); county ones lie outside the municipal measures."""

    WORLD = "world"
    NATIONAL_GAMES = "national_games"
    NATIONAL_1 = "national_1"
    NATIONAL_2 = "national_2"
    PROVINCIAL_GAMES = "provincial_games"
    PROVINCIAL_1 = "provincial_1"
    PROVINCIAL_2 = "provincial_2"
    MUNICIPAL_GAMES = "municipal_games"
    MUNICIPAL_1 = "municipal_1"
    MUNICIPAL_2 = "municipal_2"
    COUNTY = "county"


class Group(StrEnum):
    """Who competes in an item (组别)."""

    EMPLOYEE = "employee"
    TEACHER = "teacher"
    STUDENT = "student"


class CompetitionState(StrEnum):
    """Where a competition stands in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    HELD = "held"
    CANCELLED = "cancelled"


MOVES: dict[CompetitionState, frozenset[CompetitionState]] = {
    CompetitionState.DRAFT: frozenset({CompetitionState.PUBLISHED, CompetitionState.CANCELLED}),
    CompetitionState.PUBLISHED: frozenset({CompetitionState.OPEN, CompetitionState.CLOSED, CompetitionState.CANCELLED}),
    CompetitionState.OPEN: frozenset({CompetitionState.CLOSED, CompetitionState.CANCELLED}),
    CompetitionState.CLOSED: frozenset({CompetitionState.OPEN, CompetitionState.RUNNING, CompetitionState.CANCELLED}),
    CompetitionState.RUNNING: frozenset({CompetitionState.HELD, CompetitionState.CANCELLED}),
    CompetitionState.HELD: frozenset(),
    CompetitionState.CANCELLED: frozenset(),
}


def may_move(old: CompetitionState, new: CompetitionState) -> bool:
    """Say whether a competition may go from one state to another."""
    return new in MOVES[old]


def registration_due(state: CompetitionState, opens: datetime, closes: datetime, at: datetime) -> CompetitionState:
    """Say where the registration clock puts a published competition: open from `opens`, closed from `closes` on."""
    if state is CompetitionState.PUBLISHED and opens <= at < closes:
        return CompetitionState.OPEN
    if state in (CompetitionState.PUBLISHED, CompetitionState.OPEN) and at >= closes:
        return CompetitionState.CLOSED
    return state


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of a timetable, as clashes are looked for."""

    id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    item_id: int | None


def clashes(slots: Sequence[Slot]) -> list[tuple[Slot, Slot, str]]:
    """Find lines that overlap at one place ('place') or for one item ('item'); touching ends do not overlap."""
    ordered = sorted(slots, key=lambda s: (s.starts_at, s.id))
    found = []
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            if one.place and one.place == other.place:
                found.append((one, other, "place"))
            elif one.item_id is not None and one.item_id == other.item_id:
                found.append((one, other, "item"))
    return found


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a competition must have before it is published."""

    items: int
    has_document: bool
    registration_closes_at: datetime
    starts_on: date
    published_on: date
    filing_days: int
    items_outside: tuple[str, ...] = ()


def publish_faults(plan: Readiness, city_day: date) -> list[str]:
    """Name what keeps a competition from being published: 'items', 'late' (registration ends after the start), 'days'."""
    faults = [] if plan.items else ["items"]
    if city_day > plan.starts_on:
        faults.append("late")
    return faults + (["days"] if plan.items_outside else [])


def publish_warnings(plan: Readiness) -> list[str]:
    """Name what should be better before publishing: 'document' (no number yet), 'filing' (too close to the start)."""
    warnings = [] if plan.has_document else ["document"]
    close = (plan.starts_on - plan.published_on).days < plan.filing_days
    return warnings + (["filing"] if close else [])
