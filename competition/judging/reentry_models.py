"""Blind re-entries: a submitted sheet entered once more by whoever checks it, without seeing its marks."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.judging.models import Sheet


class ReentryState(StrEnum):
    """What became of a blind re-entry."""

    AGREES = "reentry_agrees"
    DIFFERS = "reentry_differs"
    SLIPS = "reentry_slips"
    RETURNED = "reentry_returned"


class Reentry(Versioned, Base):
    """What a checker entered unseen, beside what stood on the sheet; kept for good, it never becomes a mark."""

    __tablename__ = "judging_reentries"

    id: Mapped[int] = mapped_column(primary_key=True)
    # a form that a later scheme takes out takes its sheets with it; the trail keeps what was entered
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheets.id", ondelete="CASCADE"), index=True)
    # a sheet that moved on has another version, and what was entered for this one is over
    sheet_version: Mapped[int]
    state: Mapped[ReentryState] = mapped_column(one_of(ReentryState))
    # by aspect, as paper entries are kept; `decided` has the mark that is right and why, wherever the two differ
    stood: Mapped[dict[str, Any]]
    entered: Mapped[dict[str, Any]]
    decided: Mapped[dict[str, Any]] = mapped_column(default=dict)
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    entered_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    sheet: Mapped[Sheet] = relationship()
    entered_by: Mapped[User] = relationship()
