"""Gathers what a transaction changes, so that the trail can tell before and after without being told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_mapper

HIDDEN = "•••"
_KEY = "competition.changes"


@dataclass
class Gathered:
    """What the open transaction has changed since the trail was last written."""

    new: list[Any] = field(default_factory=list)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)


def is_writing(session: Session) -> bool:
    """Say whether an action has its transaction open."""
    return _KEY in session.info


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """Gather the changes of one transaction."""
    session.info[_KEY] = Gathered()
    try:
        yield
    finally:
        del session.info[_KEY]


def taken(session: Session) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take what changed since the last time: values before and after, by 'table#id' and column."""
    session.flush()
    found: Gathered = session.info[_KEY]
    for record in found.new:
        found.after.setdefault(label(record), {}).update(_all_values(record))
    session.info[_KEY] = Gathered()
    return found.before, found.after


def must_be_recorded(session: Session) -> None:
    """Fail (our fault, never the user's) when a transaction changed something and left no trail."""
    found: Gathered = session.info[_KEY]
    if found.new or found.after:
        names = [label(record) for record in found.new] + list(found.after)
        raise RuntimeError(f"changed without a trail: {', '.join(names)}")


def label(record: Any) -> str:
    """Name a record as the trail does: 'plan_item#3'."""
    identity = sa.inspect(record).identity
    return f"{_table(record).name}#{'-'.join(map(str, identity)) if identity else 'new'}"


def plain(value: Any) -> Any:
    """Turn a column's value into what JSON can hold without loss; a file is told by its hash, as nobody reads its bytes here."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"sha256:{sha256(value).hexdigest()}"
    return value


def _shown(column: Any, value: Any) -> Any:
    return HIDDEN if column.info.get("secret") and value is not None else plain(value)


def _untracked(record: Any) -> bool:
    return bool(_table(record).info.get("untracked"))


def _table(record: Any) -> sa.Table:
    table = object_mapper(record).local_table
    assert isinstance(table, sa.Table)
    return table


def _all_values(record: Any) -> dict[str, Any]:
    mapper = object_mapper(record)
    return {a.key: _shown(a.columns[0], getattr(record, a.key)) for a in mapper.column_attrs}


def _changed_values(record: Any, found: Gathered) -> None:
    state = sa.inspect(record)
    for attribute in object_mapper(record).column_attrs:
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        column = attribute.columns[0]
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        found.before.setdefault(label(record), {}).setdefault(attribute.key, _shown(column, old))
        found.after.setdefault(label(record), {})[attribute.key] = _shown(column, new)


@sa.event.listens_for(Session, "before_flush")
def _gather(session: Session, _context: object, _instances: object) -> None:
    found: Gathered | None = session.info.get(_KEY)
    if found is None:
        raise RuntimeError("only an action writes, inside transaction()")
    found.new += [record for record in session.new if not _untracked(record)]
    for record in session.dirty:
        if session.is_modified(record) and not _untracked(record):
            _changed_values(record, found)
    for record in session.deleted:
        if not _untracked(record):
            found.before[label(record)] = _all_values(record)
            found.after.setdefault(label(record), {})["deleted"] = True
