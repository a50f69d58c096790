"""The directory as Excel."""

from datetime import datetime

from competition.directory import queries, words
from competition.foundation import spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _


def organisations(name: str, at: datetime) -> bytes:
    """Write all organisations."""
    columns = [
        Column(_("Unit name"), 34),
        Column(_("Unified social credit code"), 22),
        Column(_("Kind"), 12),
        Column(_("District"), 14),
    ]
    rows = [
        (unit.name, unit.credit_code, str(words.KINDS[unit.kind]), words.division(unit.division_code))
        for unit in queries.all_organisations()
    ]
    return spreadsheets.workbook([Sheet(_("Organisations"), columns, rows, [spreadsheets.exported_by(name, at)])])
