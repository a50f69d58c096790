"""The few tables that belong to no room: forms already sent, leases of jobs, files kept, work asked for."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from competition.foundation.database import Base, one_of


class SentForm(Base):
    """A form that was sent and kept, with the place its answer led to."""

    __tablename__ = "sent_forms"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(500), default="")
    at: Mapped[datetime]


class Lease(Base):
    """A job that only one process may hold, and until when it does."""

    __tablename__ = "leases"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(80))
    until: Mapped[datetime]


class KeptFile(Base):
    """A file somebody sent, kept under its own checksum."""

    __tablename__ = "kept_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    use: Mapped[str] = mapped_column(sa.String(40))
    sent_by_id: Mapped[int | None]
    sent_at: Mapped[datetime]


class TaskState(StrEnum):
    """Where work that somebody asked for stands."""

    WAITING = "task_waiting"
    RUNNING = "task_running"
    DONE = "task_done"
    FAILED = "task_failed"
    CANCELLED = "task_cancelled"


OPEN = (TaskState.WAITING, TaskState.RUNNING)


class Task(Base):
    """Long work that somebody asked for, how far it is, and the file it made, for its asker and for some days."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index("ix_tasks_state_beat", "state", "beat_at"),
        # it changes every second; who asked and who took the file is told by the trail's own rows
        {"info": {"untracked": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    about: Mapped[dict[str, Any]]
    title: Mapped[str] = mapped_column(sa.String(300))
    language: Mapped[str] = mapped_column(sa.String(12))
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    asked_at: Mapped[datetime]
    state: Mapped[TaskState] = mapped_column(one_of(TaskState), default=TaskState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    whole: Mapped[int] = mapped_column(default=0)
    # whoever works on it says so with every beat; a new try is a new claim, and an old one counts for nothing
    worker: Mapped[str] = mapped_column(sa.String(80), default="")
    tries: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime]
    stop: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(sa.String(400), default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    media_type: Mapped[str] = mapped_column(sa.String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    # sealed with the newest key: a file may hold what lies encrypted in its own table
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
