"""The pool of judges: each one's record, what they hold and passed, who recommended them, what they asked to correct."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import pool_rules
from competition.judging.pool_rules import Credentials, Demand, Grade, PoolState, RecommendationState
from competition.plan.models import Item


class PoolJudge(Versioned, Base):
    """A judge's record in the pool; the account is tied to it once there is one. No ID number: nothing here needs it."""

    __tablename__ = "judging_pool_judges"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"), index=True)
    occupation: Mapped[str] = mapped_column(sa.String(60), default="")
    # the first year in the trade, so that the years never go stale
    since: Mapped[int | None]
    state: Mapped[PoolState] = mapped_column(one_of(PoolState), default=PoolState.RECOMMENDED)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    qualifications: Mapped[list["PoolQualification"]] = relationship(order_by="PoolQualification.id")
    trainings: Mapped[list["PoolTraining"]] = relationship(order_by="PoolTraining.passed_on.desc()")

    @property
    def credentials(self) -> Credentials:
        """Give what the rules weigh."""
        grades = tuple((each.grade, each.valid_until) for each in self.qualifications)
        return Credentials(self.state, grades, tuple(each.valid_until for each in self.trainings), self.since)

    @property
    def grades(self) -> list[Grade]:
        """Name the highest grade held of each ladder."""
        return pool_rules.highest(each.grade for each in self.qualifications)

    def move(self, new: PoolState, reason: str = "") -> None:
        """Go to another state, where the rules allow it."""
        if not pool_rules.may_move(self.state, new):
            raise Refused(_l("This record cannot make this move now. Load the page again to see where it stands."))
        self.state, self.reason = new, reason.strip()


class PoolQualification(Base):
    """A certificate a judge of the pool holds."""

    __tablename__ = "judging_pool_qualifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_pool_judges.id"), index=True)
    grade: Mapped[Grade] = mapped_column(one_of(Grade))
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    valid_until: Mapped[date | None]


class PoolTraining(Base):
    """A training a judge of the pool passed."""

    __tablename__ = "judging_pool_trainings"

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_pool_judges.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    passed_on: Mapped[date]
    valid_until: Mapped[date | None]


class Recommendation(Versioned, Base):
    """A judge recommended for an item, by a unit or (without one) by the organiser, with its ground."""

    __tablename__ = "judging_recommendations"

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_pool_judges.id"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_organisations.id"), index=True)
    ground: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[RecommendationState] = mapped_column(one_of(RecommendationState), default=RecommendationState.WAITING)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    recommended_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    recommended_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    decided_at: Mapped[datetime | None]

    judge: Mapped[PoolJudge] = relationship()
    item: Mapped[Item] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    def decide(self, state: RecommendationState, by: User, at: datetime, reason: str = "") -> None:
        """Decide what waits; what was decided stays decided."""
        if self.state is not RecommendationState.WAITING:
            raise Refused(_l("This recommendation was decided already. Load the page again to see where it stands."))
        self.state, self.reason, self.decided_by_id, self.decided_at = state, reason.strip(), by.id, at


class ItemDemand(Versioned, Base):
    """What an item asks of its judges; without a row: valid training, no grade, no years."""

    __tablename__ = "judging_item_demands"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    # any one of them, or above it on its ladder
    grades: Mapped[list[Any]] = mapped_column(default=list)
    trained: Mapped[bool] = mapped_column(default=True)
    years: Mapped[int] = mapped_column(default=0)

    @property
    def asks(self) -> Demand:
        """Give the plain value."""
        return Demand(tuple(Grade(each) for each in self.grades), self.trained, self.years)


class PoolCorrection(Versioned, Base):
    """What a judge asked to have corrected in their record, and the answer."""

    __tablename__ = "judging_pool_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_pool_judges.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.String(300), default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    answered_at: Mapped[datetime | None]

    judge: Mapped[PoolJudge] = relationship()
