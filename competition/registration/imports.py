"""Reads a registration workbook into rows, and gathers what they are checked against."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from competition.accounts.models import User
from competition.directory import queries as directory
from competition.directory import records
from competition.foundation import clock, spreadsheets
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy.book import Book
from competition.registration import access, coach_rules, queries, rules, words
from competition.registration.rules import Checked, Context, Row, RowFault

EXAMPLE = "示例"
MOST_HEAD_ROWS = 10


def rows_of(content: bytes) -> tuple[list[Row], list[RowFault]]:
    """Read the rows of the first sheet; headings may stand in any order, below notes; example rows are passed over."""
    sheet = next(iter(spreadsheets.read_sheets(content).values()), [])
    found = _heading_row(sheet)
    if found is None:
        return [], [RowFault(0, "item", "no_header")]
    top, places = found
    missing = [column for column in ("item", "name", "id_number", "unit", "credit_code") if column not in places]
    if missing:
        return [], [RowFault(top + 1, column, "column_missing", words.heading(column)) for column in missing]
    rows = []
    for i, cells in enumerate(sheet[top + 1 :], top + 2):
        values = {column: _text(cells[place]) for column, place in places.items() if place < len(cells)}
        if any(values.values()) and not values.get("coach", "").startswith(EXAMPLE):
            rows.append(Row(i, **values))
    return rows, []


def _heading_row(sheet: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    headings = {words.heading(column): column for column in words.COLUMNS}
    for i, cells in enumerate(sheet[:MOST_HEAD_ROWS]):
        places = {headings[t]: c for c, t in enumerate(_text(cell) for cell in cells) if t in headings}
        if len(places) >= 3:
            return i, places
    return None


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        # 17 digits and more are beyond what a figure holds: written out, so that the loss shows
        return f"{cell:.0f}" if abs(cell) < 10**15 else f"{cell:.14E}"
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell).strip()


def check(content: bytes, competition: Competition, book: Book, by: User, at: datetime) -> Checked:
    """Read and check a workbook against the rules and what is stored now."""
    rows, faults = rows_of(content)
    if faults:
        return Checked((), tuple(faults))
    return rules.check_rows(rows, context(rows, competition, book, by, at))


def context(rows: Sequence[Row], competition: Competition, book: Book, by: User, at: datetime) -> Context:
    """Gather everything rows are checked against, in a fixed number of statements."""
    today = clock.in_city(at).date()
    coaches = [number for row in rows for _name, number in coach_rules.named(row.coach, row.coach_id) if number]
    numbers = list({coach_rules.plain(row.id_number) for row in rows if row.id_number} | set(coaches))
    barring = frozenset(book.on(competition.starts_on, "registration.barred_titles").value)
    past = queries.history(numbers, competition.id, barring)
    codes, follow = [row.credit_code.upper() for row in rows], plan.followings(competition.id)
    return Context(
        items={item.code: _item_rule(item, item.id in follow) for item in competition.items},
        held_on=competition.starts_on,
        today=today,
        youngest=int(book.on(competition.starts_on, "registration.age").value),
        own_codes=_own_codes(by, competition),
        units={code: unit.name for code, unit in records.organisations_by_code(codes).items()},
        entered=past.entered,
        names=past.names,
        barred=past.barred,
        counts=queries.counts_by_unit(competition.id),
        totals=queries.counts_by_item(competition.id),
        team_names=queries.team_names(competition.id),
    )


def _own_codes(by: User, competition: Competition) -> frozenset[str] | None:
    if access.may_review(by, competition):
        return None
    units = [directory.organisation(unit_id) for unit_id in access.own_units(by)]
    return frozenset(unit.credit_code for unit in units if unit and unit.credit_code)


def _item_rule(item: Any, follows: bool) -> rules.ItemRule:
    return rules.ItemRule(
        item.id,
        item.code,
        item.group,
        item.team_size,
        item.cancelled,
        follows,
        item.unit_quota,
        item.places,
        item.born_from,
        item.born_to,
    )
