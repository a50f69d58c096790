"""Reads of what is paid: what goes on the next list, where each payment stands, what was withheld, what the public reads."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from competition.directory.models import Person
from competition.foundation.database import db
from competition.foundation.paging import Page, paged
from competition.funding import queries
from competition.funding.models import HostAdvance, HostClaim, Payment, PaymentList, Prize, PrizeShare, Recovery
from competition.funding.rules import PaymentState, PrizeState, RecoveryState
from competition.plan.models import Competition
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

Subject = HostClaim | HostAdvance | PrizeShare
_SHARE = joinedload(Payment.share)
_PRIZE = _SHARE.joinedload(PrizeShare.prize)


def claims_to_pay() -> list[HostClaim]:
    """List the claims approved, or not paid by the bank and with a new account; the earliest competition first."""
    query = sa.select(HostClaim).join(HostClaim.competition).options(contains_eager(HostClaim.competition))
    query = query.where(queries.CLAIM_TO_PAY)
    return list(db.session.scalars(query.order_by(Competition.starts_on, HostClaim.id)))


def claims_without_account() -> list[HostClaim]:
    """List the claims the bank could not pay, until their account is entered again."""
    query = sa.select(HostClaim).options(*queries.CLAIM)
    query = query.where(queries.WITHOUT_ACCOUNT)
    return list(db.session.scalars(query.order_by(HostClaim.id)))


def shares_to_pay_again() -> list[PrizeShare]:
    """List the shares of prizes on their way that the bank could not pay, and whose account was entered again."""
    query = (
        sa.select(PrizeShare)
        .join(PrizeShare.prize)
        .join(Prize.line)
        .join(ResultLine.result)
        .options(contains_eager(PrizeShare.prize).selectinload(Prize.shares))
        .where(Prize.state == PrizeState.LISTED, ItemResult.state == ResultState.ANNOUNCED)
        .where(PrizeShare.net_fen > 0, PrizeShare.account.is_not(None), ~queries.SHARE_IS_LIVE)
    )
    return list(db.session.scalars(query.order_by(PrizeShare.id)))


def account_is_open(of: HostClaim | PrizeShare) -> bool:
    """Say whether the account may be entered: nothing is on its way to it or paid."""
    if isinstance(of, HostClaim):
        return bool(db.session.scalar(sa.select(HostClaim.id).where(HostClaim.id == of.id, queries.WITHOUT_ACCOUNT)))
    return of.prize.state in queries.UNPAID or (of.prize.state is PrizeState.LISTED and live_payment(of) is None)


def live_payment(of: Subject) -> Payment | None:
    """Find the payment of a claim, an advance or a share that is on its way or paid."""
    return db.session.scalar(sa.select(Payment).where(_payment_of(of), Payment.state.in_(queries.LIVE)))


def was_answered(of: Subject) -> bool:
    """Say whether the bank ever answered for a payment of this."""
    answered = (PaymentState.PAID, PaymentState.FAILED, PaymentState.REVERSED)
    return bool(db.session.scalar(sa.select(sa.exists().where(_payment_of(of), Payment.state.in_(answered)))))


def payments_of(of: Subject) -> list[Payment]:
    """List all payments of a claim, an advance or a share, the newest last."""
    query = sa.select(Payment).options(joinedload(Payment.payment_list)).where(_payment_of(of))
    return list(db.session.scalars(query.order_by(Payment.id)))


def _payment_of(of: Subject) -> "sa.ColumnElement[bool]":
    columns = {HostClaim: Payment.claim_id, HostAdvance: Payment.advance_id, PrizeShare: Payment.share_id}
    return columns[type(of)] == of.id


def is_paid(prize: Prize) -> bool:
    """Say whether every share of a prize that is due something is paid."""
    paid = sa.select(Payment.share_id).where(Payment.state == PaymentState.PAID, Payment.share_id.is_not(None))
    open_ = sa.exists().where(
        PrizeShare.prize_id == prize.id, PrizeShare.net_fen > 0, PrizeShare.id.not_in(paid.scalar_subquery())
    )
    db.session.flush()
    return not db.session.scalar(sa.select(open_))


def payment(payment_id: int) -> Payment | None:
    """Find a payment with its list and what it rests on."""
    query = sa.select(Payment).options(
        joinedload(Payment.payment_list),
        joinedload(Payment.claim),
        joinedload(Payment.advance).joinedload(HostAdvance.claim),
        _PRIZE.selectinload(Prize.shares),
    )
    return db.session.scalar(query.where(Payment.id == payment_id))


@dataclass(frozen=True, slots=True)
class Withheld:
    """A line of the month's withholding list: whose income, when, and in fen; below zero where money came back."""

    person: Person
    name: str
    number: str
    day: date
    gross_fen: int
    tax_fen: int
    exempt: str
    is_back: bool


