"""The browser's session: which person it stands for, and whether it has ended."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from flask import session as cookie
from sqlalchemy.orm import contains_eager

from competition.accounts import rules
from competition.accounts.models import SignIn, User
from competition.foundation import clock
from competition.foundation.database import db, transaction

TOKEN = "sign_in"  # noqa: S105 - the name of the value in the cookie, not the value
SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """Hash a session's token as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(token: str) -> SignIn | None:
    """Find the open session of a token with its person."""
    query = (
        sa.select(SignIn)
        .join(SignIn.user)
        .options(contains_eager(SignIn.user))
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None))
    )
    return db.session.scalar(query)


def person(user_id: str) -> User | None:
    """Give the person of this browser's session, or None when it has ended."""
    token = cookie.get(TOKEN, "")
    kept = sign_in(token) if token else None
    at = clock.now()
    if kept is None or str(kept.user_id) != user_id or rules.has_ended(kept.started_at, kept.seen_at, at):
        return None
    if at - kept.seen_at > SEEN_EVERY:
        with transaction(trail=False) as session:
            session.execute(sa.update(SignIn).where(SignIn.id == kept.id).values(seen_at=at))
    return kept.user if kept.user.active else None
