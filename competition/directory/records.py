"""Finds or makes persons and organisations inside another room's open transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from competition.directory import pinyin
from competition.directory.models import Organisation, Person
from competition.foundation import keys
from competition.foundation.database import db
from competition.foundation.words import OrganisationKind, Sex

NUMBER = "directory_persons.id_number"


@dataclass(frozen=True, slots=True)
class PersonData:
    """What is known of a person who is entered."""

    id_number: str
    name: str
    birth_date: date
    sex: Sex
    phone: str = ""
    synthetic: bool = False


def index_of(id_number: str) -> str:
    """Give the blind index of an ID number."""
    return keys.blind_index(id_number, NUMBER)


def persons_by_number(id_numbers: Sequence[str]) -> dict[str, Person]:
    """Find the persons of many ID numbers, by number; merged records lead to the one that stands."""
    numbers = {index_of(number): number for number in id_numbers}
    found: dict[str, Person] = {}
    wanted = list(numbers)
    for start in range(0, len(wanted), 500):
        query = sa.select(Person).where(Person.id_number_index.in_(wanted[start : start + 500]))
        for person in db.session.scalars(query):
            found[numbers[person.id_number_index or ""]] = standing(person)
    return found


def persons_for(people: Sequence[PersonData], at: datetime) -> dict[str, Person]:
    """Find or make the persons of an import, by ID number; a name already kept is left as it is."""
    found = persons_by_number([one.id_number for one in people])
    for one in people:
        if one.id_number not in found:
            found[one.id_number] = _made(one, at)
    return found


def person_for(one: PersonData, at: datetime) -> Person:
    """Find or make one person."""
    return persons_for([one], at)[one.id_number]


def _made(one: PersonData, at: datetime) -> Person:
    person = Person(
        name=one.name,
        name_pinyin=pinyin.of_name(one.name),
        id_number=one.id_number,
        id_number_index=index_of(one.id_number),
        birth_date=one.birth_date,
        sex=one.sex,
        phone=one.phone or None,
        synthetic=one.synthetic,
        created_at=at,
    )
    db.session.add(person)
    return person


def standing(person: Person) -> Person:
    """Follow merges to the record that stands."""
    while person.merged_into_id is not None:
        kept = db.session.get(Person, person.merged_into_id)
        assert kept is not None
        person = kept
    return person


def organisations_by_code(codes: Sequence[str]) -> Mapping[str, Organisation]:
    """Find the organisations of many credit codes, by code."""
    query = sa.select(Organisation).where(Organisation.credit_code.in_(set(codes)))
    return {unit.credit_code or "": unit for unit in db.session.scalars(query)}


def organisation_for(name: str, credit_code: str, kind: OrganisationKind, division: str, at: datetime) -> Organisation:
    """Find an organisation by its credit code or make it."""
    there = organisations_by_code([credit_code]).get(credit_code)
    if there is not None:
        return there
    unit = Organisation(name=name, credit_code=credit_code, kind=kind, division_code=division, created_at=at)
    db.session.add(unit)
    return unit
