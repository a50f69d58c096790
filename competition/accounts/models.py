"""People who sign in, the parts they hold and the sessions they have open."""

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.rules import Part, Role, Scope
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of


class User(UserMixin, Versioned, Base):
    """Somebody who signs in."""

    __tablename__ = "accounts_users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    password_hash: Mapped[str] = mapped_column(sa.String(200), info={"secret": True})
    must_change_password: Mapped[bool] = mapped_column(default=True)
    totp_secret: Mapped[str | None] = mapped_column(Encrypted("accounts_users.totp_secret"), info={"secret": True})
    totp_on: Mapped[bool] = mapped_column(default=False)
    totp_last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(sa.String(12))
    active: Mapped[bool] = mapped_column(default=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    parts: Mapped[list["HeldRole"]] = relationship(
        primaryjoin="and_(HeldRole.user_id == User.id, HeldRole.ended_at.is_(None))",
        foreign_keys="HeldRole.user_id",
        lazy="selectin",
        viewonly=True,
    )

    @property
    def is_active(self) -> bool:
        """Say whether this person may sign in at all (Flask-Login asks)."""
        return self.active

    @property
    def roles(self) -> frozenset[Role]:
        """Name every role held, for whatever scope."""
        return frozenset(part.role for part in self.parts)

    @property
    def needs_second_factor(self) -> bool:
        """Say whether a role held demands a second factor that is not set up yet."""
        return not self.totp_on and any(part.demand is not None and part.demand.totp for part in self.parts)

    def holds(self, role: Role, scope: Scope | None = None, scope_id: int | None = None) -> bool:
        """Say whether this person holds a role for the whole city or for this very thing."""
        return any(
            part.role is role and (part.scope is Scope.CITY or (part.scope is scope and part.scope_id == scope_id))
            for part in self.parts
        )

    def scope_ids(self, role: Role, scope: Scope) -> frozenset[int]:
        """Name the things of one kind for which this person holds a role."""
        return frozenset(p.scope_id for p in self.parts if p.role is role and p.scope is scope and p.scope_id)


class HeldRole(Base):
    """A role somebody holds or held, for the city, a competition, an item or an organisation."""

    __tablename__ = "accounts_held_roles"
    __table_args__ = (sa.Index("ix_accounts_held_roles_scope", "scope", "scope_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    scope: Mapped[Scope] = mapped_column(one_of(Scope), default=Scope.CITY)
    scope_id: Mapped[int | None]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    # read with the parts themselves, so that asking on every page costs no statement
    demand: Mapped["RoleDemand | None"] = relationship(
        primaryjoin="foreign(HeldRole.role) == RoleDemand.role", lazy="joined", viewonly=True
    )

    @property
    def part(self) -> Part:
        """Give the plain value."""
        return Part(self.role, self.scope, self.scope_id)


class SignIn(Base):
    """A session somebody has or had open; the browser holds a token of which we keep the hash."""

    __tablename__ = "accounts_sign_ins"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    agent: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(60))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # a tablet's session without a password: for one item, until the day ends, and for nothing but its pages
    bound_item_id: Mapped[int | None]
    bound_until: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class RoleDemand(Base):
    """Whether everyone who holds a role must use a second factor."""

    __tablename__ = "accounts_role_demands"

    role: Mapped[Role] = mapped_column(one_of(Role), primary_key=True)
    totp: Mapped[bool] = mapped_column(default=False)
