"""Which entries were let in by what a policy table said in given days."""

import sqlalchemy as sa

from competition.foundation.database import db
from competition.plan.models import Competition, Item
from competition.policy.touched import Span, Touched
from competition.registration.models import Entry
from competition.registration.rules import EntryState

TABLES = ("registration.age", "registration.barred_titles")


def of(span: Span) -> list[Touched]:
    """Name the entries of competitions begun in these days, but for the withdrawn: each was held to the table when sent."""
    if span.table not in TABLES:
        return []
    asked = sa.select(Entry.id, Competition.name + " · " + Item.name).join(Entry.item).join(Item.competition)
    asked = asked.where(Entry.state != EntryState.WITHDRAWN, Competition.starts_on >= span.first_day)
    if span.until is not None:
        asked = asked.where(Competition.starts_on < span.until)
    rows = db.session.execute(asked.order_by(Entry.id))
    return [Touched(f"registration_entries#{number}", about) for number, about in rows]
