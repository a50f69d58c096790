"""Which claims and prizes were decided by what a policy table said in given days."""

from typing import Any

import sqlalchemy as sa

from competition.foundation.database import db
from competition.funding.models import HostAdvance, HostClaim, Prize
from competition.plan.models import Competition, Item
from competition.policy.touched import Span, Touched
from competition.results.models import ItemResult, ResultLine


def of(span: Span) -> list[Touched]:
    """Name the claims, advances and prizes of competitions begun in these days whose decision rests on the table."""
    if not span.table.startswith("funding."):
        return []
    claims = sa.select(HostClaim.id, Competition.name, HostClaim.decision).join(HostClaim.competition)
    prizes = (
        sa.select(Prize.id, Competition.name + " · " + Item.name, Prize.decision)
        .join(Prize.competition)
        .join(Prize.line)
        .join(ResultLine.result)
        .join(ItemResult.item)
    )
    ahead = sa.select(HostAdvance.id, Competition.name, HostAdvance.decision).join(HostAdvance.claim)
    asked = {
        "funding_host_claims": claims,
        "funding_host_advances": ahead.join(HostClaim.competition),
        "funding_prizes": prizes,
    }
    return [found for table, query in asked.items() for found in _resting(table, query, span)]


def _resting(table: str, asked: "sa.Select[Any]", span: Span) -> list[Touched]:
    asked = asked.where(Competition.starts_on >= span.first_day)
    if span.until is not None:
        asked = asked.where(Competition.starts_on < span.until)
    rows: list[tuple[int, str, dict[str, Any] | None]] = [
        tuple(row) for row in db.session.execute(asked.order_by(sa.text("1")))
    ]
    return [
        Touched(f"{table}#{number}", name)
        for number, name, decision in rows
        if decision and span.table in decision.get("policy", {})
    ]
