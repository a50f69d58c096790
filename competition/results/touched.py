"""Which results and appeals were worked out by what a policy table said in given days."""

from typing import Any

import sqlalchemy as sa

from competition.foundation.database import db
from competition.plan.models import Competition, Item
from competition.policy.touched import Span, Touched
from competition.results.appeal_models import Appeal
from competition.results.models import ItemResult
from competition.results.rules import ResultState


def of(span: Span) -> list[Touched]:
    """Name the standing results and the appeals of competitions begun in these days that rest on the table."""
    if not span.table.startswith("results."):
        return []
    results = sa.select(ItemResult.id, Competition.name + " · " + Item.name, ItemResult.basis["tables"])
    results = results.join(ItemResult.item).where(ItemResult.state != ResultState.SUPERSEDED)
    heard = sa.select(Appeal.id, Competition.name + " · " + Item.name, Appeal.tables).join(Appeal.item)
    return [*_resting("results_item_results", results, span), *_resting("results_appeals", heard, span)]


def _resting(table: str, asked: "sa.Select[tuple[int, str, Any]]", span: Span) -> list[Touched]:
    asked = asked.join(Item.competition).where(Competition.starts_on >= span.first_day)
    if span.until is not None:
        asked = asked.where(Competition.starts_on < span.until)
    rows = db.session.execute(asked.order_by(sa.text("1")))
    return [Touched(f"{table}#{number}", name) for number, name, tables in rows if span.table in (tables or {})]
