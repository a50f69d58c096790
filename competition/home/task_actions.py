"""What people do with the files they asked for: take one, or stop one that is being made."""

from datetime import datetime

from competition.accounts.models import User
from competition.foundation import tasks, trail
from competition.foundation.database import transaction
from competition.foundation.tables import Task


def note_taken(of: Task, by: User, at: datetime) -> None:
    """Keep who takes which file, before it is given: it may hold personal data."""
    with transaction():
        trail.record(by, "home.export_seen", of, at, {"kind": of.kind, "title": of.title, "sha256": of.sha256})


def stop_export(of: Task, by: User, at: datetime) -> None:
    """Stop what is being made."""
    with transaction():
        tasks.cancel(of.id, by.id, at)
        trail.record(by, "home.export_stopped", of, at, {"kind": of.kind, "title": of.title})
