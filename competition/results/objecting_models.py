"""What everybody's objection has, whatever public notice it speaks against: its receipt, who, what, and the answer."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from competition.foundation.database import Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.results.rules import ObjectionState


class Objecting(Versioned):
    """An objection under a real name, received with a receipt and answered once with reasons."""

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60), info={"secret": True})
    contact: Mapped[str] = mapped_column(sa.String(120), info={"secret": True})
    text: Mapped[str] = mapped_column(sa.Text, info={"secret": True})
    state: Mapped[ObjectionState] = mapped_column(one_of(ObjectionState), default=ObjectionState.OPEN)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    def take_answer(self, upheld: bool, answer: str, by_id: int, at: datetime) -> None:
        """Answer it with reasons, once."""
        if not answer.strip():
            raise Refused(_l("Give the reasons."), field="answer")
        if self.state is not ObjectionState.OPEN:
            raise Refused(_l("This objection was answered already."))
        self.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
        self.answer, self.answered_at, self.answered_by_id = answer.strip(), at, by_id


def filled(receipt: str, name: str, contact: str, text: str, at: datetime) -> dict[str, Any]:
    """Give what an objection says as it is kept."""
    told = {"name": name.strip(), "contact": contact.strip(), "text": text.strip()}
    return {**told, "receipt": receipt, "received_at": at, "state": ObjectionState.OPEN}
