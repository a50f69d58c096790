"""Reads of destruction: what is past its time and what stays all the same, lists, and what stands on them."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from competition.foundation import paging
from competition.foundation.database import db
from competition.honours import destructible
from competition.honours.destructible import Found
from competition.honours.destruction_models import DestructionItem, DestructionList
from competition.honours.retention_rules import Destructible, DestructionState, Outcome, Stay, first_day_free
from competition.plan.rules import CompetitionState
from competition.policy.book import Book, Dated
from competition.policy.retention_tables import Kept, table_of

TABLE = "honours.retention"
OVER = (CompetitionState.HELD, CompetitionState.CANCELLED)
Key = tuple[Destructible, int]


def table(book: Book, on: date) -> tuple[Dated, dict[str, Kept]]:
    """Give the table of retention of a day, as it stands and as it is read."""
    said = book.on(on, TABLE)
    return said, table_of(said.value)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something whose time is counted: until when it is kept, and why it stays where it does."""

    kind: Destructible
    found: Found
    keep: str
    due_on: date
    stays: Stay | None = None

    @property
    def key(self) -> Key:
        """Name it among all."""
        return self.kind, self.found.id


def looked_through(
    kinds: Collection[Destructible], on: date, kept: Mapping[str, Kept], own: int = 0
) -> list[Candidate]:
    """Look through everything of these kinds that has a time: what may go on a day, and what stays and why.

    `own` is a list whose things do not count as waiting elsewhere.
    """
    listed, appealed = _listed(own), destructible.appealed()
    return [
        replace(one, stays=_stays(one, on, listed, appealed))
        for kind in Destructible
        if kind in kinds
        for one in _candidates(kind, kept[kind].keep)
    ]


def _candidates(kind: Destructible, keep: str) -> Iterator[Candidate]:
    for found in destructible.SOURCES[kind]():
        free = first_day_free(keep, found.counted_from)
        # what is kept for good has no time that could be over
        if free is not None:
            yield Candidate(kind, found, keep, free)


def _stays(of: Candidate, on: date, listed: Collection[Key], appealed: Collection[int]) -> Stay | None:
    if of.due_on > on:
        return Stay.NOT_DUE
    if of.found.state is not None and of.found.state not in OVER:
        return Stay.NOT_OVER
    if of.found.competition_id in appealed:
        return Stay.APPEAL
    if of.found.money_open:
        return Stay.MONEY
    return Stay.LISTED if of.key in listed else None


def _listed(but: int) -> set[Key]:
    query = sa.select(DestructionItem.kind, DestructionItem.record_id)
    query = query.where(DestructionItem.outcome == Outcome.WAITS, DestructionItem.list_id != but)
    return {(kind, record_id) for kind, record_id in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class Share:
    """What of one kind may go, and what stays: not due yet, or past its time with a reason."""

    kind: Destructible
    keep: str
    goes: list[Candidate]
    held: list[Candidate]
    later: list[Candidate]

    @property
    def next_on(self) -> date | None:
        """Give the day on which the next of it may go."""
        return min((one.due_on for one in self.later), default=None)


def shares(found: Sequence[Candidate], kinds: Collection[Destructible], kept: Mapping[str, Kept]) -> list[Share]:
    """Part what was looked through by kind."""
    made = {kind: Share(kind, kept[kind].keep, [], [], []) for kind in Destructible if kind in kinds}
    for one in found:
        of = made[one.kind]
        (of.goes if one.stays is None else of.later if one.stays is Stay.NOT_DUE else of.held).append(one)
    return list(made.values())


def fingerprint(goes: Sequence[Candidate]) -> str:
    """Hash what would go, so that nobody puts on a list what they did not see."""
    lines = (
        f"{one.kind}|{one.found.id}|{one.found.title}|{one.due_on}|{one.found.sha256}|{one.found.only_contact}"
        for one in sorted(goes, key=lambda one: one.key)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# --- lists ------------------------------------------------------------------------------------------------------------

_PEOPLE = (
    DestructionList.prepared_by, DestructionList.first_by, DestructionList.second_by,
    DestructionList.cancelled_by, DestructionList.done_by,
)  # fmt: skip


def one(list_id: int) -> DestructionList | None:
    """Find a list with the people who had it in hand."""
    query = sa.select(DestructionList).options(*map(joinedload, _PEOPLE))
    return db.session.scalar(query.where(DestructionList.id == list_id))


def recent() -> Sequence[tuple[DestructionList, int]]:
    """List all lists, the newest first, with how much stands on each."""
    counted = sa.select(sa.func.count()).where(DestructionItem.list_id == DestructionList.id).scalar_subquery()
    query = sa.select(DestructionList, counted).options(joinedload(DestructionList.prepared_by))
    return [(of, count) for of, count in db.session.execute(query.order_by(DestructionList.id.desc()))]


def items(list_id: int) -> Sequence[DestructionItem]:
    """List everything on a list."""
    return db.session.scalars(_items(list_id)).all()


def page_of_items(list_id: int, number: int) -> paging.Page[DestructionItem]:
    """List what stands on a list, a page at a time."""
    return paging.paged(_items(list_id), number)


def _items(list_id: int) -> "sa.Select[Any]":
    query = sa.select(DestructionItem).where(DestructionItem.list_id == list_id)
    return query.order_by(DestructionItem.kind, DestructionItem.id)


def counts(list_id: int) -> dict[tuple[Destructible, Outcome], int]:
    """Count what stands on a list, by kind and by what became of it."""
    query = sa.select(DestructionItem.kind, DestructionItem.outcome, sa.func.count())
    query = query.where(DestructionItem.list_id == list_id).group_by(DestructionItem.kind, DestructionItem.outcome)
    query = query.order_by(DestructionItem.kind, DestructionItem.outcome)
    return {(kind, outcome): count for kind, outcome, count in db.session.execute(query)}


def still_waiting(list_id: int, most: int) -> Sequence[DestructionItem]:
    """Give the next things of a list that wait to be destroyed."""
    query = _items(list_id).where(DestructionItem.outcome == Outcome.WAITS).limit(most)
    return db.session.scalars(query).all()


def record(list_id: int) -> DestructionList | None:
    """Find a list that was carried out with the files of its record."""
    files = (undefer(DestructionList.record_pdf), undefer(DestructionList.record_xlsx))
    query = sa.select(DestructionList).options(*files)
    return db.session.scalar(query.where(DestructionList.id == list_id, DestructionList.state == DestructionState.DONE))


def next_seq(year: int) -> int:
    """Number a year's next list."""
    query = sa.select(sa.func.max(DestructionList.seq)).where(DestructionList.year == year)
    return (db.session.scalar(query) or 0) + 1


def to_approve(user_id: int) -> int:
    """Count the lists that wait for this person's approval."""
    mine = (DestructionList.prepared_by_id == user_id) | (sa.func.coalesce(DestructionList.first_by_id, 0) == user_id)
    query = sa.select(sa.func.count()).select_from(DestructionList)
    return db.session.scalar(query.where(DestructionList.state == DestructionState.PROPOSED, ~mine)) or 0


def to_carry_out() -> int:
    """Count the lists that two people approved and that nobody carried out yet."""
    query = sa.select(sa.func.count()).select_from(DestructionList)
    return db.session.scalar(query.where(DestructionList.state == DestructionState.APPROVED)) or 0
