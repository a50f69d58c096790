"""Scenes: what many tests begin with is built once a worker and database, then laid down again from its rows.

    @scenes.kept
    def closed(theory=("80.5", "60")): ...

Only a scene that is the first thing written to empty tables is kept; built on something else it is built each time.
What it returns is pickled, with each record by its key, and read again.
"""

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa

from competition.foundation.database import Base, db, transaction

P, R = ParamSpec("P"), TypeVar("R")
_written: set[sa.Engine] = set()
_scenes: dict[Any, "_Scene"] = {}
_beside: dict[sa.Engine, sa.Engine] = {}


def watch(engine: sa.Engine) -> None:
    """Notice whatever is written to this database."""
    sa.event.listen(engine, "commit", lambda _: _written.add(engine))


def emptied() -> None:
    """Tell that all tables are empty."""
    _written.discard(db.engine)


@contextmanager
def laying() -> Iterator[sa.Connection]:
    """Open a transaction that heeds no foreign key.

    On PostgreSQL it is one beside the application's connections: told so each time, those would plan every statement anew.
    """
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with _hand().begin() as connection:
            yield connection
        _written.add(db.engine)
    else:
        with transaction(trail=False) as session:
            session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
            yield session.connection()
    db.session.expire_all()


def _hand() -> sa.Engine:
    if db.engine not in _beside:
        told = {"options": "-c session_replication_role=replica"}
        _beside[db.engine] = sa.create_engine(db.engine.url, connect_args=told, pool_size=1, pool_pre_ping=True)
    return _beside[db.engine]


def leave() -> None:
    """Let go of the connection beside the application's."""
    if found := _beside.pop(db.engine, None):
        found.dispose()


def kept(build: Callable[P, R]) -> Callable[P, R]:
    """Build a scene once for the same arguments, and lay it down from its rows each time after."""

    @wraps(build)
    def scene(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.engine in _written:
            return build(*args, **kwargs)
        key = (db.engine.url, build.__module__, build.__qualname__, repr(args), repr(sorted(kwargs.items())))
        found = _scenes.get(key)
        if found is None:
            made = build(*args, **kwargs)
            _scenes[key] = _Scene(_rows(), _numbers(), _pickled(made))
            return made
        _lay_down(found)
        return _Records(io.BytesIO(found.returned)).load()

    return scene


@dataclass(frozen=True, slots=True)
class _Scene:
    rows: dict[str, Any]
    numbers: dict[str, list[Any]]
    returned: bytes


def _rows() -> dict[str, Any]:
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if db.engine.dialect.name == "postgresql":
            return {table.name: rows for table in Base.metadata.sorted_tables if (rows := _copied(raw, table.name))}
        tables = Base.metadata.sorted_tables
        return {t.name: rows for t in tables if (rows := raw.execute(f"SELECT * FROM {t.name}").fetchall())}


def _copied(raw: Any, table: str) -> bytes:
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


_NUMBER_ON = sa.text("SELECT setval(name, value) FROM unnest(CAST(:names AS regclass[]), :values) AS _(name, value)")


def _numbers() -> dict[str, list[Any]]:
    if db.engine.dialect.name != "postgresql":
        # SQLite numbers on from the largest row
        return {}
    query = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    with db.engine.connect() as connection:
        found = connection.execute(sa.text(query)).all()
    return {"names": [name for name, _ in found], "values": [value for _, value in found]}


def _lay_down(scene: _Scene) -> None:
    with laying() as connection:
        raw = connection.connection.dbapi_connection
        if connection.dialect.name == "postgresql":
            for table, lines in scene.rows.items():
                with raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(lines)
            connection.execute(_NUMBER_ON, scene.numbers)
        else:
            for table, lines in scene.rows.items():
                raw.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(lines[0]))})", lines)


class _Keys(pickle.Pickler):
    """Pickles records as their keys."""

    def persistent_id(self, obj: Any) -> Any:
        state = sa.inspect(obj, raiseerr=False)
        return (state.class_, state.identity) if isinstance(state, sa.orm.InstanceState) else None


class _Records(pickle.Unpickler):
    """Reads the records again."""

    def persistent_load(self, pid: Any) -> Any:
        return db.session.get(*pid)


def _pickled(made: Any) -> bytes:
    out = io.BytesIO()
    _Keys(out).dump(made)
    return out.getvalue()
