"""Results as files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from competition.foundation import documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.plan import words as plan_words
from competition.results import appeals, words
from competition.results.models import ItemResult, ResultLine


def result_sheet(result: ItemResult, name: str, at: datetime) -> bytes:
    """Write a result as Excel."""
    scale = result.basis.get("scale", {}).get("scores", {})
    held = appeals.held_of(result, at)
    rows = [_row(one, scale, held) for one in result.lines]
    head = [f"{result.item.competition.name} {result.item.code} {result.item.name}", spreadsheets.exported_by(name, at)]
    return spreadsheets.workbook([Sheet(_("Result"), _columns(scaled=bool(scale)), rows, head)])


def _columns(*, scaled: bool) -> list[Column]:
    return [
        Column(_("Place"), 8, "whole"),
        Column(_("Number"), 8, "whole"),
        Column(_("Competitor"), 22),
        Column(_("Unit"), 32),
        Column(_("Theory"), 10, "number"),
        Column(_("Practice"), 10, "number"),
        Column(_("Total mark"), 10, "number"),
        *([Column(_("WorldSkills scale"), 10, "whole")] if scaled else []),
        Column(_("Award"), 14),
        Column(_("Note"), 26),
    ]


def _row(line: ResultLine, scale: Mapping[str, int], held: Mapping[int, str]) -> tuple[Any, ...]:
    return (
        line.place,
        line.number,
        line.name_as_was,
        line.unit_as_was,
        line.theory,
        line.practice,
        line.total,
        *([scale.get(str(line.number))] if scale else []),
        _award(line, held),
        words.decided_by(line.decided_by) if line.place else str(words.STATUSES[line.status]),
    )


def result_pdf(result: ItemResult, at: datetime) -> bytes:
    """Set a result for print, with lines for the signatures."""
    titles = (
        (_("Place"), 1),
        (_("Number"), 1),
        (_("Competitor"), 2),
        (_("Unit"), 4),
        (_("Total mark"), 1),
        (_("Award"), 2),
    )
    item, held = result.item, appeals.held_of(result, at)
    state = [plan_words.GROUPS[item.group], words.STATES[result.state][1], _("version %(n)s", n=result.number)]
    return documents.pdf(
        "table",
        {
            "title": _("Result: %(item)s", item=f"{item.code} {item.name}"),
            "lines": [item.competition.name, " · ".join(map(str, state)), *words.how(result.basis)],
            "columns": [{"title": title, "width": width} for title, width in titles],
            "rows": [_printed(one, held) for one in result.lines],
            "signatures": [_("Chief judge"), _("Supervisor"), _("For the organiser")],
            "footer": f"{item.competition.name} · {formats.moment(at)}",
        },
        at,
    )


def _award(line: ResultLine, held: Mapping[int, str]) -> str:
    if line.id in held:
        return str(words.HELD)
    return words.award(line.award) if line.award else ""


def _printed(line: ResultLine, held: Mapping[int, str]) -> list[str]:
    return [
        str(line.place or "—"),
        str(line.number),
        line.name_as_was,
        line.unit_as_was,
        formats.mark(line.total),
        (_award(line, held) or words.award("")) if line.place else str(words.STATUSES[line.status]),
    ]
