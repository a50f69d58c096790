"""What a mark may be, how sheets move and how judges' marks become one; pure."""

from enum import StrEnum


class AspectKind(StrEnum):
    """How an aspect is marked."""

    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"


class Seat(StrEnum):
    """What a judge does in an item's team."""

    SCORING = "scoring"
    RESERVE = "reserve"
    CHIEF = "chief"


class SchemeState(StrEnum):
    """Where a marking scheme stands: open to change, or locked for marking."""

    DRAFT = "draft"
    LOCKED = "locked"
    SUPERSEDED = "superseded"


class SheetState(StrEnum):
    """Where a mark sheet stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    CLOSED = "closed"


class Presence(StrEnum):
    """Why a competitor has marks, or has none; none of these is a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


MOVES: dict[SheetState, frozenset[SheetState]] = {
    SheetState.OPEN: frozenset({SheetState.SUBMITTED}),
    SheetState.SUBMITTED: frozenset({SheetState.OPEN, SheetState.CHECKED}),
    SheetState.CHECKED: frozenset({SheetState.OPEN, SheetState.CLOSED}),
    SheetState.CLOSED: frozenset(),
}


def may_move(old: SheetState, new: SheetState) -> bool:
    """Say whether a sheet may go from one state to another."""
    return new in MOVES[old]
