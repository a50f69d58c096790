"""The hall of fame: the honours in force, counted by season, occupation and unit, and told one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.honours import person_requests
from competition.honours.models import HonourEntry
from competition.honours.rules import AWARDS, EntryState, HonourKind
from competition.plan.models import Competition, Item, Season
from competition.results import announced
from competition.results.models import ItemResult, ResultLine

UNIT = aliased(Organisation)
own_unit = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
# of an honour that another body gave, its year in the register
season_of = sa.func.coalesce(Season.year, HonourEntry.year)
nothing: sa.ColumnElement[str] = sa.literal_column("''")
# an item may name its occupation without the code of the classification
occupation_of = sa.func.coalesce(sa.func.nullif(Item.occupation_code, nothing), Item.occupation_name)
RANKS = {award: rank for rank, award in enumerate(AWARDS, 1)}
# a page tells so many of them; a workbook holds as many rows as one is read with
SHOWN, MOST = 200, 20_000
ALL = tuple(HonourKind)
# of the whole city a page tells who was given a title; awards are told by season, occupation and unit
TITLES = (HonourKind.TITLE, HonourKind.MERIT)


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the hall is asked for: a season, an occupation, a unit; nothing: all of it."""

    year: int | None = None
    occupation: str = ""
    unit: int | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether it is all of the hall."""
        return self == Part()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many honours of a season, an occupation or a unit are in force: awards of items, and all others."""

    key: Any
    name: str
    name_en: str
    awards: int
    others: int

    @property
    def whole(self) -> int:
        """Count both."""
        return self.awards + self.others


@dataclass(frozen=True, slots=True)
class Told:
    """One honour, and where its holder and unit have pages of their own."""

    entry: HonourEntry
    person: str
    unit: int | None


@dataclass(frozen=True, slots=True)
class Hall:
    """All that a page of the hall shows; `more` where it has more honours than are told."""

    part: Part
    name: str
    seasons: Sequence[Counted]
    occupations: Sequence[Counted]
    units: Sequence[Counted]
    told: Sequence[Told]
    more: bool

    @property
    def count(self) -> int:
        """Count the honours: each belongs to one season."""
        return sum(one.whole for one in self.seasons)


def hall(part: Part, most: int = SHOWN, kinds: Collection[HonourKind] = ALL) -> Hall | None:
    """Gather a page of the hall, telling the honours of some kinds; None where a part has no honours in force.

    Seven statements, and one where somebody is hidden.
    """
    hidden = person_requests.hidden()
    seasons = sorted(_counted(part, hidden, season_of), key=lambda one: -one.key)
    if not seasons and not part.is_whole:
        return None
    occupations = _counted(part, hidden, occupation_of, sa.func.max(Item.occupation_name))
    units = _counted(part, hidden, UNIT.id, sa.func.max(UNIT.name), sa.func.max(UNIT.name_en))
    rows = _entries(part, hidden, most + 1, kinds)
    return Hall(
        part,
        next((one.name for one in (units if part.unit else occupations) if one.key), ""),
        seasons,
        sorted((one for one in occupations if one.key), key=_most_first),
        sorted((one for one in units if one.key), key=_most_first),
        _told(rows[:most]),
        len(rows) > most,
    )


def _most_first(one: Counted) -> tuple[int, int, str]:
    return -one.whole, -one.awards, one.name


def _counted(part: Part, hidden: Collection[int], key: Any, *names: Any) -> list[Counted]:
    awards = sa.func.sum(sa.case((HonourEntry.kind == HonourKind.AWARD, 1), else_=0))
    query = _standing(
        sa.select(key, *names, awards, sa.func.count()), part, hidden, items=key is occupation_of
    ).group_by(key)
    found = []
    for one, *told, of_items, all_of_them in db.session.execute(query):
        name, name_en = [*told, "", ""][:2]
        found.append(Counted(one, name or "", name_en or "", of_items, all_of_them - of_items))
    return found


def _entries(part: Part, hidden: Collection[int], most: int, kinds: Collection[HonourKind]) -> list[HonourEntry]:
    rank = sa.case(RANKS, value=HonourEntry.award, else_=0)
    e = HonourEntry
    query = _standing(sa.select(e), part, hidden)
    if len(kinds) < len(ALL):
        query = query.where(e.kind.in_(kinds))
    return list(
        db.session.scalars(query.order_by(e.awarded_on.desc(), e.competition_id, e.item_name, rank, e.id).limit(most))
    )


def _standing(query: "sa.Select[Any]", part: Part, hidden: Collection[int], *, items: bool = False) -> "sa.Select[Any]":
    query = (
        query.select_from(HonourEntry)
        .outerjoin(HonourEntry.competition)
        .outerjoin(Competition.season)
        .outerjoin(HonourEntry.organisation)
        .outerjoin(UNIT, UNIT.id == own_unit)
        .where(HonourEntry.state == EntryState.ENTERED)
    )
    if items or part.occupation:
        # only the item knows the occupation
        query = query.outerjoin(HonourEntry.line).outerjoin(ResultLine.result).outerjoin(ItemResult.item)
    if hidden:
        query = query.where(sa.or_(HonourEntry.person_id.is_(None), HonourEntry.person_id.not_in(hidden)))
    if part.year is not None:
        query = query.where(season_of == part.year)
    if part.occupation:
        query = query.where(occupation_of == part.occupation)
    return query if part.unit is None else query.where(UNIT.id == part.unit)


def _told(rows: Sequence[HonourEntry]) -> list[Told]:
    codes = announced.codes_of({one.person_id for one in rows if one.person_id})
    units = announced.own_units({one.organisation_id for one in rows if one.organisation_id})
    return [Told(one, codes.get(one.person_id or 0, ""), units.get(one.organisation_id or 0)) for one in rows]


def unit(unit_id: int) -> Organisation | None:
    """Find a unit of the directory; one that was merged is found under both numbers."""
    query = sa.select(UNIT).join(Organisation, UNIT.id == own_unit).where(Organisation.id == unit_id)
    found: Organisation | None = db.session.scalar(query)
    return found


def of_unit(unit_id: int, most: int) -> list[HonourEntry]:
    """List the newest honours in force of a unit: one statement, and two where somebody is hidden."""
    return _entries(Part(unit=unit_id), person_requests.hidden(), most, ALL)


def occupation(asked: str) -> str | None:
    """Find an occupation of an item by its code, or by its name where it has none."""
    if "\0" in asked:
        return None
    query = sa.select(occupation_of).select_from(Item).where(occupation_of == asked, occupation_of != nothing)
    found: str | None = db.session.scalar(query.limit(1))
    return found


def is_honoured(unit_id: int) -> bool:
    """Say whether the hall has honours of a unit."""
    query = _standing(sa.select(HonourEntry.id), Part(unit=unit_id), person_requests.hidden())
    return db.session.scalar(query.limit(1)) is not None
