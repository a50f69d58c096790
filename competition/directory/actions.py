"""What keepers of the directory do."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.directory import pinyin, records, rules, words
from competition.directory.models import Merge, Organisation, Person
from competition.foundation import clock, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, Refused
from competition.foundation.texts import _, _l
from competition.foundation.words import OrganisationKind, Sex


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What is entered of an organisation."""

    name: str
    name_en: str
    credit_code: str
    kind: OrganisationKind
    division_code: str
    contact_name: str = ""
    contact_phone: str = ""


def keep_organisation(
    there: Organisation | None, data: OrganisationData, seen: int | None, by: User, at: datetime
) -> Organisation:
    """Add an organisation, or change the one that is there."""
    code = data.credit_code.strip().upper() or None
    if code and (fault := rules.credit_code_fault(code)):
        raise Refused(str(words.CODE_FAULTS[fault]), field="credit_code")
    with transaction() as session:
        _must_be_only(code, there)
        unit = there or Organisation(created_at=at)
        if there is not None:
            there.must_be_as_seen(seen)
        session.add(unit)
        unit.name, unit.name_en, unit.credit_code = data.name.strip(), data.name_en.strip(), code
        unit.kind, unit.division_code = data.kind, data.division_code
        unit.contact_name, unit.contact_phone = data.contact_name, data.contact_phone or None
        session.flush()
        trail.record(by, f"directory.organisation_{'changed' if there else 'added'}", unit, at)
    return unit


def _must_be_only(code: str | None, there: Organisation | None) -> None:
    if code is None:
        return
    other = db.session.scalar(sa.select(Organisation).where(Organisation.credit_code == code))
    if other is not None and other is not there:
        raise Refused(
            _("This credit code belongs to %(name)s, which is here already.", name=other.name), field="credit_code"
        )


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What may be changed of a person."""

    name: str
    id_number: str
    birth_date: date | None
    sex: Sex | None
    phone: str


def change_person(person: Person, data: PersonChange, seen: int | None, by: User, at: datetime) -> None:
    """Change a person's record; an ID number left empty stays as it is."""
    found = _checked_number(data, at)
    with transaction():
        person.must_be_as_seen(seen)
        if found is None:
            _keep_birth_and_sex(person, data)
        person.name, person.name_pinyin = data.name.strip(), pinyin.of_name(data.name.strip())
        person.phone = data.phone or person.phone
        if found:
            index = records.index_of(found.number)
            other = db.session.scalar(sa.select(Person).where(Person.id_number_index == index))
            if other is not None and other is not person:
                raise Refused(
                    _l("Somebody with this ID number is here already. Merge the two records instead."),
                    field="id_number",
                )
            person.id_number, person.id_number_index = found.number, index
            person.birth_date, person.sex = found.birth_date, found.sex
        trail.record(by, "directory.person_changed", person, at)


def _checked_number(data: PersonChange, at: datetime) -> rules.IdNumber | None:
    if not data.id_number:
        return None
    found = rules.id_number(data.id_number, clock.in_city(at).date())
    if found.fault:
        message, remedy = words.ID_FAULTS[found.fault]
        _refuse([Fault(str(message), str(remedy), field="id_number")])
    _refuse(_differences(data, found.birth_date, found.sex))
    return found


def _keep_birth_and_sex(person: Person, data: PersonChange) -> None:
    if person.id_number_index is not None:
        # the number kept here says both; whatever else the form says is wrong
        _refuse(_differences(data, person.birth_date, person.sex))
        return
    person.birth_date, person.sex = data.birth_date, data.sex


def _differences(data: PersonChange, born: date | None, sex: Sex | None) -> list[Fault]:
    faults = []
    if data.birth_date and data.birth_date != born:
        faults.append(Fault(_("The birth date differs from the one in the ID number."), field="birth_date"))
    if data.sex and data.sex != sex:
        faults.append(Fault(_("The sex differs from the one in the ID number."), field="sex"))
    return faults


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Refused(_("The ID number does not fit."), faults=faults)


def see_number(person: Person, reason: str, by: User, at: datetime) -> str:
    """Give a person's whole ID number, and note who looked and why."""
    if not reason.strip():
        raise Refused(_l("Give the reason for looking; it is recorded."))
    with transaction():
        trail.record(by, "directory.number_seen", person, at, {"reason": reason.strip()})
    return person.id_number or ""


def merge_persons(kept: Person, merged: Person, reason: str, by: User, at: datetime) -> None:
    """Make two records of one person one: the merged record stays and points to the kept one."""
    if kept.id == merged.id or kept.merged_into_id or merged.merged_into_id:
        raise Refused(_l("These two records cannot be merged: one was merged before, or they are the same."))
    if not reason.strip():
        raise Refused(_l("Give the reason for merging."))
    with transaction() as session:
        merged.merged_into_id = kept.id
        if kept.id_number_index is None and merged.id_number_index is not None:
            number, index = merged.id_number, merged.id_number_index
            merged.id_number = merged.id_number_index = None
            session.flush()
            kept.id_number, kept.id_number_index = number, index
            kept.birth_date, kept.sex = merged.birth_date, merged.sex
        session.add(
            Merge(
                kind="person",
                kept_id=kept.id,
                merged_id=merged.id,
                reason=reason.strip(),
                merged_by_id=by.id,
                merged_at=at,
            )
        )
        session.flush()
        trail.record(by, "directory.persons_merged", kept, at, {"reason": reason.strip(), "merged": merged.id})
