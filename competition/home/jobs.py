"""What the installation does by the clock: its nightly backup."""

from datetime import datetime

from flask import current_app

from competition.foundation import backups
from competition.foundation.database import db
from competition.foundation.scheduler import Job

HOUR = 2


def back_up(at: datetime) -> None:
    """Write the whole installation into one file under instance/backups."""
    backups.back_up(db.engine, current_app.config["INSTANCE"], at)


JOBS = (Job("home.back_up", back_up, daily_at_hour=HOUR),)
