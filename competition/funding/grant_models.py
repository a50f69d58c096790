"""What other payers gave a winner for an honour, outside this policy's money."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Person
from competition.foundation.database import Base, one_of
from competition.funding.grant_rules import Giver
from competition.plan.models import Competition


class OtherGrant(Base):
    """An amount another payer gave a person for a place in a competition; written once, and taken back by a new entry."""

    __tablename__ = "funding_other_grants"
    __table_args__ = (
        # what takes an entry back is the same amount below zero, so that a sum tells what stands
        sa.CheckConstraint("amount_fen <> 0 AND (takes_back_id IS NULL) = (amount_fen > 0)", name="amount"),
        sa.CheckConstraint("takes_back_id IS NULL OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    name_as_was: Mapped[str] = mapped_column(sa.String(60))
    giver: Mapped[Giver] = mapped_column(one_of(Giver))
    giver_name: Mapped[str] = mapped_column(sa.String(120))
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    given_on: Mapped[date]
    document_number: Mapped[str] = mapped_column(sa.String(80))
    # each entry is taken back once
    takes_back_id: Mapped[int | None] = mapped_column(sa.ForeignKey("funding_other_grants.id"), unique=True)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    competition: Mapped[Competition] = relationship()
    person: Mapped[Person] = relationship()
    entered_by: Mapped[User] = relationship()


@sa.event.listens_for(OtherGrant, "before_update")
@sa.event.listens_for(OtherGrant, "before_delete")
def _written_once(_mapper: Any, _connection: Any, grant: OtherGrant) -> None:
    raise RuntimeError(f"what another payer gave ({grant.id}) is written once; a new entry takes it back")
