"""Asks for the full record of an item, which is made in the background."""

from datetime import datetime

from competition.accounts.models import User
from competition.foundation import tasks, trail
from competition.foundation.database import transaction
from competition.foundation.tables import Task
from competition.foundation.tasks import Wanted
from competition.judging import queries as judging
from competition.plan.models import Item

KIND = "results.record"


def ask_record(item: Item, language: str, present: datetime, *, by: User, at: datetime) -> Task:
    """Put down that somebody wants an item's record; the trail tells it."""
    with transaction():
        judging.must_be_closed_by_chief(item.id)
        title = f"{item.competition.name} · {item.code} {item.name}"
        made = tasks.put(Wanted(KIND, {"item": item.id}, title[:300], language), by.id, at, present)
        trail.record(by, "results.record_asked", item, at, {"task": made.id})
    return made
