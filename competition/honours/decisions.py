"""Reads of recorded decisions, and their rows read from a workbook and found in the directory."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from competition.directory import records
from competition.directory import rules as directory_rules
from competition.directory.models import Organisation, Person
from competition.foundation import masking, spreadsheets
from competition.foundation.database import db
from competition.honours.decision_models import Decision, DecisionLine
from competition.honours.decision_rules import (
    PERSON,
    TITLE_CODES,
    UNIT,
    DecisionRow,
    DecisionState,
    RowFault,
    row_faults,
)
from competition.honours.queries import titles_held
from competition.plan.models import Competition, Item
from competition.registration.models import Coach, Entry
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

# the headings of the workbook, as it is handed out
HEADINGS = {
    "name": "姓名或单位名称",
    "kind": "个人或单位",
    "id_number": "身份证号",
    "unit": "所在单位",
    "honour": "荣誉名称",
    "competition": "竞赛名称",
    "item": "赛项",
}
MOST_HEAD_ROWS = 10
COACHES_TABLE = "honours.coach_merit"
COACH_HONOUR = "优秀指导教师"
COACH_HONOURS = (COACH_HONOUR, "优秀教练")


def one(decision_id: int) -> Decision | None:
    """Find a decision with its lines."""
    query = sa.select(Decision).options(
        joinedload(Decision.recorded_by),
        joinedload(Decision.confirmed_by),
        selectinload(Decision.lines).joinedload(DecisionLine.person),
        selectinload(Decision.lines).joinedload(DecisionLine.entry),
    )
    return db.session.scalar(query.where(Decision.id == decision_id))


def recent(most: int = 200) -> list[tuple[Decision, int]]:
    """List the newest decisions, each with how many it honours."""
    counts = (
        sa.select(DecisionLine.decision_id, sa.func.count().label("n")).group_by(DecisionLine.decision_id).subquery()
    )
    query = sa.select(Decision, sa.func.coalesce(counts.c.n, 0)).outerjoin(counts, counts.c.decision_id == Decision.id)
    rows = db.session.execute(query.order_by(Decision.id.desc()).limit(most))
    return [(decision, count) for decision, count in rows]


def waiting_for(user_id: int) -> int:
    """Count the decisions that wait for somebody other than who recorded them."""
    query = sa.select(sa.func.count()).where(
        Decision.state == DecisionState.WAITING, Decision.recorded_by_id != user_id
    )
    return db.session.scalar(query) or 0


def scan(decision_id: int) -> tuple[bytes, str, str] | None:
    """Give the scan of a decision's document with its name and kind."""
    found = db.session.scalar(sa.select(Decision).options(undefer(Decision.scan)).where(Decision.id == decision_id))
    return None if found is None else (found.scan, found.scan_name, found.scan_type)


def coaches(competition: Competition, awards: Collection[str]) -> list[tuple[str, ...]]:
    """Name the coaches of those who won one of these awards, a row each as the workbook has it; nobody twice an item."""
    query = (
        sa.select(Person, Coach.name_as_was, Entry.unit_as_was, Item.name)
        .join(Coach, Coach.person_id == Person.id)
        .join(Coach.entry)
        .join(ResultLine, ResultLine.entry_id == Entry.id)
        .join(ResultLine.result)
        .join(ItemResult.item)
        .where(Item.competition_id == competition.id, ItemResult.state == ResultState.ANNOUNCED)
        .where(ResultLine.award.in_(awards))
        .order_by(Item.code, ResultLine.place, Coach.position)
    )
    rows: dict[tuple[int, str], tuple[str, str]] = {}
    for person, name, unit, item in db.session.execute(query):
        rows.setdefault((records.standing(person).id, item), (name, unit))
    # without ID numbers: when it comes back, they are known again as the coaches of this competition
    return [
        (name, PERSON, "", unit, COACH_HONOUR, competition.name, item) for (_id, item), (name, unit) in rows.items()
    ]


