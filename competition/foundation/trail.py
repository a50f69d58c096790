"""The trail: who did what and when, before and after, each row chained to the one before by a hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
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


def breaks() -> Iterator[Break]:
    """Walk the whole trail and name each row that was changed, is missing or stands out of order."""
    expected, previous = 1, ORIGIN
    for row in db.session.execute(sa.select(TrailRow.__table__).order_by(TrailRow.seq)).mappings().yield_per(1000):
        if row["seq"] != expected:
            yield Break(expected, "missing")
        elif row["previous"] != previous:
            yield Break(row["seq"], "reordered")
        if hash_of(row) != row["hash"]:
            yield Break(row["seq"], "changed")
        expected, previous = row["seq"] + 1, row["hash"]
    head = db.session.get(TrailHead, 1)
    if head is not None and (head.seq, head.hash) != (expected - 1, previous):
        yield Break(head.seq, "cut_off" if head.seq >= expected else "changed")


def _append(session: Session, row: dict[str, Any]) -> None:
    head = session.execute(
        sa.select(TrailHead.seq, TrailHead.hash).where(TrailHead.id == 1).with_for_update()
    ).one_or_none()
    row["seq"], row["previous"] = (head.seq + 1, head.hash) if head else (1, ORIGIN)
    row["hash"] = hash_of(row)
    session.execute(sa.insert(TrailRow.__table__), row)
    mine = {"seq": row["seq"], "hash": row["hash"]}
    if head:
        session.execute(sa.update(TrailHead.__table__).values(mine))
    else:
        session.execute(sa.insert(TrailHead.__table__), {"id": 1, **mine})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
