"""A sample work that all judges of a panel mark before they begin: tables of its own, so that nothing ever counts it."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.foundation.database import Base, Versioned
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging.models import Aspect, ItemJudge
from competition.plan.models import Item


class Calibration(Versioned, Base):
    """A sample work of an item; once all have entered their scores they are shown, and stand."""

    __tablename__ = "judging_calibrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    made_at: Mapped[datetime]
    revealed_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    lines: Mapped[list["CalibrationLine"]] = relationship(
        back_populates="calibration", order_by="CalibrationLine.id", cascade="all, delete-orphan"
    )

    def must_be_hidden(self) -> None:
        """Refuse changes once the judges have seen each other's scores."""
        if self.revealed_at is not None:
            raise Refused(_l("The scores of this sample work are shown; they no longer change."))


class CalibrationLine(Base):
    """An aspect that is marked on a sample work, with the expert's score where there is one."""

    __tablename__ = "judging_calibration_lines"
    __table_args__ = (sa.UniqueConstraint("calibration_id", "aspect_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calibration_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_calibrations.id"))
    aspect_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_aspects.id"), index=True)
    reference: Mapped[Decimal | None]

    calibration: Mapped[Calibration] = relationship(back_populates="lines")
    aspect: Mapped[Aspect] = relationship()


class CalibrationMark(Base):
    """What one judge gave for one aspect of a sample work."""

    __tablename__ = "judging_calibration_marks"
    __table_args__ = (sa.UniqueConstraint("line_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_calibration_lines.id"))
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_item_judges.id"), index=True)
    value: Mapped[Decimal]
    entered_at: Mapped[datetime]

    line: Mapped[CalibrationLine] = relationship()
    judge: Mapped[ItemJudge] = relationship()
