"""Appeals with their evidence and decisions, and the board that hears them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.perishable import Perishable
from competition.foundation.texts import _l
from competition.plan.models import Competition, Item
from competition.registration.models import Entry
from competition.results import appeal_rules
from competition.results.appeal_rules import AppealKind, AppealState, Standing

SECRET = {"secret": True}


class BoardMember(Versioned, Base):
    """Somebody who hears the appeals of a competition."""

    __tablename__ = "results_board_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    named_at: Mapped[datetime]
    named_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    ended_at: Mapped[datetime | None]

    competition: Mapped[Competition] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Appeal(Perishable, Versioned, Base):
    """What a competitor or the unit's leader brings forward for an entry, and where it stands."""

    __tablename__ = "results_appeals"
    __table_args__ = (sa.Index("ix_results_appeals_item_state", "item_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    # whose award it touches: the unit's own entry, or the one it speaks against
    about_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    kind: Mapped[AppealKind] = mapped_column(one_of(AppealKind))
    receipt: Mapped[str] = mapped_column(sa.String(20), unique=True)
    text: Mapped[str] = mapped_column(sa.Text, info=SECRET)
    state: Mapped[AppealState] = mapped_column(one_of(AppealState), default=AppealState.FILED)
    filed_at: Mapped[datetime]
    # none: the competitor, who has no account
    filed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # what the deadlines rest on, as it was: table, first day, reference, value
    tables: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    admission_reason: Mapped[str] = mapped_column(sa.String(600), default="", info=SECRET)
    admitted_at: Mapped[datetime | None]
    admitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    ask_until: Mapped[datetime | None]
    second_text: Mapped[str] = mapped_column(sa.Text, default="", info=SECRET)
    second_asked_at: Mapped[datetime | None]
    second_asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # the newest version of the result when it was upheld, 0 where there was none yet
    upheld_version: Mapped[int | None]

    item: Mapped[Item] = relationship()
    entry: Mapped[Entry] = relationship(foreign_keys=[entry_id])
    about: Mapped[Entry] = relationship(foreign_keys=[about_id])
    filed_by: Mapped[User | None] = relationship(foreign_keys=[filed_by_id])
    admitted_by: Mapped[User | None] = relationship(foreign_keys=[admitted_by_id])
    files: Mapped[list["AppealFile"]] = relationship(order_by="AppealFile.id")
    decisions: Mapped[list["AppealDecision"]] = relationship(order_by="AppealDecision.level")

    def move(self, new: AppealState) -> None:
        """Go to another state, where the rules allow it."""
        if not appeal_rules.may_move(self.state, new):
            raise Refused(_l("This appeal cannot make this move now. Load the page again to see where it stands."))
        self.state = new

    @property
    def standing(self) -> Standing:
        """Give what the rules ask of it."""
        return Standing(self.state, self.ask_until, self.upheld_version)

    def is_open(self, at: datetime) -> bool:
        """Say whether it waits for a decision, or may still be taken to the second level."""
        return appeal_rules.is_open(self.standing, at)

    def may_ask_on(self, at: datetime) -> bool:
        """Say whether the second level may still be asked for."""
        return self.state is AppealState.DECIDED and self.is_open(at)

    def is_overdue(self, at: datetime) -> bool:
        """Say whether its decision is late."""
        return self.state in appeal_rules.WAITING and at > self.due_at


class AppealDecision(Base):
    """What one level decided, with its reasons; it is never written over."""

    __tablename__ = "results_appeal_decisions"
    __table_args__ = (
        sa.UniqueConstraint("appeal_id", "level"),
        sa.CheckConstraint("level BETWEEN 1 AND 2", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(sa.ForeignKey("results_appeals.id"))
    level: Mapped[int]
    upheld: Mapped[bool]
    reasons: Mapped[str] = mapped_column(sa.Text, info=SECRET)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    decided_by: Mapped[User] = relationship()


class AppealFile(Perishable, Base):
    """A piece of evidence as it was handed in, told by its content and kept with its hash."""

    __tablename__ = "results_appeal_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(sa.ForeignKey("results_appeals.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120), info=SECRET)
    # none once destroyed; its hash stays
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info=SECRET)
    media_type: Mapped[str] = mapped_column(sa.String(20))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    added_at: Mapped[datetime]

    appeal: Mapped[Appeal] = relationship(viewonly=True)
