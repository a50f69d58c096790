"""What a panel said when its scores lay too far apart."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base


class Discussion(Base):
    """A round of scores that lay too far apart, kept for good, with what the panel found when it talked."""

    __tablename__ = "judging_discussions"
    __table_args__ = (sa.UniqueConstraint("entry_id", "aspect_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), index=True)
    aspect_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_aspects.id"), index=True)
    round: Mapped[int]
    # what each position gave in this round: {"1": "3", "2": "1", "3": "1"}
    scores: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.String(500))
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[User] = relationship()
