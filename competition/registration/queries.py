"""Reads of entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.directory import records
from competition.directory.models import Organisation
from competition.foundation import paging
from competition.foundation.database import db
from competition.foundation.paging import Page
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState
from competition.registration import access
from competition.registration.models import Draw, Entry, Member, PriorTitle
from competition.registration.rules import EntryState

STANDING = (EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How far the draw of one competition is: its items with their numbers drawn, and those without."""

    competition_id: int
    name: str
    drawn: int
    waiting: int


def drawings(user: User) -> list[Drawing]:
    """Tell a code keeper how far the draw is in each competition of theirs that is not held yet."""
    ids = user.scope_ids(Role.CODE_KEEPER, Scope.COMPETITION)
    items = user.scope_ids(Role.CODE_KEEPER, Scope.ITEM)
    drawn = sa.func.count(Draw.id)
    query = (
        sa.select(Competition.id, Competition.name, drawn, sa.func.count(Item.id) - drawn)
        .join(Item, Item.competition_id == Competition.id)
        .outerjoin(Draw, Draw.item_id == Item.id)
        .where(sa.or_(Competition.id.in_(ids), Item.id.in_(items)), Item.cancelled.is_(False))
        .where(Competition.state.in_((CompetitionState.CLOSED, CompetitionState.RUNNING)))
        .group_by(Competition.id, Competition.name, Competition.starts_on)
        .order_by(Competition.starts_on, Competition.id)
    )
    return [Drawing(*row) for row in db.session.execute(query)]


def entry(entry_id: int) -> Entry | None:
    """Find an entry with its item, competition and unit."""
    query = sa.select(Entry).options(
        joinedload(Entry.item).joinedload(Item.competition), joinedload(Entry.organisation)
    )
    return db.session.scalar(query.where(Entry.id == entry_id))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a competition are asked for."""

    competition_id: int
    item_id: int | None = None
    state: str = ""
    text: str = ""
    units: frozenset[int] | None = None


def _entries(wanted: Wanted) -> sa.Select[Entry]:
    query = (
        sa.select(Entry)
        .join(Entry.item)
        .options(contains_eager(Entry.item), joinedload(Entry.organisation))
        .where(Item.competition_id == wanted.competition_id)
        .order_by(Item.code, Entry.number, Entry.submitted_at, Entry.id)
    )
    if wanted.item_id:
        query = query.where(Entry.item_id == wanted.item_id)
    if wanted.state in set(EntryState):
        query = query.where(Entry.state == EntryState(wanted.state))
    if wanted.units is not None:
        query = query.where(Entry.organisation_id.in_(wanted.units))
    if wanted.text:
        named = Entry.members.any(Member.name_as_was.contains(wanted.text, autoescape=True))
        query = query.where(
            sa.or_(named, Entry.unit_as_was.contains(wanted.text, autoescape=True), Entry.team_name == wanted.text)
        )
    return query


def entries(wanted: Wanted, number: int) -> Page[Entry]:
    """List entries, a page at a time."""
    return paging.paged(_entries(wanted), number)


def all_entries(wanted: Wanted) -> list[Entry]:
    """List all entries asked for, with their coaches."""
    return list(db.session.scalars(_entries(wanted).options(selectinload(Entry.coaches))))


def accepted(item_id: int) -> list[Entry]:
    """List the accepted entries of an item by number."""
    query = sa.select(Entry).where(Entry.item_id == item_id, Entry.state == EntryState.ACCEPTED)
    return list(db.session.scalars(query.order_by(Entry.number, Entry.id)))


def counts(competition_id: int, units: frozenset[int] | None = None) -> dict[EntryState, int]:
    """Count a competition's entries by state."""
    query = sa.select(Entry.state, sa.func.count()).join(Entry.item).where(Item.competition_id == competition_id)
    if units is not None:
        query = query.where(Entry.organisation_id.in_(units))
    return dict(db.session.execute(query.group_by(Entry.state)).all())


def counts_by_item(competition_id: int) -> dict[int, int]:
    """Count standing entries by item."""
    query = (
        sa.select(Entry.item_id, sa.func.count())
        .join(Entry.item)
        .where(Item.competition_id == competition_id, Entry.state.in_(STANDING))
        .group_by(Entry.item_id)
    )
    return dict(db.session.execute(query).all())


