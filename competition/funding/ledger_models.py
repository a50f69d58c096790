"""The budgets of a year, and the ledger of every fen that moves in them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.funding.ledger_rules import Account, Kind, Source
from competition.funding.models import HostAdvance, PrizeShare


class Appropriation(Versioned, Base):
    """Money given for a year by one source; what is left of it is kept beside the ledger, as the lock writers wait at."""

    __tablename__ = "funding_appropriations"
    __table_args__ = (
        sa.UniqueConstraint("year", "source", "name"),
        # whoever commits holds this row; the database itself refuses to go below zero
        sa.CheckConstraint("left_fen >= 0", name="left"),
        sa.CheckConstraint("(source = 'district') = (district <> '')", name="district"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    source: Mapped[Source] = mapped_column(one_of(Source))
    # money of a district is for its own units
    district: Mapped[str] = mapped_column(sa.String(12), default="")
    name: Mapped[str] = mapped_column(sa.String(120))
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    carries_over: Mapped[bool] = mapped_column(default=False)
    carried_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_appropriations.id"), unique=True)
    left_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    entered_by: Mapped[User] = relationship()


class LedgerEntry(Base):
    """One move of money from an account to another of the same appropriation; written once and never changed."""

    __tablename__ = "funding_ledger"
    __table_args__ = (
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.CheckConstraint("taken_from <> given_to", name="two_accounts"),
        sa.CheckConstraint(
            "(claim_id IS NULL OR share_id IS NULL) AND (advance_id IS NULL OR (claim_id IS NULL AND share_id IS NULL))",
            name="one_ground",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appropriation_id: Mapped[int] = mapped_column(sa.ForeignKey("funding_appropriations.id"), index=True)
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    taken_from: Mapped[Account] = mapped_column(one_of(Account))
    given_to: Mapped[Account] = mapped_column(
        sa.Enum(
            Account,
            native_enum=False,
            create_constraint=True,
            length=40,
            name="account_given",
            values_callable=lambda members: [member.value for member in members],
        )
    )
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_host_claims.id"), index=True)
    advance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_host_advances.id"), index=True)
    share_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_prize_shares.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_payments.id"))
    recovery_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_recoveries.id"))
    # the entry this one takes back; each is taken back once
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_ledger.id"), unique=True)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    appropriation: Mapped[Appropriation] = relationship()
    share: Mapped[PrizeShare | None] = relationship()
    advance: Mapped[HostAdvance | None] = relationship()


@sa.event.listens_for(LedgerEntry, "before_update")
@sa.event.listens_for(LedgerEntry, "before_delete")
def _written_once(_mapper: Any, _connection: Any, entry: LedgerEntry) -> None:
    raise RuntimeError(f"entry {entry.id} of the ledger is written once; a new one takes it back")
