"""Reads of the plan."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation import paging
from competition.foundation.database import db
from competition.foundation.paging import Page
from competition.plan.models import Competition, Following, Item, News, Season, TimetableEntry
from competition.plan.rules import CompetitionState, Group, Level

_WHOLE = (joinedload(Competition.organiser), joinedload(Competition.host), selectinload(Competition.items))
_PUBLIC = (Competition.state != CompetitionState.DRAFT, Competition.published_at.is_not(None))


def seasons() -> list[Season]:
    """List the seasons, the newest first."""
    return list(db.session.scalars(sa.select(Season).order_by(Season.year.desc())))


def season(year: int) -> Season | None:
    """Find a season by its year."""
    return db.session.scalar(sa.select(Season).where(Season.year == year))


def competition(competition_id: int) -> Competition | None:
    """Find a competition with its items, host and organiser."""
    return db.session.scalar(sa.select(Competition).options(*_WHOLE).where(Competition.id == competition_id))


def item(item_id: int) -> Item | None:
    """Find an item with its competition."""
    return db.session.scalar(sa.select(Item).options(joinedload(Item.competition)).where(Item.id == item_id))


def following(item_id: int) -> Following | None:
    """Find what an item follows, with the earlier item."""
    query = sa.select(Following).options(joinedload(Following.earlier))
    return db.session.scalar(query.where(Following.item_id == item_id))


def followings(competition_id: int) -> dict[int, Following]:
    """Find which items of a competition follow another, by item."""
    query = sa.select(Following).join(Item, Item.id == Following.item_id).options(joinedload(Following.earlier))
    return {one.item_id: one for one in db.session.scalars(query.where(Item.competition_id == competition_id))}


def competitions_of(year: int, user: User) -> list[Competition]:
    """List the competitions of a year that this person runs, supervises or hosts; all for those who serve the city."""
    query = sa.select(Competition).join(Season).options(*_WHOLE).where(Season.year == year)
    query = query.order_by(Competition.starts_on, Competition.id)
    for_the_city = user.holds(Role.ORGANISER) or user.holds(Role.SUPERVISOR)
    if not (for_the_city or user.roles & {Role.AUDITOR, Role.FINANCE_OFFICER}):
        theirs = user.scope_ids(Role.ORGANISER, Scope.COMPETITION) | user.scope_ids(Role.SUPERVISOR, Scope.COMPETITION)
        query = query.where(
            sa.or_(
                Competition.id.in_(theirs),
                Competition.host_id.in_(user.scope_ids(Role.HOST_OFFICER, Scope.ORGANISATION)),
            )
        )
    return list(db.session.scalars(query))


def public_competitions(year: int | None, level: str, group: str) -> list[Competition]:
    """List what anyone may see, by year, level and group."""
    query = sa.select(Competition).options(*_WHOLE).where(*_PUBLIC).order_by(Competition.starts_on, Competition.id)
    if year:
        query = query.join(Season).where(Season.year == year)
    if level in set(Level):
        query = query.where(Competition.level == Level(level))
    if group in set(Group):
        query = query.where(Competition.items.any(Item.group == Group(group)))
    return list(db.session.scalars(query))


def public_years() -> list[int]:
    """List the years that have something public."""
    query = sa.select(Season.year).join(Competition).where(*_PUBLIC).distinct().order_by(Season.year.desc())
    return list(db.session.scalars(query))


def timetable(competition_id: int) -> list[TimetableEntry]:
    """List a competition's timetable."""
    query = (
        sa.select(TimetableEntry)
        .options(joinedload(TimetableEntry.item), joinedload(TimetableEntry.competition))
        .where(TimetableEntry.competition_id == competition_id)
        .order_by(TimetableEntry.starts_at, TimetableEntry.id)
    )
    return list(db.session.scalars(query))


def public_timetable(first: datetime, last: datetime) -> list[TimetableEntry]:
    """List every public line between two moments."""
    query = (
        sa.select(TimetableEntry)
        .join(TimetableEntry.competition)
        .options(contains_eager(TimetableEntry.competition), joinedload(TimetableEntry.item))
        .where(*_PUBLIC, Competition.state != CompetitionState.CANCELLED)
        .where(TimetableEntry.ends_at >= first, TimetableEntry.starts_at < last)
        .order_by(TimetableEntry.starts_at, TimetableEntry.id)
    )
    return list(db.session.scalars(query))


def due_by_clock(at: datetime) -> list[Competition]:
    """List competitions whose registration the clock may have to open or close."""
    waiting = (CompetitionState.PUBLISHED, CompetitionState.OPEN)
    query = sa.select(Competition).where(Competition.state.in_(waiting), Competition.registration_opens_at <= at)
    return list(db.session.scalars(query))


def counts_by_state(user: User) -> dict[CompetitionState, int]:
    """Count the competitions of an organiser by state."""
    query = sa.select(Competition.state, sa.func.count()).group_by(Competition.state)
    if not user.holds(Role.ORGANISER):
        query = query.where(Competition.id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION)))
    return dict(db.session.execute(query).all())


def should_start(on: date) -> list[Competition]:
    """List competitions whose first day has come but which nobody started."""
    query = sa.select(Competition).where(Competition.state == CompetitionState.CLOSED, Competition.starts_on <= on)
    return list(db.session.scalars(query))


def slot(entry_id: int) -> TimetableEntry | None:
    """Find a line of the timetable."""
    return db.session.get(TimetableEntry, entry_id)


def news(news_id: int) -> News | None:
    """Find a piece of news."""
    return db.session.get(News, news_id)


def _out(at: datetime) -> sa.Select[News]:
    query = sa.select(News).where(News.published_at <= at, News.withdrawn_at.is_(None))
    return query.order_by(News.published_at.desc(), News.id.desc())


def newest_news(at: datetime, most: int) -> list[News]:
    """List the newest news that is out and stands."""
    return list(db.session.scalars(_out(at).limit(most)))


def news_out(at: datetime, number: int) -> Page[News]:
    """List all news that is out and stands, a page at a time."""
    return paging.paged(_out(at), number)


def all_news(number: int) -> Page[News]:
    """List all news for the office: to come, out and taken back."""
    return paging.paged(sa.select(News).order_by(News.published_at.desc(), News.id.desc()), number)
