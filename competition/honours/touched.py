"""Which titles were given by what a policy table said in given days."""

import sqlalchemy as sa

from competition.foundation.database import db
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState
from competition.plan.models import Competition
from competition.policy.touched import Span, Touched


def of(span: Span) -> list[Touched]:
    """Name the standing entries of competitions begun in these days whose ground is the table."""
    if not span.table.startswith("honours."):
        return []
    asked = (
        sa.select(HonourEntry.id, HonourEntry.number, HonourEntry.competition_name, HonourEntry.ground)
        .join(HonourEntry.competition)
        .where(HonourEntry.state == EntryState.ENTERED, Competition.starts_on >= span.first_day)
    )
    if span.until is not None:
        asked = asked.where(Competition.starts_on < span.until)
    rows = db.session.execute(asked.order_by(HonourEntry.id))
    return [
        Touched(f"honours_entries#{entry_id}", f"{number} · {name}")
        for entry_id, number, name, ground in rows
        if (ground.get("table") or {}).get("table") == span.table
    ]
