"""Encrypts stored values anew with the newest key, column by column, in batches that may be broken off at any time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.foundation import keys
from competition.foundation.crypto import Unreadable
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, db

BATCH = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch did: how many values it encrypted anew, which records it could not read, where the next begins."""

    moved: int
    unreadable: tuple[int, ...]
    next_after: int | None


def columns() -> list[sa.Column[str]]:
    """Name every encrypted column of the house, table by table."""
    return [column for table in Base.metadata.sorted_tables for column in table.c if isinstance(column.type, Encrypted)]


def field_of(column: sa.Column[str]) -> str:
    """Name the field a column's values are bound to, such as 'directory_persons.phone'."""
    assert isinstance(column.type, Encrypted)
    return column.type.field


def waiting(column: sa.Column[str]) -> int:
    """Count a column's values that an older key encrypted."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(column.table).where(_older(column))) or 0


def values_by_key() -> Counter[str]:
    """Count the stored values of the whole house by the id of the key that encrypted them."""
    found: Counter[str] = Counter()
    for column in columns():
        found.update(_key_ids(column))
    return found


def one_batch(session: Session, column: sa.Column[str], after: int) -> Batch:
    """Encrypt the next values of a column anew inside the open transaction; `after` is the last record dealt with."""
    key, raw = column.table.c.id, sa.type_coerce(column, sa.Text)
    query = sa.select(key, raw).where(_older(column), key > after).order_by(key).limit(BATCH).with_for_update()
    rows = session.execute(query).all()
    sealed, unreadable = [], []
    for number, stored in rows:
        try:
            plain = keys.decrypted(stored, field_of(column))
        except Unreadable:
            unreadable.append(number)
        else:
            sealed.append({"number": number, "sealed": keys.ring().encrypted(plain, field_of(column))})
    if sealed:
        # the value is text already: bound as such, or the column would encrypt it once more
        change = {column.name: sa.bindparam("sealed", type_=sa.Text())}
        session.connection().execute(
            sa.update(column.table).where(key == sa.bindparam("number")).values(change), sealed
        )
    return Batch(len(sealed), tuple(unreadable), rows[-1][0] if len(rows) == BATCH else None)


def _older(column: sa.Column[str]) -> sa.ColumnElement[bool]:
    newest = keys.ring().keys[0]
    raw = sa.type_coerce(column, sa.Text)
    return sa.and_(raw.is_not(None), raw.not_like(f"v1.{newest.cipher}.{newest.id}.%"))


def _key_ids(column: sa.Column[str]) -> Iterator[str]:
    raw = sa.type_coerce(column, sa.Text)
    for stored in db.session.scalars(sa.select(raw).where(raw.is_not(None)).execution_options(yield_per=1000)):
        yield stored.split(".")[2] if stored.count(".") > 1 else ""