def rows_of(content: bytes) -> tuple[list[DecisionRow], list[RowFault]]:
    """Read the rows of a workbook's first sheet; headings may stand in any order, below notes."""
    sheet = next(iter(spreadsheets.read_sheets(content).values()), [])
    known = {title: column for column, title in HEADINGS.items()}
    for top, cells in enumerate(sheet[:MOST_HEAD_ROWS]):
        places = {known[_text(cell)]: n for n, cell in enumerate(cells) if _text(cell) in known}
        if {"name", "honour"} <= set(places):
            return [row for row in _rows(sheet[top + 1 :], top + 2, places) if row.name or row.honour], []
    return [], [RowFault(0, "name", "no_header")]


def _rows(sheet: Sequence[Sequence[Any]], first: int, places: dict[str, int]) -> list[DecisionRow]:
    found = []
    for number, cells in enumerate(sheet, first):
        told = {column: _text(cells[n]) for column, n in places.items() if n < len(cells)}
        told["kind"] = told.get("kind") or PERSON
        found.append(DecisionRow(number, **told))
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell).strip()


def faults(rows: Sequence[DecisionRow], on: date) -> list[RowFault]:
    """Name everything wrong with rows, also against the directory and the register: ID numbers, titles held already."""
    found = row_faults(rows)
    numbered = [row for row in rows if row.id_number and row.kind == PERSON]
    for row in numbered:
        if fault := directory_rules.id_number(row.id_number, on).fault:
            found.append(RowFault(row.row, "id_number", f"id_{fault}"))
    people = records.persons_by_number([_plain(row.id_number) for row in numbered])
    held = titles_held({person.id for person in people.values()}, but_item=0)
    for row in numbered:
        person, title = people.get(_plain(row.id_number)), TITLE_CODES.get(row.honour)
        if person is not None and title in held.get(person.id, ()):
            found.append(RowFault(row.row, "honour", "held", row.honour))
    return sorted(found, key=lambda fault: fault.row)


def lines_of(rows: Sequence[DecisionRow], competition_id: int | None = None) -> list[DecisionLine]:
    """Make the lines of a decision, each with the person or unit the directory has for it.

    A coach of a competition of ours needs no ID number: the entries say which person it is.
    """
    people = records.persons_by_number([_plain(row.id_number) for row in rows if row.id_number])
    units = _units({name for row in rows for name in (row.unit, row.name if row.kind == UNIT else "") if name})
    taught = _coaches_of(competition_id) if competition_id else {}
    found = [people.get(_plain(row.id_number)) if row.id_number else _coach(row, taught) for row in rows]
    return [_line(n, row, person, units) for n, (row, person) in enumerate(zip(rows, found, strict=True), 1)]


def _coaches_of(competition_id: int) -> dict[tuple[str, str, str], set[Person]]:
    query = sa.select(Coach.name_as_was, Entry.unit_as_was, Item.name, Person)
    query = query.join(Coach.entry).join(Entry.item).join(Coach.person).where(Item.competition_id == competition_id)
    found: dict[tuple[str, str, str], set[Person]] = defaultdict(set)
    for name, unit, item, person in db.session.execute(query):
        found[name, unit, item].add(records.standing(person))
    return found


def _coach(row: DecisionRow, taught: dict[tuple[str, str, str], set[Person]]) -> Person | None:
    if row.honour not in COACH_HONOURS:
        return None
    found = taught.get((row.name, row.unit, row.item), set())
    # two of one name, unit and item: their ID numbers must tell them apart
    return next(iter(found)) if len(found) == 1 else None


def _line(position: int, row: DecisionRow, named: Person | None, units: dict[str, int]) -> DecisionLine:
    is_unit = row.kind == UNIT
    person = None if is_unit else named
    id_number = _plain(row.id_number) or (person and person.id_number) or ""
    return DecisionLine(
        position=position,
        is_unit=is_unit,
        name_as_was=row.name,
        unit_as_was=row.unit,
        honour=row.honour,
        competition_name=row.competition,
        item_name=row.item,
        id_masked="" if is_unit else masking.masked("id_number", id_number),
        person_id=person.id if person else None,
        organisation_id=units.get(row.name if is_unit else row.unit),
    )


def _units(names: Collection[str]) -> dict[str, int]:
    query = sa.select(Organisation.name, Organisation.id).where(Organisation.name.in_(names))
    rows = db.session.execute(query.where(Organisation.merged_into_id.is_(None)))
    return {row.name: row.id for row in rows}


def _plain(id_number: str) -> str:
    return "".join(id_number.split()).upper()
