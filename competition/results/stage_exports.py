"""The list of those who go on as a file."""

from collections.abc import Sequence
from datetime import datetime

from competition.foundation import documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.plan.models import Following
from competition.results import stage_words
from competition.results.models import ItemResult
from competition.results.stage_rules import Fate
from competition.results.stages import Going


def _shown(going: Sequence[Going]) -> list[Going]:
    # the list names who goes on and who just missed it, and nobody else
    return [one for one in going if one.fate is not Fate.OUT or one.moved_up]


def _head(following: Following, result: ItemResult) -> list[str]:
    item, earlier = following.item, following.earlier
    return [
        f"{item.competition.name} {item.code} {item.name}",
        _(
            "The first %(first)s of %(item)s go on, by version %(version)s of its result.",
            first=following.first,
            item=f"{earlier.code} {earlier.name}",
            version=result.number,
        ),
    ]


def going_on_sheet(following: Following, result: ItemResult, going: Sequence[Going], name: str, at: datetime) -> bytes:
    """Write who goes on as Excel."""
    columns = [
        Column(_("Place"), 8, "whole"),
        Column(_("Number there"), 10, "whole"),
        Column(_("Competitor"), 22),
        Column(_("Unit"), 32),
        Column(_("Total mark"), 10, "number"),
        Column(_("Going on"), 44),
    ]
    rows = [
        (o.line.place, o.line.number, o.line.name_as_was, o.line.unit_as_was, o.line.total, stage_words.fate_told(o))
        for o in _shown(going)
    ]
    head = [*_head(following, result), spreadsheets.exported_by(name, at)]
    return spreadsheets.workbook([Sheet(_("Going on"), columns, rows, head)])


def going_on_pdf(following: Following, result: ItemResult, going: Sequence[Going], at: datetime) -> bytes:
    """Set who goes on for print."""
    titles = ((_("Place"), 1), (_("Competitor"), 2), (_("Unit"), 4), (_("Total mark"), 1), (_("Going on"), 3))
    rows = [
        [
            str(one.line.place or "—"),
            one.line.name_as_was,
            one.line.unit_as_was,
            formats.mark(one.line.total),
            stage_words.fate_told(one),
        ]
        for one in _shown(going)
    ]
    item = following.item
    return documents.pdf(
        "table",
        {
            "title": _("Going on to %(item)s", item=f"{item.code} {item.name}"),
            "lines": _head(following, result),
            "columns": [{"title": title, "width": width} for title, width in titles],
            "rows": rows,
            "signatures": [_("Chief judge"), _("Supervisor"), _("For the organiser")],
            "footer": f"{item.competition.name} · {formats.moment(at)}",
        },
        at,
    )