def counts_by_unit(competition_id: int) -> dict[tuple[int, str], int]:
    """Count standing entries by item and credit code of the unit."""
    query = (
        sa.select(Entry.item_id, Organisation.credit_code, sa.func.count())
        .join(Entry.item)
        .join(Entry.organisation)
        .where(Item.competition_id == competition_id, Entry.state.in_(STANDING))
        .group_by(Entry.item_id, Organisation.credit_code)
    )
    return {(item_id, code or ""): count for item_id, code, count in db.session.execute(query)}


def team_names(competition_id: int) -> frozenset[tuple[int, str]]:
    """Name the teams that stand entered, by item."""
    query = (
        sa.select(Entry.item_id, Entry.team_name)
        .join(Entry.item)
        .where(Item.competition_id == competition_id, Entry.state.in_(STANDING), Entry.team_name != "")
    )
    return frozenset((item_id, name) for item_id, name in db.session.execute(query))


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the people of a workbook, by ID number."""

    names: dict[str, str]
    entered: dict[str, str]
    barred: dict[str, str]


def history(id_numbers: Sequence[str], competition_id: int, barring: frozenset[str]) -> History:
    """Look up many people at once: the name they are known by, where they are entered, and titles that bar them."""
    people = records.persons_by_number(id_numbers)
    by_id = {person.id: number for number, person in people.items()}
    in_items = (
        sa.select(Member.person_id, Item.code, Item.name)
        .join(Member.entry)
        .join(Entry.item)
        .where(Member.person_id.in_(by_id), Item.competition_id == competition_id, Entry.state.in_(STANDING))
    )
    titles = sa.select(PriorTitle.person_id, PriorTitle.title).where(
        PriorTitle.person_id.in_(by_id), PriorTitle.title.in_(barring)
    )
    return History(
        {number: person.name for number, person in people.items()},
        {by_id[person_id]: f"{code} {name}" for person_id, code, name in db.session.execute(in_items)},
        {by_id[person_id]: title for person_id, title in db.session.execute(titles)},
    )


def drawn(item_id: int) -> Draw | None:
    """Find the draw of an item."""
    return db.session.scalar(sa.select(Draw).where(Draw.item_id == item_id))


def draws(competition_id: int) -> dict[int, Draw]:
    """Find the draws of a competition's items."""
    query = sa.select(Draw).join(Item, Item.id == Draw.item_id).where(Item.competition_id == competition_id)
    return {draw.item_id: draw for draw in db.session.scalars(query)}


def open_competitions(at: datetime) -> list[Competition]:
    """List competitions one can enter now."""
    query = sa.select(Competition).where(
        Competition.state == CompetitionState.OPEN,
        Competition.registration_opens_at <= at,
        Competition.registration_closes_at > at,
    )
    return list(db.session.scalars(query.order_by(Competition.registration_closes_at)))


def competitions_of(user: User) -> list[Competition]:
    """List published competitions whose entries somebody may see: all of those they run, their own unit's elsewhere."""
    own = sa.select(Entry.id).join(Entry.item).where(Item.competition_id == Competition.id)
    query = sa.select(Competition, own.where(Entry.organisation_id.in_(access.own_units(user))).exists())
    query = query.where(Competition.published_at.is_not(None), Competition.state != CompetitionState.CANCELLED)
    rows = db.session.execute(query.order_by(Competition.starts_on.desc(), Competition.id))
    return [competition for competition, is_entered in rows if is_entered or access.may_see_list(user, competition)]


def waiting_reviews(user: User) -> int:
    """Count entries that wait for this organiser's review."""
    query = sa.select(Competition, sa.func.count(Entry.id)).join(Item, Item.competition_id == Competition.id)
    query = (
        query.join(Entry, Entry.item_id == Item.id).where(Entry.state == EntryState.SUBMITTED).group_by(Competition.id)
    )
    return sum(count for competition, count in db.session.execute(query) if access.may_review(user, competition))


def own_counts(user: User) -> dict[EntryState, int]:
    """Count a leader's entries by state."""
    query = sa.select(Entry.state, sa.func.count()).where(Entry.organisation_id.in_(access.own_units(user)))
    return dict(db.session.execute(query.group_by(Entry.state)).all())
