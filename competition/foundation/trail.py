"""The trail: who did what and when, before and after, each row chained to the one before by a hash."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from competition.foundation import changes
from competition.foundation.database import Base, db

SYSTEM = "system"
ORIGIN = "0" * 64
HOLE = 1000


class Actor(Protocol):
    """Whoever acts: a signed-in person, as the trail names them."""

    id: Any
    name: Any


class TrailRow(Base):
    """One act, kept for good."""

    __tablename__ = "trail_rows"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    verb: Mapped[str] = mapped_column(sa.String(80), index=True)
    subject: Mapped[str] = mapped_column(sa.String(120), index=True)
    before: Mapped[str] = mapped_column(sa.Text)
    after: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text)
    request: Mapped[str] = mapped_column(sa.String(40))
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class TrailHead(Base):
    """The newest row's number and hash: a cut-off tail shows, and writers take turns on it."""

    __tablename__ = "trail_head"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


ROWS = Base.metadata.tables["trail_rows"]
HEAD = Base.metadata.tables["trail_head"]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail is not what was written: the row's number and what is wrong with it."""

    seq: int
    kind: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act of many that are written together: who (None is the system), what, to which record, when."""

    at: datetime
    by: Actor | None
    verb: str
    subject: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)
    # '' for the request being answered; acts written for others carry theirs
    request: str = ""


def record(
    by: Actor | None, verb: str, subject: Base | None, at: datetime, note: Mapping[str, Any] | None = None
) -> None:
    """Write what the open transaction has changed so far; `by` None is the system itself (a job)."""
    session: Session = db.session()
    before, after = changes.taken(session)
    told = {key: changes.plain(value) for key, value in (note or {}).items()}
    subject_name = changes.label(subject) if subject is not None else ""
    _append(session, _row(Act(at, by, verb, subject_name, before, after, told)))


def _row(act: Act) -> dict[str, Any]:
    return {
        # hashed as it is read again: in UTC, whatever zone the moment was given in
        "at": act.at.astimezone(UTC),
        "actor_id": act.by.id if act.by else None,
        "actor_name": act.by.name if act.by else SYSTEM,
        "verb": act.verb,
        "subject": act.subject,
        "before": _json(act.before),
        "after": _json(act.after),
        "note": _json(act.note),
        "request": act.request or request_id(),
    }


def request_id() -> str:
    """Give the id of the request being answered, '' outside one."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))


def record_many(acts: Sequence[Act]) -> None:
    """Write many acts at once, in order, as part of the open transaction: for data stored without the ORM."""
    session: Session = db.session()
    newest = _newest(session)
    rows, last = [], newest or (0, ORIGIN)
    for act in acts:
        row = {**_row(act), "seq": last[0] + 1, "previous": last[1]}
        row["hash"] = hash_of(row)
        last = (row["seq"], row["hash"])
        rows.append(row)
    if rows:
        session.connection().execute(sa.insert(ROWS), rows)
        _move_head(session, last, there=newest is not None)


def hash_of(row: Mapping[str, Any]) -> str:
    """Hash a row with the hash of the one before it."""
    parts = {key: row[key] for key in ("seq", "actor_id", "actor_name", "verb", "subject", "before", "after", "note")}
    parts |= {
        "at": row["at"].isoformat(timespec="microseconds"),
        "request": row["request"],
        "previous": row["previous"],
    }
    return hashlib.sha256(_json(parts).encode()).hexdigest()


def head() -> tuple[int, str]:
    """Give the newest row's number and hash as the head remembers them; an empty trail begins at its origin."""
    kept = db.session.execute(sa.select(TrailHead.seq, TrailHead.hash).where(TrailHead.id == 1)).one_or_none()
    return (kept.seq, kept.hash) if kept else (0, ORIGIN)


def breaks(seen: Callable[[int], None] = lambda _seq: None) -> Iterator[Break]:
    """Walk the whole trail and name each row that was changed, is missing or stands out of order.

    `seen` is told each row's number. Rows written while the walk goes on are left to the next one.
    Of a hole in the trail at most the first 1000 rows are named.
    """
    last, last_hash = head()
    expected, previous = 1, ORIGIN
    rows = sa.select(ROWS).where(TrailRow.seq <= last).order_by(TrailRow.seq)
    for row in db.session.execute(rows).mappings().yield_per(1000):
        yield from _holes(expected, row["seq"], "missing")
        if row["seq"] == expected and row["previous"] != previous:
            yield Break(row["seq"], "reordered")
        if hash_of(dict(row)) != row["hash"]:
            yield Break(row["seq"], "changed")
        expected, previous = row["seq"] + 1, row["hash"]
        seen(row["seq"])
    yield from _holes(expected, last + 1, "cut_off")
    if expected == last + 1 and previous != last_hash:
        yield Break(last, "changed")
    yield from (Break(number, "added") for number in _beyond_the_head())


def _holes(first: int, end: int, kind: str) -> Iterator[Break]:
    # a forged number may stand far away: of a longer hole the first thousand rows are named
    return (Break(number, kind) for number in range(first, min(end, first + HOLE)))


def _beyond_the_head() -> list[int]:
    # one statement, so that a row being written at this moment is seen with its head or not at all
    kept = sa.select(sa.func.coalesce(sa.func.max(TrailHead.seq), 0)).scalar_subquery()
    return list(
        db.session.scalars(sa.select(TrailRow.seq).where(TrailRow.seq > kept).order_by(TrailRow.seq).limit(HOLE))
    )


def _append(session: Session, row: dict[str, Any]) -> None:
    newest = _newest(session)
    seq, previous = newest or (0, ORIGIN)
    row["seq"], row["previous"] = seq + 1, previous
    row["hash"] = hash_of(row)
    session.execute(sa.insert(ROWS), row)
    _move_head(session, (row["seq"], row["hash"]), there=newest is not None)


# every action runs these: built once, as building takes longer than running
_LOCKED_HEAD = sa.select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.id == 1).with_for_update()
_MOVE = sa.update(HEAD)


def take_turn() -> None:
    """Let the open transaction be the only one that writes the trail until it ends: what it counts, counts."""
    _newest(db.session())


def _newest(session: Session) -> tuple[int, str] | None:
    row = session.execute(_LOCKED_HEAD).one_or_none()
    return (row.seq, row.hash) if row else None


def _move_head(session: Session, to: tuple[int, str], *, there: bool) -> None:
    mine = {"seq": to[0], "hash": to[1]}
    if there:
        session.execute(_MOVE, mine)
    else:
        session.execute(sa.insert(HEAD), {"id": 1, **mine})


# one writer for all: making it anew for each value would take as long as writing
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _json(value: Any) -> str:
    return _WRITER.encode(value)
