"""Moves a demo's clock, and with it the sessions that are open, so that nobody is signed out by the journey."""

from datetime import date, datetime

import sqlalchemy as sa

from competition.accounts.models import SignIn, User
from competition.foundation import clock, trail
from competition.foundation.database import transaction


def move_clock(to: date | None, by: User, at: datetime) -> None:
    """Let the demo run from this day on, at the present time of day; None brings it back to the present."""
    there = None if to is None else datetime.combine(to, clock.in_city(at).time(), tzinfo=clock.CITY)
    present = at - clock.shift()
    moved = (there or present) - at
    with transaction() as session:
        for kept in session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_(None))):
            kept.started_at, kept.seen_at = kept.started_at + moved, kept.seen_at + moved
        trail.record(by, "home.clock_moved", None, at, {"to": str(to or "")})
        clock.travel_to(there)
