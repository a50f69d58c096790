"""What the public was told of an item, release by release, as the very bytes that were sent."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.foundation.database import Base, one_of
from competition.plan.models import Item
from competition.results.models import ItemResult


class ReleaseState(StrEnum):
    """What a release says: open to objections, not any more, announced, or taken back."""

    ON_NOTICE = "on_notice"
    NOTICE_OVER = "notice_over"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"


class SnapshotKind(StrEnum):
    """The forms a release is written in."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"
    # the picture shown where the page's address is shared
    PNG = "png"


class Release(Base):
    """One version of what the public reads of an item; never changed, only followed by another."""

    __tablename__ = "results_releases"
    __table_args__ = (sa.UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"))
    result_id: Mapped[int] = mapped_column(sa.ForeignKey("results_item_results.id"), index=True)
    number: Mapped[int]
    # counts the releases of all items in the order they were kept: workers ask for the highest to see what is new
    sequence: Mapped[int] = mapped_column(unique=True)
    state: Mapped[ReleaseState] = mapped_column(one_of(ReleaseState))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    released_at: Mapped[datetime]
    # over the hashes of its snapshots: it stands in the trail, so nobody can put other bytes in their place
    sha256: Mapped[str] = mapped_column(sa.String(64))

    item: Mapped[Item] = relationship()
    result: Mapped[ItemResult] = relationship()


class Snapshot(Base):
    """A release in one form and language, compressed (gzip)."""

    __tablename__ = "results_snapshots"
    __table_args__ = (
        sa.UniqueConstraint("release_id", "kind", "language"),
        # the release's own hash stands in the trail
        {"info": {"untracked": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("results_releases.id"))
    kind: Mapped[SnapshotKind] = mapped_column(one_of(SnapshotKind))
    # '' where the form is the same in every language
    language: Mapped[str] = mapped_column(sa.String(20), default="")
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
