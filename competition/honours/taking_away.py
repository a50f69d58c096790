"""How the content of each kind of record is taken away under a list, within the open transaction; what stays says so."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.directory.models import Person
from competition.funding.claim_models import ClaimPaper
from competition.honours import archiving, held_accounts, held_sessions
from competition.honours.archive_models import Archive
from competition.honours.destruction_models import DestructionItem, DestructionList
from competition.honours.request_models import PersonRequest
from competition.honours.retention_rules import Destructible
from competition.judging.hall_models import Note
from competition.judging.paper_models import PaperEntry
from competition.plan.models import TimetableEntry
from competition.registration.models import Coach, Entry, Member
from competition.results.appeal_models import Appeal, AppealFile

Go = Callable[[Session, DestructionItem, DestructionList, date], None]


def _package(session: Session, item: DestructionItem, of: DestructionList, on: date) -> None:
    kept = session.get_one(Archive, item.record_id)
    # gone before the row says so: killed between the two, it is found gone next time, and said so then
    archiving.remove(kept)
    kept.destroy(on, of.number)


def _content(model: type[Any], column: str) -> Go:
    """Give what takes the content of one kind of record away."""

    def go(session: Session, item: DestructionItem, of: DestructionList, on: date) -> None:
        kept = session.get_one(model, item.record_id)
        setattr(kept, column, None)
        kept.destroy(on, of.number)

    return go


def _person(session: Session, item: DestructionItem, of: DestructionList, on: date) -> None:
    kept = session.get_one(Person, item.record_id)
    kept.phone = None
    if not item.only_contact:
        kept.id_number = kept.id_number_index = kept.birth_date = None
    kept.destroy(on, of.number)


# past the trail, which would tell what goes as it was before: it names what went, by the list


def _plan(session: Session, item: DestructionItem, _of: DestructionList, _on: date) -> None:
    session.execute(sa.delete(TimetableEntry).where(TimetableEntry.competition_id == item.record_id))


def _entry(session: Session, item: DestructionItem, of: DestructionList, on: date) -> None:
    # whose entry it was stays known to the directory, whose own time is counted by it
    session.execute(sa.update(Member).where(Member.entry_id == item.record_id).values(name_as_was="", level_as_was=""))
    session.execute(sa.update(Coach).where(Coach.entry_id == item.record_id).values(name_as_was=""))
    empty = {"team_name": "", "reason": ""}
    session.execute(sa.update(Entry).where(Entry.id == item.record_id).values(**empty))
    session.get_one(Entry, item.record_id).destroy(on, of.number)


def _appeal(session: Session, item: DestructionItem, of: DestructionList, on: date) -> None:
    session.execute(sa.update(Appeal).where(Appeal.id == item.record_id).values(text="", second_text=""))
    session.get_one(Appeal, item.record_id).destroy(on, of.number)


def _payments(session: Session, item: DestructionItem, _of: DestructionList, _on: date) -> None:
    held_accounts.forget(session, item.record_id)


def _person_request(session: Session, item: DestructionItem, of: DestructionList, on: date) -> None:
    empty = {"name": "", "contact": "", "text": "", "answer": "", "person_id": None}
    session.execute(sa.update(PersonRequest).where(PersonRequest.id == item.record_id).values(**empty))
    session.get_one(PersonRequest, item.record_id).destroy(on, of.number)


def _sign_ins(session: Session, item: DestructionItem, _of: DestructionList, _on: date) -> None:
    held_sessions.forget(session, item.record_id)


GO: Mapping[Destructible, Go] = {
    Destructible.PACKAGES: _package,
    Destructible.PAPER_SCANS: _content(PaperEntry, "scan"),
    Destructible.HALL_PHOTOS: _content(Note, "photo"),
    Destructible.APPEALS: _appeal,
    Destructible.APPEAL_FILES: _content(AppealFile, "content"),
    Destructible.CLAIM_PAPERS: _content(ClaimPaper, "content"),
    Destructible.PERSON_DATA: _person,
    Destructible.PLAN: _plan,
    Destructible.ENTRIES: _entry,
    Destructible.PAYMENTS: _payments,
    Destructible.PERSON_REQUESTS: _person_request,
    Destructible.SIGN_INS: _sign_ins,
}
