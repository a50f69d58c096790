"""Reads judges for the pool from a workbook: all of them, or every fault named by row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from competition.foundation import spreadsheets
from competition.foundation.errors import Fault, refuse_faults
from competition.foundation.texts import _l
from competition.judging import pool, rosters
from competition.judging.actions.pooling import Facts, Held, Passed, PoolRow
from competition.judging.imports import text
from competition.judging.pool_rules import NAMES, Grade

# the headings of the workbook, which is filled in in Chinese whatever language the pages are read in
HEADINGS: Mapping[str, str] = {
    "name": "姓名",
    "unit": "工作单位",
    "occupation": "职业（工种）",
    "since": "从业起始年份",
    "grade": "资格等级",
    "number": "证书编号",
    "valid_until": "证书有效期至",
    "training": "培训名称",
    "passed_on": "培训通过日期",
    "training_until": "培训有效期至",
}
NEEDED = ("name", "unit", "grade")
EXAMPLE = "示例"
MOST_HEAD_ROWS = 10
GRADES = {name: grade for grade, name in NAMES.items()}


@dataclass
class _Row:
    """One row while it is read, with the faults of all rows."""

    number: int
    cells: dict[str, Any]
    faults: list[Fault]

    def text(self, column: str) -> str:
        """Give a cell as text."""
        return text(self.cells.get(column, ""))

    def wrong(self, column: str, message: str, remedy: str = "") -> None:
        """Note what is wrong in a cell."""
        self.faults.append(
            Fault(message, remedy, row=self.number, column=HEADINGS[column], value=self.text(column)[:60])
        )

    def day(self, column: str) -> date | None:
        """Read a day; an empty cell says nothing."""
        cell = self.cells.get(column, "")
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        try:
            return date.fromisoformat(self.text(column)) if self.text(column) else None
        except ValueError:
            self.wrong(column, _l("This is not a day."), _l("Write it like 2027-12-31."))
            return None

    def year(self, column: str) -> int | None:
        """Read a year; an empty cell says nothing."""
        told = self.text(column)
        if told and not (told.isascii() and told.isdigit() and 1950 <= int(told) <= 2100):
            self.wrong(column, _l("This is not a year."), _l("Write it with four figures, like 2008."))
            return None
        return int(told) if told else None


def read(content: bytes) -> list[PoolRow]:
    """Read the first sheet; headings may stand in any order, below notes; example rows are passed over."""
    sheet = next(iter(spreadsheets.read_sheets(content).values()), [])
    top, places = _headings(sheet)
    faults: list[Fault] = []
    rows = [
        _Row(number, {key: cells[place] for key, place in places.items() if place < len(cells)}, faults)
        for number, cells in enumerate(sheet[top + 1 :], top + 2)
    ]
    filled = [row for row in rows if any(row.text(key) for key in HEADINGS) and EXAMPLE not in row.text("name")]
    if not filled:
        faults.append(Fault(_l("There is no judge in this workbook."), _l("Start from the workbook to fill in.")))
    units, there = {unit.name: unit.id for unit in rosters.organisations()}, pool.known()
    found = [_read(row, units, there) for row in filled]
    refuse_faults(faults, _l("No judge was taken into the pool."))
    return [each for each in found if each]


def _headings(sheet: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    wanted = {heading: key for key, heading in HEADINGS.items()}
    for top, cells in enumerate(sheet[:MOST_HEAD_ROWS]):
        places = {wanted[text(cell)]: place for place, cell in enumerate(cells) if text(cell) in wanted}
        if set(NEEDED) <= places.keys():
            return top, places
    missing = "、".join(HEADINGS[key] for key in NEEDED)
    refuse_faults(
        [Fault(_l("There is no row with the headings %(names)s.", names=missing), _l("Keep the row of headings."))],
        _l("No judge was taken into the pool."),
    )
    return 0, {}


def _read(row: _Row, units: Mapping[str, int], there: set[tuple[str, int]]) -> PoolRow | None:
    name, unit, grade = row.text("name"), units.get(row.text("unit")), GRADES.get(row.text("grade"))
    if not name or len(name) > 60:
        row.wrong("name", _l("The name is missing, or longer than 60 characters."))
    if unit is None:
        row.wrong("unit", _l("This unit is not in the directory."), _l("Write its full name, or add it first."))
    elif (name, unit) in there:
        row.wrong("name", _l("This person is in the pool already, or stands twice here."), _l("Take the row out."))
    else:
        there.add((name, unit))
    if grade is None:
        row.wrong("grade", _l("This qualification is not known."), _l("Choose one from the list of the cell."))
    since, valid, passed = row.year("since"), row.day("valid_until"), _passed(row)
    if unit is None or grade is None:
        return None
    facts = Facts(name, unit, row.text("occupation")[:60], since, None)
    return PoolRow(facts, Held(Grade(grade), row.text("number")[:60], valid), passed)


def _passed(row: _Row) -> Passed | None:
    training, on, until = row.text("training"), row.day("passed_on"), row.day("training_until")
    if not training:
        return None
    if on is None:
        row.wrong("passed_on", _l("A training needs the day it was passed."), _l("Write it like 2027-12-31."))
        return None
    return Passed(training[:120], on, until)
