"""Reads of the ledger: what a budget holds, what stands committed or paid for one claim or share, and whether all fits."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from competition.foundation.database import db
from competition.funding import claim_rules, ledger_rules, payer_rules
from competition.funding.claim_rules import ON_ITS_WAY, AdvanceState
from competition.funding.ledger_models import Appropriation, LedgerEntry
from competition.funding.ledger_rules import Account, Balances, Source
from competition.funding.models import HostAdvance, HostClaim, Payment, Prize, PrizeShare, Recovery
from competition.funding.payer_rules import Parts
from competition.funding.rules import OWED, ClaimState, PaymentState, PrizeState, RecoveryState

ORDER = {source: place for place, source in enumerate(Source)}
_MOVED = (LedgerEntry.taken_from, LedgerEntry.given_to, sa.func.sum(LedgerEntry.amount_fen))


@dataclass(frozen=True, slots=True)
class Budget:
    """One appropriation and what its accounts hold."""

    appropriation: Appropriation
    holds: Balances


def in_order(of: Collection[Appropriation]) -> list[Appropriation]:
    """Sort appropriations as they are drawn on: the city's first, then a district's, then a sponsor's."""
    return sorted(of, key=lambda one: (ORDER[one.source], one.id))


def may_draw(one: Appropriation, payer: str, district: str | None) -> bool:
    """Say whether a payer's part may be drawn on it: a district's money is for its own units (None asks for any)."""
    return one.source == payer and (district is None or one.district in ("", district))


def of_year(year: int) -> list[Appropriation]:
    """List a year's appropriations in the order they are drawn on."""
    return in_order(db.session.scalars(sa.select(Appropriation).where(Appropriation.year == year)).all())


def left_by_payer(of: Collection[Appropriation], district: str | None) -> dict[str, int]:
    """Give the most that one appropriation of each payer still holds for a unit of this district."""
    return {
        str(payer): max((one.left_fen for one in of if may_draw(one, payer, district)), default=0) for payer in Source
    }


def most_of(of: Collection[Appropriation], district: str, parts: Parts) -> int:
    """Give the most that a unit of this district can be granted, each payer giving its part from one appropriation."""
    return payer_rules.most(left_by_payer(of, district), parts)


def appropriation(appropriation_id: int) -> Appropriation | None:
    """Find an appropriation."""
    return db.session.get(Appropriation, appropriation_id)


def years() -> list[int]:
    """List the years that have a budget, the newest first."""
    query = sa.select(Appropriation.year).distinct().order_by(Appropriation.year.desc())
    return list(db.session.scalars(query))


def carried_on(appropriation_id: int) -> bool:
    """Say whether what was left of it went into the next year."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Appropriation.carried_from_id == appropriation_id))))


def budgets(year: int) -> list[Budget]:
    """Give what each appropriation of a year holds; two statements."""
    found = of_year(year)
    sums = _sums(LedgerEntry.appropriation_id.in_([one.id for one in found]))
    return [Budget(one, sums.get(one.id, Balances({}))) for one in found]


def sums_of(subject: HostClaim | HostAdvance | PrizeShare) -> dict[int, Balances]:
    """Give what stands for a claim, an advance or a share, by appropriation."""
    columns: dict[type, InstrumentedAttribute[int | None]] = {
        HostClaim: LedgerEntry.claim_id,
        HostAdvance: LedgerEntry.advance_id,
        PrizeShare: LedgerEntry.share_id,
    }
    return _sums(columns[type(subject)] == subject.id)


def _sums(where: "sa.ColumnElement[bool]") -> dict[int, Balances]:
    query = sa.select(LedgerEntry.appropriation_id, *_MOVED).where(where)
    query = query.group_by(LedgerEntry.appropriation_id, LedgerEntry.taken_from, LedgerEntry.given_to)
    moves: dict[int, list[tuple[Account, Account, int]]] = defaultdict(list)
    for key, taken, given, fen in db.session.execute(query.order_by(LedgerEntry.appropriation_id)):
        moves[key].append((taken, given, int(fen)))
    return {key: ledger_rules.balances(of) for key, of in moves.items()}


def entries_of(appropriation_id: int, most: int) -> Sequence[LedgerEntry]:
    """List the newest entries of an appropriation."""
    query = sa.select(LedgerEntry).options(joinedload(LedgerEntry.share), joinedload(LedgerEntry.advance))
    query = query.where(LedgerEntry.appropriation_id == appropriation_id)
    return db.session.scalars(query.order_by(LedgerEntry.id.desc()).limit(most)).all()


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in the ledger that does not fit: what it is about, what stands there, what should, in fen."""

    code: str
    subject: str
    stands_fen: int
    should_fen: int


