"""Writes the judges' pool as a workbook, and the workbook to fill in."""

from collections.abc import Iterable
from typing import Any

from competition.foundation import spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.judging import pool_imports, words
from competition.judging.pool_rules import NAMES

WIDTHS = {"name": 12, "unit": 30, "training": 24, "number": 20}
KINDS = {"valid_until": "date", "passed_on": "date", "training_until": "date"}
# the first row shows how it is meant and is passed over when the workbook is read
EXAMPLE = {
    "name": "张示例",
    "unit": "淄博某某有限公司",
    "occupation": "焊工",
    "since": "2006",
    "grade": "高级技师",
    "number": "S000037030001",
    "training": "裁判员赛前培训",
    "passed_on": "2026-08-20",
    "training_until": "2028-08-19",
}


def pool_workbook(rows: Iterable[Any], year: int, exported: str) -> bytes:
    """Write the pool with each judge's workload of a year."""
    columns = [
        Column(_("Name"), 12), Column(_("Employer"), 30), Column(_("Occupation"), 16), Column(_("Qualification"), 24),
        Column(_("In the trade since (year)"), 12, "whole"), Column(_("Training valid until"), 14, "date"),
        Column(_("State"), 12), Column(_("Items in %(year)s", year=year), 10, "whole"),
        Column(_("Competitors to mark"), 10, "whole"), Column(_("Sheets done"), 10, "whole"),
        Column(_("Sheets in all"), 10, "whole"),
    ]  # fmt: skip
    lines = [
        (
            judge.name, judge.organisation.name, judge.occupation, "、".join(words.word(g) for g in judge.grades),
            judge.since, max((t.valid_until for t in judge.trainings if t.valid_until), default=None),
            words.word(judge.state), items, competitors, done, sheets,
        )
        for judge, items, competitors, done, sheets in rows
    ]  # fmt: skip
    return spreadsheets.workbook([Sheet(_("Judges' pool"), columns, lines, [exported])])


def template() -> bytes:
    """Write the workbook to fill in with judges for the pool."""
    choices = {"grade": tuple(NAMES.values())}
    columns = [
        Column(heading, WIDTHS.get(key, 14), KINDS.get(key, "text"), choices.get(key, ()))
        for key, heading in pool_imports.HEADINGS.items()
    ]
    example = [EXAMPLE.get(key, "") for key in pool_imports.HEADINGS]
    notes = ["裁判员库导入表：每行一人；请勿改动表头；含“示例”的行不会导入。One judge a row; keep the headings."]
    return spreadsheets.workbook([Sheet("裁判员", columns, [example], notes, spare_rows=200)])
