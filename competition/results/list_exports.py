"""The lists of the results room as Excel, and the award list for the ceremony."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from competition.foundation import clock, documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.plan import words as plan_words
from competition.plan.models import Competition
from competition.results import appeal_words, words
from competition.results.appeal_models import Appeal
from competition.results.awarded import Called
from competition.results.models import ItemResult, Objection
from competition.results.snapshot_models import Release


def _book(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *notes: str) -> bytes:
    return spreadsheets.workbook([Sheet(title, columns, rows, notes)])


def _moment(at: datetime | None) -> str:
    return f"{clock.in_city(at):%Y-%m-%d %H:%M}" if at else ""


def overview(competitions: Sequence[Competition], standing: Mapping[int, ItemResult], exported: str) -> bytes:
    """Write where the results of a year stand, an item a line."""
    columns = (
        Column(_("Competition"), 36), Column(_("Item"), 34), Column(_("Group"), 12),
        Column(_("State"), 16), Column(_("Version"), 9, "whole"), Column(_("Public notice from"), 16, "date"),
        Column(_("Public notice to"), 16, "date"), Column(_("Document number"), 26), Column(_("Announced on"), 14, "date"),
    )  # fmt: skip
    rows = [
        (c.name, f"{i.code} {i.name}", str(plan_words.GROUPS[i.group]), *_standing(standing.get(i.id)))
        for c in competitions
        for i in c.items
        if not i.cancelled
    ]
    return _book(_("Results"), columns, rows, exported)


def _standing(of: ItemResult | None) -> tuple[Any, ...]:
    if of is None:
        return (_("not worked out"), None, None, None, "", None)
    state = str(words.STATES[of.state][1])
    return state, of.number, of.notice_starts_on, of.notice_ends_on, of.document_number, of.announced_on


def versions(found: Sequence[ItemResult], exported: str) -> bytes:
    """Write every version of an item's result, the newest first."""
    columns = (
        Column(_("Version"), 9, "whole"), Column(_("State"), 16), Column(_("Worked out on"), 18), Column(_("Reason"), 40),
        Column(_("Made final on"), 18), Column(_("Public notice from"), 16, "date"),
        Column(_("Public notice to"), 16, "date"), Column(_("Document number"), 26), Column(_("Announced on"), 14, "date"),
    )  # fmt: skip
    rows = [
        (v.number, str(words.STATES[v.state][1]), _moment(v.computed_at), v.reason, _moment(v.finalised_at),
         v.notice_starts_on, v.notice_ends_on, v.document_number, v.announced_on)
        for v in found
    ]  # fmt: skip
    return _book(_("All versions"), columns, rows, exported)


def releases(found: Sequence[Release]) -> bytes:
    """Write what the public was told of an item, the newest first."""
    columns = (
        Column(_("Version"), 9, "whole"), Column(_("Released on"), 18), Column(_("State"), 18), Column(_("Reason"), 50),
    )  # fmt: skip
    rows = [(r.number, _moment(r.released_at), str(words.RELEASES[r.state][1]), r.reason) for r in found]
    return _book(_("All versions"), columns, rows)


def appeals(found: Sequence[Appeal], exported: str) -> bytes:
    """Write appeals as their list shows them: what each is about and where it stands, not what it says."""
    columns = (
        Column(_("Receipt"), 22), Column(_("What it is about"), 26), Column(_("Competition"), 34), Column(_("Item"), 28),
        Column(_("Competitor"), 20), Column(_("Unit"), 30), Column(_("Filed on"), 18), Column(_("State"), 18),
        Column(_("How it was decided"), 18), Column(_("Due by"), 18),
    )  # fmt: skip
    rows = [
        (a.receipt, str(appeal_words.KINDS[a.kind]), a.item.competition.name, f"{a.item.code} {a.item.name}",
         a.entry.name, a.entry.unit_as_was, _moment(a.filed_at), str(appeal_words.STATES[a.state][1]),
         str(appeal_words.VERDICTS[a.decisions[-1].upheld][1]) if a.decisions else "", _moment(a.due_at))
        for a in found
    ]  # fmt: skip
    return _book(_("Appeals"), columns, rows, exported)


def objections(found: Sequence[Objection], exported: str) -> bytes:
    """Write the objections to an item's result with who made them: for those who decide, and noted in the trail."""
    columns = (
        Column(_("Receipt"), 22), Column(_("Version"), 9, "whole"), Column(_("Who objects"), 14), Column(_("Telephone or address"), 22),
        Column(_("Objection"), 60), Column(_("Received on"), 18), Column(_("State"), 18), Column(_("Answer"), 60),
        Column(_("Answered on"), 18),
    )  # fmt: skip
    rows = [
        (o.receipt, o.result.number, o.name, o.contact, o.text, _moment(o.received_at),
         str(words.OBJECTIONS[o.state][1]), o.answer, _moment(o.answered_at))
        for o in found
    ]  # fmt: skip
    return _book(_("Objections"), columns, rows, exported)


# --- the ceremony --------------------------------------------------------------------------------------------------


def award_sheet(calls: Sequence[Called], exported: str) -> bytes:
    """Write the award list in the order of calling up."""
    columns = (
        Column(_("Call"), 7, "whole"), Column(_("Item"), 28), Column(_("Award"), 14), Column(_("Place"), 8, "whole"),
        Column(_("Competitor"), 22), Column(_("Name in pinyin"), 30), Column(_("Unit"), 36), Column(_("State"), 14),
        Column(_("Note"), 30),
    )  # fmt: skip
    rows = [(n, *_call(one)) for n, one in enumerate(calls, 1)]
    return _book(_("Award list"), columns, rows, exported)


def award_pdf(competition: Competition, calls: Sequence[Called], at: datetime) -> bytes:
    """Set the award list for whoever calls the names."""
    titles = (
        (_("Call"), 2), (_("Item"), 8), (_("Award"), 6), (_("Place"), 3), (_("Competitor"), 7), (_("Name in pinyin"), 9),
        (_("Unit"), 12), (_("Note"), 6),
    )  # fmt: skip
    rows = []
    for number, one in enumerate(calls, 1):
        item, award, place, name, spoken, unit, _state, note = _call(one)
        rows.append([str(number), item, award, str(place or ""), name, spoken, unit, note])
    return documents.pdf(
        "table",
        {
            "title": _("Award list: %(competition)s", competition=formats.name(competition)),
            "lines": [_("In the order of calling up: item by item, from the last award to the first.")],
            "columns": [{"title": title, "width": width} for title, width in titles],
            "rows": rows,
            "landscape": True,
            "footer": f"{formats.name(competition)} · {formats.moment(at)}",
            "lang": "zh" if formats.is_chinese() else "en",
        },
        at,
    )


def _call(one: Called) -> tuple[Any, ...]:
    line = one.line
    state = str(words.STATES[line.result.state][1])
    note = str(words.HELD) if one.held else _("place shared") if line.shared else ""
    members = "、".join(one.names)
    name = line.name_as_was if members in ("", line.name_as_was) else f"{line.name_as_was}（{members}）"
    spoken = ", ".join(one.pinyin)
    return f"{one.item.code} {formats.name(one.item)}", words.award(line.award), line.place, name, spoken, line.unit_as_was, state, note  # fmt: skip
