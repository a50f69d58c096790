"""Versions of an item's result, its lines, and objections to it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.plan.models import Item
from competition.registration.models import Entry
from competition.results import rules
from competition.results.objecting_models import Objecting
from competition.results.rules import ResultState, Status


class ItemResult(Versioned, Base):
    """One version of an item's result; a later version supersedes it and never rewrites it."""

    __tablename__ = "results_item_results"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "number"),
        sa.CheckConstraint("notice_ends_on IS NULL OR notice_ends_on > notice_starts_on", name="notice_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    number: Mapped[int]
    state: Mapped[ResultState] = mapped_column(one_of(ResultState), default=ResultState.COMPUTED, index=True)
    # what it was worked out with, as it was: weights, places, tie order, award scheme, policy values and references
    basis: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    computed_at: Mapped[datetime]
    finalised_at: Mapped[datetime | None]
    finalised_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    finalised_comment: Mapped[str] = mapped_column(sa.String(300), default="")
    notice_starts_on: Mapped[date | None]
    notice_started_at: Mapped[datetime | None]
    notice_ends_on: Mapped[date | None]
    notice_ended_at: Mapped[datetime | None]
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    announced_on: Mapped[date | None]
    announced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    item: Mapped[Item] = relationship()
    finalised_by: Mapped[User | None] = relationship(foreign_keys=[finalised_by_id])
    lines: Mapped[list["ResultLine"]] = relationship(
        back_populates="result", order_by="(ResultLine.place.is_(None), ResultLine.place, ResultLine.number)"
    )

    @property
    def is_public(self) -> bool:
        """Say whether anyone may see it: on notice, or announced."""
        return self.state in (ResultState.ON_NOTICE, ResultState.ANNOUNCED)

    def move(self, new: ResultState) -> None:
        """Go to another state, where the rules allow it."""
        if not rules.may_move(self.state, new):
            raise Refused(_l("This result cannot make this move now. Load the page again to see where it stands."))
        self.state = new

    def takes_objections(self, on: date) -> bool:
        """Say whether anyone may still object on a day: while it is on notice, the last day included."""
        if self.state is not ResultState.ON_NOTICE or self.notice_ends_on is None:
            return False
        return self.notice_ended_at is None and on <= self.notice_ends_on

    def must_take_objections(self, on: date) -> None:
        """Refuse an objection before or after the notice."""
        if not self.takes_objections(on):
            raise Refused(_l("This result is not on public notice now."))

    def must_be_announced(self) -> None:
        """Refuse whatever rests on a result that is not announced."""
        if self.state is not ResultState.ANNOUNCED:
            raise Refused(_l("This result is not announced yet."))


class ResultLine(Base):
    """One competitor's line: all that was decided on is copied here, with its working."""

    __tablename__ = "results_lines"
    __table_args__ = (
        sa.UniqueConstraint("result_id", "entry_id"),
        sa.Index("ix_results_lines_result_place", "result_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("results_item_results.id"))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    number: Mapped[int]
    name_as_was: Mapped[str] = mapped_column(sa.String(200))
    unit_as_was: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[Status] = mapped_column(one_of(Status))
    theory: Mapped[Decimal | None]
    practice: Mapped[Decimal | None]
    total: Mapped[Decimal | None]
    place: Mapped[int | None]
    shared: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[str] = mapped_column(sa.String(40), default="")
    # '' for none; gold, silver, bronze, first, second, third, merit
    award: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    working: Mapped[list[Any]]

    result: Mapped[ItemResult] = relationship(back_populates="lines")
    entry: Mapped[Entry] = relationship()


class Objection(Objecting, Base):
    """What somebody says against a result on public notice, with the receipt they were given."""

    __tablename__ = "results_objections"

    result_id: Mapped[int] = mapped_column(sa.ForeignKey("results_item_results.id"), index=True)

    result: Mapped[ItemResult] = relationship()
