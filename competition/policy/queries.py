"""The book in force: the shipped tables with what the bureau enacted, and the drafts on their way."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.foundation import paging
from competition.foundation.database import db
from competition.policy import reader
from competition.policy.book import Book, Value
from competition.policy.models import TableDraft
from competition.policy.rules import DraftState

_NEWEST = (
    sa.select(TableDraft.sequence, TableDraft.sha256)
    .where(TableDraft.sequence.is_not(None))
    .order_by(TableDraft.sequence.desc())
    .limit(1)
)
# the book this process read last, by the hash of the newest value in it
_read: dict[str, Book] = {}


def book() -> Book:
    """Give the book of this installation as it stands now.

    Every worker asks for the newest enacted value's hash, which covers all before it, and reads the values anew only
    where it changed: so no worker ever decides by an old book.
    """
    last = newest()
    if last is None:
        return reader.book()
    found = _read.get(last.sha256)
    if found is None:
        found = _with(enacted())
        _read.clear()
        _read[last.sha256] = found
    return found


def newest() -> Any:
    """Give the sequence and hash of the value enacted last, None where there is none."""
    return db.session.execute(_NEWEST).one_or_none()


def _with(drafts: list[TableDraft]) -> Book:
    made = reader.book()
    for draft in drafts:
        made = made.with_value(draft.table_name, value(draft))
    return made


def book_before(draft: TableDraft) -> Book:
    """Give the book as it stood when a draft was enacted, or as it stands while it waits."""
    if draft.sequence is None:
        return book()
    return _with([one for one in enacted() if one.sequence is not None and one.sequence < draft.sequence])


def value(draft: TableDraft) -> Value:
    """Give a draft's value as the book holds it."""
    return Value(draft.first_day, "enacted", draft.reference, reader.value_of(draft.value_text))


def enacted() -> list[TableDraft]:
    """List what was enacted, in the order of enacting."""
    asked = sa.select(TableDraft).where(TableDraft.sequence.is_not(None)).order_by(TableDraft.sequence)
    return list(db.session.scalars(asked))


def draft(draft_id: int) -> TableDraft | None:
    """Give a draft with the people who drafted and checked it."""
    people = (joinedload(TableDraft.drafted_by), joinedload(TableDraft.checked_by))
    return db.session.get(TableDraft, draft_id, options=people)


def drafts(page: int) -> Any:
    """Give all drafts, the newest first."""
    people = (joinedload(TableDraft.drafted_by), joinedload(TableDraft.checked_by))
    return paging.paged(sa.select(TableDraft).options(*people).order_by(TableDraft.id.desc()), page)


def waiting() -> list[TableDraft]:
    """List the drafts that wait for a check or for their author."""
    open_ones = (DraftState.DRAFTED, DraftState.RETURNED)
    return list(db.session.scalars(sa.select(TableDraft).where(TableDraft.state.in_(open_ones))))


def scan(draft_id: int) -> tuple[bytes, str, str] | None:
    """Give the scan of a draft's document: content, name and kind."""
    asked = sa.select(TableDraft.scan, TableDraft.scan_name, TableDraft.scan_type).where(TableDraft.id == draft_id)
    found = db.session.execute(asked).one_or_none()
    return None if found is None else (found.scan, found.scan_name, found.scan_type)
