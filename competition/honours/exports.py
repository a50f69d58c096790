"""The register as Excel, and the data of certificates for a printer."""

from collections.abc import Sequence
from datetime import datetime

from competition.foundation import spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.honours import certificates, words
from competition.honours.models import HonourEntry


def register(entries: Sequence[HonourEntry], name: str, at: datetime) -> bytes:
    """Write entries of the register, a line each, with those that no longer stand."""
    columns = [
        Column(_("Register number"), 18),
        Column(_("Honour"), 18),
        Column(_("Holder"), 18),
        Column(_("Team"), 18),
        Column(_("Unit"), 30),
        Column(_("Competition"), 34),
        Column(_("Item"), 24),
        Column(_("Date"), 12, "date"),
        Column(_("Document number"), 24),
        Column(_("State"), 12),
        Column(_("Reason"), 24),
    ]
    rows = [_row(entry) for entry in entries]
    return spreadsheets.workbook([Sheet(_("Register of honours"), columns, rows, [spreadsheets.exported_by(name, at)])])


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
