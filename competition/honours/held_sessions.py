"""Sessions signed in, month by month: how many a month left behind, and forgetting them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import SignIn
from competition.foundation import clock
from competition.foundation.database import db
from competition.judging.hall_models import Pairing


def months() -> Iterator[tuple[int, date, int]]:
    """Name each month in which sessions were last seen (202609), with its last day and how many they are."""
    first = db.session.scalar(sa.select(sa.func.min(SignIn.seen_at)))
    last = db.session.scalar(sa.select(sa.func.max(SignIn.seen_at)))
    if first is None or last is None:
        return
    day = clock.in_city(first).date().replace(day=1)
    while day <= clock.in_city(last).date():
        month = day.year * 100 + day.month
        # what a tablet's pairing points to stays, bare
        query = sa.select(sa.func.count()).select_from(SignIn).where(_of(month), SignIn.address != "")
        if count := db.session.scalar(query):
            yield month, _after(day) - timedelta(days=1), count
        day = _after(day)


def _after(first_day: date) -> date:
    return (first_day + timedelta(days=31)).replace(day=1)


def _of(month: int) -> sa.ColumnElement[bool]:
    first = date(month // 100, month % 100, 1)
    return sa.and_(SignIn.seen_at >= _midnight(first), SignIn.seen_at < _midnight(_after(first)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CITY)


def forget(session: Session, month: int) -> None:
    """Remove a month's sessions; of one that a tablet's pairing names, address and browser."""
    paired = sa.select(Pairing.sign_in_id).where(Pairing.sign_in_id.is_not(None))
    session.execute(sa.delete(SignIn).where(_of(month), SignIn.id.not_in(paired)))
    session.execute(sa.update(SignIn).where(_of(month)).values(address="", agent=""))
