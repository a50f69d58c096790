"""Nomination lists as files: Excel for the bureau, PDF to sign."""

from datetime import datetime

from competition.directory import words as directory_words
from competition.foundation import documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.honours import nomination_words as words
from competition.honours.nomination_models import NominationList, Nominee
from competition.honours.title_rules import ListKind


def sheet(of: NominationList, name: str, at: datetime) -> bytes:
    """Write a list as Excel: everybody looked at, with every condition, what was decided and the papers seen."""
    is_level = of.kind is ListKind.LEVEL
    columns = (
        Column(_("Name"), 16), Column(_("Unit"), 32), Column(_("Item"), 26), Column(_("Place"), 8, "whole"),
        *((Column(_("Skill level held"), 18), Column(_("Skill level given"), 18)) if is_level else ()),
        Column(_("Decision"), 12), Column(_("Conditions"), 60), Column(_("Papers seen"), 40), Column(_("Reason"), 30),
        Column(_("Number of the certificate") if is_level else _("Register number"), 22),
    )  # fmt: skip
    notes = [f"{of.competition.name} · {words.KINDS[of.kind]}", spreadsheets.exported_by(name, at)]
    return spreadsheets.workbook([Sheet(str(words.SHORT[of.kind]), columns, [_row(one) for one in of.nominees], notes)])


def _row(one: Nominee) -> tuple[object, ...]:
    is_level = one.of.kind is ListKind.LEVEL
    levels = (directory_words.level(one.level_from), directory_words.level(one.level_to)) if is_level else ()
    conditions = "；".join(said for _met, said in words.conditions(one))
    number = one.level_certificate if is_level else one.entry.number if one.entry else ""
    return (
        one.name_as_was, one.unit_as_was, one.item_name, one.place, *levels, str(words.VERDICTS[one.verdict][1]),
        conditions, words.papers(one.papers), one.reason, number,
    )  # fmt: skip


def pdf(of: NominationList, at: datetime) -> bytes:
    """Set a list for print: who is on it, and places to sign."""
    titles, rows = _print(of)
    lines = [str(words.STATES[of.state][1]), str(of.basis["reference"])]
    if of.notice_starts_on and of.notice_ends_on:
        first, last = formats.day(of.notice_starts_on), formats.day(of.notice_ends_on)
        lines.append(_("Public notice from %(first)s to %(last)s", first=first, last=last))
    return documents.pdf(
        "table",
        {
            "title": f"{formats.name(of.competition)} · {words.KINDS[of.kind]}",
            "lines": [*lines, *([of.document_number] if of.document_number else [])],
            "columns": [{"title": title, "width": width} for title, width in titles],
            "rows": rows,
            "empty": _("Nobody is on the list."),
            "landscape": True,
            "signatures": [_("Reviewed by"), _("Approved by"), _("Date")],
            "footer": f"{formats.name(of.competition)} · {formats.moment(at)}",
            "lang": "zh" if formats.is_chinese() else "en",
        },
        at,
    )


def _print(of: NominationList) -> tuple[list[tuple[str, int]], list[list[str]]]:
    is_level = of.kind is ListKind.LEVEL
    titles = [("#", 1), (_("Name"), 4), (_("Unit"), 8), (_("Item"), 6), (_("Place"), 2)]
    rows = []
    for number, one in enumerate(of.kept, 1):
        lifted = [words.lifted(one)] if is_level else []
        rows.append([str(number), one.name_as_was, one.unit_as_was, one.item_name, str(one.place), *lifted])
    return titles + ([(_("Promotion"), 7)] if is_level else []), rows
