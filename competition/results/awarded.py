"""Who is called up at the ceremony, in what order: reads of awards that stand in final results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from competition.directory import pinyin
from competition.foundation.database import db
from competition.plan.models import Item
from competition.registration.models import Entry
from competition.results import appeals
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

FINAL = (ResultState.FINALISED, ResultState.ON_NOTICE, ResultState.ANNOUNCED)
# the lowest is called first, the highest last
CALLED = ("merit", "third", "bronze", "second", "silver", "first", "gold")


@dataclass(frozen=True, slots=True)
class Called:
    """One call: the award's line, how its names are spoken, and whether an appeal holds the award back."""

    line: ResultLine
    names: tuple[str, ...]
    pinyin: tuple[str, ...]
    held: bool

    @property
    def item(self) -> Item:
        """Name its item."""
        return self.line.result.item


def calls(competition_id: int, at: datetime) -> list[Called]:
    """List a competition's awards item by item, from bronze to gold, the last place first; three statements."""
    query = (
        sa.select(ResultLine)
        .join(ResultLine.result)
        .join(ItemResult.item)
        .options(contains_eager(ResultLine.result).contains_eager(ItemResult.item))
        .options(joinedload(ResultLine.entry).selectinload(Entry.members))
        .where(Item.competition_id == competition_id, ItemResult.state.in_(FINAL), ResultLine.award != "")
    )
    lines: Sequence[ResultLine] = db.session.scalars(query).all()
    held = appeals.held_lines([line.id for line in lines], at) if lines else {}
    return [_called(line, line.id in held) for line in sorted(lines, key=_order)]


def _order(line: ResultLine) -> tuple[str, int, int, int]:
    return line.result.item.code, CALLED.index(line.award), -(line.place or 0), line.number


def _called(line: ResultLine, held: bool) -> Called:
    names = tuple(each.name_as_was for each in line.entry.members)
    return Called(line, names, tuple(pinyin.spoken(name) for name in names), held)
