"""The database of an installation: its base class, column types and the one border of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, registry

from competition.foundation import changes, metrics, sendings
from competition.foundation.errors import SeenChanged
from competition.foundation.texts import _l
from competition.foundation.writers import WriterQueue

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment, stored as UTC and always given back with its zone (SQLite would drop it)."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store UTC without a zone; a moment without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Exact(sa.types.TypeDecorator[Decimal]):
    """A Decimal kept exactly, as a whole number of 10**-places; more places than declared are refused."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, places: int = 6) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Store the whole number of steps."""
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Give the Decimal back without trailing noughts."""
        if value is None:
            return None
        figure = Decimal(value).scaleb(-self.places).normalize()
        return figure.quantize(Decimal(1)) if figure == figure.to_integral_value() else figure


def one_of(kind: type[StrEnum]) -> sa.Enum:
    """Make the column type of a fixed set of words: text with a CHECK in the database."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: Moment(),
            date: sa.Date(),
            Decimal: Exact(6),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
        },
    )


class Versioned:
    """A record that counts its changes, so that an old page can never overwrite a newer one."""

    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Let SQLAlchemy count and compare."""
        return {"version_id_col": cls.version}

    def must_be_as_seen(self, seen: int | None) -> None:
        """Refuse when somebody changed the record after the sender's page was shown."""
        if seen is not None and seen != self.version:
            raise SeenChanged(
                _l("Somebody changed this after your page was shown. Look at it as it is now, then try again.")
            )


@sa.event.listens_for(Base, "attribute_instrument", propagate=True)
def _remember_old_values(_class: type, _key: str, attribute: Any) -> None:
    # without this, a value set on a record not yet read again would show no 'before' in the trail
    if hasattr(attribute.property, "columns"):
        sa.event.listen(attribute, "set", lambda *_: None, active_history=True)


_queues: WeakKeyDictionary[sa.Engine, WriterQueue] = WeakKeyDictionary()
_NO_QUEUE = WriterQueue(None)

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True)


@contextmanager
def transaction(*, trail: bool = True) -> Iterator[Session]:
    """Open the one transaction of an action: all of it is kept, or nothing.

    What the page had loaded is read anew under the write lock. A form that carries its key is kept once.
    With `trail` the transaction is refused (our fault) when it changed something and left no trail.
    """
    session: Session = db.session()
    if changes.is_writing(session):
        raise RuntimeError("an action never calls another action")
    session.rollback()
    session.expire_all()
    with _writers().turn(), changes.gathered(session):
        try:
            session.connection(execution_options={"write": True})
            sendings.keep(session)
            yield session
            session.flush()
            if trail:
                changes.must_be_recorded(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise


def _writers() -> WriterQueue:
    return _queues.get(db.engine) or _NO_QUEUE


def prepare(engine: sa.Engine, queue: WriterQueue) -> None:
    """Make an engine ours: immediate write transactions and the settings SQLite needs to be safe."""
    _queues[engine] = queue
    sa.event.listen(engine, "before_cursor_execute", lambda *_: metrics.statements.inc())
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_settings)
        sa.event.listen(engine, "begin", _sqlite_begin)


def _sqlite_settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=20000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _sqlite_begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
