"""What delegations and reviewers do with entries."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.directory import records
from competition.directory.models import Organisation, Person
from competition.directory.records import PersonData
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.foundation.words import OrganisationKind
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState, Group
from competition.policy.book import Book
from competition.registration import access, coaching, imports, queries, rules, words
from competition.registration.coach_rules import Named
from competition.registration.models import Draw, Entry, Member
from competition.registration.rules import Checked, EntryState, NewEntry, Row


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends entries for which competition, by which policy."""

    competition: Competition
    book: Book
    by: User


def import_entries(content: bytes, sender: Sender, at: datetime) -> int:
    """Store a whole workbook or nothing; it is checked once more against what is stored at this moment."""
    with transaction() as session:
        _must_be_open(sender, at)
        # leaders of one competition take turns here: a quota's last place goes to one of them only
        session.execute(sa.select(Competition.id).where(Competition.id == sender.competition.id).with_for_update())
        checked = imports.check(content, sender.competition, sender.book, sender.by, at)
        _must_be_clean(checked)
        entries = _stored(checked.entries, sender.by, at)
        session.flush()
        trail.record(sender.by, "registration.entries_imported", sender.competition, at, {"entries": len(entries)})
    return len(entries)


def add_entry(rows: Sequence[Row], sender: Sender, at: datetime) -> Entry:
    """Store one entry typed in the browser, checked like a workbook of its own."""
    with transaction() as session:
        _must_be_open(sender, at)
        session.execute(sa.select(Competition.id).where(Competition.id == sender.competition.id).with_for_update())
        context = imports.context(rows, sender.competition, sender.book, sender.by, at)
        checked = rules.check_rows(rows, context)
        _must_be_clean(checked)
        entry = _stored(checked.entries, sender.by, at)[0]
        session.flush()
        trail.record(sender.by, "registration.entry_added", entry, at)
    return entry


def _must_be_open(sender: Sender, at: datetime) -> None:
    # the organiser may still enter somebody after the window, until the competition begins
    if access.may_review(sender.by, sender.competition) and sender.competition.state is CompetitionState.CLOSED:
        return
    sender.competition.must_be_open(at)


def _must_be_clean(checked: Checked) -> None:
    if checked.faults:
        faults = [words.fault(found) for found in checked.faults]
        raise Refused(words.faults_found(len(faults)), faults=faults)


def _stored(entries: Sequence[NewEntry], by: User, at: datetime) -> list[Entry]:
    wanted = [PersonData(m.id_number, m.name, m.birth_date, m.sex, m.phone) for e in entries for m in e.members]
    people = records.persons_for(wanted + [coaching.data(coach) for e in entries for coach in e.coaches], at)
    units = dict(records.organisations_by_code([entry.credit_code for entry in entries]))
    for entry in entries:
        if entry.credit_code not in units:
            units[entry.credit_code] = _new_unit(entry, at)
    db.session.flush()
    stored = [_entry(entry, units[entry.credit_code], people, by, at) for entry in entries]
    db.session.add_all(stored)
    return stored


def _new_unit(entry: NewEntry, at: datetime) -> Organisation:
    group = db.session.get_one(Item, entry.item_id).group
    kind = OrganisationKind.ENTERPRISE if group is Group.EMPLOYEE else OrganisationKind.SCHOOL
    return records.organisation_for(entry.unit, entry.credit_code, kind, "370300", at)


def _entry(new: NewEntry, unit: Organisation, people: dict[str, Person], by: User, at: datetime) -> Entry:
    entry = Entry(
        item_id=new.item_id,
        organisation_id=unit.id,
        unit_as_was=unit.name,
        team_name=new.team_name,
        submitted_at=at,
        submitted_by_id=by.id,
        state=EntryState.SUBMITTED,
    )
    entry.members = [
        Member(person_id=people[m.id_number].id, position=i, name_as_was=m.name, level_as_was=m.level)
        for i, m in enumerate(new.members, 1)
    ]
    entry.coaches = [coaching.coach(people[c.id_number], i, c.name) for i, c in enumerate(new.coaches, 1)]
    return entry


