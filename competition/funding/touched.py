"""Which claims, prizes and claims for repayment were decided by what a policy table said in given days."""

from typing import Any

import sqlalchemy as sa

from competition.foundation import clock
from competition.foundation.database import db
from competition.funding.decisions import REPAY
from competition.funding.models import HostAdvance, HostClaim, Prize, Recovery
from competition.plan.models import Competition, Item
from competition.policy.touched import Span, Touched
from competition.results.models import ItemResult, ResultLine


def of(span: Span) -> list[Touched]:
    """Name the claims, advances and prizes of competitions begun in these days whose decision rests on the table."""
    if not span.table.startswith("funding."):
        return []
    if span.table == REPAY:
        return _claimed_back(span)
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


def _claimed_back(span: Span) -> list[Touched]:
    # a claim for repayment goes by the day it was made, not by that of a competition
    asked = sa.select(Recovery.id, Recovery.number, Recovery.opened_at).order_by(Recovery.id)
    return [
        Touched(f"funding_recoveries#{key}", number)
        for key, number, at in db.session.execute(asked)
        if (day := clock.in_city(at).date()) >= span.first_day and (span.until is None or day < span.until)
    ]
