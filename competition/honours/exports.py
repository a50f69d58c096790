"""The register as Excel, and the data of certificates for a printer."""

from collections.abc import Sequence
from datetime import datetime

from competition.foundation import clock, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.honours import certificates, fame_pictures, words
from competition.honours.fame import Counted, Hall
from competition.honours.models import HonourEntry


def register(entries: Sequence[HonourEntry], name: str, at: datetime) -> bytes:
    """Write entries of the register, a line each, with those that no longer stand."""
    columns = [*_columns(), Column(_("State"), 12), Column(_("Reason"), 24)]
    rows = [_row(entry) for entry in entries]
    return spreadsheets.workbook([Sheet(_("Register of honours"), columns, rows, [spreadsheets.exported_by(name, at)])])


def _columns() -> list[Column]:
    return [
        Column(_("Register number"), 18),
        Column(_("Honour"), 18),
        Column(_("Holder"), 18),
        Column(_("Team"), 18),
        Column(_("Unit"), 30),
        Column(_("Competition"), 34),
        Column(_("Item"), 24),
        Column(_("Date"), 12, "date"),
        Column(_("Document number"), 24),
    ]


def hall_of_fame(hall: Hall, at: datetime) -> bytes:
    """Write a part of the hall of fame: counts by season, occupation and unit, and every honour."""
    note = _("Honours in force on %(day)s", day=formats.day(clock.in_city(at).date()))
    sheets = [
        _counts(_("Seasons"), _("Season"), hall.seasons, note),
        _counts(_("Occupations"), _("Occupation"), hall.occupations, note),
        _counts(_("Units"), _("Unit"), hall.units, note),
    ]
    columns = _columns()
    # all of them stand: there is neither state nor reason of an end to tell
    rows = [_row(one.entry)[: len(columns)] for one in hall.told]
    notes = [note, _("The newest %(most)s only.", most=len(rows))] if hall.more else [note]
    return spreadsheets.workbook([Sheet(_("Honours"), columns, rows, notes), *sheets])


def _counts(title: str, head: str, counted: Sequence[Counted], note: str) -> Sheet:
    titles = (*fame_pictures.kinds(), _("In all"))
    columns = [Column(head, 34), *(Column(one, 18, "whole") for one in titles)]
    rows = [(fame_pictures.named(one), one.awards, one.others, one.whole) for one in counted]
    return Sheet(title, columns, rows, [note])


def printers_sheet(entries: Sequence[HonourEntry], at: datetime) -> bytes:
    """Write what a printer sets on certificates: headings in the first row, as mail merge wants it, and no line above."""
    widths = (18, 14, 12, 18, 30, 60, 30, 24, 30, 18, 24, 16, 44)
    columns = [Column(title, width) for title, width in zip(certificates.COLUMNS, widths, strict=True)]
    return spreadsheets.workbook([Sheet("证书", columns, certificates.printers_rows(entries, at))])


def printers_csv(entries: Sequence[HonourEntry], at: datetime) -> bytes:
    """Write the same as CSV."""
    return spreadsheets.csv_bytes(certificates.COLUMNS, certificates.printers_rows(entries, at))


def _row(entry: HonourEntry) -> tuple[object, ...]:
    return (
        entry.number,
        words.what(entry),
        entry.name_as_was,
        entry.team,
        entry.unit_as_was,
        words.competition(entry),
        words.item(entry),
        entry.awarded_on,
        entry.document_number,
        str(words.STATES[entry.state][1]),
        entry.reason,
    )
