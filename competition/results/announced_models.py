"""What stands announced, line by line, to be counted and searched: written with each release, never by hand.

Pages of seasons, persons and units read these tables and no table of marks.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.directory.models import Organisation
from competition.foundation.database import Base
from competition.plan.models import Item
from competition.results.snapshot_models import Release

# made anew from the release, whose own hash stands in the trail
UNTRACKED = {"info": {"untracked": True}}


class PublicPerson(Base):
    """The lasting address of somebody whom an announced result names: a code that tells nothing."""

    __tablename__ = "results_public_persons"
    __table_args__ = UNTRACKED

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_persons.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)


class AnnouncedLine(Base):
    """A place of an announced result, named as it was released."""

    __tablename__ = "results_announced_lines"
    __table_args__ = UNTRACKED

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("results_releases.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"), index=True)
    place: Mapped[int]
    shared: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(220))
    unit: Mapped[str] = mapped_column(sa.String(120))
    unit_pinyin: Mapped[str] = mapped_column(sa.String(700))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_organisations.id"), index=True)
    division_code: Mapped[str] = mapped_column(sa.String(12))
    # '' for none, 'held' while an appeal holds it back
    award: Mapped[str] = mapped_column(sa.String(20))
    announced_on: Mapped[date]
    # WorldSkills scale points as released; None where the scale is not applied
    scale: Mapped[int | None]

    release: Mapped[Release] = relationship()
    item: Mapped[Item] = relationship()
    organisation: Mapped[Organisation] = relationship()
    people: Mapped[list["AnnouncedMember"]] = relationship(order_by="AnnouncedMember.id")


class AnnouncedMember(Base):
    """Somebody of an announced line whom the public may read by name."""

    __tablename__ = "results_announced_members"
    __table_args__ = UNTRACKED

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("results_announced_lines.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("results_public_persons.person_id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    name_pinyin: Mapped[str] = mapped_column(sa.String(200))

    address: Mapped[PublicPerson] = relationship(lazy="joined", innerjoin=True)

    @property
    def code(self) -> str:
        """Give the code of the person's page."""
        return self.address.code
