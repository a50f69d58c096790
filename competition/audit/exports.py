"""The trail as a workbook or as CSV, each copy marked with who took it, when and what they asked for."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from competition.audit import words
from competition.audit.queries import Wanted
from competition.foundation import clock, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.foundation.trail import TrailRow

CSV = "text/csv; charset=utf-8"
CELL = 32_000


def watermark(name: str, wanted: Wanted, at: datetime) -> str:
    """Say who took the copy, when, and which rows were asked for."""
    asked = ", ".join(f"{part}={value}" for part, value in wanted.plain().items()) or _("the whole trail")
    return f"{spreadsheets.exported_by(name, at)} · {asked}"


def _columns() -> list[Column]:
    return [
        Column(_("Row number"), 10, "whole"),
        Column(_("When"), 20),
        Column(_("Who"), 16),
        Column(_("Act"), 24),
        Column(_("Action code"), 26),
        Column(_("Which record"), 26),
        Column(_("Value before"), 50),
        Column(_("Value after"), 50),
        Column(_("Noted"), 40),
        Column(_("Request number"), 18),
        Column(_("Hash"), 66),
    ]


def _cells(rows: Iterable[TrailRow]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        when = f"{clock.in_city(row.at):%Y-%m-%d %H:%M:%S}"
        # a cell of Excel holds 32,767 characters
        told = (part[:CELL] for part in (row.before, row.after, row.note))
        verb = str(words.verb_name(row.verb))
        yield (row.seq, when, row.actor_name, verb, row.verb, row.subject, *told, row.request, row.hash)


def as_workbook(rows: Iterable[TrailRow], mark: str) -> Iterator[bytes]:
    """Write rows to a workbook."""
    yield spreadsheets.workbook([Sheet(_("Audit trail"), _columns(), _cells(rows), [mark])])


def as_csv(rows: Iterable[TrailRow], mark: str) -> Iterator[bytes]:
    """Write rows as CSV, a row at a time; the first row is the mark."""
    yield spreadsheets.csv_bytes([mark], [[column.title for column in _columns()]])
    for cells in _cells(rows):
        line = io.StringIO()
        csv.writer(line).writerow([spreadsheets.neutral(str(cell)) for cell in cells])
        yield line.getvalue().encode()


MAKERS: Mapping[str, Callable[[Iterable[TrailRow], str], Iterator[bytes]]] = {"xlsx": as_workbook, "csv": as_csv}
MEDIA_TYPES: Mapping[str, str] = {"xlsx": spreadsheets.MEDIA_TYPE, "csv": CSV}
# what one copy may hold without filling the memory; `competition audit export` writes longer CSV
MOST: Mapping[str, int] = {"xlsx": 20_000, "csv": 100_000}
