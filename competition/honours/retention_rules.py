"""When a kept record's time is over, what a destruction list may name and where it stands; pure. Sources: policy.md 3.14, 4.1."""

from calendar import monthrange
from datetime import date
from enum import StrEnum

from competition.policy.retention_tables import MONTHS, PERMANENT, YEARS


class Destructible(StrEnum):
    """What a destruction list can name; each is a kind of the table of retention, and none is kept for good by law."""

    PACKAGES = "packages"
    PAPER_SCANS = "paper_scans"
    HALL_PHOTOS = "hall_photos"
    APPEALS = "appeals"
    APPEAL_FILES = "appeal_files"
    CLAIM_PAPERS = "claim_papers"
    PERSON_DATA = "person_data"
    PLAN = "plan"
    ENTRIES = "entries"
    PAYMENTS = "payments"
    PERSON_REQUESTS = "person_requests"
    SIGN_INS = "sign_ins"


class DestructionState(StrEnum):
    """Where a destruction list stands."""

    PROPOSED = "destruction_proposed"
    APPROVED = "destruction_approved"
    DONE = "destruction_done"
    CANCELLED = "destruction_cancelled"


class Outcome(StrEnum):
    """What became of one thing on a list."""

    WAITS = "item_waits"
    GONE = "item_gone"
    STAYED = "item_stayed"


class Stay(StrEnum):
    """Why something stays though its time is over, or stayed though it was on a list."""

    NOT_OVER = "not_over"
    APPEAL = "appeal"
    MONEY = "money"
    LISTED = "listed"
    NOT_DUE = "not_due"
    NOT_THERE = "not_there"
    CANCELLED = "cancelled"


MOVES: dict[DestructionState, frozenset[DestructionState]] = {
    DestructionState.PROPOSED: frozenset({DestructionState.APPROVED, DestructionState.CANCELLED}),
    DestructionState.APPROVED: frozenset({DestructionState.DONE}),
    DestructionState.DONE: frozenset(),
    DestructionState.CANCELLED: frozenset(),
}


def may_move(old: DestructionState, new: DestructionState) -> bool:
    """Say whether a list may go from one state to another."""
    return new in MOVES[old]


def first_day_free(keep: str, counted_from: date) -> date | None:
    """Give the first day on which a record may go; None where it is kept for good.

    Years are counted from 1 January after the day (the archives' way, from memory), months from the day itself.
    ValueError for a class that is none.
    """
    if keep == PERMANENT:
        return None
    if keep in YEARS:
        return date(counted_from.year + 1 + YEARS[keep], 1, 1)
    if keep in MONTHS:
        return _months_on(counted_from, MONTHS[keep])
    raise ValueError(keep)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_due(keep: str, counted_from: date, on: date) -> bool:
    """Say whether a record's time is over on a day."""
    free = first_day_free(keep, counted_from)
    return free is not None and free <= on


def number(year: int, seq: int) -> str:
    """Number a destruction list."""
    return f"XH{year}-{seq:03d}"
