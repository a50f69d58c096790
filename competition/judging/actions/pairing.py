"""Pairing a tablet with a judge: a one-time code of two minutes instead of a password in the hall."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from competition.accounts.models import SignIn, User
from competition.accounts.rules import Device as Browser
from competition.accounts.tokens import token_hash
from competition.foundation import clock, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import access
from competition.judging.hall_models import Pairing
from competition.judging.models import ItemJudge
from competition.judging.rules import Seat

CODE_LIVES = timedelta(minutes=2)
# without the letters and figures that are mistaken for each other: 31^8 codes, each for two minutes
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def offer_pairing(judge: ItemJudge, *, by: User, at: datetime) -> str:
    """Make the code for one judge's tablet today, and give it; an older one not used yet no longer counts."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with transaction() as session:
        if not access.is_chief(by, judge.item):
            raise NotAllowed(_l("Only the chief judge pairs tablets."))
        if judge.ended_at is not None or judge.seat is Seat.CHIEF:
            raise Refused(_l("A tablet is paired with a judge of the team who marks."))
        unused = sa.update(Pairing).where(Pairing.judge_id == judge.id, Pairing.used_at.is_(None))
        session.execute(unused.where(Pairing.ended_at.is_(None)).values(ended_at=at))
        made = Pairing(
            judge_id=judge.id, day=clock.in_city(at).date(), code_hash=token_hash(code), made_at=at, made_by_id=by.id
        )
        session.add(made)
        session.flush()
        trail.record(by, "judging.pairing_offered", made, at)
    return code


def use_code(typed: str, device: Browser, *, at: datetime) -> tuple[User, str]:
    """Open the session of the judge whose code this is, once; gives the judge and the token for the cookie."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        kept = session.scalar(
            sa.select(Pairing).where(Pairing.code_hash == token_hash(plain_code(typed))).with_for_update()
        )
        if kept is None or not _may_be_used(kept, at):
            raise Refused(
                _l("This code is not valid: it lives two minutes and works once. Ask for a new one."), field="code"
            )
        judge = kept.judge
        opened = SignIn(
            user_id=judge.user_id, token_hash=token_hash(token), agent=device.agent[:200],
            address=device.address[:60], started_at=at, seen_at=at, bound_item_id=judge.item_id,
            bound_until=_end_of_day(at),
        )  # fmt: skip
        session.add(opened)
        session.flush()
        kept.used_at, kept.sign_in_id = at, opened.id
        trail.record(judge.user, "judging.tablet_paired", kept, at, {"address": device.address})
    return judge.user, token


def _may_be_used(kept: Pairing, at: datetime) -> bool:
    fresh = kept.used_at is None and kept.ended_at is None and timedelta() <= at - kept.made_at <= CODE_LIVES
    judge = kept.judge
    return fresh and clock.in_city(at).date() == kept.day and judge.ended_at is None and judge.user.active


def end_pairing(pairing: Pairing, *, by: User, at: datetime) -> None:
    """End a tablet's session from the board; what it has not sent stays on it until it is paired again."""
    with transaction():
        if not access.is_chief(by, pairing.judge.item):
            raise NotAllowed(_l("Only the chief judge pairs tablets."))
        if pairing.ended_at is None:
            pairing.ended_at = at
            kept = db.session.get(SignIn, pairing.sign_in_id) if pairing.sign_in_id else None
            if kept is not None and kept.ended_at is None:
                kept.ended_at = at
            trail.record(by, "judging.pairing_ended", pairing, at)


def plain_code(typed: str) -> str:
    """Write a typed code as it is kept: capitals, no spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _end_of_day(at: datetime) -> datetime:
    return (clock.in_city(at) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
