"""Whether this process can do its work."""

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from competition.foundation import clock, schema
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _


def ready() -> dict[str, Any]:
    """Try the database and its tables."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        current = schema.is_current()
    except sa.exc.SQLAlchemyError:
        return {"status": "no database"}
    return {"status": "ready" if current else "tables not current"}


def moment_of(text: str) -> datetime | None:
    """Read a day as a moment of that day in the city; empty means the present."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - only the day is read
    except ValueError as wrong:
        raise Refused(_("Give the day as YYYY-MM-DD."), field="day") from wrong
    here = clock.in_city(clock.now()).time()
    return datetime.combine(day, time(here.hour, here.minute), tzinfo=clock.CITY)
