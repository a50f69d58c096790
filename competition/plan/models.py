"""Seasons, competitions, items, timetable and notices."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.directory.models import Organisation
from competition.foundation import clock
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.plan import rules
from competition.plan.rules import CompetitionState, Group, Level


class Season(Versioned, Base):
    """One year's plan."""

    __tablename__ = "plan_seasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    competitions: Mapped[list["Competition"]] = relationship(
        back_populates="season", order_by="(Competition.starts_on, Competition.id)"
    )


class Competition(Versioned, Base):
    """One competition (竞赛) of a season."""

    __tablename__ = "plan_competitions"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        sa.CheckConstraint("registration_closes_at > registration_opens_at", name="registration_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_seasons.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    level: Mapped[Level] = mapped_column(one_of(Level))
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    host_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    venue: Mapped[str] = mapped_column(sa.String(200))
    venue_en: Mapped[str] = mapped_column(sa.String(200), default="")
    registration_opens_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime]
    state: Mapped[CompetitionState] = mapped_column(
        one_of(CompetitionState), default=CompetitionState.DRAFT, index=True
    )
    state_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    published_at: Mapped[datetime | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    season: Mapped[Season] = relationship(back_populates="competitions")
    organiser: Mapped[Organisation] = relationship(foreign_keys=[organiser_id])
    host: Mapped[Organisation] = relationship(foreign_keys=[host_id])
    items: Mapped[list["Item"]] = relationship(back_populates="competition", order_by="Item.code")

    @property
    def is_public(self) -> bool:
        """Say whether anyone may see it."""
        return self.state is not CompetitionState.DRAFT and self.published_at is not None

    def move(self, new: CompetitionState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move(self.state, new):
            raise Refused(
                _l("A competition in this state cannot make this move. Load the page again to see where it stands.")
            )
        self.state, self.state_reason = new, reason

    def must_be_open(self, at: datetime) -> None:
        """Refuse outside the registration window."""
        if (
            self.state is not CompetitionState.OPEN
            or not self.registration_opens_at <= at < self.registration_closes_at
        ):
            raise Refused(_l("Registration for this competition is not open now."))

    def must_not_be_over(self) -> None:
        """Refuse once it has been held or cancelled."""
        if self.state in (CompetitionState.HELD, CompetitionState.CANCELLED):
            raise Refused(_l("This competition is over or cancelled; its plan no longer changes."))


class Item(Versioned, Base):
    """One item (赛项): an occupation, a group, single or team."""

    __tablename__ = "plan_items"
    __table_args__ = (
        sa.UniqueConstraint("competition_id", "code"),
        sa.CheckConstraint("team_size BETWEEN 1 AND 20", name="team_size"),
        sa.CheckConstraint("theory_weight >= 0 AND practice_weight >= 0", name="weights_not_negative"),
        # weights are stored as millionths: 100.00 is 100000000
        sa.CheckConstraint("theory_weight + practice_weight = 100000000", name="weights_sum"),
        sa.CheckConstraint("unit_quota IS NULL OR unit_quota > 0", name="unit_quota"),
        sa.CheckConstraint("places IS NULL OR places > 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(160), default="")
    occupation_code: Mapped[str] = mapped_column(sa.String(12), default="")
    occupation_edition: Mapped[str] = mapped_column(sa.String(10), default="2022")
    occupation_name: Mapped[str] = mapped_column(sa.String(80), default="")
    group: Mapped[Group] = mapped_column("entry_group", one_of(Group))
    team_size: Mapped[int] = mapped_column(default=1)
    unit_quota: Mapped[int | None]
    places: Mapped[int | None]
    born_from: Mapped[date | None]
    born_to: Mapped[date | None]
    theory_weight: Mapped[Decimal]
    practice_weight: Mapped[Decimal]
    held_on: Mapped[date]
    venue: Mapped[str] = mapped_column(sa.String(200), default="")
    cancelled: Mapped[bool] = mapped_column(default=False)

    competition: Mapped[Competition] = relationship(back_populates="items")

    @property
    def is_team(self) -> bool:
        """Say whether teams compete in it."""
        return self.team_size > 1


class Following(Versioned, Base):
    """An item that follows an earlier one of its competition: who goes on, and what the earlier total counts.

    `weight` is the share of the earlier total in per cent, None where it is not carried over. Once those who go on are
    entered, `taken_from` names the version of the earlier result they were taken from.
    """

    __tablename__ = "plan_followings"
    __table_args__ = (
        sa.CheckConstraint("item_id <> earlier_id", name="another_item"),
        sa.CheckConstraint("first > 0", name="first"),
        # weights are stored as millionths: 100.00 is 100000000
        sa.CheckConstraint("weight IS NULL OR (weight > 0 AND weight < 100000000)", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    earlier_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    first: Mapped[int]
    weight: Mapped[Decimal | None]
    taken_from: Mapped[int | None]
    taken_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship(foreign_keys=[item_id])
    earlier: Mapped[Item] = relationship(foreign_keys=[earlier_id])

    def must_be_open(self) -> None:
        """Refuse once those who go on are entered."""
        if self.taken_at is not None:
            raise Refused(_l("Those who go on are entered already; what this item follows no longer changes."))


class TimetableEntry(Versioned, Base):
    """One line of the timetable."""

    __tablename__ = "plan_timetable"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_items.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    place: Mapped[str] = mapped_column(sa.String(120), default="")

    competition: Mapped[Competition] = relationship()
    item: Mapped[Item | None] = relationship()

    @property
    def day_key(self) -> date:
        """Give the day it begins on, in the city."""
        return clock.in_city(self.starts_at).date()


class News(Versioned, Base):
    """What the organiser tells everyone, from a moment on; taken back it keeps its address and says why."""

    __tablename__ = "plan_news"
    __table_args__ = (
        sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawn_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text, default="")
    published_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    def is_out(self, at: datetime) -> bool:
        """Say whether the public has seen it."""
        return self.published_at <= at

    def must_stand(self) -> None:
        """Refuse to change what was taken back."""
        if self.withdrawn_at is not None:
            raise Refused(_l("This news was taken back; it no longer changes. Write a new one."))
