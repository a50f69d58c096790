"""New values of the policy's tables: drafted, changed, returned, dropped, and enacted by a second person."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from competition.accounts.models import User
from competition.foundation import clock, media, trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, SeenChanged, refuse_faults
from competition.foundation.media import Piece
from competition.foundation.texts import _, _l
from competition.policy import access, checked, draft_words, queries, reader, rules, touched
from competition.policy.book import Book, Value
from competition.policy.models import TableDraft
from competition.policy.rules import DraftState
from competition.policy.touched import Span

LONGEST_VALUE = 20_000


@dataclass(frozen=True, slots=True)
class DraftData:
    """A new value as it was drafted: its first day, the value in YAML, and the document that says it."""

    first_day: date
    value_text: str
    document_title: str
    document_number: str
    reason: str = ""
    scan: Piece | None = None


def draft_value(table_name: str, data: DraftData, by: User, at: datetime) -> TableDraft:
    """Draft a new value of a table; every fault of it is named at once."""
    _may_draft(by)
    _refuse_faults(table_name, data, at, needs_scan=True)
    with transaction() as session:
        made = TableDraft(table_name=table_name, **_scanned(data))
        _fill(made, data, by, at)
        session.add(made)
        session.flush()
        trail.record(by, "policy.value_drafted", made, at)
    return made


def change_draft(draft: TableDraft, data: DraftData, seen: int | None, by: User, at: datetime) -> None:
    """Change a draft that waits or was returned; whoever changed it last may not check it."""
    _may_draft(by)
    _refuse_faults(draft.table_name, data, at, needs_scan=False)
    with transaction():
        draft.must_be_as_seen(seen)
        if draft.state is not DraftState.DRAFTED:
            draft.move(DraftState.DRAFTED)
        for name, value in _scanned(data).items():
            setattr(draft, name, value)
        _fill(draft, data, by, at)
        trail.record(by, "policy.value_changed", draft, at)


def return_draft(draft: TableDraft, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give a draft back to be mended, with the reason."""
    if not reason.strip():
        raise Refused(_l("Say what has to be mended."), field="reason")
    with transaction():
        draft.must_be_as_seen(seen)
        _must_check(draft, by)
        draft.move(DraftState.RETURNED)
        draft.returned_reason, draft.checked_at, draft.checked_by_id = reason.strip(), at, by.id
        trail.record(by, "policy.value_returned", draft, at)


def drop_draft(draft: TableDraft, seen: int | None, by: User, at: datetime) -> None:
    """Give a draft up."""
    _may_draft(by)
    with transaction():
        draft.must_be_as_seen(seen)
        draft.move(DraftState.DROPPED)
        trail.record(by, "policy.value_dropped", draft, at)


def enact_draft(draft: TableDraft, seen: int | None, by: User, at: datetime) -> None:
    """Put a checked value into the book from its first day on; one that changes the book backwards lists what it touches."""
    with transaction() as session:
        draft.must_be_as_seen(seen)
        _must_check(draft, by)
        book = queries.book()
        refuse_faults(faults_of(draft.table_name, _data(draft), book, at), _l("The draft can no longer be enacted so."))
        draft.move(DraftState.ENACTED)
        if rules.is_correction(draft.first_day, _today(at)):
            draft.touched = [one.as_json() for one in touched.by(span_of(draft, book))]
        draft.checked_at, draft.checked_by_id = at, by.id
        _put_last(draft)
        try:
            session.flush()
        except IntegrityError as other:
            raise SeenChanged(_l("Another table was enacted at the same moment. Check this one once more.")) from other
        trail.record(by, "policy.value_enacted", draft, at, {"decisions": len(draft.touched or [])})


def span_of(draft: TableDraft, book: Book) -> Span:
    """Give the days in which a draft's value would hold."""
    return Span(draft.table_name, draft.first_day, rules.until(book.table(draft.table_name), draft.first_day))


def faults_of(table_name: str, data: DraftData, book: Book, at: datetime) -> list[Fault]:
    """Name every fault of a new value in the book as it stands: its shape, its ceilings, its day."""
    table = book.table(table_name)
    try:
        value = reader.value_of(data.value_text[:LONGEST_VALUE])
    except reader.Unusable as wrong:
        return [Fault(_("The value cannot be read as YAML: %(why)s", why=str(wrong)[:200]), field="value_text")]
    found = [Fault(draft_words.fault(one, table), field="value_text") for one in draft_words.faults(value, table)]
    if not found:
        found = [Fault(said, field="value_text") for said in checked.by(table_name, value)]
    if not found:
        told = Value(data.first_day, "enacted", "-", value)
        days = rules.days_above(book.with_value(table_name, told), table_name, data.first_day)
        found = [Fault(draft_words.above(day), field="value_text") for day in days[:3]]
    if rules.is_correction(data.first_day, _today(at)) and not data.reason.strip():
        found.append(Fault(draft_words.NEEDS_REASON, field="reason"))
    return found


def _refuse_faults(table_name: str, data: DraftData, at: datetime, *, needs_scan: bool) -> None:
    found = faults_of(table_name, data, queries.book(), at)
    if len(data.value_text) > LONGEST_VALUE:
        found.append(Fault(_l("The value is longer than 20,000 characters."), field="value_text"))
    if data.scan is None and needs_scan:
        found.append(Fault(_l("Attach the scan of the document."), field="scan"))
    elif data.scan is not None and len(data.scan.content) > media.LARGEST_SCAN:
        found.append(Fault(_l("The scan is larger than 8 MB. Send a smaller copy."), field="scan"))
    elif data.scan is not None and not data.scan.media_type:
        found.append(Fault(_l("This is neither a photo (JPEG, PNG) nor a PDF."), field="scan"))
    refuse_faults(found, _l("The draft cannot be kept so."))


def _fill(draft: TableDraft, data: DraftData, by: User, at: datetime) -> None:
    draft.first_day, draft.value_text = data.first_day, data.value_text
    draft.document_title, draft.document_number = data.document_title.strip(), data.document_number.strip()
    draft.reason, draft.drafted_at, draft.drafted_by_id = data.reason.strip(), at, by.id


def _scanned(data: DraftData) -> dict[str, object]:
    if data.scan is None:
        return {}
    return {
        "scan": data.scan.content,
        "scan_name": data.scan.name[:120],
        "scan_type": data.scan.media_type,
        "scan_sha256": hashlib.sha256(data.scan.content).hexdigest(),
    }


def _data(draft: TableDraft) -> DraftData:
    return DraftData(draft.first_day, draft.value_text, draft.document_title, draft.document_number, draft.reason)


def _put_last(draft: TableDraft) -> None:
    with db.session.no_autoflush:
        last = queries.newest()
    draft.sequence = last.sequence + 1 if last else 1
    told = (last.sha256 if last else "", draft.table_name, draft.first_day.isoformat(), draft.reference)
    draft.sha256 = hashlib.sha256("\n".join((*told, draft.scan_sha256, draft.value_text)).encode()).hexdigest()


def _may_draft(by: User) -> None:
    if not access.may_draft(by):
        raise NotAllowed(_l("An organiser of the whole city drafts the policy's tables."))


def _must_check(draft: TableDraft, by: User) -> None:
    if not access.may_check(by, draft):
        raise NotAllowed(_l("Somebody else than its author checks a draft: an organiser of the city, or a finance officer where it is about money."))  # fmt: skip


def _today(at: datetime) -> date:
    return clock.in_city(at).date()
