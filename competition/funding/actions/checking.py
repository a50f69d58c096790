"""The papers of winners' claims: sent by the unit or the bureau, checked by finance, looked at with a note."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.funding import decisions, papers, prize_papers, queries
from competition.funding.claim_models import ClaimPaper
from competition.funding.models import NOT_NOW, Prize
from competition.funding.paper_rules import Check, Slot


def is_open(prize: Prize) -> bool:
    """Say whether a prize's papers may change: its result stands, something is due, and it is on no payment list yet."""
    return prize.state in queries.UNPAID and prize.stands and prize.amount_fen > 0


def send_paper(prize: Prize, slot: Slot, piece: Piece, by: User, at: datetime, last: date | None = None) -> ClaimPaper:
    """Keep a paper of a winner's claim; it takes the place of one that was returned.

    A unit begins its claim until the `last` day; what was begun in time may be completed later.
    """
    papers.must_be_usable(piece)
    with transaction() as session:
        checklist = _held(session, prize)
        there = [one for line in (*checklist.lines, *checklist.besides) for one in line.papers]
        if last is not None and not there and not any(share.bank_name for share in prize.shares):
            decisions.must_be_in_time(last, at)
        if slot not in checklist.takes:
            raise Refused(_l("This prize takes no such paper. Choose one of those offered."), field="slot")
        beside = [one for one in there if prize_papers.slot_of(one) == slot]
        papers.must_be_new(slot.kind, piece, beside)
        for old in beside:
            if old.answer is Check.RETURNED:
                session.delete(old)
        share = next((one for one in prize.shares if one.id == slot.share), None)
        made = papers.paper(prize, slot.kind, piece, share)
        made.answer, made.added_at, made.added_by_id = Check.WAITING, at, by.id
        session.add(made)
        prize_papers.settle(session, prize)
        trail.record(by, "funding.paper_added", made, at)
    return made


def drop_paper(paper: ClaimPaper, by: User, at: datetime) -> None:
    """Take a paper out again that is not found good."""
    with transaction() as session:
        prize = _prize_of(session, paper)
        if paper.answer is Check.CONFIRMED:
            raise Refused(_l("This paper was found good. Ask a finance officer to return it first."))
        session.delete(paper)
        prize_papers.settle(session, prize)
        trail.record(by, "funding.paper_dropped", prize, at, {"paper": paper.name, "sha256": paper.sha256})


def confirm_papers(found: Sequence[ClaimPaper], by: User, at: datetime) -> None:
    """Find papers of one prize good; nobody confirms what they sent themselves."""
    with transaction() as session:
        prize = _prize_of(session, found[0])
        for paper in found:
            if paper.added_by_id == by.id:
                raise Refused(_l("You sent this paper yourself. Another finance officer must check it."))
            if paper.answer is not Check.WAITING:
                raise Refused(NOT_NOW)
            _answer(paper, Check.CONFIRMED, "", by, at)
        prize_papers.settle(session, prize)
        for paper in found:
            trail.record(by, "funding.paper_confirmed", paper, at)


def return_paper(paper: ClaimPaper, reason: str, by: User, at: datetime) -> None:
    """Give a paper back with the reason; the claim waits for a better one."""
    if not reason.strip():
        raise Refused(_l("Say what is wrong with the paper."), field="reason")
    with transaction() as session:
        prize = _prize_of(session, paper)
        if paper.answer is Check.RETURNED:
            raise Refused(NOT_NOW)
        _answer(paper, Check.RETURNED, reason.strip()[:300], by, at)
        prize_papers.settle(session, prize)
        trail.record(by, "funding.paper_returned", paper, at, {"reason": reason.strip()})


def see_paper(paper: ClaimPaper, reason: str, by: User, at: datetime) -> bytes:
    """Give the content of a winner's own paper, and note who looked and why."""
    if not reason.strip():
        raise Refused(_l("Give the reason for looking; it is recorded."))
    paper.must_be_kept()
    with transaction():
        trail.record(by, "funding.paper_seen", paper, at, {"reason": reason.strip()})
    return paper.content or b""


def _held(session: Session, prize: Prize) -> prize_papers.Checklist:
    # held until the transaction ends, so that nothing is listed or sent beside it
    held = sa.select(Prize).where(Prize.id == prize.id).with_for_update()
    session.execute(held.execution_options(populate_existing=True)).unique().scalar_one()
    if not is_open(prize):
        raise Refused(_l("This prize is on a payment list already, or no longer stands; its papers no longer change."))
    return prize_papers.of(prize)


def _prize_of(session: Session, paper: ClaimPaper) -> Prize:
    assert paper.prize is not None, "only a winner's paper is asked for it"
    prize = paper.prize
    _held(session, prize)
    # it may have been taken out meanwhile, or answered
    if session.scalar(sa.select(ClaimPaper.id).where(ClaimPaper.id == paper.id)) is None:
        raise Refused(papers.GONE)
    session.refresh(paper, ["answer"])
    return prize


def _answer(paper: ClaimPaper, answer: Check, reason: str, by: User, at: datetime) -> None:
    paper.answer, paper.reason, paper.checked_at, paper.checked_by_id = answer, reason, at, by.id
