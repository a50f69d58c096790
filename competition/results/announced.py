"""What stands announced: written with each release, and read for seasons, persons, units and the search."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload, selectinload

from competition.directory import pinyin
from competition.directory import queries as directory
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.plan.models import Competition, Item, Season
from competition.registration.models import Entry
from competition.results import appeals, queries, told_apart
from competition.results.announced_models import AnnouncedLine, AnnouncedMember, PublicPerson
from competition.results.award_rules import AWARDS
from competition.results.models import ItemResult, ResultLine
from competition.results.snapshot_models import Release, ReleaseState

UNIT = aliased(Organisation)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a result's page names, with the code of their own page."""

    person_id: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Whom a line of an announced result names, and whose line it is."""

    people: tuple[Named, ...]
    unit_id: int
    division_code: str


# --- written with a release ------------------------------------------------------------------------------------------


def shown(result: ItemResult, names: Mapping[int, str], held: Collection[int]) -> dict[int, Shown]:
    """Say whom each line names; whoever is named for the first time gets an address.

    Members of a team that has a name of its own are named where they have an award, as the register names them.
    """
    entries = _entries(result)
    told = {one.id: _members(one, entries[one.entry_id], names[one.id], held) for one in result.lines if one.place}
    codes = _codes({person_id for members in told.values() for person_id, _name in members})
    found = {}
    for one in result.lines:
        if one.place:
            unit = entries[one.entry_id].organisation
            people = tuple(Named(person_id, name, codes[person_id]) for person_id, name in told[one.id])
            found[one.id] = Shown(people, unit.merged_into_id or unit.id, unit.division_code)
    return found


def _entries(result: ItemResult) -> dict[int, Entry]:
    query = sa.select(Entry).options(joinedload(Entry.organisation), selectinload(Entry.members))
    query = query.where(Entry.id.in_([one.entry_id for one in result.lines]))
    return {one.id: one for one in db.session.scalars(query)}


def _members(line: ResultLine, entry: Entry, name: str, held: Collection[int]) -> list[tuple[int, str]]:
    if len(entry.members) == 1 and not entry.team_name:
        # as the result names them: two of one name and unit are told apart by a masked tail
        return [(entry.members[0].person_id, name)]
    if entry.team_name and (not line.award or line.id in held):
        return []
    return [(member.person_id, member.name_as_was) for member in entry.members]


def _codes(person_ids: Collection[int]) -> dict[int, str]:
    query = sa.select(PublicPerson).where(PublicPerson.person_id.in_(person_ids))
    known = {one.person_id: one.code for one in db.session.scalars(query)}
    new = {person_id: secrets.token_hex(6) for person_id in sorted(person_ids) if person_id not in known}
    session = db.session()
    session.add_all(PublicPerson(person_id=person_id, code=code) for person_id, code in new.items())
    session.flush()
    return known | new


def keep(release: Release, result: ItemResult, told: Mapping[int, Shown]) -> None:
    """Let these lines stand for the item from now on; none where the release announces nothing."""
    session = db.session()
    mine = sa.select(AnnouncedLine.id).where(AnnouncedLine.item_id == release.item_id)
    session.execute(sa.delete(AnnouncedMember).where(AnnouncedMember.line_id.in_(mine)))
    session.execute(sa.delete(AnnouncedLine).where(AnnouncedLine.item_id == release.item_id))
    if release.state is ReleaseState.ANNOUNCED and result.announced_on:
        names, held = queries.public_names(result), appeals.held_of(result, release.released_at)
        for one in result.lines:
            if one.place:
                award = appeals.HELD if one.id in held else one.award
                session.add(_line(release, one, names[one.id], award, told[one.id]))
        session.flush()


def _line(release: Release, line: ResultLine, name: str, award: str, told: Shown) -> AnnouncedLine:
    announced_on = line.result.announced_on
    assert line.place
    assert announced_on
    return AnnouncedLine(
        release_id=release.id,
        item_id=release.item_id,
        place=line.place,
        shared=line.shared,
        name=name,
        unit=line.unit_as_was,
        unit_pinyin=pinyin.of_text(line.unit_as_was),
        organisation_id=told.unit_id,
        division_code=told.division_code,
        award=award,
        announced_on=announced_on,
        scale=scale_of(line),
        people=[
            AnnouncedMember(person_id=one.person_id, name=one.name, name_pinyin=pinyin.of_name(_plain(one.name)))
            for one in told.people
        ],
    )


def scale_of(line: ResultLine) -> int | None:
    """Give a line's points on the WorldSkills scale, as its version was worked out."""
    scores: Mapping[str, int] = (line.result.basis.get("scale") or {}).get("scores", {})
    return scores.get(str(line.number))


