"""Locking a marking scheme by the clock: the organiser sets the time, and what is a draft then changes no more."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import rosters
from competition.judging.models import Scheme
from competition.judging.rules import SchemeState


def set_lock_time(scheme: Scheme, when: datetime | None, *, seen: int | None, by: User, at: datetime) -> None:
    """Say when a draft is locked by itself, at the latest on its competition's first day; None: only by hand."""
    with transaction():
        scheme.must_be_as_seen(seen)
        scheme.must_be_draft(at)
        if rosters.scheme_in_force(scheme.item_id):
            raise Refused(_l("A version is in force already. Lock this one yourself, with the reason for it."))
        if when is not None and when <= at:
            raise Refused(_l("This moment is over. Choose a later one, or lock the scheme now."), field="locks_at")
        if when is not None and clock.in_city(when).date() > scheme.item.competition.starts_on:
            raise Refused(_l("The competition has begun by then. Choose an earlier moment."), field="locks_at")
        scheme.locks_at = when
        trail.record(by, "judging.lock_time_set", scheme, at)


def lock_due(at: datetime) -> None:
    """Lock the drafts whose time has come (a job's work; the system acts)."""
    with transaction() as session:
        for scheme in session.scalars(_due(at).with_for_update()):
            # whoever locked another version meanwhile said what holds
            if rosters.scheme_in_force(scheme.item_id) is None:
                scheme.state, scheme.locked_at = SchemeState.LOCKED, at
                trail.record(None, "judging.scheme_locked", scheme, at)


def has_due(at: datetime) -> bool:
    """Say whether any draft waits to be locked, without opening a transaction that writes."""
    return db.session.scalar(_due(at).limit(1)) is not None


def _due(at: datetime) -> "sa.Select[Scheme]":
    held = sa.select(Scheme.item_id).where(Scheme.state == SchemeState.LOCKED)
    due = sa.select(Scheme).where(Scheme.state == SchemeState.DRAFT, Scheme.locks_at <= at)
    return due.where(Scheme.item_id.not_in(held)).order_by(Scheme.id)
