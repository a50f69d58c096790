"""What follows in the money from a corrected result: lines taken off a list, money freed, and what was paid too much claimed back."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.funding import decisions, ledger, number_rules, recoveries, recovery_rules, words
from competition.funding.ledger import Writer
from competition.funding.models import Payment, Prize, PrizeShare, Recovery
from competition.funding.recoveries import Excess
from competition.funding.rules import ListState, PaymentState, PrizeState, RecoveryState, Taxed
from competition.plan.models import Season
from competition.policy.book import Book


def follow_results(book: Book, at: datetime) -> int:
    """Follow corrected results once, and say how many prizes were touched; done by the clock, and again changes nothing."""
    fallen = recoveries.fallen()
    if not (_open_ends(fallen) or recoveries.excesses(fallen, book)):
        return 0
    with transaction() as session:
        session.execute(sa.select(Season.id).order_by(Season.id).with_for_update())
        fallen = recoveries.fallen()
        ended = [prize for prize in _open_ends(fallen) if _end(session, prize, at)]
        found = recoveries.excesses(fallen, book)
        for excess in found:
            _claim_back(session, excess, book, at)
    return len(ended) + len(found)


def _open_ends(fallen: list[Prize]) -> list[Prize]:
    """List the fallen prizes that have money committed and not on its way to the bank."""
    live = recoveries.live_payments([share for prize in fallen for share in prize.shares])
    return [
        prize
        for prize in fallen
        if prize.state is PrizeState.APPROVED
        or any(share.gross_fen and _may_stop(live.get(share.id)) for share in prize.shares)
    ]


def _may_stop(payment: Payment | None) -> bool:
    if payment is None:
        return True
    return payment.state is PaymentState.LISTED and payment.payment_list.state is ListState.PREPARED


def _end(session: Session, prize: Prize, at: datetime) -> bool:
    live = recoveries.live_payments(prize.shares)
    stopped = [share for share in prize.shares if share.gross_fen and _may_stop(live.get(share.id))]
    for share in stopped:
        if payment := live.get(share.id):
            take_off(payment, words.CORRECTED)
    ledger.free(session, stopped, Writer(at, note=words.CORRECTED))
    if len(stopped) == sum(1 for share in prize.shares if share.gross_fen):
        prize.move(PrizeState.ENDED, words.CORRECTED)
    else:
        _keep_what_was_paid(prize, stopped)
    session.flush()
    trail.record(None, "funding.prize_ended", prize, at)
    return True


def _keep_what_was_paid(prize: Prize, stopped: list[PrizeShare]) -> None:
    # some of the team were paid before: the shares that never were come to nothing
    for share in stopped:
        prize.amount_fen -= share.gross_fen
        share.gross_fen = share.tax_fen = share.net_fen = 0
    paid = recoveries.live_payments(prize.shares).values()
    if prize.state is PrizeState.LISTED and all(payment.state is PaymentState.PAID for payment in paid):
        prize.move(PrizeState.PAID)


def take_off(payment: Payment, reason: str) -> None:
    """Take a payment off a list that is not released; a list left empty is taken back with it."""
    payment.move(PaymentState.TAKEN_BACK, reason)
    of = payment.payment_list
    of.total_fen -= payment.amount_fen
    if not of.waiting:
        of.move(ListState.WITHDRAWN)


def _claim_back(session: Session, excess: Excess, book: Book, at: datetime) -> None:
    share, today = excess.share, clock.in_city(at).date()
    of = Taxed(share.gross_fen, share.tax_fen, share.net_fen)
    part = recovery_rules.recovered(of, excess.before_fen, excess.fen)
    made = Recovery(share_id=share.id, gross_fen=part.gross, tax_fen=part.tax, net_fen=part.net)
    made.number = number_rules.recovery_number(today.year, recoveries.count(today.year) + 1)
    made.share = share
    made.had_fen, made.best_fen = excess.had_fen, excess.best_fen
    recoveries.begin(made, decisions.days_to_repay(book, today), at)
    session.add(made)
    session.flush()
    ledger.claim_back(session, made, Writer(at))
    trail.record(None, "funding.recovery_opened", made, at)


def note_repaid(recovery: Recovery, repaid_on: date, seen: int | None, by: User, at: datetime) -> None:
    """Note that a winner paid back what was claimed; it is in its budget again."""
    with transaction() as session:
        recovery.must_be_as_seen(seen)
        recovery.move(RecoveryState.REPAID)
        if not clock.in_city(recovery.opened_at).date() <= repaid_on <= clock.in_city(at).date():
            raise Refused(_l("Give a day from the claim until today."), field="repaid_on")
        recovery.repaid_on, recovery.closed_at, recovery.closed_by_id = repaid_on, at, by.id
        ledger.repay(session, recovery, Writer(at, by))
        trail.record(by, "funding.recovery_repaid", recovery, at)


def propose_let_off(recovery: Recovery, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Propose to give a claim up, with the reason; it is owed until another officer agrees."""
    if not reason.strip():
        raise Refused(_l("Give the reason for letting it off."), field="reason")
    with transaction():
        recovery.must_be_as_seen(seen)
        recovery.move(RecoveryState.PROPOSED)
        recovery.reason, recovery.asked_at, recovery.asked_by_id = reason.strip(), at, by.id
        trail.record(by, "funding.let_off_proposed", recovery, at, {"reason": recovery.reason})


def let_off(recovery: Recovery, seen: int | None, by: User, at: datetime) -> None:
    """Give a claim up, as another officer proposed: what was paid stays paid."""
    with transaction() as session:
        recovery.must_be_as_seen(seen)
        if recovery.asked_by_id == by.id:
            raise Refused(_l("You proposed this yourself. Another person must agree."))
        recovery.move(RecoveryState.LET_OFF)
        recovery.closed_at, recovery.closed_by_id = at, by.id
        ledger.let_off(session, recovery, Writer(at, by, recovery.reason))
        trail.record(by, "funding.recovery_let_off", recovery, at, {"reason": recovery.reason})


def uphold_claim(recovery: Recovery, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Uphold a claim that was to be let off, with the reason: it is to be repaid as before."""
    if not reason.strip():
        raise Refused(_l("Say why the claim stands."), field="reason")
    with transaction():
        recovery.must_be_as_seen(seen)
        recovery.move(RecoveryState.OPEN)
        recovery.reason, recovery.asked_at, recovery.asked_by_id = reason.strip(), None, None
        trail.record(by, "funding.claim_upheld", recovery, at, {"reason": recovery.reason})
