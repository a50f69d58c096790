"""The hall as the chief judge sees it: tablets with their last contact, pairings, and what happened at the benches."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import SignIn, User
from competition.foundation.database import Base, one_of
from competition.foundation.perishable import Perishable
from competition.judging.models import ItemJudge
from competition.registration.models import Entry


class NoteKind(StrEnum):
    """What is noted of a competitor's or the item's day."""

    TIME_BONUS = "time_bonus"
    EQUIPMENT = "equipment"
    INCIDENT = "incident"
    # a judge's own, for an aspect of a sheet: see actions.evidence
    EVIDENCE = "evidence"


# what a chief judge notes
BENCH_NOTES = (NoteKind.TIME_BONUS, NoteKind.EQUIPMENT, NoteKind.INCIDENT)


class Device(Base):
    """A tablet as it last reported: whose, what it has not sent yet, when it was heard of."""

    __tablename__ = "judging_devices"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        sa.CheckConstraint("unsent >= 0", name="unsent"),
        {"info": {"untracked": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(40))
    unsent: Mapped[int] = mapped_column(default=0)
    battery: Mapped[int | None]
    # the mark sheet it shows
    sheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judging_sheets.id", ondelete="SET NULL"))
    seen_at: Mapped[datetime]


class Pairing(Base):
    """A one-time code that makes a tablet one judge's for one item and day, and what became of it."""

    __tablename__ = "judging_pairings"

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_item_judges.id"), index=True)
    day: Mapped[date]
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info={"secret": True})
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    used_at: Mapped[datetime | None]
    sign_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_sign_ins.id"), index=True)
    ended_at: Mapped[datetime | None]

    judge: Mapped[ItemJudge] = relationship()
    sign_in: Mapped[SignIn | None] = relationship()


class Note(Perishable, Base):
    """Extra time, a fault of the equipment or an incident, or what a judge keeps as evidence; perhaps with a photo."""

    __tablename__ = "judging_notes"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
        sa.CheckConstraint("kind <> 'evidence' OR aspect_id IS NOT NULL", name="aspect"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    # of evidence: the sheet and the aspect
    sheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judging_sheets.id", ondelete="SET NULL"), index=True)
    aspect_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judging_aspects.id"))
    kind: Mapped[NoteKind] = mapped_column(one_of(NoteKind))
    minutes: Mapped[int | None]
    text: Mapped[str] = mapped_column(sa.String(500))
    photo_type: Mapped[str] = mapped_column(sa.String(20), default="")
    photo_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    photo: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info={"secret": True})
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    written_at: Mapped[datetime]

    entry: Mapped[Entry | None] = relationship()
    written_by: Mapped[User] = relationship()
