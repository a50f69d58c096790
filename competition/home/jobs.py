"""What the installation does by the clock: its nightly backup, and the care of what people asked for."""

from datetime import datetime
from pathlib import Path

from flask import current_app

from competition.foundation import backups, clock, runner, tasks
from competition.foundation.database import db
from competition.foundation.scheduler import Job
from competition.honours import archives

HOUR = 2


def back_up(at: datetime) -> Path:
    """Write the whole installation into one file under instance/backups, each sealed package once beside it."""
    return backups.back_up(db.engine, current_app.config["INSTANCE"], at, archives.hashes())


def take_up(_at: datetime) -> None:
    """Take up work that a killed worker left behind, whether or not its asker looks at the page."""
    if tasks.any_waits(clock.present()):
        runner.wake()


JOBS = (
    Job("home.back_up", back_up, daily_at_hour=HOUR),
    Job("home.take_up", take_up, every_seconds=30),
    Job("home.remove_old_exports", tasks.remove_old, every_seconds=3600),
)
