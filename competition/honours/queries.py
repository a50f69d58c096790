"""Reads of the register."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.directory import queries as directory
from competition.directory.models import Organisation, Person
from competition.foundation import paging
from competition.foundation.database import db
from competition.foundation.listed import Numbers, among
from competition.foundation.paging import Page
from competition.honours import access, rules, searching
from competition.honours.models import CertificatePrint, HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState
from competition.registration.models import PriorTitle
from competition.results import appeals
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState

_UNIT = aliased(Organisation)
_WHOLE = (joinedload(HonourEntry.competition), joinedload(HonourEntry.entered_by))


def entry(entry_id: int) -> HonourEntry | None:
    """Find an entry with its competition and who entered it."""
    return db.session.scalar(sa.select(HonourEntry).options(*_WHOLE).where(HonourEntry.id == entry_id))


def by_number(number: str) -> HonourEntry | None:
    """Find an entry by its number, with its competition."""
    query = sa.select(HonourEntry).options(joinedload(HonourEntry.competition))
    return db.session.scalar(query.where(HonourEntry.number == number))


def by_code(code: str) -> HonourEntry | None:
    """Find an entry by the code on its certificate."""
    return db.session.scalar(sa.select(HonourEntry).where(HonourEntry.code == code))


def successor(entry_id: int) -> HonourEntry | None:
    """Find the entry that supersedes another."""
    return db.session.scalar(sa.select(HonourEntry).where(HonourEntry.supersedes_id == entry_id))


def predecessor(entry: HonourEntry) -> HonourEntry | None:
    """Find the entry that this one supersedes."""
    return db.session.get(HonourEntry, entry.supersedes_id) if entry.supersedes_id else None


@dataclass(frozen=True, slots=True)
class Own:
    """Whose certificates somebody may take: people of these units, and these hosts."""

    led: frozenset[int]
    hosted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; `what` is an award or a title, `own` and `competitions` narrow (None: all).

    `without` leaves out people who asked to be hidden from lists and search.
    """

    text: str = ""
    year: int | None = None
    kind: str = ""
    what: str = ""
    state: str = EntryState.ENTERED
    own: Own | None = None
    competitions: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    district: str = ""
    occupation: str = ""


# how many entries a page counts at most: counting a million takes longer than reading fifty
MOST = 10_000
# the running number of an entry, typed alone as it is printed: 00012
SHORTEST = 5


_E = HonourEntry
# what lists show of an entry: read as bare rows, in a third of the time that whole entries take
LISTED = (
    _E.id, _E.number, _E.kind, _E.state, _E.award, _E.title, _E.honour_name, _E.name_as_was, _E.unit_as_was,
    _E.competition_name, _E.competition_name_en, _E.item_name, _E.item_name_en, _E.awarded_on,
    sa.func.coalesce(_E.ground["team"].as_string(), "").label("team"),
)  # fmt: skip


@dataclass(frozen=True)
class Register(Page["sa.Row[Any]"]):
    """A page of the register, its rows as LISTED; `more`: there are more than its total; `near`: nothing is as typed."""

    more: bool = False
    near: bool = False


