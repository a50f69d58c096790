"""Paper sheets as two clerks entered them, with the scan of the paper."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.perishable import Perishable
from competition.judging.models import Sheet
from competition.judging.paper import PaperState


class PaperEntry(Perishable, Versioned, Base):
    """One paper sheet: entered by one clerk, confirmed by another, and what was decided where they differed."""

    __tablename__ = "judging_paper_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    # an untouched sheet that the team no longer asks for goes, and with it what waits for it
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sheets.id", ondelete="CASCADE"), index=True)
    # whose paper it is and by which form it was marked: the sheet may move on to another judge or scheme
    judge_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_item_judges.id"), index=True)
    sub_criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_sub_criteria.id"), index=True)
    state: Mapped[PaperState] = mapped_column(one_of(PaperState), default=PaperState.ENTERED)
    # by aspect: {"12": {"value": "2.5", "reason": ""}}; a value of null is a mark missing on the paper
    first: Mapped[dict[str, Any]]
    second: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decided: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # none once destroyed; its hash stays
    scan: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info={"secret": True})
    scan_type: Mapped[str] = mapped_column(sa.String(20))
    scan_sha256: Mapped[str] = mapped_column(sa.String(64))
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    entered_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    confirmed_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    decided_at: Mapped[datetime | None]
    # what the chief judge said: that paper counts though a tablet was begun, or that this entry does not
    ruled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    ruled_at: Mapped[datetime | None]
    ruling: Mapped[str] = mapped_column(sa.String(300), default="")

    sheet: Mapped[Sheet] = relationship()
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    ruled_by: Mapped[User | None] = relationship(foreign_keys=[ruled_by_id])
