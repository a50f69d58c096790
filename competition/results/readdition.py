"""The re-addition of a competitor's marks: what the result states beside what the kept marks give, added again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from competition.foundation.database import db
from competition.judging import queries as judging
from competition.judging.rules import EntryMarks
from competition.results import appeal_rules, corrections, rules, stages
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import Readded
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState


@dataclass(frozen=True, slots=True)
class Sums:
    """A line of a result with each of its figures added again."""

    line: ResultLine
    figures: Sequence[Readded]

    @property
    def agree(self) -> bool:
        """Say whether every figure is the same."""
        return all(each.is_same for each in self.figures)


def of(appeal: Appeal) -> Sums | None:
    """Add the marks of an appeal's competitor again; None without a result, or while the judging is not closed."""
    query = (
        sa.select(ResultLine)
        .join(ResultLine.result)
        .where(ItemResult.item_id == appeal.item_id, ItemResult.state != ResultState.SUPERSEDED)
        .where(ResultLine.entry_id == appeal.about_id)
    )
    line = db.session.scalar(query.order_by(ItemResult.number.desc()).limit(1))
    if line is None or not judging.is_closed(appeal.item_id):
        return None
    kept = next((each for each in _kept(appeal.item_id) if each.entry_id == appeal.about_id), None)
    if kept is None:
        return None
    return Sums(line, appeal_rules.readded(stated(line), again(kept, line.result.basis)))


def _kept(item_id: int) -> list[EntryMarks]:
    # what an applied correction says counts here too, as it does in the result
    return judging.closed_marks(item_id, corrections.said(item_id).instead)


def stated(line: ResultLine) -> dict[str, Decimal | None]:
    """Give the figures a line states: aspect by aspect, its parts, its total."""
    aspects = {step["aspect"]: Decimal(step["mark"]) for step in line.working if step["code"] == "aspect"}
    return {**aspects, "theory": line.theory, "practice": line.practice, "total": line.total}


def again(kept: EntryMarks, basis: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Add a competitor's kept marks again, by the weights the result was worked out with and what was carried over."""
    aspects = {one.code: Decimal(f"{one.mark:.{rules.TOTAL_PLACES}f}") for one in kept.lines if one.mark is not None}
    told = rules.Weights(Decimal(basis["weights"]["theory"]), Decimal(basis["weights"]["practice"]))
    total = rules.total(kept.theory, kept.practice, told, stages.kept_brought(basis, kept.entry_id)).value
    return {**aspects, "theory": kept.theory, "practice": kept.practice, "total": total}
