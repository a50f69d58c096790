"""A form sent twice is kept once: each form carries a key, and the key is stored with what it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.foundation import clock
from competition.foundation.errors import AlreadyKept
from competition.foundation.texts import _l

_current: ContextVar[str] = ContextVar("competition_sending", default="")


@contextmanager
def sending(key: str) -> Iterator[None]:
    """Answer a form that carries `key`; the first transaction inside keeps the key with it."""
    token = _current.set(key)
    try:
        yield
    finally:
        _current.reset(token)


def keep(session: Session) -> None:
    """Keep the key of the form being answered, or refuse when it was kept before."""
    key = _current.get()
    if not key:
        return
    location = session.execute(sa.text("SELECT location FROM sent_forms WHERE key = :key"), {"key": key}).scalar()
    if location is not None:
        raise AlreadyKept(_l("This was saved already; nothing was saved twice."), location)
    _insert(session, key, clock.now())
    _current.set("")


def _insert(session: Session, key: str, at: datetime) -> None:
    try:
        session.execute(
            sa.text("INSERT INTO sent_forms (key, location, at) VALUES (:key, '', :at)"),
            {"key": key, "at": at.replace(tzinfo=None)},
        )
    except sa.exc.IntegrityError as twice:
        raise AlreadyKept(_l("This was saved already; nothing was saved twice.")) from twice