def withheld(first: date, last: date) -> list[Withheld]:
    """List the prizes paid from one day to another, and those given back or claimed back and repaid in these days."""
    gone = Payment.state.in_((PaymentState.PAID, PaymentState.REVERSED))
    found = [_withheld(one, one.paid_on, back=False) for one in _winners(gone, Payment.paid_on.between(first, last))]
    found += [_withheld(one, one.reversed_on, back=True) for one in _winners(Payment.reversed_on.between(first, last))]
    return sorted([*found, *_repaid(first, last)], key=lambda one: (one.day, one.number))


def _winners(*where: "sa.ColumnElement[bool]") -> Sequence[Payment]:
    query = sa.select(Payment).options(_SHARE.joinedload(PrizeShare.person), _PRIZE)
    return db.session.scalars(query.where(Payment.share_id.is_not(None), *where).order_by(Payment.id)).all()


def _withheld(one: Payment, day: date | None, *, back: bool) -> Withheld:
    assert one.share is not None
    assert day is not None
    share, sign = one.share, -1 if back else 1
    exempt = share.prize.decision.get("exempt", "")
    return Withheld(
        share.person, share.name_as_was, one.number, day, sign * share.gross_fen, sign * share.tax_fen, exempt, back
    )


def _repaid(first: date, last: date) -> list[Withheld]:
    query = sa.select(Recovery).options(
        joinedload(Recovery.share).joinedload(PrizeShare.person),
        joinedload(Recovery.share).joinedload(PrizeShare.prize),
    )
    # hosts pay no tax on what they are given
    query = query.where(Recovery.share_id.is_not(None))
    query = query.where(Recovery.state == RecoveryState.REPAID, Recovery.repaid_on.between(first, last))
    return [
        Withheld(
            one.winner_share.person,
            one.winner_share.name_as_was,
            one.number,
            one.repaid_on or first,
            -one.gross_fen,
            -one.tax_fen,
            one.winner_share.prize.decision.get("exempt", ""),
            True,
        )
        for one in db.session.scalars(query.order_by(Recovery.id))
    ]


def noticed(year: int, number: int) -> Page[Payment]:
    """Give a page of what the public reads of a year: payments of lists told to it, the newest list first."""
    query = (
        sa.select(Payment)
        .join(Payment.payment_list)
        .options(
            contains_eager(Payment.payment_list),
            joinedload(Payment.claim).joinedload(HostClaim.competition),
            joinedload(Payment.advance).joinedload(HostAdvance.claim).joinedload(HostClaim.competition),
            _PRIZE.joinedload(Prize.competition),
            _PRIZE.joinedload(Prize.line).joinedload(ResultLine.result).joinedload(ItemResult.item),
        )
        .where(PaymentList.noticed_at.is_not(None), Payment.state == PaymentState.PAID)
        .where(PaymentList.number.startswith(f"ZF{year}-", autoescape=True))
    )
    return paged(query.order_by(PaymentList.id.desc(), Payment.id), number)


def noticed_years() -> list[int]:
    """List the years of which the public reads payments, the newest first."""
    numbers = db.session.scalars(sa.select(PaymentList.number).where(PaymentList.noticed_at.is_not(None)))
    return sorted({int(number[2:6]) for number in numbers}, reverse=True)


def accounts_of(prizes: Collection[Prize]) -> set[int]:
    """Name the shares of prizes whose account may be entered now."""
    listed = [share.id for prize in prizes if prize.state is PrizeState.LISTED for share in prize.shares]
    live = set(
        db.session.scalars(
            sa.select(Payment.share_id).where(Payment.share_id.in_(listed), Payment.state.in_(queries.LIVE))
        )
    )
    return {
        share.id
        for prize in prizes
        for share in prize.shares
        if share.net_fen
        and (prize.state in queries.UNPAID or (prize.state is PrizeState.LISTED and share.id not in live))
    }
