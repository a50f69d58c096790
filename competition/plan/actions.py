"""What planners do."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, Refused
from competition.foundation.texts import _, _l
from competition.plan import queries, rules, words
from competition.plan.models import Competition, Item, News, Season, TimetableEntry
from competition.plan.rules import CompetitionState, Group, Level
from competition.policy.book import Book


@dataclass(frozen=True, slots=True)
class CompetitionData:
    """What is entered of a competition."""

    name: str
    name_en: str
    level: Level
    document_number: str
    organiser_id: int
    host_id: int
    starts_on: date
    ends_on: date
    venue: str
    venue_en: str
    registration_opens_at: datetime
    registration_closes_at: datetime


@dataclass(frozen=True, slots=True)
class ItemData:
    """What is entered of an item."""

    code: str
    name: str
    name_en: str
    occupation_code: str
    occupation_edition: str
    occupation_name: str
    group: Group
    team_size: int
    unit_quota: int | None
    places: int | None
    born_from: date | None
    born_to: date | None
    theory_weight: Decimal
    practice_weight: Decimal
    held_on: date
    venue: str


def add_season(year: int, title: str, title_en: str, by: User, at: datetime) -> Season:
    """Begin a year's plan."""
    if queries.season(year) is not None:
        raise Refused(_("The season %(year)s is here already.", year=year), field="year")
    with transaction() as session:
        season = Season(year=year, title=title.strip(), title_en=title_en.strip(), created_at=at)
        session.add(season)
        session.flush()
        trail.record(by, "plan.season_added", season, at)
    return season


def add_competition(season: Season, data: CompetitionData, by: User, at: datetime) -> Competition:
    """Put a competition into a year's plan as a draft."""
    _must_be_in_order(data)
    with transaction() as session:
        competition = Competition(season_id=season.id, created_at=at, state=CompetitionState.DRAFT)
        _fill(competition, data)
        session.add(competition)
        session.flush()
        trail.record(by, "plan.competition_added", competition, at)
    return competition


def change_competition(
    competition: Competition, data: CompetitionData, reason: str, seen: int | None, by: User, at: datetime
) -> None:
    """Change a competition; once it is published, with a reason that is shown beside the change."""
    _must_be_in_order(data)
    with transaction():
        competition.must_be_as_seen(seen)
        competition.must_not_be_over()
        if competition.is_public and not reason.strip():
            raise Refused(_l("It is published: say why it changes."), field="reason")
        _fill(competition, data)
        if competition.is_public:
            competition.state_reason = reason.strip()
        trail.record(by, "plan.competition_changed", competition, at, {"reason": reason.strip()})


def _fill(record: Competition | Item, data: CompetitionData | ItemData) -> None:
    for name in data.__slots__:
        value = getattr(data, name)
        setattr(
            record, name, value.strip() if isinstance(value, str) and not isinstance(value, Level | Group) else value
        )


def _must_be_in_order(data: CompetitionData) -> None:
    faults = []
    if data.ends_on < data.starts_on:
        faults.append(Fault(_("The last day lies before the first."), field="ends_on"))
    if data.registration_closes_at <= data.registration_opens_at:
        faults.append(Fault(_("Registration closes before it opens."), field="registration_closes_at"))
    if clock.in_city(data.registration_closes_at).date() > data.starts_on:
        faults.append(Fault(_("Registration must close by the first day."), field="registration_closes_at"))
    if faults:
        raise Refused(_("The days do not fit together."), faults=faults)


def publish_competition(competition: Competition, book: Book, seen: int | None, by: User, at: datetime) -> list[str]:
    """Publish a competition, and name what should be better; refused while something is missing."""
    with transaction():
        competition.must_be_as_seen(seen)
        ready = readiness(competition, book, at)
        faults = rules.publish_faults(ready, clock.in_city(at).date())
        if faults:
            raise Refused(
                _("It cannot be published yet."), faults=[Fault(str(words.PUBLISH_FAULTS[f])) for f in faults]
            )
        competition.move(CompetitionState.PUBLISHED)
        competition.published_at = at
        trail.record(by, "plan.competition_published", competition, at)
        _follow(competition, None, at)
    return rules.publish_warnings(ready)


def readiness(competition: Competition, book: Book, at: datetime) -> rules.Readiness:
    """Gather what publishing asks for."""
    on = clock.in_city(at).date()
    items = [item for item in competition.items if not item.cancelled]
    outside = tuple(i.code for i in items if not competition.starts_on <= i.held_on <= competition.ends_on)
    days = int(book.on(on, "plan.filing_days").value)
    return rules.Readiness(
        len(items),
        bool(competition.document_number),
        competition.registration_closes_at,
        competition.starts_on,
        on,
        days,
        outside,
    )


def cancel_competition(competition: Competition, reason: str, by: User, at: datetime) -> None:
    """Cancel a competition with the reason everyone is shown."""
    if not reason.strip():
        raise Refused(_l("Say why it is cancelled; everyone is shown the reason."), field="reason")
    with transaction():
        competition.move(CompetitionState.CANCELLED, reason.strip())
        trail.record(by, "plan.competition_cancelled", competition, at, {"reason": reason.strip()})


def start_competition(competition: Competition, by: User, at: datetime) -> None:
    """Say that a competition has begun."""
    with transaction():
        competition.move(CompetitionState.RUNNING)
        trail.record(by, "plan.competition_started", competition, at)


