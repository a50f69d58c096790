"""What goes with marks of some kinds: a competitor's coefficient for an aspect, and why a penalty was given."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.foundation.database import Base, Versioned
from competition.judging.models import Aspect, Sheet
from competition.registration.models import Entry


class Coefficient(Versioned, Base):
    """The coefficient (difficulty) of one competitor for one aspect."""

    __tablename__ = "judging_coefficients"
    __table_args__ = (
        sa.UniqueConstraint("entry_id", "aspect_id"),
        sa.CheckConstraint("value > 0", name="above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"))
    aspect_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_aspects.id"), index=True)
    value: Mapped[Decimal]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    entered_at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()
    aspect: Mapped[Aspect] = relationship()


class PenaltyReason(Base):
    """Why a judge gave a penalty."""

    __tablename__ = "judging_penalty_reasons"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "aspect_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheets.id", ondelete="CASCADE"))
    aspect_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_aspects.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(300))
    said_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    said_at: Mapped[datetime]

    sheet: Mapped[Sheet] = relationship()
