"""Who may enter, in what order, and the draw of numbers; pure."""

from enum import StrEnum


class EntryState(StrEnum):
    """Where an entry stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.SUBMITTED: frozenset({EntryState.ACCEPTED, EntryState.RETURNED, EntryState.WITHDRAWN}),
    EntryState.RETURNED: frozenset({EntryState.SUBMITTED, EntryState.WITHDRAWN}),
    EntryState.ACCEPTED: frozenset({EntryState.RETURNED, EntryState.WITHDRAWN}),
    EntryState.WITHDRAWN: frozenset(),
}


def may_move(old: EntryState, new: EntryState) -> bool:
    """Say whether an entry may go from one state to another."""
    return new in MOVES[old]
