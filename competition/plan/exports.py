"""The year's plan as Excel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from competition.foundation import spreadsheets
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.plan import words
from competition.plan.models import Competition, Item


def plan(competitions: Sequence[Competition], name: str, at: datetime) -> bytes:
    """Write competitions and their items, a line an item."""
    columns = [
        Column(_("Competition"), 34),
        Column(_("Level"), 16),
        Column(_("Host"), 26),
        Column(_("First day"), 12, "date"),
        Column(_("Last day"), 12, "date"),
        Column(_("State"), 12),
        Column(_("Item"), 24),
        Column(_("Group"), 10),
        Column(_("Occupation code"), 14),
        Column(_("Members of an entry"), 10, "whole"),
    ]
    rows = [_row(c, i) for c in competitions for i in c.items]
    return spreadsheets.workbook([Sheet(_("The year's plan"), columns, rows, [spreadsheets.exported_by(name, at)])])


def _row(c: Competition, i: Item) -> tuple[Any, ...]:
    return (
        c.name,
        str(words.LEVELS[c.level]),
        c.host.name,
        c.starts_on,
        c.ends_on,
        str(words.STATES[c.state][1]),
        f"{i.code} {i.name}",
        str(words.GROUPS[i.group]),
        i.occupation_code,
        i.team_size,
    )