def end_competition(competition: Competition, by: User, at: datetime) -> None:
    """Say that a competition was held."""
    with transaction():
        competition.move(CompetitionState.HELD)
        trail.record(by, "plan.competition_held", competition, at)


def follow_clock(at: datetime) -> None:
    """Open and close registrations that are due (a job's work; the system acts)."""
    due = [c.id for c in queries.due_by_clock(at)]
    if not due:
        return
    with transaction() as session:
        for competition in session.scalars(sa.select(Competition).where(Competition.id.in_(due))):
            _follow(competition, None, at)


def _follow(competition: Competition, by: User | None, at: datetime) -> None:
    new = rules.registration_due(
        competition.state, competition.registration_opens_at, competition.registration_closes_at, at
    )
    if new is not competition.state:
        competition.move(new)
        trail.record(by, "plan.registration_moved", competition, at)


def keep_item(
    competition: Competition, there: Item | None, data: ItemData, seen: int | None, by: User, at: datetime
) -> Item:
    """Add an item to a competition, or change the one that is there."""
    _must_fit(competition, there, data)
    with transaction() as session:
        competition.must_not_be_over()
        if there is not None:
            there.must_be_as_seen(seen)
        item = there or Item(competition_id=competition.id)
        _fill(item, data)
        session.add(item)
        session.flush()
        trail.record(by, f"plan.item_{'changed' if there else 'added'}", item, at)
    return item


def _must_fit(competition: Competition, there: Item | None, data: ItemData) -> None:
    faults = []
    if data.theory_weight + data.practice_weight != 100:
        faults.append(Fault(_("Theory and practice must sum to 100."), field="practice_weight"))
    if not competition.starts_on <= data.held_on <= competition.ends_on:
        faults.append(Fault(_("The day lies outside the competition's days."), field="held_on"))
    if data.born_from and data.born_to and data.born_from > data.born_to:
        faults.append(Fault(_("The first birth date lies after the last."), field="born_to"))
    taken = sa.select(Item).where(Item.competition_id == competition.id, Item.code == data.code)
    other = db.session.scalar(taken)
    if other is not None and other is not there:
        faults.append(Fault(_("Another item of this competition has this code."), field="code"))
    if faults:
        raise Refused(_("The item does not fit."), faults=faults)


@dataclass(frozen=True, slots=True)
class SlotData:
    """What is entered of a line of the timetable."""

    item_id: int | None
    starts_at: datetime
    ends_at: datetime
    title: str
    title_en: str
    place: str


def add_slot(competition: Competition, data: SlotData, by: User, at: datetime) -> list[str]:
    """Add a line to the timetable, and name what it clashes with."""
    if data.ends_at <= data.starts_at:
        raise Refused(_("It ends before it begins."), field="ends_at")
    with transaction() as session:
        entry = TimetableEntry(competition_id=competition.id)
        for name in data.__slots__:
            setattr(entry, name, getattr(data, name))
        session.add(entry)
        session.flush()
        trail.record(by, "plan.timetable_changed", entry, at)
    slots = [rules.Slot(e.id, e.starts_at, e.ends_at, e.place, e.item_id) for e in queries.timetable(competition.id)]
    return [kind for one, other, kind in rules.clashes(slots) if entry.id in (one.id, other.id)]


def remove_slot(entry: TimetableEntry, by: User, at: datetime) -> None:
    """Take a line out of the timetable."""
    with transaction() as session:
        session.delete(entry)
        session.flush()
        trail.record(by, "plan.timetable_changed", None, at)


@dataclass(frozen=True, slots=True)
class NewsData:
    """What is entered of a piece of news; `published_at` None is at once."""

    title: str
    title_en: str
    text: str
    text_en: str
    published_at: datetime | None


def add_news(data: NewsData, by: User, at: datetime) -> News:
    """Tell everyone something, at once or from a moment to come."""
    with transaction() as session:
        news = News(created_at=at, created_by_id=by.id)
        _tell(news, data)
        # what is out is out since it was written, never before
        news.published_at = max(data.published_at or at, at)
        session.add(news)
        session.flush()
        trail.record(by, "plan.news_added", news, at)
    return news


def change_news(news: News, data: NewsData, seen: int | None, by: User, at: datetime) -> None:
    """Change a piece of news; once it is out its moment stays, and it says when it was changed."""
    with transaction():
        news.must_be_as_seen(seen)
        news.must_stand()
        _tell(news, data)
        if news.is_out(at):
            news.changed_at = at
        else:
            news.published_at = max(data.published_at or at, at)
        trail.record(by, "plan.news_changed", news, at)


def _tell(news: News, data: NewsData) -> None:
    for name in ("title", "title_en", "text", "text_en"):
        setattr(news, name, getattr(data, name).strip())


def withdraw_news(news: News, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Take a piece of news back; its address says so, with the reason."""
    if not reason.strip():
        raise Refused(_l("Give the reason for taking it back; it is shown in its place."), field="reason")
    with transaction():
        news.must_be_as_seen(seen)
        news.must_stand()
        news.withdrawn_at, news.withdrawn_reason = at, reason.strip()
        trail.record(by, "plan.news_withdrawn", news, at)