def faults() -> list[Misfit]:
    """Check that no account stands below zero, each balance is its entries' sum, and claims, shares and recoveries agree."""
    sums = _sums(sa.true())
    found = [
        Misfit(f"below_{account}", f"funding_appropriations#{key}", holds[account], 0)
        for key, holds in sums.items()
        for account in holds.faults
    ]
    for one in db.session.scalars(sa.select(Appropriation).order_by(Appropriation.id)):
        free = sums.get(one.id, Balances({}))[Account.FREE]
        if one.left_fen != free:
            found.append(Misfit("left", f"funding_appropriations#{one.id}", one.left_fen, free))
    found += _by_subject(LedgerEntry.claim_id, _claims(), HostClaim.__tablename__)
    found += _by_subject(LedgerEntry.advance_id, _advances(), HostAdvance.__tablename__)
    return found + _by_subject(LedgerEntry.share_id, _shares(), PrizeShare.__tablename__)


# what should be committed, spent and owed for each
_Should = dict[int, tuple[int, int, int]]


def _claims() -> _Should:
    live = (ClaimState.APPROVED, ClaimState.LISTED)
    query = sa.select(HostClaim.id, HostClaim.state, HostClaim.amount_fen, HostClaim.ahead_fen)
    return {
        key: (due if state in live else 0, due if state is ClaimState.PAID else 0, 0)
        for key, state, fen, ahead in db.session.execute(query)
        for due, _too_much in [claim_rules.settled(fen or 0, ahead)]
    }


def _advances() -> _Should:
    owed = _owed(Recovery.advance_id)
    query = sa.select(HostAdvance.id, HostAdvance.state, HostAdvance.amount_fen)
    return {
        key: (0, fen - owed[key][0], owed[key][1])
        if state is AdvanceState.PAID
        else (fen if state in ON_ITS_WAY else 0, 0, 0)
        for key, state, fen in db.session.execute(query)
    }


def _owed(column: InstrumentedAttribute[int | None]) -> dict[int, list[int]]:
    owed: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    query = sa.select(column, Recovery.state, Recovery.gross_fen).where(column.is_not(None))
    for key, state, fen in db.session.execute(query):
        owed[key or 0][0] += fen if state is not RecoveryState.LET_OFF else 0
        owed[key or 0][1] += fen if state in OWED else 0
    return owed


def _shares() -> _Should:
    paid = sa.exists().where(Payment.share_id == PrizeShare.id, Payment.state == PaymentState.PAID)
    query = sa.select(PrizeShare.id, PrizeShare.gross_fen, Prize.state, paid).join(PrizeShare.prize)
    owed = _owed(Recovery.share_id)
    live = (PrizeState.APPROVED, PrizeState.LISTED)
    return {
        key: (0, gross - owed[key][0], owed[key][1]) if is_paid else (gross if state in live else 0, 0, 0)
        for key, gross, state, is_paid in db.session.execute(query)
    }


def _by_subject(column: InstrumentedAttribute[int | None], should: _Should, table: str) -> list[Misfit]:
    query = (
        sa.select(column, *_MOVED)
        .where(column.is_not(None))
        .group_by(column, LedgerEntry.taken_from, LedgerEntry.given_to)
    )
    moves: dict[int, list[tuple[Account, Account, int]]] = defaultdict(list)
    for key, taken, given, fen in db.session.execute(query):
        moves[key or 0].append((taken, given, int(fen)))
    found = []
    for key in sorted({*moves, *should}):
        holds = ledger_rules.balances(moves.get(key, ()))
        stands = (holds[Account.COMMITTED], holds.spent, holds[Account.OWED])
        for code, there, right in zip(("committed", "paid", "owed"), stands, should.get(key, (0, 0, 0)), strict=True):
            if there != right:
                found.append(Misfit(code, f"{table}#{key}", there, right))
    return found
