"""Titles earned, numbers of the register and how its entries may change; pure. Sources: policy.md 2.3, 3.11."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from competition.foundation.working import Step


class HonourKind(StrEnum):
    """What an entry of the register is for."""

    AWARD = "award"
    TITLE = "title"
    HOST = "host"


class EntryState(StrEnum):
    """Whether an entry stands."""

    ENTERED = "entered"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.ENTERED: frozenset({EntryState.SUPERSEDED, EntryState.REVOKED}),
    EntryState.SUPERSEDED: frozenset(),
    EntryState.REVOKED: frozenset(),
}

LETTERS = {HonourKind.AWARD: "A", HonourKind.TITLE: "T", HonourKind.HOST: "H"}


def may_move(old: EntryState, new: EntryState) -> bool:
    """Say whether an entry may go from one state to another."""
    return new in MOVES[old]


def entry_number(year: int, kind: HonourKind, seq: int) -> str:
    """Write a register number: ZB2026-A-00012; without gaps per year and kind."""
    if seq < 1:
        raise ValueError("numbers begin at 1")
    return f"ZB{year}-{LETTERS[kind]}-{seq:05d}"


@dataclass(frozen=True, slots=True)
class TitleCase:
    """What a title is decided on: level, group and place, whether both parts were passed, and titles held before."""

    level: str
    group: str
    place: int
    passed: bool
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TitleWorked:
    """Whether the title is earned, and the step that decided."""

    earned: bool
    steps: tuple[Step, ...]


def technician_title(case: TitleCase, to_place: Mapping[str, int], groups: frozenset[str], title: str) -> TitleWorked:
    """Decide 市技术能手: a place up to the one the table names for the level, employees and teachers, not held before."""
    last = to_place.get(case.level)
    values = {"level": case.level, "place": str(case.place), "to_place": str(last or ""), "group": case.group}
    if last is None or case.place > last:
        return TitleWorked(False, (Step("title_place", values),))
    if case.group not in groups:
        return TitleWorked(False, (Step("title_group", values),))
    if not case.passed:
        return TitleWorked(False, (Step("title_passed", values),))
    if title in case.held:
        return TitleWorked(False, (Step("title_held", values),))
    return TitleWorked(True, (Step("title_earned", values),))
