"""Levels, groups and the moves a competition may make; pure."""

from datetime import datetime
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
