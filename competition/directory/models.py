"""Persons and organisations: one record a life long."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of
from competition.foundation.perishable import Perishable
from competition.foundation.words import OrganisationKind, Sex


class Organisation(Versioned, Base):
    """A host, an employer or a school."""

    __tablename__ = "directory_organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), index=True)
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    credit_code: Mapped[str | None] = mapped_column(sa.String(18), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind))
    division_code: Mapped[str] = mapped_column(sa.String(12), index=True)
    contact_name: Mapped[str] = mapped_column(sa.String(60), default="")
    contact_phone: Mapped[str | None] = mapped_column(
        Encrypted("directory_organisations.contact_phone"), info={"secret": True}
    )
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_organisations.id"))
    synthetic: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Person(Perishable, Versioned, Base):
    """A human being who competes, judges or coaches; found again by the blind index of the ID number."""

    __tablename__ = "directory_persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), index=True)
    name_pinyin: Mapped[str] = mapped_column(sa.String(200), default="", index=True)
    id_number: Mapped[str | None] = mapped_column(Encrypted("directory_persons.id_number"), info={"secret": True})
    id_number_index: Mapped[str | None] = mapped_column(sa.String(64), unique=True, info={"secret": True})
    birth_date: Mapped[date | None] = mapped_column(info={"secret": True})
    sex: Mapped[Sex | None] = mapped_column(one_of(Sex))
    phone: Mapped[str | None] = mapped_column(Encrypted("directory_persons.phone"), info={"secret": True})
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("directory_persons.id"))
    synthetic: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Merge(Base):
    """Two records of one person or organisation made one, kept as a trace."""

    __tablename__ = "directory_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    kept_id: Mapped[int]
    merged_id: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(300))
    merged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    merged_at: Mapped[datetime]
