"""The trail: who did what and when, before and after, each row chained to the one before by a hash."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail is not what was written: the row's number and what is wrong with it."""

    seq: int
    kind: str


def record(
    by: Actor | None, verb: str, subject: Base | None, at: datetime, note: Mapping[str, Any] | None = None
) -> None:
    """Write what the open transaction has changed so far; `by` None is the system itself (a job)."""
    session: Session = db.session()
    before, after = changes.taken(session)
    _append(
        session,
        {
            "at": at,
            "actor_id": by.id if by else None,
            "actor_name": by.name if by else SYSTEM,
            "verb": verb,
            "subject": changes.label(subject) if subject is not None else "",
            "before": _json(before),
            "after": _json(after),
            "note": _json({key: changes.plain(value) for key, value in (note or {}).items()}),
            "request": str(structlog.contextvars.get_contextvars().get("request", "")),
        },
    )


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
    rows = sa.select(TrailRow.__table__).where(TrailRow.seq <= last).order_by(TrailRow.seq)
    for row in db.session.execute(rows).mappings().yield_per(1000):
        yield from _holes(expected, row["seq"], "missing")
        if row["seq"] == expected and row["previous"] != previous:
            yield Break(row["seq"], "reordered")
        if hash_of(row) != row["hash"]:
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
    newest = session.execute(
        sa.select(TrailHead.seq, TrailHead.hash).where(TrailHead.id == 1).with_for_update()
    ).one_or_none()
    row["seq"], row["previous"] = (newest.seq + 1, newest.hash) if newest else (1, ORIGIN)
    row["hash"] = hash_of(row)
    session.execute(sa.insert(TrailRow.__table__), row)
    mine = {"seq": row["seq"], "hash": row["hash"]}
    if newest:
        session.execute(sa.update(TrailHead.__table__).values(mine))
    else:
        session.execute(sa.insert(TrailHead.__table__), {"id": 1, **mine})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
