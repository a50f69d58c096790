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
from competition.foundation.money import shares, yuan
from competition.foundation.texts import _
from competition.funding import balances, ledger_rules, words
from competition.funding.ledger_models import Appropriation, LedgerEntry
from competition.funding.ledger_rules import Account, Kind, Source
from competition.funding.models import HostAdvance, HostClaim, Payment, PrizeShare, Recovery
from competition.funding.payer_rules import Paid

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


def commit(of: Sequence[Appropriation], subject: Subject, paid: Paid, district: str, write: Writer) -> None:
    """Commit what each payer pays from its first appropriation that holds it whole; refused where none does."""
    for payer, fen in paid.items():
        if not fen:
            continue
        one = next((one for one in of if balances.may_draw(one, payer, district) and one.left_fen >= fen), None)
        if one is None:
            raise _not_held(payer, fen, balances.left_by_payer(of, district)[payer])
        write.write(Kind.COMMIT, one, fen, **{SUBJECT[type(subject)]: subject.id})


def _not_held(payer: str, fen: int, left_fen: int) -> Refused:
    return Refused(
        _(
            "%(payer)s does not hold %(yuan)s yuan: at most %(left)s yuan are left in one appropriation that this unit "
            "may draw on. Enter a further appropriation first, or wait until money is freed.",
            payer=words.SOURCES[Source(payer)],
            yuan=yuan(fen),
            left=yuan(left_fen),
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
    """Note a payment: its net leaves the budgets that committed it, in proportion, and the tax withheld with it."""
    subject = payment.ground
    about = {SUBJECT[type(subject)]: subject.id, "payment_id": payment.id}
    committed = _sums_in(subject, Account.COMMITTED)
    held = _held_of(session, sorted(committed))
    for key, fen in _parted(payment.amount_fen, committed).items():
        if fen:
            write.write(Kind.PAY, held[key], fen, **about)
        if tax := committed[key] - fen:
            write.write(Kind.WITHHOLD, held[key], tax, **about)


def _sums_in(subject: Subject, account: Account) -> dict[int, int]:
    return {key: sums[account] for key, sums in balances.sums_of(subject).items() if sums[account]}


def _parted(fen: int, holds: Mapping[int, int]) -> dict[int, int]:
    # in proportion, so that no appropriation gives more than it holds
    return dict(zip(holds, shares(fen, list(holds.values())), strict=True)) if fen else dict.fromkeys(holds, 0)


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
    """Note that a winner or a host owes what was paid too much, to each budget in proportion to what it paid."""
    about = {SUBJECT[type(recovery.ground)]: recovery.ground.id, "recovery_id": recovery.id}
    for kind, account, fen in (
        (Kind.CLAIM_BACK, Account.PAID, recovery.net_fen),
        (Kind.CLAIM_TAX_BACK, Account.TAX, recovery.tax_fen),
    ):
        holds = _sums_in(recovery.ground, account)
        held = _held_of(session, sorted(holds))
        for key, part in _parted(fen, holds).items():
            if part:
                write.write(kind, held[key], part, **about)


def let_off(session: Session, recovery: Recovery, write: Writer) -> None:
    """Note that what was owed stays paid."""
    _settle(session, recovery, write, {Kind.CLAIM_BACK: Kind.LET_OFF, Kind.CLAIM_TAX_BACK: Kind.LET_TAX_OFF})


def repay(session: Session, recovery: Recovery, write: Writer) -> None:
    """Note that what was owed is back in its budgets."""
    _settle(session, recovery, write, {Kind.CLAIM_BACK: Kind.REPAY, Kind.CLAIM_TAX_BACK: Kind.REPAY})


def _settle(session: Session, recovery: Recovery, write: Writer, by: Mapping[Kind, Kind]) -> None:
    about = {SUBJECT[type(recovery.ground)]: recovery.ground.id, "recovery_id": recovery.id}
    query = sa.select(LedgerEntry).where(LedgerEntry.recovery_id == recovery.id, LedgerEntry.kind.in_(by))
    claimed = session.scalars(query.order_by(LedgerEntry.id)).all()
    held = _held_of(session, sorted({entry.appropriation_id for entry in claimed}))
    for entry in claimed:
        write.write(by[entry.kind], held[entry.appropriation_id], entry.amount_fen, **about)
