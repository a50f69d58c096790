"""What is done with destruction lists: prepared, approved by two other people, cancelled, and carried out piece by piece."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts import queries as accounts
from competition.accounts.models import User
from competition.foundation import clock, documents, tasks, trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused, SeenChanged
from competition.foundation.tables import Task
from competition.foundation.tasks import Claim, Kind, Made, Tell, Wanted
from competition.foundation.texts import _, _l
from competition.honours import access, destruction_exports, destructions, taking_away
from competition.honours.destruction_models import DestructionItem, DestructionList
from competition.honours.destructions import Candidate, Key
from competition.honours.retention_rules import Destructible, DestructionState, Outcome, Stay
from competition.policy import queries as policies
from competition.policy.book import Book

KIND = "honours.destruction"
# so many go in one transaction: what is killed loses no more, and no scan of 8 MB is held longer
BATCH = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is put on a list: which kinds, past their time on which day, what was found, and the hash of what was seen."""

    kinds: Collection[Destructible]
    as_of: date
    opinion: str
    seen: str


def prepare_list(told: Proposal, book: Book, by: User, at: datetime) -> DestructionList:
    """Put everything of some kinds that is past its time on a list; nothing goes before two others approve."""
    today = clock.in_city(at).date()
    if told.as_of > today:
        raise Refused(_l("This day is still to come. Give today or an earlier day."), field="on")
    if not told.opinion.strip():
        raise Refused(_l("Say what was found when looking through, and who did."), field="opinion")
    basis, kept = destructions.table(book, today)
    with transaction() as session:
        # two lists prepared at once must not take the same
        trail.take_turn()
        found = destructions.looked_through(told.kinds, told.as_of, kept)
        goes = [one for one in found if one.stays is None]
        _must_be_as_seen(goes, told.seen)
        made = DestructionList(
            year=today.year, seq=destructions.next_seq(today.year), as_of=told.as_of, opinion=told.opinion.strip(),
            state=DestructionState.PROPOSED, basis=basis.as_json(), items_sha256=destructions.fingerprint(goes),
            prepared_at=at, prepared_by_id=by.id,
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.execute(sa.insert(DestructionItem), [_item(made, one) for one in goes])
        trail.record(by, "honours.destruction_prepared", made, at, {"things": len(goes)})
    return made


def _must_be_as_seen(goes: Sequence[Candidate], seen: str) -> None:
    if not goes:
        raise Refused(_l("Nothing of these kinds is past its time on this day."))
    if destructions.fingerprint(goes) != seen:
        raise SeenChanged(_l("What is past its time has changed since your page was shown. Look at it as it is now."))


def _item(of: DestructionList, one: Candidate) -> dict[str, Any]:
    return {
        "list_id": of.id, "kind": one.kind, "record_id": one.found.id, "title": one.found.title, "keep": one.keep,
        "counted_from": one.found.counted_from, "due_on": one.due_on, "sha256": one.found.sha256,
        "only_contact": one.found.only_contact, "outcome": Outcome.WAITS, "why": "",
    }  # fmt: skip


def approve_list(of: DestructionList, seen: int | None, by: User, at: datetime) -> DestructionState:
    """Approve a list: the second of two approvals, by another person each, lets it be carried out."""
    with transaction():
        of.must_be_as_seen(seen)
        if by.id == of.prepared_by_id:
            raise NotAllowed(_l("Two others approve: you prepared this list yourself."))
        if by.id == of.first_by_id:
            raise NotAllowed(_l("You approved this list already. The second approval is another person's."))
        if of.first_by_id is None:
            if of.state is not DestructionState.PROPOSED:
                raise Refused(
                    _l("This destruction list cannot make this move now. Load the page again to see where it stands.")
                )
            of.first_by_id, of.first_at, which = by.id, at, 1
        else:
            # the state last: reading an old value stores what was set before
            of.second_by_id, of.second_at, which = by.id, at, 2
            of.move(DestructionState.APPROVED)
        trail.record(by, "honours.destruction_approved", of, at, {"approval": which, "sha256": of.items_sha256})
    return of.state


def cancel_list(of: DestructionList, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Cancel a list before both approved it, with the reason; everything on it stays."""
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")
    with transaction() as session:
        of.must_be_as_seen(seen)
        of.reason, of.cancelled_at, of.cancelled_by_id = reason.strip(), at, by.id
        of.move(DestructionState.CANCELLED)
        stayed = {"outcome": Outcome.STAYED, "why": Stay.CANCELLED.value, "at": at}
        session.execute(sa.update(DestructionItem).where(DestructionItem.list_id == of.id).values(**stayed))
        trail.record(by, "honours.destruction_cancelled", of, at, {"reason": reason.strip()})


# --- carried out ------------------------------------------------------------------------------------------------------


def ask_destruction(of: DestructionList, language: str, present: datetime, *, by: User, at: datetime) -> Task:
    """Ask that an approved list be carried out in the background; what was broken off is taken up where it stood."""
    with transaction():
        if of.state is not DestructionState.APPROVED:
            raise Refused(_l("A list is carried out once two people approved it, and once only."))
        made = tasks.put(Wanted(KIND, {"list": of.id}, of.number, language), by.id, at, present)
        trail.record(by, "honours.destruction_asked", of, at, {"task": made.id})
    return made


def make_destruction(of: Claim, tell: Tell) -> Made:
    """Carry out a list for whoever asked, if they still may, and give its record."""
    by, found = accounts.user(of.by_id), destructions.one(int(of.about["list"]))
    if by is None or found is None or not by.active or not access.may_give(by):
        raise NotAllowed(_("Your part does not reach this list any more."))
    number = found.number
    if found.state is DestructionState.APPROVED:
        carry_out(found.id, by, clock.now(), tell)
    record = destructions.record(int(of.about["list"]))
    if record is None or record.record_pdf is None:
        raise Refused(_("This list was not approved."))
    return Made(f"{number}.pdf", documents.MEDIA_TYPE, record.record_pdf)


DESTRUCTION = Kind(KIND, _l("Destruction under a list"), make_destruction)


def carry_out(list_id: int, by: User, at: datetime, tell: Tell) -> None:
    """Destroy what waits on a list, some at a time, each looked at once more; then keep the record of it."""
    whole = sum(destructions.counts(list_id).values())
    now = _as_it_is(list_id, at)
    while left := destroy_some(list_id, now, by, at):
        tell(whole - left, whole)
    _keep_record(list_id, by, at)


def _as_it_is(list_id: int, at: datetime) -> dict[Key, Candidate]:
    # between approval and now an appeal may have come, a table changed, somebody entered again
    today = clock.in_city(at).date()
    _basis, kept = destructions.table(policies.book(), today)
    return {one.key: one for one in destructions.looked_through(tuple(Destructible), today, kept, own=list_id)}


def destroy_some(list_id: int, now: Mapping[Key, Candidate], by: User, at: datetime) -> int:
    """Destroy the next things of a list in one transaction, and say how many waited before; killed, all of them wait on."""
    with transaction() as session:
        of = session.scalar(sa.select(DestructionList).where(DestructionList.id == list_id).with_for_update())
        if of is None or of.state is not DestructionState.APPROVED:
            raise Refused(_("This list was not approved."))
        _leave_nothing(session)
        left = sum(n for (_kind, outcome), n in destructions.counts(list_id).items() if outcome is Outcome.WAITS)
        gone: list[str] = []
        stayed: list[str] = []
        for item in destructions.still_waiting(list_id, BATCH):
            here = now.get((item.kind, item.record_id))
            why = Stay.NOT_THERE if here is None else here.stays
            # the register names this person since: then less goes than was approved
            item.only_contact |= here is not None and here.found.only_contact
            if why is None:
                taking_away.GO[item.kind](session, item, of, clock.in_city(at).date())
            item.outcome, item.why, item.at = (Outcome.STAYED, why.value, at) if why else (Outcome.GONE, "", at)
            (stayed if why else gone).append(f"{item.kind} {item.record_id}: {item.title}")
        if gone or stayed:
            trail.record(by, "honours.destroyed", of, at, {"gone": gone, "stayed": stayed})
    return left


def _leave_nothing(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        # freed pages are overwritten with noughts; PostgreSQL frees them with its next VACUUM
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def _keep_record(list_id: int, by: User, at: datetime) -> None:
    of = destructions.one(list_id)
    assert of is not None  # a list is never deleted
    pdf, xlsx = destruction_exports.record(of, destructions.items(list_id), by.name, at)
    with transaction():
        of.done_at, of.done_by_id, of.record_pdf, of.record_xlsx = at, by.id, pdf, xlsx
        of.record_sha256 = hashlib.sha256(pdf).hexdigest()
        of.move(DestructionState.DONE)
        told = {"pdf": of.record_sha256, "xlsx": hashlib.sha256(xlsx).hexdigest()}
        trail.record(by, "honours.destruction_done", of, at, told)
