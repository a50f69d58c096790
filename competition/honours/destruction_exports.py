"""Destruction lists as files: to look through and sign before, and the record that is kept for good after."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale

from competition.foundation import documents, formats, i18n, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.honours import destruction_words as words
from competition.honours.destruction_models import DestructionItem, DestructionList


def record(of: DestructionList, items: Sequence[DestructionItem], name: str, at: datetime) -> tuple[bytes, bytes]:
    """Write the record of a list that was carried out, as PDF and Excel, in Chinese whoever asked."""
    with force_locale(i18n.DEFAULT):
        return pdf(of, items, at, name), sheet(of, items, name, at, is_record=True)


def sheet(
    of: DestructionList, items: Sequence[DestructionItem], name: str, at: datetime, *, is_record: bool = False
) -> bytes:
    """Write a list as Excel: everything on it, and what became of each."""
    columns = (
        Column("#", 7, "whole"), Column(_("Kind of record"), 34), Column(_("What"), 60), Column(_("Kept for"), 12),
        Column(_("Counted from"), 14, "date"), Column(_("May go from"), 14, "date"), Column(_("What goes"), 30),
        Column(_("What stays"), 46), Column("SHA-256", 66), Column(_("Outcome"), 14), Column(_("Why it stayed"), 34),
        Column(_("At"), 18),
    )  # fmt: skip
    rows = [_row(number, one) for number, one in enumerate(items, 1)]
    notes = [f"{_title(is_record=is_record)} {of.number}", *_facts(of), spreadsheets.exported_by(name, at)]
    return spreadsheets.workbook([Sheet(of.number, columns, rows, notes)])


def _row(number: int, one: DestructionItem) -> tuple[object, ...]:
    goes, stays = words.GOES[one.kind]
    parts = (_("telephone"), _("name, ID number and birth date; the register names this person"))
    goes, stays = parts if one.only_contact else (goes, stays)
    at = formats.moment(one.at) if one.at else ""
    return (
        number, str(words.KINDS[one.kind]), one.title, str(words.KEEPS[one.keep]), one.counted_from, one.due_on,
        str(goes), str(stays), one.sha256, str(words.OUTCOMES[one.outcome][1]), words.stay(one.why), at,
    )  # fmt: skip


def pdf(of: DestructionList, items: Sequence[DestructionItem], at: datetime, carried_out_by: str = "") -> bytes:
    """Set a list for print: to be signed before it is carried out, or as its record."""
    widths = ((_("Kind of record"), 8), (_("What"), 10), (_("Kept for"), 2), (_("May go from"), 3), (_("Outcome"), 4))
    return documents.pdf(
        "table",
        {
            "title": f"{_title(is_record=bool(carried_out_by))} {of.number}",
            "lines": [
                *_facts(of),
                *(
                    [_("Carried out by %(name)s on %(at)s", name=carried_out_by, at=formats.moment(at))]
                    if carried_out_by
                    else []
                ),
            ],
            "columns": [{"title": "#", "width": 1}, *({"title": title, "width": width} for title, width in widths)],
            "rows": [_printed(number, one) for number, one in enumerate(items, 1)],
            "empty": _("Nothing stands on the list."),
            "landscape": True,
            "signatures": [_("Prepared by"), _("First approval by"), _("Second approval by"), _("Witnessed by")],
            "footer": f"{of.number} · {formats.moment(at)}",
            "lang": "zh" if formats.is_chinese() else "en",
        },
        at,
    )


def _printed(number: int, one: DestructionItem) -> list[str]:
    outcome = str(words.OUTCOMES[one.outcome][1])
    why = words.stay(one.why)
    kept, due = str(words.KEEPS[one.keep]), formats.day(one.due_on)
    only = _("the telephone only: the register names this person")
    what = f"{one.title} · {only}" if one.only_contact else one.title
    return [str(number), str(words.KINDS[one.kind]), what, kept, due, f"{outcome} · {why}" if why else outcome]


def _title(*, is_record: bool) -> str:
    return _("Record of destruction") if is_record else _("Destruction list")


def _facts(of: DestructionList) -> list[str]:
    told = [
        _(
            "Past its time on %(day)s, by %(table)s",
            day=formats.day(of.as_of),
            table=of.basis["title" if formats.is_chinese() else "title_en"],
        ),
        str(of.basis["reference"]),
        _("Finding: %(text)s", text=of.opinion),
        _("Prepared by %(name)s on %(at)s", name=of.prepared_by.name, at=formats.moment(of.prepared_at)),
    ]
    approvals = ((of.first_by, of.first_at), (of.second_by, of.second_at))
    told += [
        _("Approved by %(name)s on %(at)s", name=who.name, at=formats.moment(when)) for who, when in approvals if who
    ]
    return [*told, _("SHA-256 of what stands on it: %(hash)s", hash=of.items_sha256)]
