"""Rows stored in bulk with their trail: numbered here, so that two loads number them alike."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from competition.foundation import changes, trail
from competition.foundation.database import Base, db, transaction
from competition.foundation.trail import Act, Actor

Row = dict[str, Any]


@dataclass(slots=True)
class Somebody:
    """Who acts, where no user need be read."""

    id: int
    name: str


class Rows:
    """Gathers rows and acts; `keep` stores them, the acts in the order of their moments."""

    def __init__(self) -> None:
        self._last: Counter[type[Base]] = Counter()
        self._new: dict[type[Base], list[Row]] = {}
        self._acts: list[tuple[datetime, int, Act]] = []
        self._act_number = 0

    def add(self, model: type[Base], **values: Any) -> Row:
        """Take a row in, filled up with its number and what the table sets by itself."""
        self._last[model] += 1
        row = {**_empty(model), "id": self._last[model], **values}
        self._new.setdefault(model, []).append(row)
        return row

    def act(self, at: datetime, by: Actor | None, verb: str, subject: str, **told: Any) -> None:
        """Note an act; it is written when `keep` reaches its moment."""
        self._act_number += 1
        heapq.heappush(self._acts, (at, self._act_number, Act(at, by, verb, subject, **told)))

    def keep(self, until: datetime | None = None, changed: Iterable[tuple[sa.Update, Sequence[Row]]] = ()) -> None:
        """Store all rows gathered, what is changed with them, and every act up to a moment (all of them)."""
        due = self._due(until)
        changed = [(query, rows) for query, rows in changed if rows]
        if not (self._new or due or changed):
            return
        with transaction(trail=False) as session:
            connection = session.connection()
            for model in sorted(self._new, key=_order):
                connection.execute(sa.insert(_table(model)), [_columns(model, row) for row in self._new[model]])
            for query, rows in changed:
                connection.execute(query, list(rows))
            trail.record_many(due)
        self._new = {}

    def _due(self, until: datetime | None) -> list[Act]:
        due = []
        while self._acts and (until is None or self._acts[0][0] <= until):
            due.append(heapq.heappop(self._acts)[2])
        return due


def name(model: type[Base], row: Row) -> str:
    """Name a row as the trail does."""
    return f"{model.__tablename__}#{row['id']}"


def shown(model: type[Base], *rows: Row) -> dict[str, dict[str, Any]]:
    """Give rows as the trail shows new records: every value, secret ones hidden."""
    secret = _secret(model)
    return {
        name(model, row): {
            key: changes.HIDDEN if key in secret and value is not None else changes.plain(value)
            for key, value in row.items()
        }
        for row in rows
    }


def follow_numbers() -> None:
    """Let the database count on from the numbers given here (PostgreSQL keeps its own count)."""
    if db.engine.dialect.name != "postgresql":
        return
    with transaction(trail=False) as session:
        for table in Base.metadata.sorted_tables:
            if isinstance(table.autoincrement_column, sa.Column):
                most = sa.select(sa.func.max(table.autoincrement_column)).scalar_subquery()
                sequence = sa.func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
                session.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(most, 0) + 1, False)))


@cache
def _empty(model: type[Base]) -> Row:
    found: Row = {}
    for attribute in sa.inspect(model).column_attrs:
        default = getattr(attribute.columns[0], "default", None)
        found[attribute.key] = default.arg if default is not None and default.is_scalar else None
    return found | ({"version": 1} if "version" in found else {})


@cache
def _secret(model: type[Base]) -> frozenset[str]:
    return frozenset(a.key for a in sa.inspect(model).column_attrs if a.columns[0].info.get("secret"))


@cache
def _renamed(model: type[Base]) -> Mapping[str, str]:
    pairs = ((a.key, a.columns[0].name) for a in sa.inspect(model).column_attrs)
    return {key: column for key, column in pairs if key != column}


def _columns(model: type[Base], row: Row) -> Row:
    renamed = _renamed(model)
    return {renamed.get(key, key): value for key, value in row.items()} if renamed else row


@cache
def _order(model: type[Base]) -> int:
    return Base.metadata.sorted_tables.index(_table(model))


def _table(model: type[Base]) -> sa.Table:
    return Base.metadata.tables[model.__tablename__]
