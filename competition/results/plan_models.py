"""How an item is ranked and awarded, where it differs from the policy's tables; and ties that the judges parted."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.plan.models import Item
from competition.results import award_rules, rules
from competition.results.award_rules import AwardScheme
from competition.results.rules import Ending, TieLink


class ResultPlan(Versioned, Base):
    """An item's own ranking and awards; without one, the policy's tables of the day hold."""

    __tablename__ = "results_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    awards: Mapped[dict[str, Any]]
    # the parts compared where totals are equal, in order
    ties: Mapped[list[Any]]
    ending: Mapped[Ending] = mapped_column(one_of(Ending), default=Ending.SHARED)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    set_at: Mapped[datetime]

    item: Mapped[Item] = relationship()
    set_by: Mapped[User] = relationship()

    @property
    def scheme(self) -> AwardScheme:
        """Give the awards as rules."""
        return award_rules.scheme_of(self.awards)

    @property
    def chain(self) -> tuple[TieLink, ...]:
        """Give the tie chain; what the judges decide is always its last link."""
        return tuple(rules.link(part) for part in (*self.ties, rules.DECISION))


class TieDecision(Base):
    """What the judges decided of competitors whom nothing else parts, best first; kept for good."""

    __tablename__ = "results_tie_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    entry_ids: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(sa.String(300))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))

    item: Mapped[Item] = relationship()
    decided_by: Mapped[User] = relationship()
