"""Accounts, and payment lists: prepared, taken back, released by another person, taken out, told to the public."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import account_rules, account_words, advances, decisions, number_rules, payouts, queries
from competition.funding.claim_rules import AdvanceState
from competition.funding.models import HostAdvance, HostClaim, Payment, PaymentList, Prize, PrizeShare
from competition.funding.rules import ClaimState, ListState, PaymentState, PrizeState
from competition.plan.models import Season
from competition.results import appeals
from competition.results.rules import ResultState


def set_account(
    of: HostClaim | PrizeShare, bank_name: str, account: str, by: User, at: datetime, last: date | None = None
) -> None:
    """Enter the bank account a winner or a host is paid to; refused while a payment to it is on its way or done.

    A unit claims its winner's prize by it, until the `last` day; what was claimed in time may be mended later.
    """
    faults = [] if bank_name.strip() else [Fault(_("Name the bank and its branch."), field="bank_name")]
    if fault := account_rules.account_fault(account):
        faults.append(Fault(str(account_words.FAULTS[fault]), field="account"))
    refuse_faults(faults, _("The account cannot be entered so."))
    with transaction():
        if not payouts.account_is_open(of):
            raise Refused(_l("This is on a payment list already; its account no longer changes."))
        if last is not None and not of.bank_name:
            decisions.must_be_in_time(last, at)
        of.bank_name, of.account = bank_name.strip(), account.replace(" ", "")
        trail.record(by, "funding.account_set", of, at)


def see_account(of: HostClaim | PrizeShare, reason: str, by: User, at: datetime) -> str:
    """Give a whole account number, and note who looked and why."""
    if not reason.strip():
        raise Refused(_l("Give the reason for looking; it is recorded."))
    with transaction():
        trail.record(by, "funding.account_seen", of, at, {"reason": reason.strip()})
    return of.account or ""


def prepare_list(by: User, at: datetime) -> PaymentList:
    """Gather all that is approved, and what a bank could not pay before, into one payment list.

    A prize first goes on a list whole, or waits whole while an account or a paper is missing.
    """
    year = clock.in_city(at).year
    with transaction() as session:
        _one_at_a_time(session)
        claims, ahead, shares = payouts.claims_to_pay(), advances.to_pay(), _shares(at)
        payments = [*map(_of_claim, claims), *map(_of_advance, ahead), *map(_of_share, shares)]
        if not payments:
            raise Refused(_l("There is nothing to pay: no claim or prize is approved with its account and papers."))
        made = PaymentList(
            number=number_rules.list_number(year, queries.count_lists(year) + 1), state=ListState.PREPARED
        )
        made.prepared_at, made.prepared_by_id = at, by.id
        made.total_fen = sum(payment.amount_fen for payment in payments)
        for position, payment in enumerate(payments, 1):
            payment.number = number_rules.payment_number(made.number, position)
        made.payments = payments
        prizes = {share.prize_id: share.prize for share in shares}.values()
        listed: list[HostClaim | HostAdvance | Prize] = [*claims, *ahead, *prizes]
        for one in listed:
            _put_on_list(one)
        session.add(made)
        session.flush()
        trail.record(by, "funding.list_prepared", made, at)
    return made


def _put_on_list(one: HostClaim | HostAdvance | Prize) -> None:
    # what is there already was on a list before, and the bank could not pay it
    if isinstance(one, HostClaim) and one.state is ClaimState.APPROVED:
        one.move(ClaimState.LISTED)
    elif isinstance(one, HostAdvance) and one.state is AdvanceState.APPROVED:
        one.move(AdvanceState.LISTED)
    elif isinstance(one, Prize) and one.state is PrizeState.APPROVED:
        one.move(PrizeState.LISTED)


def _one_at_a_time(session: Session) -> None:
    # so that numbers have no gaps and nothing stands on two lists
    session.execute(sa.select(Season.id).order_by(Season.id).with_for_update())


def _shares(at: datetime) -> list[PrizeShare]:
    prizes = [prize for prize in queries.approved_prizes() if prize.may_be_listed]
    shares = [share for prize in prizes for share in prize.shares if share.net_fen] + payouts.shares_to_pay_again()
    held = appeals.held_lines([share.prize.line_id for share in shares], at)
    return [share for share in shares if share.prize.line_id not in held]


def _of_claim(claim: HostClaim) -> Payment:
    assert claim.due_fen, "what was paid ahead whole is not approved but paid"
    assert claim.account is not None
    return Payment(
        claim_id=claim.id,
        payee=claim.account_name,
        bank_name=claim.bank_name,
        account=claim.account,
        amount_fen=claim.due_fen,
    )


def _of_advance(advance: HostAdvance) -> Payment:
    claim = advance.claim
    assert claim.account is not None
    return Payment(
        advance_id=advance.id,
        payee=claim.account_name,
        bank_name=claim.bank_name,
        account=claim.account,
        amount_fen=advance.amount_fen,
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


def take_list_back(payment_list: PaymentList, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Take a list back before it is released: its claims and prizes wait for the next one."""
    if not reason.strip():
        raise Refused(_l("Say why the list is taken back."), field="reason")
    with transaction() as session:
        payment_list.must_be_as_seen(seen)
        payment_list.move(ListState.WITHDRAWN)
        payments = payment_list.waiting
        for payment in payments:
            payment.move(PaymentState.TAKEN_BACK, reason.strip())
        session.flush()
        _let_go(payments)
        trail.record(by, "funding.list_taken_back", payment_list, at, {"reason": reason.strip()})


