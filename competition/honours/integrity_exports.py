"""The report of an integrity run as PDF and Excel."""

from datetime import datetime
from typing import Any

from competition.foundation import documents, formats, spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.honours import integrity_words as words
from competition.honours.integrity_models import IntegrityRun


def facts(of: IntegrityRun) -> list[str]:
    """Say what a run read and what it came to."""
    found = _("Faults found: %(count)s", count=len(of.faults)) if of.faults else _("Everything is as it was kept.")
    return [
        _("Begun on %(at)s by %(name)s", at=formats.moment(of.began_at), name=words.by(of.by.name if of.by else None)),
        _("Sealed packages read: %(count)s", count=len(of.packages)),
        _("Leaves of the register's log: %(count)s, root %(root)s", count=of.leaves, root=of.root),
        _("Rows of the audit trail: %(count)s", count=of.trail_rows),
        found,
    ]


def sheet(of: IntegrityRun, name: str, at: datetime) -> bytes:
    """Write a report as Excel: the faults with what to do, and every package read."""
    notes = [*facts(of), spreadsheets.exported_by(name, at)]
    wrong = (
        Column(_("Found in"), 20),
        Column(_("The fault"), 44),
        Column(_("Which"), 60),
        Column(_("What to do about it"), 90),
    )
    packages = (
        Column(_("Package"), 60),
        Column("SHA-256", 66),
        Column(_("Sealed at"), 28),
        Column(_("Found at the check"), 24),
    )
    return spreadsheets.workbook(
        [
            Sheet(_("Faults"), wrong, [(*_fault(one), str(words.REMEDIES[one["where"]])) for one in of.faults], notes),
            Sheet(_("Packages"), packages, [_package(one) for one in of.packages], notes[:1]),
        ]
    )


def pdf(of: IntegrityRun, at: datetime) -> bytes:
    """Set a report for print: what was read, every fault, what to do, and every package."""
    titles = ((_("Found in"), 3), (_("Which"), 8), (_("Outcome of the check"), 6))
    rows = [[place, what, wrong] for place, wrong, what in map(_fault, of.faults)]
    fine = [one for one in of.packages if not one["fault"]]
    rows += [[str(words.WHERE["package"]), f"{one['name']} · {one['sha256']}", _package(one)[-1]] for one in fine]
    return documents.pdf(
        "table",
        {
            "title": _("Report of an integrity run"),
            "lines": [*facts(of), *(f"{place}：{remedy}" for place, remedy in words.remedies(of.faults))],
            "columns": [{"title": title, "width": width} for title, width in titles],
            "rows": rows,
            "empty": _("No package is sealed yet, and nothing is wrong."),
            "landscape": True,
            "signatures": [_("Checked by"), _("Date")],
            "footer": formats.moment(at),
            "lang": "zh" if formats.is_chinese() else "en",
        },
        at,
    )


def _fault(one: dict[str, Any]) -> tuple[str, str, str]:
    return str(words.WHERE[one["where"]]), words.fault(one), str(one["what"])


def _package(one: dict[str, Any]) -> tuple[str, str, str, str]:
    sealed = formats.moment(datetime.fromisoformat(one["sealed_at"]))
    return one["name"], one["sha256"], sealed, words.fault({"where": "package", "code": one["fault"]})
