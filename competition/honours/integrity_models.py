"""Runs that read again all that is kept for good, and what each found."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base


class IntegrityRun(Base):
    """One run: how much was read, every package with its hash, and every fault; it is the report, and is written once."""

    __tablename__ = "honours_integrity_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(index=True)
    # none: the yearly job
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # of each its name, its hash, when it was sealed, and what is wrong with it
    packages: Mapped[list[Any]]
    leaves: Mapped[int]
    root: Mapped[str] = mapped_column(sa.String(64))
    trail_rows: Mapped[int]
    # of each where it is (package, log or trail), its code, and what it is about
    faults: Mapped[list[Any]]

    by: Mapped[User | None] = relationship()
