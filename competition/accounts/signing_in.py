"""The browser's session: how it begins, which person it stands for, and whether it has ended."""

from functools import cache

import sqlalchemy as sa
from flask import g, request
from flask import session as cookie
from flask_login import login_user, logout_user
from sqlalchemy.orm import contains_eager

from competition.accounts import passwords, queries, rules, visits
from competition.accounts.actions import sessions
from competition.accounts.models import HeldRole, SignIn, User
from competition.accounts.rules import Device
from competition.accounts.second_factor import Code
from competition.accounts.tokens import token_hash
from competition.foundation import clock, sendings
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l

TOKEN = "sign_in"  # noqa: S105 - the name of the value in the cookie, not the value
PROVEN = "proven"
# a tablet whose pairing ended, until it is paired again or somebody signs in on it
HALL = "hall"
# in the environment of a request whose sender notes the visit itself
SEEN_LATER = "competition.seen_later"

__all__ = ["HALL", "PROVEN", "TOKEN", "token_hash"]


def sign_in(token: str) -> SignIn | None:
    """Find the open session of a token with its person and their parts."""
    return db.session.scalars(_sign_in(), {"hash": token_hash(token)}).unique().one_or_none()


@cache
def _sign_in() -> "sa.Select[SignIn]":
    # built once and read at one go: every request of everybody asks this
    return (
        sa.select(SignIn)
        .join(SignIn.user)
        .options(contains_eager(SignIn.user).joinedload(User.parts).joinedload(HeldRole.demand))
        .where(SignIn.token_hash == sa.bindparam("hash"), SignIn.ended_at.is_(None))
    )


def person(user_id: str) -> User | None:
    """Give the person of this browser's session, or None when it has ended."""
    token = cookie.get(TOKEN, "")
    kept = sign_in(token) if token else None
    at = clock.now()
    if kept is None or str(kept.user_id) != user_id or visits.is_over(kept, at):
        return None
    g.bound_item_id = kept.bound_item_id
    if at - kept.seen_at > visits.EVERY and SEEN_LATER not in request.environ:
        # without sending(""), noting the visit would use up the key of the form being sent
        with sendings.sending(""), transaction(trail=False) as session:
            session.execute(sa.update(SignIn).where(SignIn.id == kept.id).values(seen_at=at))
    return kept.user if kept.user.active else None


def token() -> str:
    """Give the hash of this browser's token, as the session's row has it."""
    return token_hash(cookie.get(TOKEN, ""))


def bound_item() -> int | None:
    """Name the one item that this session is for, where it is a paired tablet's."""
    found: int | None = g.get("bound_item_id")
    return found


def was_bound(token: str) -> bool:
    """Say whether a session that is over was a paired tablet's."""
    query = sa.select(SignIn.bound_item_id).where(SignIn.token_hash == token_hash(token))
    return db.session.scalar(query) is not None


def begin_bound(user: User, token: str) -> None:
    """Begin a paired tablet's session in this browser; whatever was open in it before is left."""
    cookie.clear()
    login_user(user)
    cookie[TOKEN] = token


def device() -> Device:
    """Say what browser asks, and from where."""
    return Device(request.user_agent.string, request.remote_addr or "")


def prove_password(login: str, password: str) -> User:
    """Give the person whose sign-in name and password these are, or refuse.

    Unknown name, wrong password, closed and locked account get the same answer after the same work.
    """
    at = clock.now()
    tried = sessions.count_try(login, at)
    kept = tried.user.password_hash if tried.user and tried.may_go_on else None
    if passwords.is_right(kept, password) and tried.user:
        return tried.user
    sessions.note_failure(tried.user, device(), at)
    raise Refused(
        _l(
            "The sign-in name or the password is wrong. After several wrong tries an account is locked for some minutes; "
            "if you forgot the password, ask the security administrator for a temporary one."
        )
    )


def wait_for_code(user: User, there: str) -> None:
    """Remember that the password was right, for the few minutes in which the code may follow."""
    cookie[PROVEN] = [user.id, clock.now().timestamp(), there]


def waiting_for_code() -> tuple[User, str] | None:
    """Give the person whose code is still wanted, and where they were going."""
    user_id, since, there = cookie.get(PROVEN, (0, 0.0, ""))
    user = queries.user(user_id) if clock.now().timestamp() - since <= rules.CODE_WAIT.total_seconds() else None
    return (user, there) if user and user.active and user.totp_on else None


def prove_code(user: User, digits: str) -> int:
    """Give the half minute of a right code, or refuse; every try counts towards the lock."""
    at = clock.now()
    tried = sessions.count_try(user.login, at)
    found = Code(digits, at - clock.shift()).step(user.totp_secret, user.totp_last_step) if tried.may_go_on else None
    if found is not None:
        return found
    sessions.note_failure(tried.user, device(), at)
    raise Refused(
        _l("This code is wrong or was used already. Wait for the next one; after several wrong tries, some minutes."),
        field="code",
    )


def begin(user: User, step: int | None = None) -> None:
    """Begin a session: whatever the cookie held before is dropped, so nobody can plant a session."""
    token = sessions.open_session(user, device(), clock.now(), step)
    cookie.clear()
    login_user(user)
    cookie[TOKEN] = token


def end(user: User) -> None:
    """End the session of this browser."""
    kept = sign_in(cookie.get(TOKEN, ""))
    if kept is not None:
        sessions.end_session(kept, user, clock.now())
    logout_user()
    cookie.clear()