def _plain(name: str) -> str:
    # without the masked tail that tells two of one name and unit apart
    return name.partition(told_apart.TAIL)[0]


# --- read ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines of a year have one award, for a unit and its district as they were."""

    unit_id: int
    unit: str
    unit_en: str
    division_code: str
    award: str
    count: int


def counted(year: int) -> list[Counted]:
    """Count the announced lines of a year's competitions by unit, district and award: one statement."""
    line = AnnouncedLine
    columns = (UNIT.id, UNIT.name, UNIT.name_en, line.division_code, line.award)
    query = (
        _with_units(sa.select(*columns, sa.func.count()))
        .join(line.item)
        .join(Item.competition)
        .join(Competition.season)
        .where(Season.year == year)
        .group_by(*columns)
        .order_by(UNIT.id)
    )
    return [Counted(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class YearCounted:
    """What a season's announced results come to: lines, those with an award, items and units."""

    year: int
    placed: int
    awarded: int
    items: int
    units: int


def by_year() -> list[YearCounted]:
    """Count the announced lines of every season, the newest first: one statement."""
    line = AnnouncedLine
    awarded = sa.func.sum(sa.case((line.award.in_(AWARDS), 1), else_=0))
    distinct = (sa.func.count(line.item_id.distinct()), sa.func.count(UNIT.id.distinct()))
    query = (
        _with_units(sa.select(Season.year, sa.func.count(), awarded, *distinct))
        .join(line.item)
        .join(Item.competition)
        .join(Competition.season)
        .group_by(Season.year)
        .order_by(Season.year.desc())
    )
    return [YearCounted(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class HostCounted:
    """What a host held of a season: its competitions and items with an announced result, and the places in them."""

    name: str
    name_en: str
    competitions: int
    items: int
    placed: int


def by_host(year: int) -> list[HostCounted]:
    """Count the announced lines of a year by the host of their competition, the most first: one statement."""
    own = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
    distinct = (sa.func.count(Competition.id.distinct()), sa.func.count(AnnouncedLine.item_id.distinct()))
    query = (
        sa.select(UNIT.name, UNIT.name_en, *distinct, sa.func.count())
        .select_from(AnnouncedLine)
        .join(AnnouncedLine.item)
        .join(Item.competition)
        .join(Competition.season)
        .join(Competition.host)
        .join(UNIT, UNIT.id == own)
        .where(Season.year == year)
        .group_by(UNIT.id, UNIT.name, UNIT.name_en)
        .order_by(sa.func.count().desc(), UNIT.name, UNIT.id)
    )
    return [HostCounted(*row) for row in db.session.execute(query)]


def _with_units(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    # records of one unit that were merged count as one
    own = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
    return query.select_from(AnnouncedLine).join(AnnouncedLine.organisation).join(UNIT, UNIT.id == own)


def _lines() -> sa.Select[AnnouncedLine]:
    """Select lines with item, competition and people, the newest first: two statements."""
    whole = contains_eager(AnnouncedLine.item).contains_eager(Item.competition)
    query = sa.select(AnnouncedLine).join(AnnouncedLine.item).join(Item.competition)
    query = query.options(whole, selectinload(AnnouncedLine.people))
    newest = (Competition.starts_on.desc(), Competition.id, Item.code, AnnouncedLine.place, AnnouncedLine.id)
    return query.order_by(*newest)


def unit(unit_id: int) -> Organisation | None:
    """Find a unit that an announced result names; one that was merged is found under both numbers."""
    own = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
    asked = sa.select(own).where(Organisation.id == unit_id).scalar_subquery()
    query = _with_units(sa.select(UNIT)).where(UNIT.id == asked).limit(1)
    found: Organisation | None = db.session.scalar(query)
    return found


def of_unit(unit_id: int) -> Sequence[AnnouncedLine]:
    """List every announced line of a unit."""
    same = sa.select(Organisation.id).where(sa.func.coalesce(Organisation.merged_into_id, Organisation.id) == unit_id)
    return db.session.scalars(_lines().where(AnnouncedLine.organisation_id.in_(same))).all()


def delegations(competition_id: int) -> list[tuple[AnnouncedLine, Organisation]]:
    """List a competition's announced lines, each with its unit as it is now, by unit, item and place: two statements."""
    query = (
        _with_units(sa.select(AnnouncedLine, UNIT))
        .join(AnnouncedLine.item)
        .options(contains_eager(AnnouncedLine.item), selectinload(AnnouncedLine.people))
        .where(Item.competition_id == competition_id)
        .order_by(UNIT.name, UNIT.id, Item.code, AnnouncedLine.place, AnnouncedLine.id)
    )
    return [(line, unit) for line, unit in db.session.execute(query)]


def person_ids(code: str) -> frozenset[int]:
    """Find the records of the person behind a page's code; none where there is no such code."""
    found = db.session.scalar(sa.select(PublicPerson.person_id).where(PublicPerson.code == code))
    return frozenset() if found is None else directory.same_persons([found])[found]


def of_person(person_ids: Collection[int]) -> Sequence[AnnouncedLine]:
    """List every announced line that names a person."""
    mine = sa.select(AnnouncedMember.line_id).where(AnnouncedMember.person_id.in_(person_ids))
    return db.session.scalars(_lines().where(AnnouncedLine.id.in_(mine))).all()


def codes_of(person_ids: Collection[int]) -> dict[int, str]:
    """Give the code of the page of each of these people who has one."""
    query = sa.select(PublicPerson.person_id, PublicPerson.code).where(PublicPerson.person_id.in_(person_ids))
    told = sa.exists().where(AnnouncedMember.person_id == PublicPerson.person_id)
    return {row.person_id: row.code for row in db.session.execute(query.where(told))}


def own_units(unit_ids: Collection[int]) -> dict[int, int]:
    """Give the number of the page of each of these units that has one."""
    own = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
    told = _with_units(sa.select(UNIT.id)).correlate(None)
    query = sa.select(Organisation.id, own).where(Organisation.id.in_(unit_ids), own.in_(told))
    return {row[0]: row[1] for row in db.session.execute(query)}


def namesakes(name: str, person_ids: Collection[int]) -> int:
    """Count the other people of a name whom announced results name."""
    query = sa.select(sa.func.count(AnnouncedMember.person_id.distinct()))
    same = AnnouncedMember.name.startswith(_plain(name) + told_apart.TAIL, autoescape=True)
    query = query.where(
        sa.or_(AnnouncedMember.name == _plain(name), same), AnnouncedMember.person_id.not_in(person_ids)
    )
    return db.session.scalar(query) or 0


def find(wanted: str, spelled: str, most: int, without: Collection[int] = frozenset()) -> Sequence[AnnouncedLine]:
    """Find announced lines by part of the name of competitor, team or unit, or (`spelled`, else '') by pinyin.

    `without` are people by whose names nothing is found; a line that its own name tells to be theirs is left out.
    """
    line, member = AnnouncedLine, AnnouncedMember
    named = sa.or_(member.name.icontains(wanted, autoescape=True), _spelled(member.name_pinyin, spelled))
    people = sa.select(member.line_id).where(named, member.person_id.not_in(without))
    tests = (line.name.icontains(wanted, autoescape=True), line.unit.icontains(wanted, autoescape=True))
    found = _lines().where(sa.or_(line.id.in_(people), *tests, _spelled(line.unit_pinyin, spelled)))
    if without:
        # who competes alone, or in a team without a name of its own, is named by the line itself
        theirs = sa.select(member.line_id).where(member.person_id.in_(without), member.line_id == line.id)
        named_by_it = sa.func.replace(line.name, member.name, "") != line.name
        found = found.where(~theirs.where(named_by_it).correlate(line).exists())
    return db.session.scalars(found.limit(most)).all()


def find_units(wanted: str, spelled: str, most: int) -> Sequence[Organisation]:
    """Find units of announced results by part of a name they have or had, or by pinyin."""
    line = AnnouncedLine
    named = (column.icontains(wanted, autoescape=True) for column in (line.unit, UNIT.name, UNIT.name_en))
    ids = _with_units(sa.select(UNIT.id)).where(sa.or_(*named, _spelled(line.unit_pinyin, spelled)))
    query = sa.select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name, Organisation.id)
    return db.session.scalars(query.limit(most)).all()


def _spelled(column: InstrumentedAttribute[str], spelled: str) -> sa.ColumnElement[bool]:
    return column.contains(spelled, autoescape=True) if spelled else sa.false()


def first_of(lines: Sequence[AnnouncedLine], person_ids: Collection[int]) -> AnnouncedMember | None:
    """Give a person as the newest of these lines names them."""
    return next((one for line in lines for one in line.people if one.person_id in person_ids), None)
