"""The register: every honour entered once, superseded or revoked but never deleted; and certificates printed."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.directory.models import Organisation, Person
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.honours import rules
from competition.honours.rules import EntryState, HonourKind
from competition.honours.template_models import CertificateTemplate
from competition.plan.models import Competition
from competition.results.models import ResultLine


class HonourEntry(Versioned, Base):
    """One line of the register; names are kept as they were on the day."""

    __tablename__ = "honours_entries"
    __table_args__ = (
        sa.UniqueConstraint("year", "kind", "seq"),
        sa.UniqueConstraint("line_id", "person_id", "kind", "state_key"),
        # lists are read in their order, narrowed or not: from these alone, without a look at the rows
        sa.Index("ix_honours_entries_listed", "state", "awarded_on", "id", "organisation_id"),
        sa.Index("ix_honours_entries_occupation", "occupation_code", "state", "awarded_on", "id", "organisation_id"),
        sa.Index("ix_honours_entries_year", "year", "state", "awarded_on", "id"),
        sa.Index("ix_honours_entries_unit", "organisation_id", "state", "awarded_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[HonourKind] = mapped_column(one_of(HonourKind))
    seq: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(30), unique=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_persons.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    name_as_was: Mapped[str] = mapped_column(sa.String(200), index=True)
    name_pinyin: Mapped[str] = mapped_column(sa.String(300), default="", index=True)
    unit_as_was: Mapped[str] = mapped_column(sa.String(120), default="")
    # of an honour that another body gave there is none of ours
    competition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_competitions.id"), index=True)
    # who gives it, as the certificate is sealed
    issuer_as_was: Mapped[str] = mapped_column(sa.String(120))
    competition_name: Mapped[str] = mapped_column(sa.String(120))
    competition_name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    item_name: Mapped[str] = mapped_column(sa.String(80), default="")
    item_name_en: Mapped[str] = mapped_column(sa.String(160), default="")
    # of the item as it was entered
    occupation_code: Mapped[str] = mapped_column(sa.String(12), default="")
    award: Mapped[str] = mapped_column(sa.String(20), default="")
    title: Mapped[str] = mapped_column(sa.String(40), default="")
    # as the document of another body names it
    honour_name: Mapped[str] = mapped_column(sa.String(80), default="")
    awarded_on: Mapped[date] = mapped_column(index=True)
    document_number: Mapped[str] = mapped_column(sa.String(80))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("results_lines.id"), index=True)
    # what it was given on, as it was: version of the result, place, team, steps and the policy value they rest on
    ground: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[EntryState] = mapped_column(one_of(EntryState), default=EntryState.ENTERED)
    # '' while it stands, its own number once superseded or revoked: only one standing entry a line, person and kind
    state_key: Mapped[str] = mapped_column(sa.String(30), default="")
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    supersedes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("honours_entries.id"), index=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    competition: Mapped[Competition | None] = relationship()
    line: Mapped[ResultLine | None] = relationship()
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])

    @property
    def stands(self) -> bool:
        """Say whether it is neither superseded nor revoked."""
        return self.state is EntryState.ENTERED

    @property
    def team(self) -> str:
        """Name the team it was won with, or nothing."""
        return str(self.ground.get("team", ""))

    @property
    def is_ours(self) -> bool:
        """Say whether it was won in a competition of this city; another body makes the certificates of its own honours."""
        return self.competition_id is not None

    def must_stand(self) -> None:
        """Refuse a certificate of an entry that was superseded or revoked."""
        if not self.stands:
            raise Refused(
                _(
                    "Entry %(number)s was superseded or revoked; no certificate is made of it any more.",
                    number=self.number,
                )
            )

    def must_be_ours(self) -> None:
        """Refuse a certificate of an honour that another body gave."""
        if not self.is_ours:
            raise Refused(_l("Another body gave this honour; its certificate is made there."))

    def end(self, new: EntryState, reason: str, at: datetime) -> None:
        """Supersede or revoke it, with the reason; it stays readable."""
        if not rules.may_move(self.state, new):
            raise Refused(_l("This entry of the register no longer stands; it cannot be changed again."))
        self.state, self.reason, self.ended_at, self.state_key = new, reason, at, self.number


class CertificatePrint(Base):
    """Each time a certificate was made, by whom, and whether it was a reprint."""

    __tablename__ = "honours_certificate_prints"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_entries.id"), index=True)
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    # a first print in another language is no reprint
    reprint: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(sa.String(5), default="zh")
    # the version it was set by, and each print after it; none: as certificates are shipped
    template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("honours_certificate_templates.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))

    entry: Mapped[HonourEntry] = relationship()
    template: Mapped[CertificateTemplate | None] = relationship()
    printed_by: Mapped[User | None] = relationship()
