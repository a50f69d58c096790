"""Whether sessions are still open, and when each was last seen: for many at once, with what they do."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from competition.accounts import rules
from competition.accounts.models import HeldRole, SignIn, User
from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.listed import Texts, among

# a visit is noted as often
EVERY = timedelta(minutes=1)


def is_over(kept: SignIn | sa.Row[Any], at: datetime) -> bool:
    """Say whether an open session is over by its times."""
    # a tablet lies on the bench for an hour between two competitors: its day ends it, not its rest
    if kept.bound_until is not None:
        return at >= kept.bound_until
    ended: bool = rules.has_ended(kept.started_at, kept.seen_at, at)
    return ended


def still_open(hashes: Collection[str], role: Role, at: datetime) -> set[str]:
    """Say of tokens' hashes whose session is open, its person active and the role theirs; notes the visits, all at once.

    Part of an open transaction.
    """
    if not hashes:
        return set()
    connection = db.session.connection()
    rows = connection.execute(_open_now(), {"hashes": json.dumps(list(hashes)), "role": role}).all()
    there = [row for row in rows if not is_over(row, at)]
    if long_ago := [row.token_hash for row in there if at - row.seen_at > EVERY]:
        seen = sa.update(SignIn).where(among(SignIn.token_hash, Texts, "hashes")).values(seen_at=at)
        connection.execute(seen, {"hashes": json.dumps(long_ago)})
    return {row.token_hash for row in there}


@cache
def _open_now() -> Any:
    mine = HeldRole.user_id == SignIn.user_id, HeldRole.role == sa.bindparam("role"), HeldRole.ended_at.is_(None)
    return (
        sa.select(SignIn.token_hash, SignIn.started_at, SignIn.seen_at, SignIn.bound_until)
        .join(SignIn.user)
        .where(among(SignIn.token_hash, Texts, "hashes"), SignIn.ended_at.is_(None), User.active)
        .where(sa.exists().where(*mine))
    )
