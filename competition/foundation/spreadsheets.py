"""Spreadsheets in and out: read with limits and by real content, written so that no cell becomes a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.foundation.texts import _

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """One column to write: heading, width in characters, kind (text, number, money, date) and help for who fills it."""

    title: str
    width: int = 14
    kind: str = "text"
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write: its name, columns and rows; `notes` are lines above the headings."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = ()
    notes: Sequence[str] = ()
    spare_rows: int = 0
    faults: dict[tuple[int, int], str] = field(default_factory=dict)


def read_sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Read every sheet of an xlsx as rows of typed cells, as Excel numbers them; a Refused says what is wrong."""
    must_be_workbook(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError) as error:
        raise Refused(
            _("This workbook cannot be read. Open it in Excel, save it as .xlsx and send it again.")
        ) from error
    if any(len(rows) > MOST_ROWS for rows in sheets.values()):
        raise Refused(_("This workbook has more than %(most)s rows. Split it and send the parts.", most=MOST_ROWS))
    return sheets


def must_be_workbook(content: bytes) -> None:
    """Refuse what is not an xlsx by its content, or unpacks to more than it may."""
    if len(content) > MOST_BYTES:
        raise Refused(_("This file is larger than %(most)s MB.", most=MOST_BYTES // 1024 // 1024))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            size = sum(info.file_size for info in packed.infolist())
    except zipfile.BadZipFile as error:
        raise Refused(_("This is not an Excel workbook (.xlsx). Save it in that format and send it again.")) from error
    if "xl/workbook.xml" not in names:
        raise Refused(_("This is not an Excel workbook (.xlsx). Save it in that format and send it again."))
    if size > MOST_UNPACKED:
        raise Refused(_("This workbook unpacks to more than it may. Remove pictures and unused sheets."))


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write sheets to an xlsx: headings frozen and filtered, ready to print, every text a text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = _formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name[:31]), sheet, formats)
    return out.getvalue()


def exported_by(name: str, at: datetime) -> str:
    """Say who took a list out and when: the first line of every export."""
    return _("Exported by %(name)s at %(at)s", name=name, at=f"{clock.in_city(at):%Y-%m-%d %H:%M}")


def neutral(value: str) -> str:
    """Make a text harmless where a program would take it for a formula (CSV)."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def csv_bytes(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as CSV that Excel opens in Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(cell: Any) -> str:
    # a figure below zero is no formula
    if isinstance(cell, int | float | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return neutral(str("" if cell is None else cell))


def _formats(book: Any) -> dict[str, Any]:
    base = {
        "font_name": "Microsoft YaHei",
        "font_size": 10,
        "valign": "vcenter",
        "border": 1,
        "border_color": "#D5DBDB",
    }
    return {
        "head": book.add_format({**base, "bold": True, "bg_color": "#E3EFEC", "text_wrap": True}),
        "note": book.add_format({"font_name": "Microsoft YaHei", "font_size": 9, "font_color": "#5B6770"}),
        "text": book.add_format({**base, "num_format": "@"}),
        "number": book.add_format({**base, "num_format": "0.00"}),
        "whole": book.add_format({**base, "num_format": "0"}),
        "money": book.add_format({**base, "num_format": "#,##0.00"}),
        "date": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
        "fault": book.add_format({**base, "num_format": "@", "bg_color": "#FBE3DF"}),
    }


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    top = len(sheet.notes)
    for i, note in enumerate(sheet.notes):
        page.write_string(i, 0, note, formats["note"])
    for c, column in enumerate(sheet.columns):
        page.set_column(c, c, column.width, None)
        page.write_string(top, c, column.title, formats["head"])
        if column.note:
            page.write_comment(top, c, column.note, {"x_scale": 2, "y_scale": 1.2})
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        for c, (cell, column) in enumerate(zip(row, sheet.columns, strict=False)):
            _write_cell(page, (last, c), cell, formats["fault" if (last, c) in sheet.faults else column.kind])
    for (r, c), text in sheet.faults.items():
        page.write_comment(r, c, text, {"x_scale": 3})
    _finish(page, sheet, top, max(last, top + sheet.spare_rows), formats)


def _write_cell(page: Any, at: tuple[int, int], cell: Any, style: Any) -> None:
    if cell is None or cell == "":
        page.write_blank(*at, None, style)
    elif isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | date):
        page.write_string(*at, str(cell), style)
    elif isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - Excel knows no zone
        page.write_datetime(*at, moment.replace(tzinfo=None), style)
    else:
        page.write_number(*at, float(cell), style)


def _finish(page: Any, sheet: Sheet, top: int, last: int, formats: dict[str, Any]) -> None:
    width = len(sheet.columns) - 1
    page.freeze_panes(top + 1, 0)
    if last > top and not sheet.spare_rows:
        page.autofilter(top, 0, last, width)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.set_footer("&C&P / &N")
    for c, column in enumerate(sheet.columns):
        if sheet.spare_rows:
            for r in range(last - sheet.spare_rows + 1, last + 1):
                page.write_blank(r, c, None, formats[column.kind])
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "error_type": "stop"}
            page.data_validation(top + 1, c, last, c, rule)
