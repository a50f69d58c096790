"""Reads of claims, prizes and payments."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.directory.models import Person
from competition.foundation.database import db
from competition.funding import access
from competition.funding.claim_rules import ON_ITS_WAY, AdvanceState
from competition.funding.models import (
    HostAdvance,
    HostClaim,
    Payment,
    PaymentList,
    Prize,
    PrizeShare,
    Recovery,
    TaxExemption,
)
from competition.funding.rules import OWED, ClaimState, ListState, PaymentState, PrizeState, RecoveryState
from competition.plan import queries as plan
from competition.plan.models import Competition, Item
from competition.registration import access as registration
from competition.registration.models import Entry
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

# a prize whose result was superseded counts no more, unless its money is on the way or gone
GOING_OUT = (PrizeState.LISTED, PrizeState.PAID)
STANDS = sa.or_(ItemResult.state == ResultState.ANNOUNCED, Prize.state.in_(GOING_OUT))
UNPAID = (PrizeState.PROPOSED, PrizeState.HELD, PrizeState.APPROVED)
LIVE = (PaymentState.LISTED, PaymentState.PAID)
SHARE_IS_LIVE = sa.exists().where(Payment.share_id == PrizeShare.id, Payment.state.in_(LIVE))
CLAIM_IS_LIVE = sa.exists().where(Payment.claim_id == HostClaim.id, Payment.state.in_(LIVE))
# approved, or not paid by the bank and with a new account
CLAIM_TO_PAY = sa.and_(
    HostClaim.account.is_not(None),
    sa.or_(
        HostClaim.state == ClaimState.APPROVED,
        sa.and_(HostClaim.state == ClaimState.LISTED, ~CLAIM_IS_LIVE),
    ),
)
ADVANCE_IS_LIVE = sa.exists().where(Payment.advance_id == HostAdvance.id, Payment.state.in_(LIVE))
# likewise
ADVANCE_TO_PAY = sa.and_(
    HostClaim.account.is_not(None),
    sa.or_(
        HostAdvance.state == AdvanceState.APPROVED,
        sa.and_(HostAdvance.state == AdvanceState.LISTED, ~ADVANCE_IS_LIVE),
    ),
)
# what waits for an account of a host: its final payment, or its advance
_AHEAD = sa.exists().where(HostAdvance.claim_id == HostClaim.id, HostAdvance.state.in_(ON_ITS_WAY))
WITHOUT_ACCOUNT = sa.and_(
    HostClaim.account.is_(None), sa.or_(HostClaim.state.in_((ClaimState.APPROVED, ClaimState.LISTED)), _AHEAD)
)
CLAIM = (
    joinedload(HostClaim.competition).joinedload(Competition.host),
    joinedload(HostClaim.organisation),
    joinedload(HostClaim.submitted_by),
)
_LINE = joinedload(Prize.line)
_PRIZE = (
    joinedload(Prize.competition),
    _LINE.joinedload(ResultLine.result).joinedload(ItemResult.item),
    _LINE.joinedload(ResultLine.entry).lazyload(Entry.members),
    selectinload(Prize.shares),
)


def claim(claim_id: int) -> HostClaim | None:
    """Find a claim with its competition and host."""
    return db.session.scalar(sa.select(HostClaim).options(*CLAIM).where(HostClaim.id == claim_id))


def claim_of(competition_id: int) -> HostClaim | None:
    """Find the claim made for a competition."""
    return db.session.scalar(sa.select(HostClaim).options(*CLAIM).where(HostClaim.competition_id == competition_id))


def claims_of(competition_ids: Collection[int]) -> dict[int, HostClaim]:
    """Find the claims made for competitions."""
    query = sa.select(HostClaim).options(joinedload(HostClaim.organisation))
    found = db.session.scalars(query.where(HostClaim.competition_id.in_(competition_ids)))
    return {one.competition_id: one for one in found}


def prize(prize_id: int) -> Prize | None:
    """Find a prize with its shares, line, item and competition."""
    return db.session.scalar(sa.select(Prize).options(*_PRIZE).where(Prize.id == prize_id))


def share(share_id: int) -> PrizeShare | None:
    """Find a share with its prize, line, item and competition."""
    whole = joinedload(PrizeShare.prize)
    query = sa.select(PrizeShare).options(
        whole.joinedload(Prize.competition),
        whole.joinedload(Prize.line).joinedload(ResultLine.result).joinedload(ItemResult.item),
        whole.joinedload(Prize.line).joinedload(ResultLine.entry).lazyload(Entry.members),
    )
    return db.session.scalar(query.where(PrizeShare.id == share_id))


def _prizes() -> "sa.Select[Prize]":
    line = contains_eager(Prize.line)
    return (
        sa.select(Prize)
        .join(Prize.line)
        .join(ResultLine.result)
        .join(ItemResult.item)
        .join(Prize.competition)
        .options(
            contains_eager(Prize.competition),
            line.contains_eager(ResultLine.result).contains_eager(ItemResult.item),
            line.joinedload(ResultLine.entry).lazyload(Entry.members),
            selectinload(Prize.shares),
        )
        .order_by(Competition.starts_on, Competition.id, Item.code, ResultLine.place, ResultLine.number, Prize.id)
    )


def prizes_of(competition_id: int) -> list[Prize]:
    """List the prizes of a competition by item and place."""
    return list(db.session.scalars(_prizes().where(Prize.competition_id == competition_id)))


def prizes_by_id(ids: Collection[int]) -> list[Prize]:
    """Read several prizes anew."""
    return list(db.session.scalars(_prizes().where(Prize.id.in_(ids))))


def approved_prizes() -> list[Prize]:
    """List the prizes approved and not on a payment list yet, whose results still stand."""
    query = _prizes().where(Prize.state == PrizeState.APPROVED, ItemResult.state == ResultState.ANNOUNCED)
    return list(db.session.scalars(query))


def prizes_of_units(units: Collection[int]) -> list[Prize]:
    """List the prizes that competitors of these units won and that stand."""
    query = _prizes().join(ResultLine.entry).where(Entry.organisation_id.in_(units), Prize.amount_fen > 0, STANDS)
    return list(db.session.scalars(query))


def announced_results(competition_id: int) -> list[ItemResult]:
    """List a competition's announced results with their lines, entries and members."""
    entry = selectinload(ItemResult.lines).joinedload(ResultLine.entry)
    query = (
        sa.select(ItemResult)
        .join(ItemResult.item)
        .options(contains_eager(ItemResult.item), entry.selectinload(Entry.members), entry.selectinload(Entry.coaches))
        .where(Item.competition_id == competition_id, ItemResult.state == ResultState.ANNOUNCED)
        .order_by(Item.code)
    )
    return list(db.session.scalars(query))


