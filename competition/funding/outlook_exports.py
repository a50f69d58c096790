"""A what-if or a forecast as Excel."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from competition.directory import words as directory
from competition.foundation import spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.funding import outlook_words
from competition.funding.forecast_rules import Interval
from competition.funding.outlook_words import Outlook, WhatIf


def workbook(of: WhatIf | Outlook, name: str, at: datetime) -> bytes:
    """Write what was worked out, with what it rests on."""
    by = spreadsheets.exported_by(name, at)
    return spreadsheets.workbook([_what_if(of, by)] if isinstance(of, WhatIf) else _forecast(of, by))


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def _what_if(of: WhatIf, by: str) -> Sheet:
    columns = [
        Column(_("Kind of money"), 16),
        Column(_("Level"), 22),
        Column(_("District"), 18),
        Column(_("Paid by the tables in force"), 16, "whole"),
        Column(_("In yuan"), 16, "money"),
        Column(_("Paid by the other tables"), 16, "whole"),
        Column(_("In yuan"), 16, "money"),
        Column(_("Difference in yuan"), 16, "money"),
    ]
    rows = [
        (
            str(outlook_words.WHAT[row.what]),
            outlook_words.level(row.level),
            directory.division(row.district),
            row.old_count,
            _yuan(row.old_fen),
            row.new_count,
            _yuan(row.new_fen),
            _yuan(row.difference_fen),
        )
        for row in of.rows
    ]
    return Sheet(_("What if (%(year)s)", year=of.year), columns, rows, [by])


def _forecast(of: Outlook, by: str) -> Sequence[Sheet]:
    columns = [Column(_("Part of the cost"), 26)]
    columns += [Column(title, 18, "money") for title in (_("One in ten lower"), _("Middle"), _("One in ten higher"))]
    parts = [(_("Total"), of.total), (_("Prizes"), of.prizes), (_("Host subsidies"), of.hosts), *of.levels]
    rows = [(label, *_figures(one)) for label, one in parts]
    bands = [(_yuan(one.low), _yuan(one.high), one.runs) for one in of.bands]
    told = [Column(_("From, in yuan"), 18, "money"), Column(_("Below, in yuan"), 18, "money")]
    title = _("Forecast of %(year)s", year=of.told["year"])
    return (
        Sheet(title, columns, rows, [by, *of.assumptions]),
        Sheet(_("How the runs lie"), [*told, Column(_("Runs"), 12, "whole")], bands),
    )


def _figures(one: Interval) -> tuple[Decimal, ...]:
    return _yuan(one.low), _yuan(one.middle), _yuan(one.high)
