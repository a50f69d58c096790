"""Re-checks of marks before a result is final: the quotas of a competition, the open draw of an item, what was found."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of
from competition.plan.models import Competition, Item
from competition.results.models import ResultLine
from competition.results.review_rules import Finding, Quotas


class ReviewPlan(Versioned, Base):
    """That a competition's marks are re-checked, and by which quotas; without one, none is asked for."""

    __tablename__ = "results_review_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), unique=True)
    top: Mapped[Decimal]
    sample: Mapped[Decimal]
    errors: Mapped[Decimal]
    # what the policy said on the competition's first day, as it was
    table: Mapped[dict[str, Any]]
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    set_at: Mapped[datetime]

    competition: Mapped[Competition] = relationship()
    set_by: Mapped[User] = relationship()

    @property
    def quotas(self) -> Quotas:
        """Give the quotas as rules."""
        return Quotas(self.top, self.sample, self.errors)


class ReviewDraw(Base):
    """The open draw of an item's sample: its commitment, the word told in public, then seed and order."""

    __tablename__ = "results_review_draws"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), unique=True)
    commitment: Mapped[str] = mapped_column(sa.String(64))
    committed_at: Mapped[datetime]
    seed: Mapped[str] = mapped_column(Encrypted("results_review_draws.seed"), info={"secret": True})
    word: Mapped[str] = mapped_column(sa.String(80), default="")
    drawn_at: Mapped[datetime | None]
    drawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # every competitor's number with its place in the order
    pairs: Mapped[list[Any]] = mapped_column(default=list)

    item: Mapped[Item] = relationship()


class Recheck(Base):
    """What somebody found who looked at a competitor's marks again; never changed, only followed by another."""

    __tablename__ = "results_rechecks"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("results_lines.id"), index=True)
    # of the figures looked at: a later version with the same figures needs no new look
    sha256: Mapped[str] = mapped_column(sa.String(64))
    finding: Mapped[Finding] = mapped_column(one_of(Finding))
    said: Mapped[str] = mapped_column(sa.String(300), default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    at: Mapped[datetime]

    line: Mapped[ResultLine] = relationship()
    by: Mapped[User] = relationship()
