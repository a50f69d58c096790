"""The certificate's template in versions: wording, issuer's line, seal and frame, put into force by a second person."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.honours import certificate_rules
from competition.honours.certificate_rules import Accent, Frame, TemplateState
from competition.honours.rules import HonourKind

BODY, BODY_EN = sa.String(200), sa.String(300)


class CertificateTemplate(Versioned, Base):
    """One version; once in force it never changes, and what was made by it is made by it again."""

    __tablename__ = "honours_certificate_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_body: Mapped[str] = mapped_column(BODY)
    title_body: Mapped[str] = mapped_column(BODY)
    host_body: Mapped[str] = mapped_column(BODY)
    merit_body: Mapped[str] = mapped_column(BODY)
    issuer_line: Mapped[str] = mapped_column(sa.String(200))
    award_body_en: Mapped[str] = mapped_column(BODY_EN)
    title_body_en: Mapped[str] = mapped_column(BODY_EN)
    host_body_en: Mapped[str] = mapped_column(BODY_EN)
    merit_body_en: Mapped[str] = mapped_column(BODY_EN)
    issuer_line_en: Mapped[str] = mapped_column(BODY_EN)
    frame: Mapped[Frame] = mapped_column(one_of(Frame))
    accent: Mapped[Accent] = mapped_column(one_of(Accent))
    # whoever has the picture can seal anything: it is in no export and no trail
    seal: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, info={"secret": True})
    seal_name: Mapped[str] = mapped_column(sa.String(120), default="")
    seal_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    seal_width: Mapped[int] = mapped_column(default=0)
    seal_height: Mapped[int] = mapped_column(default=0)
    seal_mm: Mapped[int]
    first_day: Mapped[date]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[TemplateState] = mapped_column(one_of(TemplateState), default=TemplateState.DRAFTED, index=True)
    # the order of putting into force: the version's number
    sequence: Mapped[int | None] = mapped_column(unique=True)
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")

    drafted_by: Mapped[User] = relationship(foreign_keys=[drafted_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])

    @property
    def bodies(self) -> dict[HonourKind, str]:
        """Give the wording of each kind."""
        return {
            HonourKind.AWARD: self.award_body,
            HonourKind.TITLE: self.title_body,
            HonourKind.HOST: self.host_body,
            HonourKind.MERIT: self.merit_body,
        }

    @property
    def bodies_en(self) -> dict[HonourKind, str]:
        """Give the wording of each kind in English."""
        return {
            HonourKind.AWARD: self.award_body_en,
            HonourKind.TITLE: self.title_body_en,
            HonourKind.HOST: self.host_body_en,
            HonourKind.MERIT: self.merit_body_en,
        }

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for a second person."""
        return self.state is TemplateState.DRAFTED

    def must_be_open(self) -> None:
        """Refuse a change once it is in force or dropped."""
        if not self.is_open:
            raise Refused(_l("This version is in force or dropped and stays as it is. Draft a new one."))

    def move(self, new: TemplateState) -> None:
        """Go to another state, where the rules allow it."""
        if new not in certificate_rules.TEMPLATE_MOVES[self.state]:
            raise Refused(_l("This version was put into force or dropped already."))
        self.state = new
