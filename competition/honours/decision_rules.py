"""Decisions of other bodies that honour the city's people and units: what a row says and what is wrong with it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from competition.honours.rules import AWARDS, HonourKind


class DecisionState(StrEnum):
    """Where a recorded decision stands."""

    WAITING = "decision_waiting"
    CONFIRMED = "decision_confirmed"
    DROPPED = "decision_dropped"


DECISION_MOVES: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.WAITING: frozenset({DecisionState.CONFIRMED, DecisionState.DROPPED}),
    DecisionState.CONFIRMED: frozenset(),
    DecisionState.DROPPED: frozenset(),
}
MOST_LINES = 500
# how a document names what has a code of its own; anything else is kept in its own words
TITLE_CODES: Mapping[str, str] = {
    "中华技能大奖": "china_skills_award",
    "全国技术能手": "national_technician",
    "山东省技术能手": "provincial_technician",
    "淄博市技术能手": "municipal_technician",
}
AWARD_CODES: Mapping[str, str] = {name: code for code, name in AWARDS.items()}
UNIT = "单位"
PERSON = "个人"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of a decision as it was written: who is honoured with what; `row` is where it stands in the file."""

    row: int
    name: str
    kind: str = PERSON
    id_number: str = ""
    unit: str = ""
    honour: str = ""
    competition: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with a row: a code for words, the column, and what stands there."""

    row: int
    column: str
    code: str
    value: str = ""


LONGEST: Mapping[str, int] = {"name": 120, "unit": 120, "honour": 80, "competition": 120, "item": 80}


def honour_of(written: str) -> tuple[HonourKind, str, str]:
    """Say what kind of entry a written honour makes, with its award's or title's code where there is one."""
    if written in TITLE_CODES:
        return HonourKind.TITLE, "", TITLE_CODES[written]
    if written in AWARD_CODES:
        return HonourKind.AWARD, AWARD_CODES[written], ""
    return HonourKind.MERIT, "", ""


def row_faults(rows: Sequence[DecisionRow]) -> list[RowFault]:
    """Name everything wrong with the rows of a decision: what is missing, too long, of no known kind, or there twice."""
    found, seen = [], dict[tuple[str, ...], int]()
    for one in rows:
        found += [RowFault(one.row, column, "missing") for column in ("name", "honour") if not getattr(one, column)]
        found += [
            RowFault(one.row, column, "long", str(most))
            for column, most in LONGEST.items()
            if len(getattr(one, column)) > most
        ]
        if one.kind not in (PERSON, UNIT):
            found.append(RowFault(one.row, "kind", "kind", one.kind))
        if one.kind == UNIT and one.honour in TITLE_CODES:
            found.append(RowFault(one.row, "kind", "unit_title", one.honour))
        key = (one.id_number or f"{one.name}/{one.unit}", one.honour, one.competition, one.item)
        if key in seen:
            found.append(RowFault(one.row, "name", "twice", str(seen[key])))
        seen.setdefault(key, one.row)
    return found


def own_faults(rows: Sequence[DecisionRow]) -> list[RowFault]:
    """Name what a decision on a competition of ours cannot give: awards come from its results, titles from a list."""
    known = (*AWARD_CODES, *TITLE_CODES)
    return [RowFault(one.row, "honour", "own", one.honour) for one in rows if one.honour in known]
