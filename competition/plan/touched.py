"""Which competitions were published by what a policy table said in given days."""

import sqlalchemy as sa

from competition.foundation import clock
from competition.foundation.database import db
from competition.plan.models import Competition
from competition.policy.touched import Span, Touched


def of(span: Span) -> list[Touched]:
    """Name the competitions published in these days: the days to file before the start are looked up when one is."""
    if span.table != "plan.filing_days":
        return []
    asked = sa.select(Competition.id, Competition.name, Competition.published_at)
    rows = db.session.execute(asked.where(Competition.published_at.is_not(None)).order_by(Competition.id))
    return [
        Touched(f"plan_competitions#{number}", name)
        for number, name, at in rows
        if at and (day := clock.in_city(at).date()) >= span.first_day and (span.until is None or day < span.until)
    ]