def _let_go(payments: list[Payment]) -> None:
    for payment in payments:
        if payment.advance and not payouts.was_answered(payment.advance):
            payment.advance.move(AdvanceState.APPROVED)
        if payment.claim and not payouts.was_answered(payment.claim):
            payment.claim.move(ClaimState.APPROVED)
    prizes = {payment.share.prize_id: payment.share.prize for payment in payments if payment.share}
    for prize in prizes.values():
        # one that the bank answered for in part stays on its way: only what failed is listed again
        if not any(payouts.was_answered(share) for share in prize.shares):
            prize.move(PrizeState.APPROVED)


def release_list(payment_list: PaymentList, seen: int | None, by: User, at: datetime) -> None:
    """Release a payment list to the bank; another person than the one who prepared it, and nothing on it is in doubt."""
    with transaction():
        payment_list.must_be_as_seen(seen)
        if payment_list.prepared_by_id == by.id:
            raise Refused(_l("You prepared this list yourself. Another person must release it."))
        payment_list.move(ListState.RELEASED)
        _must_stand(payment_list, at)
        payment_list.released_at, payment_list.released_by_id = at, by.id
        trail.record(by, "funding.list_released", payment_list, at)


def _must_stand(payment_list: PaymentList, at: datetime) -> None:
    shares = {payment.number: payment.share for payment in payment_list.waiting if payment.share}
    held = appeals.held_lines([share.prize.line_id for share in shares.values()], at)
    doubtful = [
        number
        for number, share in shares.items()
        if share.prize.line_id in held or share.prize.line.result.state is not ResultState.ANNOUNCED
    ]
    if doubtful:
        raise Refused(
            _(
                "These payments rest on an award that was corrected or that an appeal holds: %(numbers)s. "
                "Take the list back and prepare it anew.",
                numbers=_(", ").join(doubtful),
            )
        )


def publish_notice(payment_list: PaymentList, seen: int | None, by: User, at: datetime) -> None:
    """Let the public read what was paid by a list."""
    with transaction():
        payment_list.must_be_as_seen(seen)
        if payment_list.state is not ListState.PAID or payment_list.noticed_at is not None:
            raise Refused(_l("A list is told to the public once, when the bank has answered for all of it."))
        payment_list.noticed_at = at
        trail.record(by, "funding.notice_published", payment_list, at)


def note_export(payment_list: PaymentList, whole: bool, by: User, at: datetime) -> None:
    """Note who took a payment list out, and whether with whole account numbers."""
    with transaction():
        trail.record(by, "funding.list_exported", payment_list, at, {"accounts": "whole" if whole else "masked"})


def note_withheld(month: date, by: User, at: datetime) -> None:
    """Note who took a month's withholding list out, with whole ID numbers."""
    with transaction():
        trail.record(by, "funding.withheld_exported", None, at, {"month": f"{month:%Y-%m}"})
