"""What belongs to a claim: a host's budget, aims, invoices and inspections, and the papers of hosts and of winners."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, one_of
from competition.foundation.perishable import Perishable
from competition.funding.claim_rules import Aim, Category, PaperKind, Verdict
from competition.funding.models import HostClaim, Prize, PrizeShare
from competition.funding.paper_rules import Check
from competition.plan.models import Competition


class ClaimBudget(Base):
    """What a host means to spend on one category."""

    __tablename__ = "funding_claim_budgets"
    __table_args__ = (
        sa.UniqueConstraint("claim_id", "category"),
        sa.CheckConstraint("amount_fen > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_host_claims.id"))
    category: Mapped[Category] = mapped_column(one_of(Category))
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)


class ClaimAim(Base):
    """One aim of a host: what it set out to reach, and what it says it reached."""

    __tablename__ = "funding_claim_aims"
    __table_args__ = (
        sa.UniqueConstraint("claim_id", "aim"),
        sa.CheckConstraint("target >= 0 AND (reached IS NULL OR reached >= 0)", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_host_claims.id"))
    aim: Mapped[Aim] = mapped_column(one_of(Aim))
    target: Mapped[int]
    reached: Mapped[int | None]


class ClaimCost(Base):
    """One invoice of the final account; an officer says whether it is eligible, and why where it is not."""

    __tablename__ = "funding_claim_costs"
    __table_args__ = (
        # the same invoice is paid for once, in whatever claim it is entered
        sa.UniqueConstraint("invoice_key"),
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.CheckConstraint("eligible IS NOT FALSE OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_host_claims.id"), index=True)
    category: Mapped[Category] = mapped_column(one_of(Category))
    day: Mapped[date]
    payee: Mapped[str] = mapped_column(sa.String(120))
    number: Mapped[str] = mapped_column(sa.String(40))
    invoice_key: Mapped[str] = mapped_column(sa.String(180))
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    eligible: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")

    claim: Mapped[HostClaim] = relationship()


class ClaimPaper(Perishable, Base):
    """A paper of a claim, told by its content and kept with its hash.

    A host's claim has an invoice's with its line; of a prize it is about the whole prize, or about one winner's share.
    """

    __tablename__ = "funding_claim_papers"
    __table_args__ = (
        sa.CheckConstraint("(claim_id IS NULL) <> (prize_id IS NULL)", name="one_ground"),
        sa.CheckConstraint("share_id IS NULL OR prize_id IS NOT NULL", name="share_of_prize"),
        sa.CheckConstraint("(prize_id IS NULL) = (answer IS NULL)", name="answered"),
        sa.CheckConstraint("answer <> 'paper_returned' OR reason <> ''", name="reason"),
        sa.CheckConstraint("answer <> 'paper_confirmed' OR checked_by_id <> added_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_host_claims.id"), index=True)
    prize_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_prizes.id"), index=True)
    share_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_prize_shares.id"), index=True)
    cost_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_claim_costs.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(one_of(PaperKind))
    name: Mapped[str] = mapped_column(sa.String(120))
    # none once destroyed; its hash stays
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info={"secret": True})
    media_type: Mapped[str] = mapped_column(sa.String(20))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # what finance says of a winner's paper; a host's papers are answered with the claim
    answer: Mapped[Check | None] = mapped_column(one_of(Check))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    claim: Mapped[HostClaim | None] = relationship()
    prize: Mapped[Prize | None] = relationship()
    share: Mapped[PrizeShare | None] = relationship()
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])

    @property
    def of(self) -> HostClaim | Prize:
        """Give what it belongs to."""
        found = self.claim or self.prize
        assert found is not None, "the database asks for one of them"
        return found

    @property
    def competition(self) -> Competition:
        """Give the competition it is about."""
        return self.of.competition


class Inspection(Base):
    """What the people found who inspected a competition with its final account (验收); written once for each account sent."""

    __tablename__ = "funding_inspections"
    __table_args__ = (sa.UniqueConstraint("claim_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_host_claims.id"))
    round: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    inspected_on: Mapped[date]
    persons: Mapped[str] = mapped_column(sa.String(300))
    opinion: Mapped[str] = mapped_column(sa.Text)
    # the competition as held, counted from the system that day
    as_held: Mapped[dict[str, Any]]
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    noted_by: Mapped[User] = relationship()
