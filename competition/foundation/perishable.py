"""What was destroyed once its time was over: the record stays and says when and under which list, its content is gone."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from competition.foundation.errors import Gone
from competition.foundation.formats import day
from competition.foundation.texts import _


class Perishable:
    """A record whose content may be destroyed under a list that two people approved."""

    destroyed_on: Mapped[date | None]
    destroyed_under: Mapped[str] = mapped_column(sa.String(20), default="")

    def destroy(self, on: date, number: str) -> None:
        """Note the day and the list's number; whoever calls takes the content away in the same transaction."""
        self.destroyed_on, self.destroyed_under = on, number

    def must_be_kept(self) -> None:
        """Answer whoever asks for the content that it was destroyed, and under which list."""
        if self.destroyed_on is not None:
            raise Gone(
                _(
                    "This was destroyed on %(day)s under list %(number)s, as its time was over. The list names it.",
                    day=day(self.destroyed_on),
                    number=self.destroyed_under,
                )
            )
