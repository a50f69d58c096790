"""By what the register is searched: each text once, the tokens it is found by, and the entries it stands in."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from competition.foundation.database import Base
from competition.honours.search_rules import LENGTH

# prefixes are compared byte by byte, whatever language a database sorts by
TOKEN = sa.String(LENGTH + 1).with_variant(sa.String(LENGTH + 1, collation="C"), "postgresql")


class SearchText(Base):
    """The name of a holder, unit, item or competition: here once, however often it stands in the register."""

    __tablename__ = "honours_search_texts"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(200), unique=True)


class SearchToken(Base):
    """What a prefix finds a text by."""

    __tablename__ = "honours_search_tokens"
    __table_args__ = {"info": {"untracked": True}, "sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    token: Mapped[str] = mapped_column(TOKEN, primary_key=True)
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_search_texts.id"), primary_key=True)


class SearchLink(Base):
    """A text that stands in an entry."""

    __tablename__ = "honours_search_links"
    __table_args__ = (
        # whether an entry carries another word too is read here alone
        sa.Index("ix_honours_search_links_entry", "entry_id", "text_id"),
        {"info": {"untracked": True}, "sqlite_with_rowid": False},
    )

    text_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_search_texts.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("honours_entries.id"), primary_key=True)
