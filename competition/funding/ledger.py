"""What an action writes into the ledger, inside its own transaction: money committed, freed, paid, given back, claimed back.

Whoever moves money of a year holds the rows of its appropriations, the first first, so nobody spends the same fen twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.money import yuan
from competition.foundation.texts import _
from competition.funding import balances, ledger_rules
from competition.funding.ledger_models import Appropriation, LedgerEntry
from competition.funding.ledger_rules import Account, Kind
from competition.funding.models import HostAdvance, HostClaim, Payment, PrizeShare, Recovery

Subject = HostClaim | HostAdvance | PrizeShare
SUBJECT = {HostClaim: "claim_id", HostAdvance: "advance_id", PrizeShare: "share_id"}
# what gives a paid fen back, and what claims it back, by what paid it
GIVEN_BACK = {Kind.PAY: Kind.UNPAY, Kind.WITHHOLD: Kind.UNWITHHOLD}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, when, and what else the entries are about."""

    at: datetime
    by: User | None = None
    note: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)

    def write(self, kind: Kind, of: Appropriation, fen: int, **about: Any) -> LedgerEntry:
        """Write one entry, and keep what is left of its appropriation beside it; the database refuses less than nothing."""
        taken, given = ledger_rules.MOVES[kind]
        entry = LedgerEntry(appropriation_id=of.id, kind=kind, taken_from=taken, given_to=given, amount_fen=fen)
        entry.at, entry.by_id, entry.note = self.at, self.by.id if self.by else None, self.note
        for name, value in {**self.about, **about}.items():
            setattr(entry, name, value)
        of.left_fen += fen * ((given is Account.FREE) - (taken is Account.FREE))
        db.session.add(entry)
        return entry


def held(session: Session, year: int) -> list[Appropriation]:
    """Hold a year's appropriations until the transaction ends, in the order they are drawn on."""
    query = sa.select(Appropriation).where(Appropriation.year == year).order_by(Appropriation.id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return balances.in_order(session.scalars(query).all())


def _held_of(session: Session, ids: Sequence[int]) -> dict[int, Appropriation]:
    query = sa.select(Appropriation).where(Appropriation.id.in_(ids)).order_by(Appropriation.id)
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {one.id: one for one in found}


def commit(of: Sequence[Appropriation], subject: Subject, fen: int, district: str, write: Writer) -> None:
    """Commit money from the first appropriation that holds it whole; refused where none does."""
    for one in of:
        if balances.may_draw(one, district) and one.left_fen >= fen:
            write.write(Kind.COMMIT, one, fen, **{SUBJECT[type(subject)]: subject.id})
            return
    left = yuan(balances.most_of(of, district))
    raise Refused(
        _(
            "The budget does not hold %(yuan)s yuan: at most %(left)s yuan are left in one appropriation. "
            "Enter a further appropriation first, or wait until money is freed.",
            yuan=yuan(fen),
            left=left,
        )
    )


def free(session: Session, subjects: Sequence[Subject], write: Writer) -> None:
    """Free what is committed for these and not paid."""
    for subject in subjects:
        about = {SUBJECT[type(subject)]: subject.id}
        sums = balances.sums_of(subject)
        held = _held_of(session, sorted(sums))
        for key, holds in sums.items():
            if holds[Account.COMMITTED]:
                write.write(Kind.FREE, held[key], holds[Account.COMMITTED], **about)


def pay(session: Session, payment: Payment, write: Writer) -> None:
    """Note a payment: its net leaves the budget, and the tax withheld with it."""
    subject = payment.ground
    about = {SUBJECT[type(subject)]: subject.id, "payment_id": payment.id}
    ((key, holds),) = ((key, sums) for key, sums in balances.sums_of(subject).items() if sums[Account.COMMITTED])
    (one,) = _held_of(session, [key]).values()
    write.write(Kind.PAY, one, payment.amount_fen, **about)
    tax = holds[Account.COMMITTED] - payment.amount_fen
    if tax:
        write.write(Kind.WITHHOLD, one, tax, **about)


def give_back(session: Session, payment: Payment, write: Writer) -> None:
    """Take the entries of a payment back by new ones: the money is committed again."""
    entries = session.scalars(
        sa.select(LedgerEntry).where(LedgerEntry.payment_id == payment.id).order_by(LedgerEntry.id)
    )
    for entry in entries.all():
        (one,) = _held_of(session, [entry.appropriation_id]).values()
        about = {name: getattr(entry, name) for name in SUBJECT.values()} | {"payment_id": payment.id}
        write.write(GIVEN_BACK[entry.kind], one, entry.amount_fen, reverses_id=entry.id, **about)


def claim_back(session: Session, recovery: Recovery, write: Writer) -> None:
    """Note that a winner or a host owes what was paid too much."""
    _of_recovery(session, recovery, write, (Kind.CLAIM_BACK, Kind.CLAIM_TAX_BACK))


def let_off(session: Session, recovery: Recovery, write: Writer) -> None:
    """Note that what was owed stays paid."""
    _of_recovery(session, recovery, write, (Kind.LET_OFF, Kind.LET_TAX_OFF))


def repay(session: Session, recovery: Recovery, write: Writer) -> None:
    """Note that what was owed is back in its budget."""
    _of_recovery(session, recovery, write, (Kind.REPAY, Kind.REPAY))


def _of_recovery(session: Session, recovery: Recovery, write: Writer, kinds: tuple[Kind, Kind]) -> None:
    about = {SUBJECT[type(recovery.ground)]: recovery.ground.id, "recovery_id": recovery.id}
    (key,) = (key for key, sums in balances.sums_of(recovery.ground).items() if sums.spent or sums[Account.OWED])
    (one,) = _held_of(session, [key]).values()
    for kind, fen in zip(kinds, (recovery.net_fen, recovery.tax_fen), strict=True):
        if fen:
            write.write(kind, one, fen, **about)
