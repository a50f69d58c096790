"""Keys with which other bureaus' systems ask for open data, and how often each was used on a day."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned
from competition.foundation.errors import Refused
from competition.foundation.texts import _l


class ApiKey(Versioned, Base):
    """A key in the hand of a holder: what it is for and how much it may ask in a day; only its hash is kept."""

    __tablename__ = "accounts_api_keys"
    __table_args__ = (sa.CheckConstraint("quota > 0", name="quota"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info={"secret": True})
    # its first letters, to tell one from another
    hint: Mapped[str] = mapped_column(sa.String(12))
    holder: Mapped[str] = mapped_column(sa.String(120))
    purpose: Mapped[str] = mapped_column(sa.String(300))
    quota: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(sa.String(300), default="")

    issued_by: Mapped[User] = relationship()

    def must_be_in_force(self) -> None:
        """Refuse to end a key twice."""
        if self.ended_at is not None:
            raise Refused(_l("This key was ended already."))


class ApiUse(Base):
    """How much a key has asked on a day of the city; no row: nothing."""

    __tablename__ = "accounts_api_uses"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    key_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_api_keys.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
