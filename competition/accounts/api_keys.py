"""Reads of keys and of their uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.accounts.key_models import ApiKey, ApiUse
from competition.accounts.tokens import token_hash
from competition.foundation.database import db

# how many days a page counts together, and how many it draws; the present one among them
DAYS, DRAWN = 30, 14


@dataclass(frozen=True, slots=True)
class Used:
    """A key, and how much it asked on a day and in the days before it."""

    key: ApiKey
    today: int
    lately: int


def one(key_id: int) -> ApiKey | None:
    """Find a key with who issued it."""
    return db.session.scalar(sa.select(ApiKey).options(joinedload(ApiKey.issued_by)).where(ApiKey.id == key_id))


def in_force(told: str) -> ApiKey | None:
    """Find the key that somebody tells, unless it was ended."""
    return db.session.scalar(sa.select(ApiKey).where(ApiKey.key_hash == token_hash(told), ApiKey.ended_at.is_(None)))


def used(day: date) -> list[Used]:
    """List every key, those in force first and the newest first, with its uses: one statement."""
    u = ApiUse
    today = sa.func.coalesce(sa.func.sum(sa.case((u.day == day, u.count), else_=0)), 0)
    lately = sa.func.coalesce(sa.func.sum(u.count), 0)
    in_days = sa.and_(u.key_id == ApiKey.id, u.day > day - timedelta(days=DAYS), u.day <= day)
    counted = sa.select(ApiKey.id, today.label("today"), lately.label("lately")).outerjoin(u, in_days)
    counts = counted.group_by(ApiKey.id).subquery()
    query = sa.select(ApiKey, counts.c.today, counts.c.lately).join(counts, counts.c.id == ApiKey.id)
    rows = db.session.execute(query.order_by(ApiKey.ended_at.is_not(None), ApiKey.id.desc()))
    return [Used(key, int(of_today), int(of_days)) for key, of_today, of_days in rows]


def by_day(day: date, key_id: int | None = None) -> Sequence[tuple[date, int]]:
    """Count the uses of a key, or of all, for each of the days up to this one; the newest first, days without any too."""
    first = day - timedelta(days=DRAWN - 1)
    query = sa.select(ApiUse.day, sa.func.sum(ApiUse.count)).where(ApiUse.day.between(first, day))
    if key_id is not None:
        query = query.where(ApiUse.key_id == key_id)
    counts = {on: int(count) for on, count in db.session.execute(query.group_by(ApiUse.day))}
    days = [day - timedelta(days=back) for back in range(DRAWN)]
    return [(on, counts.get(on, 0)) for on in days]


def count_of(key_id: int, day: date) -> int:
    """Count the uses of a key on a day."""
    return db.session.scalar(sa.select(ApiUse.count).where(ApiUse.key_id == key_id, ApiUse.day == day)) or 0
