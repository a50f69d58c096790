"""Signing in and out: every try is counted before it is checked, so that guessing in parallel gains nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts import queries, rules
from competition.accounts.models import SignIn, User
from competition.accounts.rules import Device
from competition.accounts.tokens import token_hash
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l


@dataclass(frozen=True, slots=True)
class Try:
    """A try to sign in, counted: who it is for (nobody where the name is unknown) and whether it may go on."""

    user: User | None
    may_go_on: bool


def count_try(login: str, at: datetime) -> Try:
    """Count a try as a failure before it is checked, and lock the account when there were too many."""
    with transaction(trail=False) as session:
        user = queries.user_of_login(login)
        if user is not None:
            session.refresh(user, with_for_update=True)
        if user is None or not user.active or (user.locked_until and user.locked_until > at):
            return Try(user, may_go_on=False)
        lock = rules.lock_after(user.failures + 1)
        # a bulk update leaves the record's version alone: a stranger's tries must not spoil a clerk's open page
        session.execute(
            sa.update(User)
            .where(User.id == user.id)
            .values(failures=User.failures + 1, locked_until=at + lock if lock else None)
            .execution_options(synchronize_session=False)
        )
        session.refresh(user)
        return Try(user, may_go_on=True)


def note_failure(tried: User | None, device: Device, at: datetime) -> None:
    """Keep in the trail that a try failed; what was typed is not kept, it may have been a password."""
    with transaction():
        locked = tried.locked_until.isoformat() if tried and tried.locked_until and tried.locked_until > at else None
        note = {"address": device.address, "known": tried is not None, "locked_until": locked}
        trail.record(None, "accounts.sign_in_failed", tried, at, note)


def open_session(user: User, device: Device, at: datetime, step: int | None = None) -> str:
    """Open a session for somebody proven, forget the failures and give the token for the browser's cookie."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        _forget_failures(session, user, step)
        kept = SignIn(
            user_id=user.id, token_hash=token_hash(token), agent=device.agent[:200], address=device.address[:60]
        )
        kept.started_at = kept.seen_at = at
        session.add(kept)
        note = {"address": device.address, "second_factor": step is not None}
        trail.record(user, "accounts.signed_in", user, at, note)
    return token


def _forget_failures(session: sa.orm.Session, user: User, step: int | None) -> None:
    values: dict[str, object] = {"failures": 0, "locked_until": None}
    statement = sa.update(User).where(User.id == user.id)
    if step is not None:
        statement, values = statement.where(User.totp_last_step < step), values | {"totp_last_step": step}
    done = session.execute(statement.values(**values).returning(User.id).execution_options(synchronize_session=False))
    if done.first() is None:
        raise Refused(_l("This code was used already. Wait for the next one and type that."), field="code")


def end_session(kept: SignIn, by: User, at: datetime) -> None:
    """End one session: its browser is asked to sign in again."""
    with transaction():
        if kept.ended_at is None:
            kept.ended_at = at
            trail.record(by, "accounts.session_ended", kept.user, at, {"session": kept.id})


def end_other_sessions(by: User, token: str, at: datetime) -> int:
    """End all of somebody's sessions but the one in use; say how many there were."""
    with transaction():
        others = [kept for kept in queries.open_sign_ins(by, at) if kept.token_hash != token_hash(token)]
        for kept in others:
            kept.ended_at = at
        trail.record(by, "accounts.session_ended", by, at, {"sessions": [kept.id for kept in others]})
    return len(others)
