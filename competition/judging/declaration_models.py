"""What a judge signs and declares before marking."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import Base, one_of
from competition.judging.conflict_rules import Reason


class Declaration(Base):
    """A relation a judge declared with a unit, or with one competitor of it; it is never taken back."""

    __tablename__ = "judging_declarations"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    # found by the name the judge gave; without it the declaration counts for the whole unit
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration_entries.id"))
    competitor_name: Mapped[str] = mapped_column(sa.String(60), default="")
    reason: Mapped[Reason] = mapped_column(one_of(Reason))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    declared_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    user: Mapped[User] = relationship()


class Commitment(Base):
    """The commitment a judge signed for an item, with its text as it was."""

    __tablename__ = "judging_commitments"
    __table_args__ = (sa.UniqueConstraint("item_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    signed_at: Mapped[datetime]