def register(wanted: Wanted, number: int) -> Register:
    """List the register a page at a time, or what is searched, the best first."""
    tests = _tests(wanted)
    if not wanted.text.strip():
        page = paging.paged(sa.select(_E.id).where(*tests).order_by(*ORDER), number, most=MOST)
        return Register(_rows(page.rows), page.page, page.size, min(page.total, MOST), page.total > MOST)
    found = _found(wanted.text, tests)
    number = min(max(number, 1), max(1, -(-len(found.ids) // paging.SIZE)))
    shown = _rows(found.ids[(number - 1) * paging.SIZE : number * paging.SIZE])
    return Register(shown, number, paging.SIZE, len(found.ids), found.cut, found.near)


def _rows(ids: Sequence[int]) -> "list[sa.Row[Any]]":
    query = sa.select(*LISTED).where(among(_E.id, Numbers, "ids")).params(ids=json.dumps(list(ids)))
    rows = {row.id: row for row in db.session.execute(query)}
    return [rows[one] for one in ids]


def occupations() -> list[tuple[str, str]]:
    """Name the occupations of announced items by their codes, as the newest item calls each."""
    announced = sa.exists().where(ItemResult.item_id == Item.id, ItemResult.state == ResultState.ANNOUNCED)
    query = sa.select(Item.occupation_code, Item.occupation_name).where(Item.occupation_code != "", announced)
    return sorted(
        {row.occupation_code: row.occupation_name for row in db.session.execute(query.order_by(Item.id))}.items()
    )


def newest(wanted: Wanted, most: int) -> list[HonourEntry]:
    """List the newest entries asked for."""
    return list(db.session.scalars(_entries(wanted).limit(most)))


def all_entries(wanted: Wanted) -> list[HonourEntry]:
    """List all entries asked for."""
    return list(db.session.scalars(_entries(wanted)))


def _found(text: str, tests: list[sa.ColumnElement[bool]]) -> searching.Found:
    typed = text.strip().upper()
    if rules.is_number(typed):
        numbered = HonourEntry.number == typed
    elif typed.isascii() and typed.isdigit() and len(typed) >= SHORTEST:
        numbered = sa.and_(
            HonourEntry.year.in_(years()), HonourEntry.kind.in_(HonourKind), HonourEntry.seq == int(typed[-9:])
        )
    else:
        return searching.find(text, tests)
    return searching.Found(list(db.session.scalars(sa.select(HonourEntry.id).where(*tests, numbered).order_by(*ORDER))))


ORDER = (HonourEntry.awarded_on.desc(), HonourEntry.id)


def _entries(wanted: Wanted) -> "sa.Select[HonourEntry]":
    # an export gives all there are, however long it takes
    tests = _tests(wanted)
    if wanted.text.strip():
        tests.append(_named(wanted.text.strip()))
    return sa.select(HonourEntry).where(*tests).order_by(*ORDER)


def _tests(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    e = HonourEntry
    # a list is read by an index of these; in a search the words lead
    tested: Callable[[Any], Any] = searching.Tested if wanted.text.strip() else lambda column: column
    tests: list[sa.ColumnElement[bool]] = []
    if wanted.state in set(EntryState):
        tests.append(tested(e.state) == EntryState(wanted.state))
    if wanted.year:
        tests.append(tested(e.year) == wanted.year)
    if wanted.kind in set(HonourKind):
        tests.append(e.kind == HonourKind(wanted.kind))
    if wanted.what:
        tests.append(sa.or_(e.award == wanted.what, e.title == wanted.what))
    if wanted.district:
        own = sa.func.coalesce(Organisation.merged_into_id, Organisation.id)
        there = sa.select(Organisation.id).join(_UNIT, _UNIT.id == own)
        there = there.where(_UNIT.division_code.startswith(wanted.district, autoescape=True))
        tests.append(tested(e.organisation_id).in_(there))
    if wanted.occupation:
        tests.append(tested(e.occupation_code) == wanted.occupation)
    if wanted.own is not None:
        tests.append(_belongs(wanted.own))
    if wanted.competitions is not None:
        tests.append(e.competition_id.in_(wanted.competitions))
    if wanted.without:
        tests.append(sa.or_(e.person_id.is_(None), e.person_id.not_in(wanted.without)))
    return tests


def _belongs(own: Own) -> sa.ColumnElement[bool]:
    e = HonourEntry
    people = sa.and_(e.organisation_id.in_(own.led), e.kind != HonourKind.HOST)
    return sa.or_(people, sa.and_(e.organisation_id.in_(own.hosted), e.kind == HonourKind.HOST))


def own(user: User) -> Own:
    """Say whose certificates a leader or host officer may take."""
    return Own(
        user.scope_ids(Role.DELEGATION_LEADER, Scope.ORGANISATION),
        user.scope_ids(Role.HOST_OFFICER, Scope.ORGANISATION),
    )


def _named(text: str) -> sa.ColumnElement[bool]:
    e = HonourEntry
    return sa.or_(
        e.name_as_was.contains(text, autoescape=True),
        e.unit_as_was.contains(text, autoescape=True),
        e.name_pinyin.contains(text.lower(), autoescape=True),
        e.number == text.upper(),
    )


def _all_years() -> "sa.Select[int]":
    newest = sa.select(sa.func.max(HonourEntry.year).label("year")).cte("years", recursive=True)
    earlier = sa.select(sa.func.max(HonourEntry.year)).where(HonourEntry.year < newest.c.year).scalar_subquery()
    every = newest.union_all(sa.select(earlier).where(newest.c.year.is_not(None)))
    return sa.select(every.c.year).where(every.c.year.is_not(None))


_YEARS = _all_years()


def years() -> list[int]:
    """List the years of the register, the newest first: from one to the next by the index, not through all entries."""
    return list(db.session.scalars(_YEARS))


def last_seq(year: int, kind: HonourKind) -> int:
    """Give the last number used in a year for a kind, 0 where there is none."""
    query = sa.select(sa.func.max(HonourEntry.seq)).where(HonourEntry.year == year, HonourEntry.kind == kind)
    return db.session.scalar(query) or 0


def placed_lines(result_id: int) -> list[ResultLine]:
    """List the lines of a result that have a place, with the members of each entry."""
    query = sa.select(ResultLine).options(joinedload(ResultLine.entry))
    query = query.where(ResultLine.result_id == result_id, ResultLine.place.is_not(None))
    return list(db.session.scalars(query.order_by(ResultLine.place, ResultLine.number)))


def of_item(item_id: int) -> list[HonourEntry]:
    """List every entry that came from an item, of whatever version of its result, with its line."""
    query = sa.select(HonourEntry).join(HonourEntry.line).join(ResultLine.result)
    query = query.options(contains_eager(HonourEntry.line)).where(ItemResult.item_id == item_id)
    return list(db.session.scalars(query.order_by(HonourEntry.kind, HonourEntry.seq)))


def to_print(competition_id: int, item_id: int = 0) -> list[HonourEntry]:
    """List the standing entries of a competition, or of one item, with what a certificate names; in the order of numbers."""
    query = sa.select(HonourEntry).options(
        joinedload(HonourEntry.organisation), joinedload(HonourEntry.competition).joinedload(Competition.organiser)
    )
    query = query.where(HonourEntry.competition_id == competition_id, HonourEntry.state == EntryState.ENTERED)
    if item_id:
        query = query.join(HonourEntry.line).join(ResultLine.result).where(ItemResult.item_id == item_id)
    return list(db.session.scalars(query.order_by(HonourEntry.year, HonourEntry.kind, HonourEntry.seq)))


def items_of(competition_id: int) -> dict[int, int]:
    """Say of each entry of a competition that came from an item, from which."""
    query = sa.select(HonourEntry.id, ItemResult.item_id).join(HonourEntry.line).join(ResultLine.result)
    rows = db.session.execute(query.where(HonourEntry.competition_id == competition_id))
    return {row.id: row.item_id for row in rows}


def host_entry(competition_id: int) -> HonourEntry | None:
    """Find the standing entry of a competition's host."""
    e = HonourEntry
    query = sa.select(e).where(
        e.competition_id == competition_id, e.kind == HonourKind.HOST, e.state == EntryState.ENTERED
    )
    return db.session.scalar(query)


def titles_held(person_ids: Collection[int], but_item: int) -> dict[int, frozenset[str]]:
    """Name the titles each person holds: from before, or standing in the register from another item.

    Records merged into one count as one person.
    """
    same = directory.same_persons(person_ids)
    asked = set().union(*same.values()) if same else set()
    prior = sa.select(PriorTitle.person_id, PriorTitle.title).where(PriorTitle.person_id.in_(asked))
    e = HonourEntry
    standing = sa.select(e.person_id, e.title).outerjoin(e.line).outerjoin(ResultLine.result)
    standing = standing.where(e.person_id.in_(asked), e.kind == HonourKind.TITLE, e.state == EntryState.ENTERED)
    standing = standing.where(sa.or_(ItemResult.item_id.is_(None), ItemResult.item_id != but_item))
    held = defaultdict(set)
    for person_id, title in (*db.session.execute(prior), *db.session.execute(standing)):
        held[person_id].add(title)
    return {one: frozenset().union(*(held[other] for other in others)) for one, others in same.items()}


def birth_dates(person_ids: Collection[int]) -> dict[int, date]:
    """Give the birth dates that are known of persons."""
    query = sa.select(Person.id, Person.birth_date).where(Person.id.in_(person_ids), Person.birth_date.is_not(None))
    return {person_id: born for person_id, born in db.session.execute(query) if born}


def printed(entry_ids: Collection[int], language: str) -> frozenset[int]:
    """Name the entries whose certificate was printed before, in a language."""
    query = sa.select(CertificatePrint.entry_id).where(CertificatePrint.entry_id.in_(entry_ids))
    query = query.where(CertificatePrint.language == language)
    return frozenset(db.session.scalars(query))


def prints(entry_id: int) -> list[CertificatePrint]:
    """List the prints of an entry's certificate, the newest first."""
    query = sa.select(CertificatePrint).options(
        joinedload(CertificatePrint.printed_by), joinedload(CertificatePrint.template)
    )
    return list(
        db.session.scalars(query.where(CertificatePrint.entry_id == entry_id).order_by(CertificatePrint.id.desc()))
    )


def announced(user: User) -> list[tuple[ItemResult, int]]:
    """List the announced results this person may read, the newest first, each with how many entries it has."""
    counts = (
        sa.select(ResultLine.result_id, sa.func.count().label("entries"))
        .join(HonourEntry, HonourEntry.line_id == ResultLine.id)
        .group_by(ResultLine.result_id)
        .subquery()
    )
    query = (
        sa.select(ItemResult, sa.func.coalesce(counts.c.entries, 0))
        .join(ItemResult.item)
        .join(Item.competition)
        .outerjoin(counts, counts.c.result_id == ItemResult.id)
        .options(contains_eager(ItemResult.item).contains_eager(Item.competition))
        .where(ItemResult.state == ResultState.ANNOUNCED)
        .order_by(ItemResult.announced_on.desc(), Competition.id, Item.code)
    )
    rows = db.session.execute(query)
    return [(result, count) for result, count in rows if access.may_read(user, result.item.competition)]


def waiting(user: User, at: datetime) -> list[ItemResult]:
    """List the announced results with awards that this organiser has not entered and no appeal holds back."""
    # a title may have been given by its list before
    entered = sa.exists().where(HonourEntry.line_id == ResultLine.id, HonourEntry.kind == HonourKind.AWARD)
    query = (
        sa.select(ItemResult, ResultLine.id)
        .join(ResultLine, ResultLine.result_id == ItemResult.id)
        .join(ItemResult.item)
        .join(Item.competition)
        .options(contains_eager(ItemResult.item).contains_eager(Item.competition))
        .where(ItemResult.state == ResultState.ANNOUNCED, ResultLine.award != "", ~entered)
        .order_by(ItemResult.announced_on, ItemResult.id)
    )
    rows = db.session.execute(query).all()
    held = appeals.held_lines([line_id for _result, line_id in rows], at)
    found = {result.id: result for result, line_id in rows if line_id not in held}
    return [result for result in found.values() if access.may_manage(user, result.item.competition)]


def hosts_waiting(user: User) -> list[Competition]:
    """List the competitions held whose host has no standing entry."""
    e = HonourEntry
    entered = sa.exists().where(
        e.competition_id == Competition.id, e.kind == HonourKind.HOST, e.state == EntryState.ENTERED
    )
    query = sa.select(Competition).options(joinedload(Competition.host))
    query = query.where(Competition.state == CompetitionState.HELD, ~entered).order_by(Competition.starts_on.desc())
    return [c for c in db.session.scalars(query) if access.may_manage(user, c)]


def readable(user: User) -> frozenset[int] | None:
    """Name the competitions whose honours this person reads in the office; None for all."""
    if user.holds(Role.ORGANISER) or Role.AUDITOR in user.roles:
        return None
    return user.scope_ids(Role.ORGANISER, Scope.COMPETITION)


def result(result_id: int) -> ItemResult | None:
    """Find a result with its item and competition."""
    query = sa.select(ItemResult).options(joinedload(ItemResult.item).joinedload(Item.competition))
    return db.session.scalar(query.where(ItemResult.id == result_id))


def never_printed(user: User) -> int:
    """Count the standing entries of this person's units whose certificate nobody has printed."""
    e = HonourEntry
    query = sa.select(sa.func.count()).select_from(e).where(_belongs(own(user)), e.state == EntryState.ENTERED)
    return db.session.scalar(query.where(~sa.exists().where(CertificatePrint.entry_id == e.id))) or 0
