"""The register's log as it is kept: leaves and signed heads written once, what opens a leaf, and the keys that sign."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base
from competition.honours.models import HonourEntry

# written by the flush of what they tell about, whose trail tells it already
UNTRACKED = {"info": {"untracked": True}}


class HonourLeaf(Base):
    """One event of an entry, in the words the log hashes; never changed, never deleted."""

    __tablename__ = "honours_log_leaves"
    __table_args__ = UNTRACKED

    # counts from 0 without a gap: the leaf's place in the tree
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_entries.id"), index=True)
    event: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]
    data: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.String(64))

    entry: Mapped[HonourEntry] = relationship()


class HonourPiece(Base):
    """The root over a full piece of the log's tree (see `log_tree`): of 256 leaves, of 256 such pieces, and so on."""

    __tablename__ = "honours_log_pieces"
    __table_args__ = UNTRACKED

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(sa.String(64))


class HonourOpening(Base):
    """What opens the seal of a leaf: its salt and the sealed words; without this row the leaf names nobody."""

    __tablename__ = "honours_log_openings"
    __table_args__ = UNTRACKED

    seq: Mapped[int] = mapped_column(sa.ForeignKey("honours_log_leaves.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(sa.String(32))
    told: Mapped[str] = mapped_column(sa.Text)


class HonourHead(Base):
    """A signed head of the log's tree, as it was published; never changed, never deleted."""

    __tablename__ = "honours_log_heads"
    __table_args__ = UNTRACKED

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int]
    root: Mapped[str] = mapped_column(sa.String(64))
    document: Mapped[str] = mapped_column(sa.Text)


class SigningKey(Base):
    """A key that signs credentials, lists and heads; once retired its secret is gone and only verifying is left."""

    __tablename__ = "honours_signing_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    public: Mapped[str] = mapped_column(sa.String(60), unique=True)
    secret: Mapped[str | None] = mapped_column(Encrypted("honours_signing_keys.secret"), info={"secret": True})
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
