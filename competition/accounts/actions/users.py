"""What the system administrator does with accounts, and how the security administrator lets somebody in again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts import passwords, queries, rules
from competition.accounts.models import HeldRole, SignIn, User
from competition.accounts.rules import Part, Role
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l


def add_user(login: str, name: str, by: User | None, at: datetime) -> tuple[User, str]:
    """Make an account and its temporary password, which is shown once."""
    password = passwords.temporary()
    made = new_user(login, name, passwords.hash_of(password), at)
    with transaction() as session:
        keep_new(session, made)
        trail.record(by, "accounts.user_added", made, at)
    return made, password


def make_user(
    login: str, name: str, password: str | None, parts: Sequence[Part] = (), *, must_change: bool = False, at: datetime
) -> User:
    """Make an account with its parts at once, for a demo; without a password nobody can sign in with it."""
    made = new_user(login, name, passwords.hash_of(password) if password else "-", at)
    made.must_change_password, made.synthetic = must_change, True
    with transaction() as session:
        keep_new(session, made)
        session.add_all(
            HeldRole(user_id=made.id, role=part.role, scope=part.scope, scope_id=part.scope_id, granted_at=at)
            for part in parts
        )
        trail.record(None, "accounts.user_added", made, at)
    return made


def new_user(login: str, name: str, password_hash: str, at: datetime) -> User:
    """Fill in a new account, or refuse its sign-in name."""
    login = rules.plain_login(login)
    if not rules.is_login(login):
        raise Refused(
            _l("A sign-in name has 3 to 40 small letters, digits, dots or dashes and begins with a letter or digit."),
            field="login",
        )
    return User(login=login, name=name.strip(), password_hash=password_hash, created_at=at)


def keep_new(session: Session, made: User) -> None:
    """Store a new account, or refuse a sign-in name that is taken."""
    session.add(made)
    try:
        session.flush()
    except sa.exc.IntegrityError as taken:
        raise Refused(_l("This sign-in name is taken. Choose another."), field="login") from taken


def rename_user(user: User, name: str, seen: int | None, by: User, at: datetime) -> None:
    """Correct somebody's name; what was signed under the old one stays as it was."""
    with transaction():
        user.must_be_as_seen(seen)
        user.name = name.strip()
        trail.record(by, "accounts.user_renamed", user, at)


def deactivate_user(user: User, by: User, at: datetime) -> None:
    """Let somebody sign in no longer; what they did stays under their name."""
    with transaction() as session:
        if user.id == by.id:
            raise Refused(_l("You cannot close your own account. Ask another system administrator."))
        must_leave_another(user, Role.SECURITY_ADMIN)
        user.active = False
        _end_all_sessions(session, user, at)
        trail.record(by, "accounts.user_deactivated", user, at)


def must_leave_another(user: User, role: Role) -> None:
    """Refuse to lose the last person who holds a role the system cannot be without."""
    holders = {held.user_id for held in queries.holders(role)}
    if holders == {user.id}:
        raise Refused(_l("This is the last security administrator. Grant this part to somebody else first."))


def reactivate_user(user: User, by: User, at: datetime) -> None:
    """Let somebody sign in again."""
    with transaction():
        user.active = True
        trail.record(by, "accounts.user_reactivated", user, at)


def reset_sign_in(user: User, by: User | None, at: datetime) -> str:
    """Let somebody in again who lost password or phone: a temporary password, no second factor, no lock."""
    if by is not None and by.id == user.id:
        raise Refused(_l("Change your own password under My account; another security administrator can reset it."))
    password = passwords.temporary()
    hashed = passwords.hash_of(password)
    with transaction() as session:
        user.password_hash, user.must_change_password = hashed, True
        user.totp_secret, user.totp_on = None, False
        user.failures, user.locked_until = 0, None
        _end_all_sessions(session, user, at)
        trail.record(by, "accounts.sign_in_reset", user, at)
    return password


def note_export(asked_for: Mapping[str, str], by: User, at: datetime) -> None:
    """Keep who takes a copy of the list."""
    with transaction():
        trail.record(by, "accounts.users_exported", None, at, {"asked_for": dict(asked_for)})


def _end_all_sessions(session: Session, user: User, at: datetime) -> None:
    session.execute(sa.update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=at))
