"""What judging does by the clock: schemes are locked at the time that was set."""

from datetime import datetime

from competition.foundation.scheduler import Job
from competition.judging.actions import locking


def lock_schemes(at: datetime) -> None:
    """Lock the drafts whose time has come, where there are any."""
    if locking.has_due(at):
        locking.lock_due(at)


JOBS = (Job("judging.lock_schemes", lock_schemes, every_seconds=30),)
