"""New values of the policy's tables, from the draft to the enacted one, with their document."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.policy import rules
from competition.policy.rules import DraftState


class TableDraft(Versioned, Base):
    """A new value of one table: who drafted it, who checked it, from which day, by which document."""

    __tablename__ = "policy_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(sa.String(80), index=True)
    first_day: Mapped[date]
    # the value as it was written, in YAML: what was checked is what is read
    value_text: Mapped[str] = mapped_column(sa.Text)
    document_title: Mapped[str] = mapped_column(sa.String(200))
    document_number: Mapped[str] = mapped_column(sa.String(80))
    # why the book is changed backwards, where it is
    reason: Mapped[str] = mapped_column(sa.String(600), default="")
    state: Mapped[DraftState] = mapped_column(one_of(DraftState), default=DraftState.DRAFTED, index=True)
    scan: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    scan_name: Mapped[str] = mapped_column(sa.String(120))
    scan_type: Mapped[str] = mapped_column(sa.String(20))
    scan_sha256: Mapped[str] = mapped_column(sa.String(64))
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    returned_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # the order of enacting, and a hash over this value and the one enacted before it
    sequence: Mapped[int | None] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    # the decisions that rest on the value this one took the place of, where the book was changed backwards
    touched: Mapped[list[Any] | None]

    drafted_by: Mapped[User] = relationship(foreign_keys=[drafted_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])

    def move(self, new: DraftState) -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move(self.state, new):
            raise Refused(_l("This cannot be done in its present state. Load the page again to see where it stands."))
        self.state = new

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for somebody."""
        return self.state in rules.OPEN

    @property
    def reference(self) -> str:
        """Say where the value is written, as the book tells it."""
        return f"{self.document_title}（{self.document_number}）"
