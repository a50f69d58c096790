"""Decisions of other bodies on the city's people and units: recorded by one person, confirmed by another."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation, Person
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import decision_rules
from competition.honours.decision_rules import DecisionState
from competition.honours.models import HonourEntry
from competition.plan.models import Competition


class Decision(Versioned, Base):
    """One decision with its document and everybody it honours; it makes entries once a second person confirmed it."""

    __tablename__ = "honours_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(sa.String(120))
    document_title: Mapped[str] = mapped_column(sa.String(200))
    document_number: Mapped[str] = mapped_column(sa.String(80))
    decided_on: Mapped[date]
    # where it honours people of a competition of ours, such as its judges and coaches: certificates are made here then
    competition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_competitions.id"))
    scan: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    scan_name: Mapped[str] = mapped_column(sa.String(120))
    scan_type: Mapped[str] = mapped_column(sa.String(20))
    scan_sha256: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[DecisionState] = mapped_column(one_of(DecisionState), default=DecisionState.WAITING, index=True)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    competition: Mapped[Competition | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    lines: Mapped[list["DecisionLine"]] = relationship(back_populates="decision", order_by="DecisionLine.position")

    def move(self, new: DecisionState) -> None:
        """Go to another state, where the rules allow it."""
        if new not in decision_rules.DECISION_MOVES[self.state]:
            raise Refused(_l("This decision was confirmed or dropped already."))
        self.state = new


class DecisionLine(Base):
    """One person or unit that a decision honours: the name as the document gives it, and the record found for it."""

    __tablename__ = "honours_decision_lines"
    __table_args__ = (sa.UniqueConstraint("decision_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_decisions.id"), index=True)
    position: Mapped[int]
    is_unit: Mapped[bool] = mapped_column(default=False)
    name_as_was: Mapped[str] = mapped_column(sa.String(120))
    unit_as_was: Mapped[str] = mapped_column(sa.String(120), default="")
    honour: Mapped[str] = mapped_column(sa.String(80))
    competition_name: Mapped[str] = mapped_column(sa.String(120), default="")
    item_name: Mapped[str] = mapped_column(sa.String(80), default="")
    # the number itself is not kept: it found the person, and whoever confirms compares what is left of it
    id_masked: Mapped[str] = mapped_column(sa.String(20), default="", info={"secret": True})
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_persons.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("honours_entries.id"))

    decision: Mapped[Decision] = relationship(back_populates="lines")
    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    entry: Mapped[HonourEntry | None] = relationship()
