"""Reads what looking ahead rests on: a season's announced awards and granted claims, and what earlier seasons were like."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.funding import applications, decisions, queries, what_if_rules
from competition.funding.forecast_rules import Earlier, Past, Planned, Tables
from competition.funding.models import HostClaim, Prize
from competition.funding.prizing import Year
from competition.funding.rules import CapScope, ClaimState, SharedRank
from competition.funding.what_if_rules import Claimed, Figures, Won
from competition.plan.models import Competition, Item, Season
from competition.plan.rules import CompetitionState, Level
from competition.policy.book import Book, NoValue
from competition.registration.models import Entry, Member
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

# kinds of work asked for
WHAT_IF, FORECAST = "funding.what_if", "funding.forecast"
OVER = (CompetitionState.HELD, CompetitionState.CANCELLED)
GRANTED = (ClaimState.APPROVED, ClaimState.LISTED, ClaimState.PAID)
IN_PLAN = sa.and_(
    Competition.published_at.is_not(None),
    Competition.state.not_in((CompetitionState.DRAFT, CompetitionState.CANCELLED)),
)


def awards(season_id: int) -> list[Won]:
    """List a season's announced places in the order their prizes are worked out: by first day, then by place."""
    rows = list(db.session.execute(_places(season_id)))
    sharing = Counter((row.result_id, row.place) for row in rows)
    people, agreed = _people(season_id), _agreed(season_id)
    return [
        Won(
            row.starts_on,
            row.level.value,
            row.division_code,
            row.place,
            sharing[row.result_id, row.place],
            there,
            weights if len(weights := agreed.get(row.entry_id, ())) == len(there) else (),
            row.group.value,
        )
        for row in rows
        if (there := people.get(row.entry_id, ()))
    ]


def _places(season_id: int) -> "sa.Select[Any]":
    line = ResultLine
    return (
        sa.select(Competition.starts_on, Competition.level, Organisation.division_code)
        .add_columns(line.result_id, line.place, line.entry_id, Item.group)
        .select_from(line)
        .join(line.result)
        .join(ItemResult.item)
        .join(Item.competition)
        .join(line.entry)
        .join(Organisation, Organisation.id == Entry.organisation_id)
        .where(Competition.season_id == season_id, ItemResult.state == ResultState.ANNOUNCED, line.place.is_not(None))
        .where(IN_PLAN)
        .order_by(Competition.starts_on, Competition.id, line.place, line.id)
    )


