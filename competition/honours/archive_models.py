"""Packages in which a competition was sealed for the archive."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base
from competition.foundation.perishable import Perishable
from competition.plan.models import Competition


class Archive(Perishable, Base):
    """One sealed package: its file's name and hash, and when a check last found its bytes as they were sealed."""

    __tablename__ = "honours_archives"
    __table_args__ = (sa.UniqueConstraint("competition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"))
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    checked_at: Mapped[datetime]
    # none: its bytes are as sealed; else what is wrong with the file
    fault: Mapped[str] = mapped_column(sa.String(20), default="")

    competition: Mapped[Competition] = relationship()
    made_by: Mapped[User] = relationship()
