"""Results as files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from competition.foundation import documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _, _n
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
    """Set a result for print: how it came about, every line with what parted it, and a place for each signature."""
    item, held = result.item, appeals.held_of(result, at)
    state = [plan_words.GROUPS[item.group], words.STATES[result.state][1], _("version %(n)s", n=result.number)]
    notes = {one.number: _note(one) for one in result.lines}
    return documents.pdf(
        "result",
        {
            "title": _("Result: %(item)s", item=f"{item.code} {formats.name(item)}"),
            "lines": [formats.name(item.competition), " · ".join(map(str, state))],
            "facts": [[str(label), text] for label, text in words.facts(result.basis)],
            "columns": _printed_columns(noted=any(notes.values())),
            "rows": [
                [*_printed(one, held), *([notes[one.number]] if any(notes.values()) else [])] for one in result.lines
            ],
            "empty": _("No competitor stands in this result."),
            "counted": _counted(result),
            "signatures": [_("Chief judge"), _("Supervisor"), _("For the organiser")],
            "signed": _("Signature and date"),
            "landscape": True,
            "footer": f"{formats.name(item.competition)} · {item.code} · {state[2]} · {formats.moment(at)}",
            "lang": "zh" if formats.is_chinese() else "en",
        },
        at,
    )


def _printed_columns(*, noted: bool) -> list[dict[str, Any]]:
    told = [
        (_("Place"), 0, False), (_("Number"), 0, True), (_("Competitor"), 4, False), (_("Unit"), 5, False),
        (_("Theory"), 0, True), (_("Practice"), 0, True), (_("Total mark"), 0, True), (_("Award"), 0, False),
        *([(_("Note"), 3, False)] if noted else []),
    ]  # fmt: skip
    return [{"title": title, "width": width, "right": right} for title, width, right in told]


def _note(line: ResultLine) -> str:
    if line.place is None:
        return ""
    missed = [words.step(each) for each in line.working if each.get("code") == "not_passed"]
    return "；".join(part for part in (words.decided_by(line.decided_by), *missed) if part)


def _counted(result: ItemResult) -> str:
    placed = sum(one.place is not None for one in result.lines)
    said = _n("%(num)s competitor in this list", "%(num)s competitors in this list", len(result.lines))
    return said + _(", %(placed)s of them with a place.", placed=placed)


def _award(line: ResultLine, held: Mapping[int, str]) -> str:
    if line.id in held:
        return str(words.HELD)
    return words.award(line.award) if line.award else ""


def _printed(line: ResultLine, held: Mapping[int, str]) -> list[str]:
    place = str(line.place or "—") + (" " + _("shared") if line.shared else "")
    return [
        place,
        str(line.number),
        line.name_as_was,
        line.unit_as_was,
        formats.mark(line.theory),
        formats.mark(line.practice),
        formats.mark(line.total),
        (_award(line, held) or words.award("")) if line.place else str(words.STATUSES[line.status]),
    ]
