"""The few tables that belong to no room: forms already sent, leases of jobs, files kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from competition.foundation.database import Base


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
