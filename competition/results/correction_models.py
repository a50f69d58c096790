"""Sets of corrections to a result: what is to count instead, decided on as a whole."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging.models import Aspect
from competition.registration.models import Entry
from competition.results.correction_rules import ChangeKind, CorrectionState
from competition.results.models import ItemResult


class CorrectionSet(Versioned, Base):
    """Corrections prepared against one version of a result, applied or dropped as a whole by another person."""

    __tablename__ = "results_correction_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("results_item_results.id"), index=True)
    state: Mapped[CorrectionState] = mapped_column(one_of(CorrectionState), default=CorrectionState.OPEN)
    reason: Mapped[str] = mapped_column(sa.String(300))
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    prepared_at: Mapped[datetime]
    # when its list was last changed; so the set's own version moves with every change in it
    changed_at: Mapped[datetime]
    changes_made: Mapped[int] = mapped_column(default=0)
    decision: Mapped[str] = mapped_column(sa.String(300), default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    decided_at: Mapped[datetime | None]
    # the version that came of it
    made_id: Mapped[int | None] = mapped_column(sa.ForeignKey("results_item_results.id"))

    result: Mapped[ItemResult] = relationship(foreign_keys=[result_id])
    made: Mapped[ItemResult | None] = relationship(foreign_keys=[made_id])
    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    changes: Mapped[list["CorrectionChange"]] = relationship(
        back_populates="of", order_by="CorrectionChange.id", cascade="all, delete-orphan"
    )

    @property
    def authors(self) -> frozenset[int]:
        """Name who prepared it or put anything into it: none of them applies it."""
        return frozenset({self.prepared_by_id, *(change.by_id for change in self.changes)})

    def must_be_open(self) -> None:
        """Refuse to touch what is decided."""
        if self.state is not CorrectionState.OPEN:
            raise Refused(_l("This set of corrections is decided already. Load the page again to see how."))


class CorrectionChange(Base):
    """One thing that is to count instead of another, with its reason; after the decision it is never changed."""

    __tablename__ = "results_correction_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("results_correction_sets.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(one_of(ChangeKind))
    # of a tie: those who are tied, the best first
    entry_ids: Mapped[list[Any]] = mapped_column(default=list)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    sheet_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judging_sheets.id"), index=True)
    aspect_id: Mapped[int | None] = mapped_column(sa.ForeignKey("judging_aspects.id"))
    # the aspect's code and the place in the panel, as they were
    code: Mapped[str] = mapped_column(sa.String(20), default="")
    position: Mapped[int | None]
    # the closed sheet it was read from: marked anew, the correction counts no more
    sheet_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    # exact text: a mark, or the code of a presence
    before: Mapped[str] = mapped_column(sa.String(40), default="")
    after: Mapped[str] = mapped_column(sa.String(40), default="")
    reason: Mapped[str] = mapped_column(sa.String(300))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    at: Mapped[datetime]

    of: Mapped[CorrectionSet] = relationship(back_populates="changes")
    entry: Mapped[Entry | None] = relationship()
    aspect: Mapped[Aspect | None] = relationship()
    by: Mapped[User] = relationship()
