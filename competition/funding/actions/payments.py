"""Accounts of winners, and payment lists: prepared, released by another person, paid."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import queries, rules, words
from competition.funding.models import HostClaim, Payment, PaymentList, Prize, PrizeShare
from competition.funding.rules import ClaimState, ListState, PrizeState
from competition.plan.models import Season
from competition.results import appeals


def set_account(share: PrizeShare, bank_name: str, account: str, by: User, at: datetime) -> None:
    """Enter the bank account a winner's share is paid to; refused once it is on a payment list."""
    faults = [] if bank_name.strip() else [Fault(_("Name the bank and its branch."), field="bank_name")]
    if fault := rules.account_fault(account):
        faults.append(Fault(str(words.ACCOUNT_FAULTS[fault]), field="account"))
    refuse_faults(faults, _("The account cannot be entered so."))
    with transaction():
        if share.prize.state not in queries.UNPAID:
            raise Refused(_l("This prize is on a payment list already; its account no longer changes."))
        share.bank_name, share.account = bank_name.strip(), account.replace(" ", "")
        trail.record(by, "funding.account_set", share, at)


def see_account(of: HostClaim | PrizeShare, reason: str, by: User, at: datetime) -> str:
    """Give a whole account number, and note who looked and why."""
    if not reason.strip():
        raise Refused(_l("Give the reason for looking; it is recorded."))
    with transaction():
        trail.record(by, "funding.account_seen", of, at, {"reason": reason.strip()})
    return of.account or ""


def prepare_list(by: User, at: datetime) -> PaymentList:
    """Gather every approved claim and prize into one payment list; a prize waits whole while an account is missing."""
    year = clock.in_city(at).year
    with transaction() as session:
        # one list at a time, so that numbers have no gaps and nothing stands on two lists
        session.execute(sa.select(Season.id).order_by(Season.id).with_for_update())
        claims = queries.claims_to_pay()
        prizes = [prize for prize in queries.approved_prizes() if prize.may_be_listed]
        held = appeals.held_lines([prize.line_id for prize in prizes], at)
        prizes = [prize for prize in prizes if prize.line_id not in held]
        payments = [_of_claim(claim) for claim in claims]
        payments += [_of_share(share) for prize in prizes for share in prize.shares if share.net_fen]
        if not payments:
            raise Refused(_l("There is nothing to pay: no claim or prize is approved with its account."))
        made = PaymentList(number=rules.list_number(year, queries.count_lists(year) + 1), state=ListState.PREPARED)
        made.prepared_at, made.prepared_by_id = at, by.id
        made.total_fen = sum(payment.amount_fen for payment in payments)
        for position, payment in enumerate(payments, 1):
            payment.number = rules.payment_number(made.number, position)
        made.payments = payments
        for claim in claims:
            claim.move(ClaimState.LISTED)
        for prize in prizes:
            prize.move(PrizeState.LISTED)
        session.add(made)
        session.flush()
        trail.record(by, "funding.list_prepared", made, at)
    return made


def _of_claim(claim: HostClaim) -> Payment:
    assert claim.amount_fen is not None
    return Payment(
        claim_id=claim.id,
        payee=claim.account_name,
        bank_name=claim.bank_name,
        account=claim.account,
        amount_fen=claim.amount_fen,
    )


def _of_share(share: PrizeShare) -> Payment:
    assert share.account is not None
    return Payment(
        share_id=share.id,
        payee=share.name_as_was,
        bank_name=share.bank_name,
        account=share.account,
        amount_fen=share.net_fen,
    )


def release_list(payment_list: PaymentList, seen: int | None, by: User, at: datetime) -> None:
    """Release a payment list to the bank; another person than the one who prepared it."""
    with transaction():
        payment_list.must_be_as_seen(seen)
        if payment_list.prepared_by_id == by.id:
            raise Refused(_l("You prepared this list yourself. Another person must release it."))
        payment_list.move(ListState.RELEASED)
        payment_list.released_at, payment_list.released_by_id = at, by.id
        trail.record(by, "funding.list_released", payment_list, at)


def mark_paid(payment_list: PaymentList, paid_on: date, seen: int | None, by: User, at: datetime) -> None:
    """Note the day a released list was paid; its claims and prizes are paid with it."""
    with transaction() as session:
        payment_list.must_be_as_seen(seen)
        payment_list.move(ListState.PAID)
        _must_be_possible(payment_list, paid_on, clock.in_city(at).date())
        payment_list.paid_on = paid_on
        paid = sa.select(Payment.claim_id).where(Payment.list_id == payment_list.id)
        for claim in session.scalars(sa.select(HostClaim).where(HostClaim.id.in_(paid))):
            claim.move(ClaimState.PAID)
        shares = sa.select(PrizeShare.prize_id).join(Payment, Payment.share_id == PrizeShare.id)
        prizes = sa.select(Prize).where(Prize.id.in_(shares.where(Payment.list_id == payment_list.id)))
        for prize in session.scalars(prizes.options(selectinload(Prize.shares))):
            prize.move(PrizeState.PAID)
        trail.record(by, "funding.list_paid", payment_list, at)


def _must_be_possible(payment_list: PaymentList, paid_on: date, today: date) -> None:
    assert payment_list.released_at is not None
    if paid_on > today:
        raise Refused(_l("This day has not come yet."), field="paid_on")
    if paid_on < clock.in_city(payment_list.released_at).date():
        raise Refused(_l("It cannot be paid before it was released."), field="paid_on")


def note_export(payment_list: PaymentList, whole: bool, by: User, at: datetime) -> None:
    """Note who took a payment list out, and whether with whole account numbers."""
    with transaction():
        trail.record(by, "funding.list_exported", payment_list, at, {"accounts": "whole" if whole else "masked"})