def _people(season_id: int) -> dict[int, tuple[int, ...]]:
    year = Year(queries.same_people())
    query = (
        sa.select(Member.entry_id, Member.person_id)
        .join(Member.entry)
        .join(Item, Item.id == Entry.item_id)
        .join(Item.competition)
        .where(Competition.season_id == season_id)
        .order_by(Member.entry_id, Member.position)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for entry_id, person_id in db.session.execute(query):
        found[entry_id].append(year.person(person_id))
    return {entry_id: tuple(people) for entry_id, people in found.items()}


def _agreed(season_id: int) -> dict[int, tuple[int, ...]]:
    query = sa.select(ResultLine.entry_id, Prize.agreed).join(Prize.line).join(Prize.competition)
    query = query.where(Competition.season_id == season_id, Prize.agreement != "").order_by(Prize.id)
    return {entry_id: tuple(weights) for entry_id, weights in db.session.execute(query) if weights}


def claims(season_id: int) -> list[Claimed]:
    """List a season's granted claims in the order they were decided."""
    query = (
        sa.select(Competition.starts_on, Competition.level, Organisation.division_code)
        .add_columns(HostClaim.organisation_id, HostClaim.requested_fen, HostClaim.eligible_fen, applications.ITEMS)
        .select_from(HostClaim)
        .join(HostClaim.competition)
        .join(HostClaim.organisation)
        .where(Competition.season_id == season_id, HostClaim.state.in_(GRANTED))
        .order_by(HostClaim.decided_at, HostClaim.id)
    )
    return [Claimed(day, level.value, *rest) for day, level, *rest in db.session.execute(query)]


def figures(book: Book, days: Iterable[date]) -> dict[date, Figures]:
    """Give what the tables say on each of these days; a day without a figure is refused by its table's name."""
    return {day: _figures(book, day) for day in set(days)}


def _figures(book: Book, day: date) -> Figures:
    told = [book.on(day, name).value for name in (*decisions.PRIZE, *decisions.HOST)]
    by_rank, cap, shared, groups, by_level, host_cap, rate, scope = told
    return Figures(by_rank, cap, SharedRank(shared), by_level, host_cap, Decimal(rate), CapScope(scope), groups)


@dataclass(frozen=True, slots=True)
class Coming:
    """What is planned for a season."""

    season: Season
    planned: tuple[Planned, ...]


def coming(season: Season) -> Coming:
    """Read the competitions of a season that are not cancelled, drafts too, with the groups of the items each has."""
    query = (
        sa.select(Competition.id, Competition.level, Competition.host_id)
        .add_columns(Item.group)
        .outerjoin(Item, sa.and_(Item.competition_id == Competition.id, Item.cancelled.is_(False)))
        .where(Competition.season_id == season.id, Competition.state != CompetitionState.CANCELLED)
        .where(Competition.level != Level.COUNTY)
        .order_by(Competition.starts_on, Competition.id, Item.code)
    )
    found: dict[tuple[int, Level, int], list[str]] = {}
    for competition_id, level, host_id, *of_item in db.session.execute(query):
        # one without an item has no group
        found.setdefault((competition_id, level, host_id), []).extend(group.value for group in of_item if group)
    planned = (Planned(level.value, len(groups), host, tuple(groups)) for (_id, level, host), groups in found.items())
    return Coming(season, tuple(planned))


def earlier(season: Season, book: Book) -> Earlier:
    """Read what all seasons before this one were like."""
    query = sa.select(Season.id).where(Season.year < season.year)
    before = list(db.session.scalars(query))
    spent = [one for season_id in before for one in _spent(season_id, book)]
    return Earlier(_competitions(before, book), sum(one.full_fen for one in spent), sum(one.fen for one in spent))


def _spent(season_id: int, book: Book) -> Iterable[what_if_rules.Spent]:
    won = awards(season_id)
    return what_if_rules.prizes(won, figures(book, (one.day for one in won))).values()


def _competitions(season_ids: Collection[int], book: Book) -> tuple[Past, ...]:
    fields = _fields(season_ids)
    query = (
        sa.select(Competition.id, Competition.level, Competition.state, Competition.starts_on, HostClaim.amount_fen)
        .add_columns(Competition.host_id)
        .outerjoin(HostClaim, HostClaim.competition_id == Competition.id)
        .where(Competition.season_id.in_(season_ids), Competition.state.in_(OVER), Competition.level != Level.COUNTY)
        .order_by(Competition.id)
    )
    return tuple(
        Past(
            row.level.value,
            row.state is CompetitionState.HELD,
            tuple(count for _group, count in fields.get(row.id, ())),
            row.amount_fen or 0,
            _most(book, row.starts_on, row.level.value),
            row.host_id,
            tuple(group for group, _count in fields.get(row.id, ())),
        )
        for row in db.session.execute(query)
    )


def _fields(season_ids: Collection[int]) -> Mapping[int, list[tuple[str, int]]]:
    query = (
        sa.select(Item.competition_id, Item.group, sa.func.count(ResultLine.id))
        .join(ItemResult, ItemResult.item_id == Item.id)
        .join(ResultLine, ResultLine.result_id == ItemResult.id)
        .join(Item.competition)
        .where(Competition.season_id.in_(season_ids), ItemResult.state == ResultState.ANNOUNCED)
        .where(ResultLine.place.is_not(None))
        .group_by(Item.competition_id, Item.group, ItemResult.id)
        .order_by(Item.competition_id, ItemResult.id)
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for competition_id, group, count in db.session.execute(query):
        found[competition_id].append((group.value, count))
    return found


def _most(book: Book, day: date, level: str) -> int:
    try:
        return int(book.on(day, decisions.HOST[0]).value.get(level, 0))
    except NoValue:
        return 0


def tables(book: Book, day: date) -> Tables:
    """Give what the tables say of a day: prizes of the places in order, hosts' subsidies, their ceiling and its scope."""
    told = _figures(book, day)
    places = {level: tuple(of[place] for place in sorted(of)) for level, of in told.by_rank.items()}
    shares = {group: Decimal(share) for group, share in told.groups.items()}
    return Tables(places, told.by_level, told.host_cap_fen, told.scope, shares)


def cost(season: Season, book: Book) -> int:
    """Sum what a season cost by the tables of its days: prizes by announced results, and granted subsidies."""
    spent = sum(one.fen for one in _spent(season.id, book))
    query = sa.select(sa.func.sum(HostClaim.amount_fen)).join(HostClaim.competition)
    query = query.where(Competition.season_id == season.id, HostClaim.state.in_(GRANTED))
    return spent + int(db.session.scalar(query) or 0)
