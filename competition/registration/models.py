"""Entries, their members and the draw of numbers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation, Person
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.perishable import Perishable
from competition.foundation.texts import _l
from competition.plan.models import Item
from competition.registration import rules
from competition.registration.rules import EntryState


class Entry(Perishable, Versioned, Base):
    """One competitor or team that a unit enters for an item; names are copied as they were."""

    __tablename__ = "registration_entries"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "number"),
        sa.UniqueConstraint("earlier_id"),
        sa.Index("ix_registration_entries_item_state", "item_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"), index=True)
    unit_as_was: Mapped[str] = mapped_column(sa.String(120))
    team_name: Mapped[str] = mapped_column(sa.String(80), default="")
    state: Mapped[EntryState] = mapped_column(one_of(EntryState), default=EntryState.SUBMITTED)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    number: Mapped[int | None]
    # of an item that follows another: the entry of the earlier item that goes on
    earlier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration_entries.id"))
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    checked_in_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    organisation: Mapped[Organisation] = relationship()
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    members: Mapped[list["Member"]] = relationship(back_populates="entry", order_by="Member.position", lazy="selectin")
    coaches: Mapped[list["Coach"]] = relationship(
        back_populates="entry", order_by="Coach.position", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        """Name the entry as lists show it: the team, or its one member; a dash once the names were destroyed."""
        if self.destroyed_on is not None:
            return "—"
        return self.team_name or "、".join(member.name_as_was for member in self.members)

    @hybrid_property
    def coach_name(self) -> str:
        """Name its coaches in their order, as judging compares them with judges; empty where it has none."""
        return "、".join(coach.name_as_was for coach in self.coaches if coach.name_as_was)

    @coach_name.inplace.expression
    @classmethod
    def _coach_name(cls) -> sa.ColumnElement[str]:
        named = sa.select(sa.func.aggregate_strings(Coach.name_as_was, "、")).where(Coach.entry_id == cls.id)
        return sa.func.coalesce(named.correlate_except(Coach).scalar_subquery(), "")

    def move(self, new: EntryState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move(self.state, new):
            raise Refused(_l("This entry was decided already. Load the page again to see where it stands."))
        self.state, self.reason = new, reason


class Member(Base):
    """One person of an entry, named as at the time of entering."""

    __tablename__ = "registration_members"
    __table_args__ = (sa.UniqueConstraint("entry_id", "person_id"), sa.UniqueConstraint("entry_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    position: Mapped[int]
    name_as_was: Mapped[str] = mapped_column(sa.String(60))
    level_as_was: Mapped[str] = mapped_column(sa.String(20), default="")

    entry: Mapped[Entry] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Coach(Base):
    """One person who taught those of an entry, named as at the time of entering; whoever enters says in which order."""

    __tablename__ = "registration_coaches"
    __table_args__ = (sa.UniqueConstraint("entry_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    position: Mapped[int]
    name_as_was: Mapped[str] = mapped_column(sa.String(60))

    entry: Mapped[Entry] = relationship(back_populates="coaches")
    person: Mapped[Person] = relationship()


class Draw(Base):
    """How an item's competitor numbers were drawn: anyone with the seed can draw them again."""

    __tablename__ = "registration_draws"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    seed: Mapped[str] = mapped_column(sa.String(64))
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    count: Mapped[int]


class PriorTitle(Base):
    """A title somebody already holds that may bar an entry, with where it is written."""

    __tablename__ = "registration_prior_titles"
    __table_args__ = (sa.UniqueConstraint("person_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(40))
    document: Mapped[str] = mapped_column(sa.String(120))
    held_since: Mapped[date | None]
