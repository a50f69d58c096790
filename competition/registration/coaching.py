"""Finds or makes the coaches of entries, inside an action's open transaction."""

from collections.abc import Sequence
from datetime import datetime

from competition.directory import records
from competition.directory.models import Person
from competition.directory.records import PersonData
from competition.foundation import clock
from competition.foundation.errors import refuse_faults
from competition.registration import coach_rules, words
from competition.registration.coach_rules import Found, Named, NewCoach
from competition.registration.models import Coach, Entry
from competition.registration.rules import RowFault


def data(coach: NewCoach) -> PersonData:
    """Give what the directory keeps of a coach."""
    return PersonData(coach.id_number, coach.name, coach.birth_date, coach.sex)


def coach(person: Person, position: int, name: str) -> Coach:
    """Make the record of one coach of an entry."""
    return Coach(person=person, position=position, name_as_was=name)


def again(entry: Entry, named: Sequence[Named], at: datetime) -> list[Coach]:
    """Give the coaches of an entry that is sent again; whoever is named there already needs no number."""
    there = {one.name_as_was: one for one in entry.coaches}
    fresh = [(name, number) for name, number in named if number or name not in there]
    today = clock.in_city(at).date()
    people = records.persons_by_number([number for _name, number in fresh])
    known = {number: person.name for number, person in people.items()}
    _refuse(coach_rules.faults(fresh, today, known))
    people = records.persons_for([data(one) for one in coach_rules.made(fresh, today)], at)
    made = []
    for position, (name, number) in enumerate(named, 1):
        one = there.get(name) if not number else _of(entry, people[number], name)
        assert one is not None, "a name without a number stands there already"
        one.position, one.name_as_was = position, name
        made.append(one)
    _refuse(_among(entry, made))
    return made


def _of(entry: Entry, person: Person, name: str) -> Coach:
    # the same person stays the same row, whatever is corrected of the name
    return next((one for one in entry.coaches if one.person is person), None) or coach(person, 0, name)


def _among(entry: Entry, made: Sequence[Coach]) -> list[Found]:
    found: list[Found] = []
    members = {member.person for member in entry.members}
    for place, one in enumerate(made):
        if one.person in members:
            found.append(("coach_id", "coach_competes", one.name_as_was, ""))
        if any(one.person is other.person for other in made[:place]):
            found.append(("coach_id", "coach_twice", one.name_as_was, ""))
    if len(made) > coach_rules.MOST:
        found.append(("coach", "coaches_many", str(len(made)), str(coach_rules.MOST)))
    return found


def _refuse(found: Sequence[Found]) -> None:
    refuse_faults([words.fault(RowFault(0, *fault)) for fault in found], words.faults_found(len(found)))
