"""Reads of what people ask about themselves: requests, who is hidden from search, and all data held of a person."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.directory import queries as directory
from competition.foundation.database import Base, db
from competition.honours.request_models import PersonRequest, RequestKind, RequestState
from competition.results.rules import ResultState

PERSONS = "directory_persons.id"
# what tells nobody anything, or is kept twice
LEFT_OUT = ("id_number_index", "scan", "photo", "name_pinyin")


def one(request_id: int) -> PersonRequest | None:
    """Find a request with its person."""
    query = sa.select(PersonRequest).options(joinedload(PersonRequest.person), joinedload(PersonRequest.decided_by))
    return db.session.scalar(query.where(PersonRequest.id == request_id))


def recent(most: int = 200) -> list[PersonRequest]:
    """List requests, the open ones first."""
    query = sa.select(PersonRequest).options(joinedload(PersonRequest.person)).limit(most)
    return list(db.session.scalars(query.order_by(PersonRequest.state != RequestState.OPEN, PersonRequest.id.desc())))


def by_receipt(receipt: str) -> PersonRequest | None:
    """Find a request by its receipt."""
    return db.session.scalar(sa.select(PersonRequest).where(PersonRequest.receipt == receipt.strip().upper()))


def open_count() -> int:
    """Count the requests that wait."""
    query = sa.select(sa.func.count()).where(PersonRequest.state == RequestState.OPEN)
    return db.session.scalar(query) or 0


def hidden() -> frozenset[int]:
    """Name every person record that is hidden from search, with those merged into one; what is entered stays readable."""
    p = PersonRequest
    asked = sa.select(p.person_id).where(p.kind == RequestKind.HIDING, p.state == RequestState.GRANTED)
    people = {person_id for person_id in db.session.scalars(asked) if person_id is not None}
    if not people:
        return frozenset()
    return frozenset().union(*directory.same_persons(people).values())


def held_data(person_id: int) -> list[tuple[str, list[str], list[tuple[Any, ...]]]]:
    """Give everything that is held of a person, table by table: its name, columns and rows.

    Every table that names a person is read, whatever room it is of; so are the entries and results behind a competitor.
    """
    ids = directory.same_persons([person_id])[person_id]
    found = []
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if any(str(key.target_fullname) == PERSONS for key in c.foreign_keys)]
        columns = [c for c in columns if c.name != "merged_into_id"]
        if table.name == PERSONS.split(".", maxsplit=1)[0]:
            columns = [table.c.id]
        if columns:
            found.append(_rows(table, sa.or_(*(c.in_(ids) for c in columns))))
    tables = Base.metadata.tables
    mine, lines, results = _entries(ids), tables["results_lines"], tables["results_item_results"]
    # what is still being judged is told to nobody before it is announced
    told = sa.select(results.c.id).where(results.c.state == ResultState.ANNOUNCED)
    found += [
        _rows(tables["registration_entries"], tables["registration_entries"].c.id.in_(mine)),
        _rows(lines, sa.and_(lines.c.entry_id.in_(mine), lines.c.result_id.in_(told))),
    ]
    return [(name, heads, rows) for name, heads, rows in found if rows]


def _entries(ids: Collection[int]) -> "sa.Select[Any]":
    members = Base.metadata.tables["registration_members"]
    return sa.select(members.c.entry_id).where(members.c.person_id.in_(ids))


def _rows(table: sa.Table, which: sa.ColumnElement[bool]) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    shown = [c for c in table.columns if c.name not in LEFT_OUT and not isinstance(c.type, sa.LargeBinary)]
    rows = db.session.execute(sa.select(*shown).where(which).order_by(*table.primary_key.columns))
    return table.name, [c.name for c in shown], [tuple(row) for row in rows]