def accept_entries(entries: Sequence[Entry], by: User, at: datetime) -> int:
    """Accept entries that wait for review; one that was decided meanwhile is passed over."""
    accepted = 0
    with transaction():
        for entry in entries:
            if entry.state is not EntryState.SUBMITTED:
                continue
            entry.move(EntryState.ACCEPTED)
            entry.decided_at, entry.decided_by_id = at, by.id
            trail.record(by, "registration.entry_accepted", entry, at)
            accepted += 1
    return accepted


def return_entry(entry: Entry, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Send an entry back with the reason, so that the unit can mend it."""
    if not reason.strip():
        raise Refused(_l("Say what the unit should mend."), field="reason")
    with transaction():
        entry.must_be_as_seen(seen)
        _must_not_be_drawn(entry)
        entry.move(EntryState.RETURNED, reason.strip())
        entry.decided_at, entry.decided_by_id = at, by.id
        trail.record(by, "registration.entry_returned", entry, at, {"reason": reason.strip()})


def send_again(entry: Entry, coaches: Sequence[Named], seen: int | None, by: User, at: datetime) -> None:
    """Send a returned entry in again, with its coaches as they are named now."""
    with transaction():
        entry.must_be_as_seen(seen)
        entry.item.competition.must_be_open(at)
        entry.move(EntryState.SUBMITTED)
        entry.coaches = coaching.again(entry, coaches, at)
        entry.submitted_at, entry.submitted_by_id = at, by.id
        trail.record(by, "registration.entry_changed", entry, at)


def withdraw_entry(entry: Entry, reason: str, by: User, at: datetime) -> None:
    """Withdraw an entry; its number, if drawn, is not given to another."""
    with transaction():
        entry.move(EntryState.WITHDRAWN, reason.strip())
        trail.record(by, "registration.entry_withdrawn", entry, at, {"reason": reason.strip()})


def draw_numbers(item: Item, by: User, at: datetime) -> Draw:
    """Draw an item's competitor numbers, once, by a seed that is kept so that anyone can draw them again."""
    with transaction() as session:
        if queries.drawn(item.id) is not None:
            raise Refused(_l("The numbers of this item were drawn already."))
        if item.competition.state in (CompetitionState.DRAFT, CompetitionState.PUBLISHED, CompetitionState.OPEN):
            raise Refused(_l("Numbers are drawn after registration has closed."))
        waiting = session.scalar(
            sa.select(sa.func.count())
            .select_from(Entry)
            .where(Entry.item_id == item.id, Entry.state == EntryState.SUBMITTED)
        )
        if waiting:
            raise Refused(_("%(count)s entries wait for review. Decide them before the draw.", count=waiting))
        entries = queries.accepted(item.id)
        if not entries:
            raise Refused(_l("There is no accepted entry to draw a number for."))
        seed = secrets.token_hex(16)
        for key, number in rules.draw([entry.id for entry in entries], seed).items():
            session.get_one(Entry, key).number = number
        draw = Draw(item_id=item.id, seed=seed, drawn_at=at, drawn_by_id=by.id, count=len(entries))
        session.add(draw)
        session.flush()
        trail.record(by, "registration.numbers_drawn", draw, at)
    return draw


def check_in(entry: Entry, here: bool, by: User, at: datetime) -> None:
    """Note that a competitor has come, or take the note back."""
    with transaction():
        if entry.state is not EntryState.ACCEPTED:
            raise Refused(_l("Only accepted entries are checked in."))
        entry.checked_in_at = at if here else None
        trail.record(by, "registration.checked_in", entry, at, {"here": here})


def _must_not_be_drawn(entry: Entry) -> None:
    if entry.number is not None:
        raise Refused(_l("Its number is drawn. Withdraw it instead of returning it."))
