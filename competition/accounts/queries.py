"""What is read about people who sign in, their parts and their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from competition.accounts import rules
from competition.accounts.models import HeldRole, RoleDemand, SignIn, User
from competition.accounts.rules import Role
from competition.foundation.database import db


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people a list is asked for."""

    text: str = ""
    role: Role | None = None
    state: str = ""

    def plain(self) -> dict[str, str]:
        """Name what was asked for, leaving out what was not."""
        asked = {"text": self.text, "role": self.role or "", "state": self.state}
        return {name: value for name, value in asked.items() if value}


def user(user_id: int) -> User | None:
    """Find somebody by number."""
    return db.session.get(User, user_id)


def user_of_login(login: str) -> User | None:
    """Find somebody by sign-in name."""
    return db.session.scalar(sa.select(User).where(User.login == rules.plain_login(login)))


def users(wanted: Wanted, at: datetime) -> sa.Select[User]:
    """Ask for the people that fit, by sign-in name."""
    query = sa.select(User).order_by(User.login).options(selectinload(User.parts))
    if wanted.text:
        query = query.where(
            User.login.contains(wanted.text.lower(), autoescape=True) | User.name.contains(wanted.text, autoescape=True)
        )
    if wanted.role:
        query = query.where(_holding(wanted.role))
    return query.where(*_in_state(wanted.state, at))


def _holding(role: Role | None = None) -> sa.ColumnElement[bool]:
    held = sa.exists().where(HeldRole.user_id == User.id, HeldRole.ended_at.is_(None))
    return held.where(HeldRole.role == role) if role else held


def _in_state(state: str, at: datetime) -> list[sa.ColumnElement[bool]]:
    known: dict[str, list[sa.ColumnElement[bool]]] = {
        "active": [User.active.is_(True)],
        "inactive": [User.active.is_(False)],
        "locked": [User.locked_until > at],
        "temporary": [User.active.is_(True), User.must_change_password.is_(True)],
        "without_part": [User.active.is_(True), ~_holding()],
    }
    return known.get(state, [])


def count_in_state(state: str, at: datetime) -> int:
    """Count the people in a state: active, inactive, locked, temporary or without_part."""
    return db.session.scalar(sa.select(sa.func.count(User.id)).where(*_in_state(state, at))) or 0


def is_empty() -> bool:
    """Say whether nobody can sign in yet."""
    return db.session.scalar(sa.select(User.id).limit(1)) is None


def held_role(held_id: int) -> HeldRole | None:
    """Find a part somebody holds now."""
    held = db.session.get(HeldRole, held_id)
    return None if held is None or held.ended_at else held


def parts_ever(of: User) -> Sequence[HeldRole]:
    """List every part somebody held or holds, newest first."""
    query = sa.select(HeldRole).where(HeldRole.user_id == of.id)
    return db.session.scalars(query.order_by(HeldRole.ended_at.isnot(None), HeldRole.id.desc())).all()


def holders(role: Role) -> Sequence[HeldRole]:
    """List the parts of one role that people who may sign in hold now; they are locked against a second hand."""
    query = (
        sa.select(HeldRole)
        .join(HeldRole.user)
        .where(HeldRole.role == role, HeldRole.ended_at.is_(None), User.active.is_(True))
    )
    return db.session.scalars(query.with_for_update(of=HeldRole)).all()


def _open_at(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        SignIn.ended_at.is_(None),
        SignIn.seen_at >= at - rules.IDLE,
        SignIn.started_at >= at - rules.SESSION,
    )


def open_sign_ins(of: User, at: datetime) -> Sequence[SignIn]:
    """List somebody's open sessions, the last used first."""
    query = sa.select(SignIn).where(SignIn.user_id == of.id, *_open_at(at))
    return db.session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def sign_in(sign_in_id: int) -> SignIn | None:
    """Find a session by number."""
    return db.session.get(SignIn, sign_in_id)


def demands() -> dict[Role, bool]:
    """Say for each role whether it demands a second factor."""
    told = {row.role: row.totp for row in db.session.scalars(sa.select(RoleDemand))}
    return {role: told.get(role, False) for role in Role}


def second_factors() -> dict[Role, tuple[int, int]]:
    """Count for each role how many people hold it and how many of them have set up a second factor."""
    people = (
        sa.select(HeldRole.role, User.id, User.totp_on)
        .join(HeldRole.user)
        .where(HeldRole.ended_at.is_(None), User.active.is_(True))
        .distinct()
    )
    rows = people.subquery()
    with_one = sa.func.sum(sa.case((rows.c.totp_on, 1), else_=0))
    counted = db.session.execute(sa.select(rows.c.role, sa.func.count(), with_one).group_by(rows.c.role))
    return {role: (number, int(ready)) for role, number, ready in counted}
