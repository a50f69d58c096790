"""What is done with keys for programs: issued and shown once, used within a day's quota, ended."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.dialects import postgresql, sqlite

from competition.accounts import api_keys
from competition.accounts.key_models import ApiKey, ApiUse
from competition.accounts.models import User
from competition.accounts.rules import LEAST_QUOTA, MOST_QUOTA
from competition.accounts.tokens import token_hash
from competition.foundation import clock, trail
from competition.foundation.database import Base, transaction
from competition.foundation.errors import Quota, Refused, TooMuch
from competition.foundation.texts import _, _l

USES = Base.metadata.tables[ApiUse.__tablename__]
# by its beginning whoever finds a key in a file knows where it belongs
MARK, HINT = "zbk_", 8


@dataclass(frozen=True, slots=True)
class KeyData:
    """Whose key it is, what it is for, and how much it may ask in a day."""

    holder: str
    purpose: str
    quota: int


def issue_key(told: KeyData, by: User, at: datetime) -> tuple[ApiKey, str]:
    """Make a key, which is shown once: only its hash is kept."""
    holder, purpose = told.holder.strip(), told.purpose.strip()
    if not (holder and purpose):
        raise Refused(_l("Say whose key it is and what it is for."), field="purpose" if holder else "holder")
    if not LEAST_QUOTA <= told.quota <= MOST_QUOTA:
        said = _("Grant from %(least)s to %(most)s requests a day.", least=LEAST_QUOTA, most=MOST_QUOTA)
        raise Refused(said, field="quota")
    key = MARK + secrets.token_urlsafe(32)
    with transaction() as session:
        made = ApiKey(
            key_hash=token_hash(key), hint=key[:HINT], holder=holder, purpose=purpose, quota=told.quota,
            issued_at=at, issued_by_id=by.id,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "accounts.key_issued", made, at)
    return made, key


def end_key(key: ApiKey, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Let a key count no longer, with the reason."""
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")
    with transaction():
        key.must_be_as_seen(seen)
        key.must_be_in_force()
        key.ended_at, key.end_reason = at, reason.strip()
        trail.record(by, "accounts.key_ended", key, at)


def use_key(key: ApiKey, cost: int, at: datetime) -> Quota:
    """Count what a key asks against its quota of the city's day, and say what is left; TooMuch where it is not enough."""
    here = clock.in_city(at)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=clock.CITY)
    seconds = max(int((midnight - here).total_seconds()), 1)
    with transaction(trail=False) as session:
        most = key.quota
        insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(USES)
        new = insert.values(key_id=key.id, day=here.date(), count=cost)
        count = USES.c.count + cost
        # two workers at the same moment: the row itself decides who still fits
        more = new.on_conflict_do_update(index_elements=["key_id", "day"], set_={"count": count}, where=count <= most)
        used = session.scalar(more.returning(USES.c.count))
    if used is None:
        told = _("This key has asked the %(quota)s requests of its day. It may ask again after midnight.", quota=most)
        left = most - api_keys.count_of(key.id, here.date())
        raise TooMuch(told, Quota(most, left, seconds))
    return Quota(most, most - used, seconds)
