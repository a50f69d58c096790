"""Reads what a correction leaves behind in the money: prizes whose result fell, what winners had above what still stands."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.foundation import clock
from competition.foundation.database import db
from competition.funding import claim_rules, prizing, queries, recovery_rules
from competition.funding.models import HostAdvance, HostClaim, Payment, Prize, PrizeShare, Recovery
from competition.funding.prizing import Terms, Year
from competition.funding.rules import OWED, PaymentState, PrizeState, RecoveryState
from competition.plan.models import Competition, Item
from competition.policy.book import Book, Dated
from competition.registration import access as registration
from competition.registration.models import Coach, Entry, Member
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

_WHOLE = joinedload(Recovery.share).joinedload(PrizeShare.prize)
_LINE = _WHOLE.joinedload(Prize.line)
_HOST = joinedload(Recovery.advance).joinedload(HostAdvance.claim)
_HOSTS = (_HOST.joinedload(HostClaim.competition), _HOST.joinedload(HostClaim.organisation))


@dataclass(frozen=True, slots=True)
class Excess:
    """What was paid of a share above what still stands for its winner, in fen before tax."""

    share: PrizeShare
    fen: int
    before_fen: int
    had_fen: int
    best_fen: int


def fallen() -> list[Prize]:
    """List the prizes approved, listed or paid whose result was superseded."""
    query = sa.select(Prize).join(Prize.line).join(ResultLine.result).join(Prize.competition)
    options = contains_eager(Prize.line).contains_eager(ResultLine.result), contains_eager(Prize.competition)
    query = query.options(*options, selectinload(Prize.shares)).where(
        ItemResult.state == ResultState.SUPERSEDED,
        Prize.state.in_((PrizeState.APPROVED, PrizeState.LISTED, PrizeState.PAID)),
    )
    return list(db.session.scalars(query.order_by(Prize.id)))


def live_payments(shares: Collection[PrizeShare]) -> dict[int, Payment]:
    """Find the payment of each share that is on its way or paid."""
    query = sa.select(Payment).options(joinedload(Payment.payment_list))
    query = query.where(Payment.share_id.in_([share.id for share in shares]), Payment.state.in_(queries.LIVE))
    return {payment.share_id or 0: payment for payment in db.session.scalars(query)}


def excesses(prizes: Collection[Prize], book: Book) -> list[Excess]:
    """Work out, for winners of fallen prizes that are paid, what they had above the best that still stands.

    A winner waits while a corrected result of theirs is not announced again, or the bank has not answered.
    """
    found = []
    for season_id in sorted({prize.competition.season_id for prize in prizes}):
        found += _of_season([prize for prize in prizes if prize.competition.season_id == season_id], season_id, book)
    return found


def _of_season(prizes: Collection[Prize], season_id: int, book: Book) -> list[Excess]:
    year = Year.of_season(season_id)
    fallen_of: dict[int, list[PrizeShare]] = defaultdict(list)
    for share in (share for prize in prizes for share in prize.shares if share.gross_fen):
        fallen_of[year.person(share.person_id)].append(share)
    again = _announced_again([prize.line.result.item_id for prize in prizes])
    live = live_payments([share for shares in fallen_of.values() for share in shares])
    settled = {
        person: shares
        for person, shares in fallen_of.items()
        if all(share.prize.line.result.item_id in again for share in shares)
        and all(share.id in live and live[share.id].state is PaymentState.PAID for share in shares)
    }
    best, let_off = _best(set(settled), season_id, year, book), _claims([s.id for of in settled.values() for s in of])
    return [
        excess
        for person, shares in settled.items()
        for excess in _of_person(shares, year.had[person], best.get(person, 0), let_off)
    ]


def _of_person(shares: Collection[PrizeShare], had: int, best: int, claims: dict[int, list[Recovery]]) -> list[Excess]:
    forgiven = sum(
        one.gross_fen for share in shares for one in claims.get(share.id, []) if one.state is RecoveryState.LET_OFF
    )
    left, found = recovery_rules.to_recover(had, best, forgiven), []
    # of what was paid last first
    for share in sorted(shares, key=lambda one: -one.id):
        before = sum(one.gross_fen for one in claims.get(share.id, []))
        fen = min(left, share.gross_fen - before)
        if fen > 0:
            found.append(Excess(share, fen, before, had, best))
            left -= fen
    return found


def _claims(share_ids: Collection[int]) -> dict[int, list[Recovery]]:
    found: dict[int, list[Recovery]] = defaultdict(list)
    for one in db.session.scalars(sa.select(Recovery).where(Recovery.share_id.in_(share_ids))):
        found[one.share_id or 0].append(one)
    return found


def _announced_again(item_ids: Collection[int]) -> set[int]:
    query = sa.select(ItemResult.item_id).where(ItemResult.state == ResultState.ANNOUNCED)
    return set(db.session.scalars(query.where(ItemResult.item_id.in_(item_ids))))


def _best(people: set[int], season_id: int, year: Year, book: Book) -> dict[int, int]:
    """Give the best single entitlement of each person by the results announced now."""
    best: dict[int, int] = {}
    terms: dict[int, Terms] = {}
    for line in _lines(year.records(people), season_id):
        competition = line.result.item.competition
        of = terms.setdefault(competition.id, Terms.of(competition, book))
        for won in prizing.places_of(line, line.result.lines):
            for one, fen in zip(won.people, prizing.entitled(won, year, of), strict=True):
                person = year.person(one.person_id)
                best[person] = max(best.get(person, 0), fen)
    return best


def _lines(people: set[int], season_id: int) -> list[ResultLine]:
    named = (sa.exists().where(of.entry_id == ResultLine.entry_id, of.person_id.in_(people)) for of in (Member, Coach))
    whole = joinedload(ResultLine.result)
    query = (
        sa.select(ResultLine)
        .join(ResultLine.result)
        .join(ItemResult.item)
        .join(Item.competition)
        .options(
            whole.joinedload(ItemResult.item).joinedload(Item.competition),
            whole.selectinload(ItemResult.lines),
            joinedload(ResultLine.entry).options(selectinload(Entry.members), selectinload(Entry.coaches)),
        )
        .where(ItemResult.state == ResultState.ANNOUNCED, Competition.season_id == season_id)
        .where(ResultLine.place.is_not(None), sa.or_(*named))
    )
    return list(db.session.scalars(query.order_by(ResultLine.id)))


def one(recovery_id: int) -> Recovery | None:
    """Find a recovery claim with its share, prize, line, item and competition."""
    query = sa.select(Recovery).options(
        _WHOLE.joinedload(Prize.competition),
        _LINE.joinedload(ResultLine.result).joinedload(ItemResult.item),
        _LINE.joinedload(ResultLine.entry).joinedload(Entry.organisation),
        joinedload(Recovery.share).joinedload(PrizeShare.person),
        joinedload(Recovery.asked_by),
        *_HOSTS,
    )
    return db.session.scalar(query.where(Recovery.id == recovery_id))


def begin(made: Recovery, days: Dated, at: datetime) -> None:
    """Let a claim begin: what the policy says of the days to repay stands with it."""
    made.state, made.opened_at = RecoveryState.OPEN, at
    made.due_on, made.policy = claim_rules.last_day(clock.in_city(at).date(), days.value), {days.table: days.as_json()}


def of_year(year: int) -> list[Recovery]:
    """List the recovery claims of a year, the newest first."""
    entry = _LINE.joinedload(ResultLine.entry)
    query = sa.select(Recovery).options(_WHOLE.joinedload(Prize.competition), entry, *_HOSTS)
    query = query.where(Recovery.number.startswith(f"ZH{year}-", autoescape=True))
    return list(db.session.scalars(query.order_by(Recovery.id.desc())))


def of_prize(prize: Prize) -> list[Recovery]:
    """List the recovery claims of a prize."""
    query = sa.select(Recovery).where(Recovery.share_id.in_([share.id for share in prize.shares]))
    return list(db.session.scalars(query.options(joinedload(Recovery.share)).order_by(Recovery.id)))


def of_units(user: User) -> list[Recovery]:
    """List the claims against winners of a leader's units that are not settled."""
    query = sa.select(Recovery).join(Recovery.share).join(PrizeShare.prize).join(Prize.line).join(ResultLine.entry)
    query = query.options(_WHOLE.joinedload(Prize.competition), _LINE.joinedload(ResultLine.entry))
    query = query.where(Entry.organisation_id.in_(registration.own_units(user)), Recovery.state.in_(OWED))
    return list(db.session.scalars(query.order_by(Recovery.due_on)))


def count(year: int) -> int:
    """Count the recovery claims of a year; their numbers have no gap."""
    query = sa.select(sa.func.count()).select_from(Recovery)
    return db.session.scalar(query.where(Recovery.number.startswith(f"ZH{year}-", autoescape=True))) or 0


def of_advance(advance: HostAdvance) -> Recovery | None:
    """Find the claim for what was paid ahead too much."""
    return db.session.scalar(sa.select(Recovery).where(Recovery.advance_id == advance.id))
