"""Signatures with what they cover, sheets unlocked again, and closings undone for them; none is ever changed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging.models import ItemJudge, Sheet
from competition.judging.rules import Seat
from competition.judging.signing import SnapshotKind, UnlockState

SECRET = {"secret": True}


class SheetSnapshot(Base):
    """A sheet's content as somebody signed it or as it was closed, with the hash of exactly that, for good."""

    __tablename__ = "judging_sheet_snapshots"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "number"),
        sa.UniqueConstraint("sheet_id", "sha256"),
        # the trail names the signature or the unlocking it was kept for
        {"info": {"untracked": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # what was signed outlives a sheet whose form a later scheme took out
    sheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judging_sheets.id", ondelete="SET NULL"))
    number: Mapped[int]
    kind: Mapped[SnapshotKind] = mapped_column(one_of(SnapshotKind))
    content: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    kept_at: Mapped[datetime]

    sheet: Mapped[Sheet | None] = relationship(passive_deletes="all")


class Signature(Base):
    """A signature over sheets: who, when, the line drawn or the name typed, and the hash of all of it."""

    __tablename__ = "judging_signatures"
    __table_args__ = (sa.CheckConstraint("path IS NOT NULL OR typed <> ''", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_item_judges.id"), index=True)
    seat: Mapped[Seat] = mapped_column(one_of(Seat))
    # the signed-in identity as it was
    name: Mapped[str] = mapped_column(sa.String(120))
    forms: Mapped[str] = mapped_column(sa.Text)
    path: Mapped[str | None] = mapped_column(Encrypted("judging_signatures.path"), info=SECRET)
    typed: Mapped[str] = mapped_column(sa.String(120), default="")
    sheets: Mapped[int]
    signed_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(sa.String(64))

    judge: Mapped[ItemJudge] = relationship()


class SignedSheet(Base):
    """One sheet's content that a signature covers."""

    __tablename__ = "judging_signed_sheets"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    signature_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_signatures.id"), primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheet_snapshots.id"), primary_key=True, index=True)


class Unlocking(Versioned, Base):
    """A request to unlock a closed sheet, which another person in another part answers."""

    __tablename__ = "judging_unlockings"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    # the sheet as it was closed; it stays whatever the answer
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheet_snapshots.id"), index=True)
    state: Mapped[UnlockState] = mapped_column(one_of(UnlockState), default=UnlockState.ASKED)
    reason: Mapped[str] = mapped_column(sa.String(300))
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    answered_at: Mapped[datetime | None]

    snapshot: Mapped[SheetSnapshot] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    def must_be_asked(self) -> None:
        """Refuse a second answer."""
        if self.state is not UnlockState.ASKED:
            raise Refused(_l("This request is answered already. Load the page again to see how."))


class UndoneClosing(Base):
    """An item's closing that was undone to unlock a sheet, kept as it was."""

    __tablename__ = "judging_undone_closings"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    snapshot: Mapped[str] = mapped_column(sa.Text)
    snapshot_sha256: Mapped[str] = mapped_column(sa.String(64))
    unlocking_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_unlockings.id"))
    undone_at: Mapped[datetime]
