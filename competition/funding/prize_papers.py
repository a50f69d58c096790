"""Reads of the papers winners' claims need, as the checklist each prize was decided with says, and what is there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.funding import decisions, queries
from competition.funding.claim_models import ClaimPaper
from competition.funding.models import Prize, PrizeShare
from competition.funding.paper_rules import OF_PRIZE, Check, Slot, Stand, slots, stand, whole_shares
from competition.registration import access as registration
from competition.registration.models import Entry
from competition.results.models import ItemResult, ResultLine


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a prize's checklist: a kind of paper, whose it is where it is personal, and the papers that are there."""

    slot: Slot
    share: PrizeShare | None
    papers: list[ClaimPaper]

    @property
    def stand(self) -> Stand:
        """Say where it stands."""
        return stand([paper.answer for paper in self.papers if paper.answer])


@dataclass(frozen=True, slots=True)
class Checklist:
    """The papers of a prize: the lines its claim needs, and what was sent besides."""

    prize: Prize
    lines: list[Line]
    besides: list[Line] = field(default_factory=list)

    @property
    def open(self) -> list[Line]:
        """List the lines that hold the claim."""
        return [line for line in self.lines if line.stand is not Stand.GOOD]

    @property
    def lacking(self) -> list[Line]:
        """List the lines whose paper is missing or was returned: the unit's to send."""
        return [line for line in self.lines if line.stand in (Stand.MISSING, Stand.RETURNED)]

    @property
    def waiting(self) -> list[ClaimPaper]:
        """List the papers that wait for their check."""
        return [one for line in (*self.lines, *self.besides) for one in line.papers if one.answer is Check.WAITING]

    @property
    def good(self) -> list[ClaimPaper]:
        """List the papers that were found good, in the checklist's order."""
        return [one for line in (*self.lines, *self.besides) for one in line.papers if one.answer is Check.CONFIRMED]

    @property
    def takes(self) -> list[Slot]:
        """Name what may be sent: what is missing first, then each other kind of paper, for whom it is."""
        shares = [share.id for share in self.prize.shares if share.net_fen]
        first = [line.slot for line in self.lacking]
        return first + [slot for slot in slots(OF_PRIZE, shares) if slot not in first]


def required(prize: Prize) -> list[str]:
    """Name the papers a prize's claim needs, as the policy stood when it was decided."""
    said = prize.decision["policy"].get(decisions.PRIZE_PAPERS)
    return list(said["value"]) if said else []


def paper(document_id: int) -> ClaimPaper | None:
    """Find a winner's paper with its prize and its share."""
    line = joinedload(ClaimPaper.prize).joinedload(Prize.line)
    query = sa.select(ClaimPaper).options(
        joinedload(ClaimPaper.prize).joinedload(Prize.competition),
        line.joinedload(ResultLine.entry).lazyload(Entry.members),
        line.joinedload(ResultLine.result).joinedload(ItemResult.item),
        joinedload(ClaimPaper.share),
    )
    return db.session.scalar(query.where(ClaimPaper.id == document_id, ClaimPaper.prize_id.is_not(None)))


def of(prize: Prize) -> Checklist:
    """Lay a prize's checklist out; one statement."""
    return of_prizes([prize])[prize.id]


def of_prizes(prizes: Iterable[Prize]) -> dict[int, Checklist]:
    """Lay the checklists of several prizes out; one statement."""
    there = {prize.id: prize for prize in prizes}
    given: dict[int, dict[Slot, list[ClaimPaper]]] = {key: {} for key in there}
    for one in _papers(there):
        given[one.prize_id or 0].setdefault(slot_of(one), []).append(one)
    return {key: _laid_out(prize, given[key]) for key, prize in there.items()}


def _papers(ids: Collection[int]) -> Iterable[ClaimPaper]:
    query = sa.select(ClaimPaper).options(joinedload(ClaimPaper.checked_by)).where(ClaimPaper.prize_id.in_(ids))
    return db.session.scalars(query.order_by(ClaimPaper.id))


def slot_of(paper: ClaimPaper) -> Slot:
    """Say to which line of the checklist a paper belongs."""
    return Slot(paper.kind, paper.share_id or 0)


def _laid_out(prize: Prize, given: Mapping[Slot, list[ClaimPaper]]) -> Checklist:
    shares = {share.id: share for share in prize.shares}
    # nobody sends the papers of a winner who is paid nothing
    paid = [share.id for share in prize.shares if share.net_fen]
    needed = slots(required(prize), paid)
    besides = sorted(slot for slot in given if slot not in needed)
    return Checklist(
        prize,
        [Line(slot, shares.get(slot.share), given.get(slot, [])) for slot in needed],
        [Line(slot, shares.get(slot.share), given[slot]) for slot in besides],
    )


def settle(session: Session, prize: Prize) -> None:
    """Write down, share by share, whether every paper is good; within the action that changed one of them."""
    session.flush()
    query = sa.select(ClaimPaper.kind, ClaimPaper.share_id, ClaimPaper.answer).where(ClaimPaper.prize_id == prize.id)
    given = [(Slot(kind, share or 0), answer) for kind, share, answer in session.execute(query) if answer]
    whole = whole_shares(required(prize), [share.id for share in prize.shares], given)
    for share in prize.shares:
        share.has_papers = share.id in whole


_OPEN = sa.and_(Prize.state.in_(queries.UNPAID), Prize.amount_fen > 0, queries.STANDS)


def to_check(user: User) -> int:
    """Count the papers that wait for this finance officer's check; those they sent themselves are another's to check."""
    query = sa.select(sa.func.count(ClaimPaper.id)).join(ClaimPaper.prize).join(Prize.line).join(ResultLine.result)
    query = query.where(ClaimPaper.answer == Check.WAITING, ClaimPaper.added_by_id != user.id, _OPEN)
    return db.session.scalar(query) or 0


def prizes_to_check() -> list[Prize]:
    """List the prizes with a paper that waits for its check, the oldest paper first."""
    oldest = sa.select(sa.func.min(ClaimPaper.id)).where(
        ClaimPaper.prize_id == Prize.id, ClaimPaper.answer == Check.WAITING
    )
    line = contains_eager(Prize.line)
    query = (
        sa.select(Prize)
        .join(Prize.line)
        .join(ResultLine.result)
        .options(
            joinedload(Prize.competition),
            line.contains_eager(ResultLine.result).joinedload(ItemResult.item),
            line.joinedload(ResultLine.entry).lazyload(Entry.members),
        )
        .where(_OPEN, oldest.scalar_subquery().is_not(None))
    )
    return list(db.session.scalars(query.order_by(oldest.scalar_subquery())))


def to_send(user: User) -> int:
    """Count the winners of a leader's units whose papers are not all good while their prize waits to be paid."""
    query = sa.select(sa.func.count(PrizeShare.id)).join(PrizeShare.prize).join(Prize.line).join(ResultLine.result)
    query = query.join(ResultLine.entry).where(
        Entry.organisation_id.in_(registration.own_units(user)),
        PrizeShare.net_fen > 0,
        PrizeShare.has_papers.is_(False),
        _OPEN,
        # what was sent and waits is finance's to answer
        ~sa.exists().where(ClaimPaper.prize_id == Prize.id, ClaimPaper.answer == Check.WAITING),
    )
    return db.session.scalar(query) or 0
