"""Reads of persons and organisations."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from competition.directory import rules
from competition.directory.models import Merge, Organisation, Person
from competition.foundation import paging
from competition.foundation.database import db
from competition.foundation.paging import Page
from competition.foundation.words import OrganisationKind


def organisation(organisation_id: int) -> Organisation | None:
    """Find an organisation."""
    return db.session.get(Organisation, organisation_id)


def person(person_id: int) -> Person | None:
    """Find a person."""
    return db.session.get(Person, person_id)


def organisations(wanted: str, division: str, kind: str, number: int) -> Page[Organisation]:
    """List organisations by part of the name or the credit code, by division and kind."""
    query = sa.select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name)
    if wanted:
        query = query.where(
            sa.or_(Organisation.name.contains(wanted, autoescape=True), Organisation.credit_code == wanted.upper())
        )
    if division:
        query = query.where(Organisation.division_code == division)
    if kind in set(OrganisationKind):
        query = query.where(Organisation.kind == OrganisationKind(kind))
    return paging.paged(query, number)


def all_organisations() -> list[Organisation]:
    """List every standing organisation by name, to choose from."""
    query = sa.select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name)
    return list(db.session.scalars(query))


def persons(wanted: str, number: int) -> Page[Person]:
    """List persons by part of the name or its pinyin."""
    query = sa.select(Person).where(Person.merged_into_id.is_(None)).order_by(Person.name_pinyin, Person.id)
    if wanted:
        low = wanted.lower().strip()
        query = query.where(
            sa.or_(Person.name.contains(wanted, autoescape=True), Person.name_pinyin.contains(low, autoescape=True))
        )
    return paging.paged(query, number)


def duplicates() -> list[tuple[Person, Person]]:
    """Offer pairs of records that may be one person: the same name, and nothing that tells them apart."""
    twice = (
        sa.select(Person.name).where(Person.merged_into_id.is_(None)).group_by(Person.name).having(sa.func.count() > 1)
    )
    query = (
        sa.select(Person)
        .where(Person.merged_into_id.is_(None), Person.name.in_(twice))
        .order_by(Person.name, Person.id)
    )
    people = list(db.session.scalars(query.limit(400)))
    return [
        (one, other)
        for i, one in enumerate(people)
        for other in people[i + 1 :]
        if one.name == other.name and rules.likely_same(_known(one), _known(other))
    ]


def same_persons(person_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Name the records merged into one with each of these persons, their own among them."""
    merged = sa.select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    into: dict[int, int] = {one: other for one, other in db.session.execute(merged) if other}

    def last(one: int) -> int:
        while one in into:
            one = into[one]
        return one

    groups = defaultdict(set)
    for one in {*person_ids, *into}:
        groups[last(one)].add(one)
    return {one: frozenset(groups[last(one)] | {last(one)}) for one in person_ids}


def merges(kind: str, kept_id: int) -> list[Merge]:
    """List what was merged into a record."""
    return list(db.session.scalars(sa.select(Merge).where(Merge.kind == kind, Merge.kept_id == kept_id)))


def _known(person: Person) -> rules.Known:
    return rules.Known(person.id, person.name, person.birth_date, person.id_number_index is not None)