def rounds(competition_id: int) -> dict[tuple[int, bool], int]:
    """Count the prizes that result lines of a competition have, those of their coaches apart."""
    of = (Prize.line_id, Prize.for_coaches)
    query = sa.select(*of, sa.func.max(Prize.round)).where(Prize.competition_id == competition_id)
    return {(line_id, of_them): int(count) for line_id, of_them, count in db.session.execute(query.group_by(*of))}


def exemption(competition_id: int) -> TaxExemption | None:
    """Find whether the prizes of a competition are exempt from tax."""
    return db.session.scalar(sa.select(TaxExemption).where(TaxExemption.competition_id == competition_id))


def agreed_of(competition_id: int) -> list[tuple[int, bool, list[int] | None, str]]:
    """List what teams of a competition signed: entry, whether its coaches did, weights and paper, the newest last."""
    query = sa.select(ResultLine.entry_id, Prize.for_coaches, Prize.agreed, Prize.agreement).join(Prize.line)
    query = query.where(Prize.competition_id == competition_id, Prize.agreement != "").order_by(Prize.id)
    return [tuple(row) for row in db.session.execute(query)]


def prizes_of_item(item_id: int) -> list[Prize]:
    """List the prizes of an item that stand, of whatever version of its result, with their shares."""
    query = sa.select(Prize).join(Prize.line).join(ResultLine.result).options(contains_eager(Prize.line))
    query = query.options(selectinload(Prize.shares)).where(ItemResult.item_id == item_id, STANDS)
    return list(db.session.scalars(query.order_by(Prize.id)))


def same_people() -> dict[int, int]:
    """Lead from each merged record of a person to the one that was kept."""
    query = sa.select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    return {merged: kept for merged, kept in db.session.execute(query) if kept is not None}


def had_in_season(season_id: int) -> dict[int, int]:
    """Sum, by person, the prizes of a season that stand less what is claimed back of them, in fen before tax."""
    query = (
        sa.select(PrizeShare.person_id, sa.func.sum(PrizeShare.gross_fen))
        .join(PrizeShare.prize)
        .join(Prize.competition)
        .join(Prize.line)
        .join(ResultLine.result)
        .where(Competition.season_id == season_id, STANDS)
        .group_by(PrizeShare.person_id)
    )
    had = Counter({person_id: int(fen) for person_id, fen in db.session.execute(query)})
    back = (
        sa.select(PrizeShare.person_id, sa.func.sum(Recovery.gross_fen))
        .join(Recovery.share)
        .join(PrizeShare.prize)
        .join(Prize.competition)
        .where(Competition.season_id == season_id, Recovery.state != RecoveryState.LET_OFF)
        .group_by(PrizeShare.person_id)
    )
    for person_id, fen in db.session.execute(back):
        had[person_id] -= int(fen)
    return dict(had)


