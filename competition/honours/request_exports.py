"""All data held of a person as one workbook: a sheet a table, in the words of the trail's pages."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from competition.audit import words as audit_words
from competition.foundation import clock, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet

Held = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


def held(tables: Sequence[Held], name: str, at: datetime) -> bytes:
    """Write everything that is held, table by table."""
    sheets, names = [], set[str]()
    for number, (table, columns, rows) in enumerate(tables, 1):
        # a sheet's name is short and stands once
        title = f"{number} {audit_words.record_name(f'{table}#')}".strip("# ")[:28]
        names.add(title)
        heads = [Column(str(audit_words.field_name(f"{table}#1", column)), 20) for column in columns]
        sheets.append(
            Sheet(title, heads, [[_cell(value) for value in row] for row in rows], [spreadsheets.exported_by(name, at)])
        )
    return spreadsheets.workbook(sheets)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{clock.in_city(value):%Y-%m-%d %H:%M}"
    if value is None or isinstance(value, str | date):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
