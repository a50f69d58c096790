"""What a person asks of the register about themselves: a correction, a copy of all data held, hiding from search."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Person
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.perishable import Perishable
from competition.foundation.texts import _l


class RequestKind(StrEnum):
    """What is asked for (个人信息保护法 art. 44-47)."""

    CORRECTION = "ask_correction"
    COPY = "ask_copy"
    HIDING = "ask_hiding"


class RequestState(StrEnum):
    """Where a request stands; a hiding that was granted can be ended."""

    OPEN = "asked"
    GRANTED = "ask_granted"
    REFUSED = "ask_refused"
    LIFTED = "ask_lifted"


class PersonRequest(Perishable, Versioned, Base):
    """One request with its receipt, and what the officer decided once the person had proved who they are."""

    __tablename__ = "honours_person_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[RequestKind] = mapped_column(one_of(RequestKind))
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.OPEN, index=True)
    name: Mapped[str] = mapped_column(sa.String(60), info={"secret": True})
    contact: Mapped[str] = mapped_column(Encrypted("honours_person_requests.contact"), info={"secret": True})
    text: Mapped[str] = mapped_column(sa.Text, info={"secret": True})
    received_at: Mapped[datetime]
    # the person as the directory has them; the number that proved it is not kept
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    person: Mapped[Person | None] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    def must_be_open(self) -> None:
        """Refuse a second decision."""
        if self.state is not RequestState.OPEN:
            raise Refused(_l("This request was decided already."))