def claimed_back(share_ids: Collection[int]) -> dict[int, int]:
    """Sum, by share, what is claimed back and was not let off, in fen before tax."""
    query = sa.select(Recovery.share_id, sa.func.sum(Recovery.gross_fen)).where(Recovery.share_id.in_(share_ids))
    query = query.where(Recovery.state != RecoveryState.LET_OFF).group_by(Recovery.share_id)
    return {share_id or 0: int(fen) for share_id, fen in db.session.execute(query)}


def payment_list(list_id: int) -> PaymentList | None:
    """Find a payment list with its payments and what they rest on."""
    payments = selectinload(PaymentList.payments)
    whole = payments.joinedload(Payment.share).joinedload(PrizeShare.prize)
    query = sa.select(PaymentList).options(
        joinedload(PaymentList.prepared_by),
        joinedload(PaymentList.released_by),
        payments.joinedload(Payment.claim).joinedload(HostClaim.competition),
        payments.joinedload(Payment.advance).joinedload(HostAdvance.claim).joinedload(HostClaim.competition),
        whole.joinedload(Prize.competition),
        whole.joinedload(Prize.line).joinedload(ResultLine.result).joinedload(ItemResult.item),
    )
    return db.session.scalar(query.where(PaymentList.id == list_id))


def lists_of(year: int) -> list[PaymentList]:
    """List a year's payment lists, the newest first."""
    query = sa.select(PaymentList).where(PaymentList.number.startswith(f"ZF{year}-", autoescape=True))
    return list(db.session.scalars(query.order_by(PaymentList.id.desc())))


def count_lists(year: int) -> int:
    """Count the payment lists of a year; their numbers have no gap."""
    query = sa.select(sa.func.count()).select_from(PaymentList)
    return db.session.scalar(query.where(PaymentList.number.startswith(f"ZF{year}-", autoescape=True))) or 0


@dataclass(frozen=True, slots=True)
class PrizeSums:
    """How many prizes stand in a state, and what they come to in fen."""

    count: int
    fen: int


def prize_sums(competition_ids: Collection[int]) -> dict[int, dict[PrizeState, PrizeSums]]:
    """Sum the prizes of competitions that stand, by state."""
    query = (
        sa.select(Prize.competition_id, Prize.state, sa.func.count(), sa.func.sum(Prize.amount_fen))
        .join(Prize.line)
        .join(ResultLine.result)
        .where(Prize.competition_id.in_(competition_ids), STANDS)
        .group_by(Prize.competition_id, Prize.state)
    )
    found: dict[int, dict[PrizeState, PrizeSums]] = defaultdict(dict)
    for competition_id, state, count, fen in db.session.execute(query):
        found[competition_id][state] = PrizeSums(count, int(fen or 0))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Overview:
    """The money of a year: its competitions, claims, prizes and payment lists, and what they come to in fen."""

    competitions: list[Competition]
    claims: dict[int, HostClaim]
    prizes: dict[int, dict[PrizeState, PrizeSums]]
    unproposed: dict[int, int]
    lists: list[PaymentList]

    @property
    def granted_fen(self) -> int:
        """Sum the host subsidies granted."""
        return sum(claim.amount_fen or 0 for claim in self.claims.values())

    def prizes_fen(self, *states: PrizeState) -> int:
        """Sum the prizes that stand in these states, before tax."""
        return sum(sums.fen for of in self.prizes.values() for state, sums in of.items() if state in states)

    def lists_fen(self, *states: ListState) -> int:
        """Sum the payment lists that stand in these states, after tax."""
        return sum(one.total_fen for one in self.lists if one.state in states)


def overview(year: int, user: User) -> Overview:
    """Gather a year's money as far as this person reads it; a fixed number of statements."""
    seen = plan.competitions_of(year, user)
    ids = [competition.id for competition in seen]
    lists = lists_of(year) if access.may_read_city(user) else []
    waiting = Counter(competition.id for competition in unproposed())
    return Overview(seen, claims_of(ids), prize_sums(ids), waiting, lists)


