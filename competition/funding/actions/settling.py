"""What the bank answers for a released list: paid, not paid, given back; each payment by its own number, once."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import imports, ledger, payouts
from competition.funding.claim_rules import AdvanceState
from competition.funding.imports import Answer
from competition.funding.ledger import Writer
from competition.funding.models import HostAdvance, HostClaim, Payment, PaymentList, Prize, Recovery
from competition.funding.rules import ClaimState, ListState, PaymentState, PrizeState


def mark_paid(payment_list: PaymentList, paid_on: date, seen: int | None, by: User, at: datetime) -> None:
    """Note the day all that waits on a released list was paid; its claims and prizes are paid with it."""
    with transaction() as session:
        payment_list.must_be_as_seen(seen)
        payment_list.move(ListState.PAID)
        imports.must_be_possible(payment_list, paid_on, clock.in_city(at).date())
        for payment in payment_list.waiting:
            _note_paid(session, payment, paid_on, Writer(at, by))
        _settle(payment_list)
        trail.record(by, "funding.list_paid", payment_list, at)


def note_answers(payment_list: PaymentList, answers: Sequence[Answer], by: User, at: datetime) -> int:
    """Keep what the bank answered, all or nothing, and say for how many payments it is news; the same again is none."""
    with transaction() as session:
        # the list as it is now: two people may send the same file
        held = sa.select(PaymentList).where(PaymentList.id == payment_list.id).with_for_update()
        payment_list = session.execute(held.execution_options(populate_existing=True)).scalar_one()
        checked = imports.check(payment_list, answers, clock.in_city(at).date())
        refuse_faults(checked.faults, _("Nothing was stored. Mend these rows and send the file again."))
        for payment, answer in checked.news:
            if answer.paid_on is not None:
                _note_paid(session, payment, answer.paid_on, Writer(at, by))
            else:
                _note_failed(payment, answer.reason)
        if checked.news:
            if not payment_list.waiting:
                payment_list.move(ListState.PAID)
            _settle(payment_list)
            trail.record(by, "funding.answers_noted", payment_list, at, {"count": len(checked.news)})
    return len(checked.news)


def _note_paid(session: Session, payment: Payment, paid_on: date, write: Writer) -> None:
    payment.move(PaymentState.PAID)
    payment.paid_on = paid_on
    ledger.pay(session, payment, write)


def _note_failed(payment: Payment, reason: str) -> None:
    payment.move(PaymentState.FAILED, reason)
    _ask_for_account(payment)


def _ask_for_account(payment: Payment) -> None:
    # the next list takes it up once the account was entered again; the payment keeps the one that failed
    if payment.advance:
        payment.advance.claim.account = None
    if payment.claim:
        payment.claim.account = None
    if payment.share:
        payment.share.account = None


def _settle(payment_list: PaymentList) -> None:
    """Let claims and prizes be paid whose every payment is."""
    payment_list.paid_on = max((p.paid_on for p in payment_list.payments if p.paid_on), default=None)
    for payment in payment_list.payments:
        if payment.state is not PaymentState.PAID:
            continue
        if payment.advance and payment.advance.state is AdvanceState.LISTED:
            payment.advance.move(AdvanceState.PAID)
        if payment.claim and payment.claim.state is ClaimState.LISTED:
            payment.claim.move(ClaimState.PAID)
    for prize in {p.share.prize_id: p.share.prize for p in payment_list.payments if p.share}.values():
        if prize.state is PrizeState.LISTED and payouts.is_paid(prize):
            prize.move(PrizeState.PAID)


def reverse_payment(payment: Payment, reason: str, by: User, at: datetime) -> None:
    """Note that the bank gave a payment back after it was paid: its money is committed again, by new entries."""
    if not reason.strip():
        raise Refused(_l("Say why the payment was given back."), field="reason")
    with transaction() as session:
        share, ahead = Recovery.share_id == payment.share_id, Recovery.advance_id == payment.advance_id
        ground = share if payment.share_id else ahead
        if not payment.claim_id and session.scalar(sa.select(sa.exists().where(ground))):
            raise Refused(_l("Part of this payment is claimed back. Close that claim; the payment itself stays."))
        payment.move(PaymentState.REVERSED, reason.strip())
        payment.reversed_on = clock.in_city(at).date()
        ledger.give_back(session, payment, Writer(at, by, reason.strip()))
        _ask_for_account(payment)
        subject = payment.share.prize if payment.share else payment.ground
        if isinstance(subject, HostAdvance):
            subject.move(AdvanceState.LISTED)
        elif isinstance(subject, HostClaim):
            subject.move(ClaimState.LISTED)
        elif isinstance(subject, Prize) and subject.state is PrizeState.PAID:
            subject.move(PrizeState.LISTED)
        trail.record(by, "funding.payment_reversed", payment, at, {"reason": reason.strip()})
