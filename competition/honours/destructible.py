"""What a destruction list can name, found where each room keeps it: from which day its time counts, and of which competition."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from competition.directory.models import Person
from competition.foundation import clock
from competition.foundation.database import db
from competition.funding.claim_models import ClaimPaper
from competition.funding.models import HostClaim, Prize, PrizeShare
from competition.honours import held_accounts, held_sessions
from competition.honours.archive_models import Archive
from competition.honours.models import HonourEntry
from competition.honours.nomination_models import Nominee
from competition.honours.request_models import PersonRequest, RequestKind, RequestState
from competition.honours.retention_rules import Destructible
from competition.judging.hall_models import Note
from competition.judging.models import Sheet, SubCriterion
from competition.judging.paper_models import PaperEntry
from competition.plan.models import Competition, Item, TimetableEntry
from competition.plan.rules import CompetitionState
from competition.registration.models import Coach, Entry, Member, PriorTitle
from competition.results.appeal_models import Appeal, AppealFile
from competition.results.appeal_rules import WAITING
from competition.results.models import ResultLine


@dataclass(frozen=True, slots=True)
class Found:
    """One record with content that can go: what it is called, from which day its time counts, its competition and hash.

    Of a person there is no single competition; `only_contact` says that ID number and birth date stay. Of accounts,
    `money_open` says that money of the competition still waits.
    """

    id: int
    title: str
    counted_from: date
    competition_id: int | None = None
    state: CompetitionState | None = None
    sha256: str = ""
    only_contact: bool = False
    money_open: bool = False


def appealed() -> set[int]:
    """Name the competitions of which an appeal waits for its decision: nothing of them goes meanwhile."""
    query = sa.select(Item.competition_id).join(Appeal, Appeal.item_id == Item.id).where(Appeal.state.in_(WAITING))
    return set(db.session.scalars(query))


_NO_HASH = sa.literal("")
# what a competition is told by where there is one of the kind in each
_DAYS = sa.cast(Competition.starts_on, sa.String)


def _of(record_id: Any, what: Any, sha256: Any) -> "sa.Select[Any]":
    # the competition's columns stand last in every source
    of = (Competition.name, Competition.ends_on, Competition.id, Competition.state)
    return sa.select(record_id, what, sha256, *of).order_by(record_id)


def _read(query: "sa.Select[Any]") -> Iterator[Found]:
    for record_id, what, sha256, name, ends_on, competition_id, state in db.session.execute(query):
        yield Found(record_id, f"{name} · {what}"[:300], ends_on, competition_id, state, sha256)


def _packages() -> Iterator[Found]:
    query = _of(Archive.id, Archive.file_name, Archive.sha256).join(
        Competition, Competition.id == Archive.competition_id
    )
    return _read(query.where(Archive.destroyed_on.is_(None)))


def _paper_scans() -> Iterator[Found]:
    competitor = sa.func.coalesce(sa.cast(Entry.number, sa.String), "—")
    what = Item.code + " " + SubCriterion.code + " · " + competitor
    query = _of(PaperEntry.id, what, PaperEntry.scan_sha256).join(Sheet, Sheet.id == PaperEntry.sheet_id)
    query = query.join(SubCriterion, SubCriterion.id == PaperEntry.sub_criterion_id)
    query = query.join(Entry, Entry.id == Sheet.entry_id).join(Item, Item.id == Entry.item_id)
    query = query.join(Competition, Competition.id == Item.competition_id)
    return _read(query.where(PaperEntry.destroyed_on.is_(None)))


def _hall_photos() -> Iterator[Found]:
    what = Item.code + " #" + sa.cast(Note.id, sa.String)
    query = _of(Note.id, what, Note.photo_sha256).join(Item, Item.id == Note.item_id)
    query = query.join(Competition, Competition.id == Item.competition_id)
    return _read(query.where(Note.photo_type != "", Note.destroyed_on.is_(None)))


def _appeals() -> Iterator[Found]:
    # one that waits holds its whole competition back
    query = _of(Appeal.id, Item.code + " " + Appeal.receipt, _NO_HASH).join(Item, Item.id == Appeal.item_id)
    query = query.join(Competition, Competition.id == Item.competition_id)
    return _read(query.where(Appeal.destroyed_on.is_(None)))


def _appeal_files() -> Iterator[Found]:
    what = Item.code + " " + Appeal.receipt + " #" + sa.cast(AppealFile.id, sa.String)
    query = _of(AppealFile.id, what, AppealFile.sha256).join(Appeal, Appeal.id == AppealFile.appeal_id)
    query = query.join(Item, Item.id == Appeal.item_id).join(Competition, Competition.id == Item.competition_id)
    return _read(query.where(AppealFile.destroyed_on.is_(None)))


def _claim_papers() -> Iterator[Found]:
    query = _of(ClaimPaper.id, ClaimPaper.name, ClaimPaper.sha256)
    query = query.outerjoin(HostClaim, HostClaim.id == ClaimPaper.claim_id)
    query = query.outerjoin(Prize, Prize.id == ClaimPaper.prize_id)
    query = query.join(Competition, Competition.id == sa.func.coalesce(HostClaim.competition_id, Prize.competition_id))
    return _read(query.where(ClaimPaper.destroyed_on.is_(None)))


def _person_data() -> Iterator[Found]:
    people = db.session.execute(
        sa.select(
            Person.id, Person.name, Person.merged_into_id, Person.phone.is_not(None).label("phone"),
            sa.or_(Person.id_number.is_not(None), Person.birth_date.is_not(None)).label("number"),
        ).order_by(Person.id)
    ).all()  # fmt: skip
    into = {one.id: one.merged_into_id for one in people if one.merged_into_id}
    last, core = _last_days(into), {_root(person_id, into) for person_id in _in_the_core()}
    for one in people:
        root = _root(one.id, into)
        # who never entered stays out of it: nothing says when their time began
        if root in last and (one.phone or (one.number and root not in core)):
            yield Found(one.id, f"{one.name} #{one.id}", last[root], only_contact=root in core)


def _root(person_id: int, into: Mapping[int, int]) -> int:
    while person_id in into:
        person_id = into[person_id]
    return person_id


def _last_days(into: Mapping[int, int]) -> dict[int, date]:
    found: dict[int, date] = {}
    for who in (Member, Coach):
        query = sa.select(who.person_id, sa.func.max(Competition.ends_on)).join(Entry, Entry.id == who.entry_id)
        query = query.join(Item, Item.id == Entry.item_id).join(Competition, Competition.id == Item.competition_id)
        for person_id, day in db.session.execute(query.group_by(who.person_id)):
            root = _root(person_id, into)
            found[root] = max(day, found.get(root, day))
    return found


def _in_the_core() -> Iterable[int]:
    # whoever the register, a title held before, a list of nominees or a prize names must be told from all others
    named = (HonourEntry.person_id, PriorTitle.person_id, Nominee.person_id, PrizeShare.person_id)
    return {one for column in named for one in db.session.scalars(sa.select(column).distinct()) if one}


def _plans() -> Iterator[Found]:
    timed = sa.exists().where(TimetableEntry.competition_id == Competition.id)
    return _read(_of(Competition.id, _DAYS, _NO_HASH).where(timed))


def _entries() -> Iterator[Found]:
    # what a result names is part of it, and results are kept for good
    what = Item.code + " #" + sa.cast(Entry.id, sa.String)
    query = _of(Entry.id, what, _NO_HASH).join(Item, Item.id == Entry.item_id)
    query = query.join(Competition, Competition.id == Item.competition_id).where(Entry.destroyed_on.is_(None))
    return _read(query.where(~sa.exists().where(ResultLine.entry_id == Entry.id)))


def _payments() -> Iterator[Found]:
    held, still = held_accounts.held(), held_accounts.still_open()
    for one in _read(_of(Competition.id, _DAYS, _NO_HASH).where(Competition.id.in_(held))):
        yield replace(one, money_open=one.id in still)


def _person_requests() -> Iterator[Found]:
    r = PersonRequest
    # a hiding that holds is in use: its time begins when it ends
    holds = sa.and_(r.kind == RequestKind.HIDING, r.state == RequestState.GRANTED)
    query = sa.select(r.id, r.receipt, r.decided_at).where(r.decided_at.is_not(None), r.destroyed_on.is_(None), ~holds)
    for request_id, receipt, decided_at in db.session.execute(query.order_by(r.id)):
        assert decided_at is not None  # the query asks for it
        yield Found(request_id, receipt, clock.in_city(decided_at).date())


def _sign_ins() -> Iterator[Found]:
    for month, last_day, count in held_sessions.months():
        yield Found(month, f"{month // 100}-{month % 100:02d} · {count}", last_day)


SOURCES: Mapping[Destructible, Callable[[], Iterator[Found]]] = {
    Destructible.PACKAGES: _packages,
    Destructible.PAPER_SCANS: _paper_scans,
    Destructible.HALL_PHOTOS: _hall_photos,
    Destructible.APPEALS: _appeals,
    Destructible.APPEAL_FILES: _appeal_files,
    Destructible.CLAIM_PAPERS: _claim_papers,
    Destructible.PERSON_DATA: _person_data,
    Destructible.PLAN: _plans,
    Destructible.ENTRIES: _entries,
    Destructible.PAYMENTS: _payments,
    Destructible.PERSON_REQUESTS: _person_requests,
    Destructible.SIGN_INS: _sign_ins,
}