def unproposed() -> list[Competition]:
    """List, once for each result, the competitions with an announced result that has places but no prize yet."""
    placed = sa.exists().where(ResultLine.result_id == ItemResult.id, ResultLine.place.is_not(None))
    done = sa.exists().where(Prize.line_id == ResultLine.id, ResultLine.result_id == ItemResult.id)
    query = (
        sa.select(Competition)
        .join(Item, Item.competition_id == Competition.id)
        .join(ItemResult, ItemResult.item_id == Item.id)
        .where(ItemResult.state == ResultState.ANNOUNCED, placed, ~done)
        .order_by(Competition.starts_on, Competition.id)
    )
    return list(db.session.scalars(query))


def unproposed_of(competition_id: int) -> int:
    """Count a competition's announced results that wait for their prizes."""
    return sum(1 for competition in unproposed() if competition.id == competition_id)


@dataclass(frozen=True, slots=True)
class ForFinance:
    """What waits for a finance officer."""

    prizes: int
    release: int
    pay: int
    accounts: int
    ready: int
    recoveries: int
    let_off: int


def for_finance(user: User) -> ForFinance:
    """Count what waits for this finance officer; what another person must do is not theirs."""
    prizes = sa.select(sa.func.count(Prize.id)).join(Prize.line).join(ResultLine.result)
    prizes = prizes.where(Prize.state == PrizeState.PROPOSED, Prize.proposed_by_id != user.id, STANDS)
    release = sa.select(sa.func.count(PaymentList.id)).where(
        PaymentList.state == ListState.PREPARED, PaymentList.prepared_by_id != user.id
    )
    pay = sa.select(sa.func.count(PaymentList.id)).where(PaymentList.state == ListState.RELEASED)
    missing = _missing_accounts().where(Prize.state.in_((PrizeState.APPROVED, PrizeState.LISTED)))
    lost = sa.select(sa.func.count(HostClaim.id)).where(WITHOUT_ACCOUNT)
    missing = sa.select(missing.scalar_subquery() + lost.scalar_subquery())
    owed = sa.select(sa.func.count(Recovery.id)).where(Recovery.state.in_(OWED))
    asked = sa.select(sa.func.count(Recovery.id)).where(
        Recovery.state == RecoveryState.PROPOSED, Recovery.asked_by_id != user.id
    )
    parts = (prizes, release, pay, missing, _ready(), owed, asked)
    counts = db.session.execute(sa.select(*(part.scalar_subquery() for part in parts))).one()
    return ForFinance(*(int(count) for count in counts))


def _ready() -> "sa.Select[int]":
    claims = sa.select(sa.func.count(HostClaim.id)).where(CLAIM_TO_PAY)
    ahead = sa.select(sa.func.count(HostAdvance.id)).join(HostAdvance.claim).where(ADVANCE_TO_PAY)
    unknown = sa.or_(PrizeShare.account.is_(None), PrizeShare.has_papers.is_(False))
    lacking = sa.exists().where(PrizeShare.prize_id == Prize.id, unknown, PrizeShare.net_fen > 0)
    prizes = (
        sa.select(sa.func.count(Prize.id))
        .join(Prize.line)
        .join(ResultLine.result)
        .where(Prize.state == PrizeState.APPROVED, Prize.amount_fen > 0, ~lacking)
        .where(ItemResult.state == ResultState.ANNOUNCED)
    )
    again = (
        sa.select(sa.func.count(PrizeShare.id))
        .join(PrizeShare.prize)
        .join(Prize.line)
        .join(ResultLine.result)
        .where(Prize.state == PrizeState.LISTED, ItemResult.state == ResultState.ANNOUNCED)
        .where(PrizeShare.net_fen > 0, PrizeShare.account.is_not(None), ~SHARE_IS_LIVE)
    )
    parts = (claims, ahead, prizes, again)
    return sa.select(sum((part.scalar_subquery() for part in parts[1:]), parts[0].scalar_subquery()))


def _missing_accounts() -> "sa.Select[int]":
    query = sa.select(sa.func.count(PrizeShare.id)).join(PrizeShare.prize).join(Prize.line).join(ResultLine.result)
    return query.where(PrizeShare.account.is_(None), PrizeShare.net_fen > 0, STANDS)


def accounts_missing(user: User) -> int:
    """Count the shares of a leader's winners that still lack an account."""
    query = _missing_accounts().join(ResultLine.entry)
    query = query.where(Entry.organisation_id.in_(registration.own_units(user)), Prize.state != PrizeState.PAID)
    return db.session.scalar(query) or 0
