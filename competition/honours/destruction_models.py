"""Destruction lists: what is past its time, who approved that it goes, and what became of each."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import retention_rules
from competition.honours.retention_rules import Destructible, DestructionState, Outcome

# two other people, and not one of them twice: whoever holds the database cannot note it otherwise
TWO_APPROVALS = (
    "state NOT IN ('destruction_approved', 'destruction_done') OR (first_by_id IS NOT NULL AND second_by_id IS NOT NULL"
    " AND first_by_id <> second_by_id AND first_by_id <> prepared_by_id AND second_by_id <> prepared_by_id)"
)
WAITS = "outcome = 'item_waits'"


class DestructionList(Versioned, Base):
    """One list, from its preparing to the record of what went; neither ever goes itself."""

    __tablename__ = "honours_destruction_lists"
    __table_args__ = (
        sa.UniqueConstraint("year", "seq"),
        sa.CheckConstraint(TWO_APPROVALS, name="two_approvals"),
        sa.CheckConstraint(
            "state <> 'destruction_done' OR (done_at IS NOT NULL AND record_pdf IS NOT NULL AND record_xlsx IS NOT NULL)",
            name="record",
        ),
        sa.CheckConstraint("state <> 'destruction_cancelled' OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    seq: Mapped[int]
    # what was past its time on this day
    as_of: Mapped[date]
    state: Mapped[DestructionState] = mapped_column(one_of(DestructionState), default=DestructionState.PROPOSED)
    # what whoever prepared it found when looking through (鉴定意见)
    opinion: Mapped[str] = mapped_column(sa.Text)
    # the table of retention as it was
    basis: Mapped[dict[str, Any]]
    items_sha256: Mapped[str] = mapped_column(sa.String(64))
    prepared_at: Mapped[datetime]
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    first_at: Mapped[datetime | None]
    first_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    second_at: Mapped[datetime | None]
    second_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # the record as it was made, for good; the trail holds the hash of both
    record_pdf: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info={"secret": True})
    record_xlsx: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info={"secret": True})
    record_sha256: Mapped[str] = mapped_column(sa.String(64), default="")

    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    first_by: Mapped[User | None] = relationship(foreign_keys=[first_by_id])
    second_by: Mapped[User | None] = relationship(foreign_keys=[second_by_id])
    cancelled_by: Mapped[User | None] = relationship(foreign_keys=[cancelled_by_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @property
    def number(self) -> str:
        """Give its number, which stands in place of whatever went."""
        return retention_rules.number(self.year, self.seq)

    def move(self, new: DestructionState) -> None:
        """Go to another state, where the rules allow it."""
        if not retention_rules.may_move(self.state, new):
            raise Refused(
                _l("This destruction list cannot make this move now. Load the page again to see where it stands.")
            )
        self.state = new


class DestructionItem(Base):
    """One thing on a list: what it is, from when its time was counted, and what became of it."""

    __tablename__ = "honours_destruction_items"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "kind", "record_id"),
        # nothing waits on two lists
        sa.Index(
            "uq_honours_destruction_items_waiting", "kind", "record_id", unique=True,
            sqlite_where=sa.text(WAITS), postgresql_where=sa.text(WAITS),
        ),
        # the list's hash covers them, and the trail names what went
        {"info": {"untracked": True}},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_destruction_lists.id"))
    kind: Mapped[Destructible] = mapped_column(one_of(Destructible))
    record_id: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    keep: Mapped[str] = mapped_column(sa.String(20))
    counted_from: Mapped[date]
    due_on: Mapped[date]
    # of its content, '' where it has none
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    # of a person in the register: the telephone goes, ID number and birth date stay
    only_contact: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome), default=Outcome.WAITS)
    why: Mapped[str] = mapped_column(sa.String(20), default="")
    at: Mapped[datetime | None]

    of: Mapped[DestructionList] = relationship()
