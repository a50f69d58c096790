"""Nomination lists: who is proposed for a title or a higher skill level, what was decided on each, and objections."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import title_rules
from competition.honours.models import HonourEntry
from competition.honours.title_rules import ListKind, ListState, Verdict
from competition.plan.models import Competition
from competition.results.models import ResultLine
from competition.results.objecting_models import Objecting


class NominationList(Versioned, Base):
    """One list of a competition: proposed by the table of its first day, reviewed, on notice, entered."""

    __tablename__ = "honours_nomination_lists"
    __table_args__ = (
        sa.UniqueConstraint("competition_id", "kind", "number"),
        sa.CheckConstraint("notice_ends_on IS NULL OR notice_ends_on > notice_starts_on", name="list_notice_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    kind: Mapped[ListKind] = mapped_column(one_of(ListKind))
    number: Mapped[int]
    state: Mapped[ListState] = mapped_column(one_of(ListState), default=ListState.ON_REVIEW, index=True)
    # the policy value it was proposed by, as it was
    basis: Mapped[dict[str, Any]]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    notice_starts_on: Mapped[date | None]
    notice_started_at: Mapped[datetime | None]
    notice_ends_on: Mapped[date | None]
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    # why it was taken back to review, or dropped
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))

    competition: Mapped[Competition] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    nominees: Mapped[list["Nominee"]] = relationship(back_populates="of", order_by="Nominee.id")

    @property
    def kept(self) -> list["Nominee"]:
        """Name who stays on the list."""
        return [one for one in self.nominees if one.verdict is Verdict.KEPT]

    @property
    def is_public(self) -> bool:
        """Say whether anyone may see it: on notice, or entered."""
        return self.state in (ListState.ON_NOTICE, ListState.ENTERED)

    def move(self, new: ListState) -> None:
        """Go to another state, where the rules allow it."""
        if not title_rules.may_move_list(self.state, new):
            raise Refused(_l("This list cannot make this move now. Load the page again to see where it stands."))
        self.state = new

    def must_be_on_review(self) -> None:
        """Refuse a decision on a line once the list is out."""
        if self.state is not ListState.ON_REVIEW:
            raise Refused(_l("This list is not on review any more; its lines stay as they are."))

    def takes_objections(self, on: date) -> bool:
        """Say whether anyone may object on a day: while it is on notice, the last day included."""
        return self.state is ListState.ON_NOTICE and self.notice_ends_on is not None and on <= self.notice_ends_on

    def must_take_objections(self, on: date) -> None:
        """Refuse an objection before or after the notice."""
        if not self.takes_objections(on):
            raise Refused(_l("This list is not on public notice now."))


class Nominee(Versioned, Base):
    """One person of a list, named as the result names them, with every condition and what was decided."""

    __tablename__ = "honours_nominees"
    __table_args__ = (sa.UniqueConstraint("list_id", "line_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_nomination_lists.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("results_lines.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    name_as_was: Mapped[str] = mapped_column(sa.String(60))
    unit_as_was: Mapped[str] = mapped_column(sa.String(120))
    item_name: Mapped[str] = mapped_column(sa.String(80))
    item_name_en: Mapped[str] = mapped_column(sa.String(160), default="")
    place: Mapped[int]
    # of a promotion: the skill level held and the one given
    level_from: Mapped[str] = mapped_column(sa.String(20), default="")
    level_to: Mapped[str] = mapped_column(sa.String(20), default="")
    ground: Mapped[dict[str, Any]]
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict), default=Verdict.OPEN)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # the papers that were seen, by their codes
    papers: Mapped[list[Any]]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("honours_entries.id"))
    # of a promotion: the number on the certificate of the new level, noted once it is issued
    level_certificate: Mapped[str] = mapped_column(sa.String(40), default="")

    of: Mapped[NominationList] = relationship(back_populates="nominees")
    line: Mapped[ResultLine] = relationship()
    entry: Mapped[HonourEntry | None] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class ListObjection(Objecting, Base):
    """What somebody says against a list on public notice, with the receipt they were given."""

    __tablename__ = "honours_list_objections"

    list_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_nomination_lists.id"), index=True)

    of: Mapped[NominationList] = relationship()
