"""The layers between competitors and judges, and the code under which a competitor is marked."""

import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.accounts.models import User
from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Versioned, one_of
from competition.judging.layers import LayerKind, Step
from competition.plan.models import Item

SECRET = {"secret": True}


class BlindLayer(Versioned, Base):
    """One layer of an item: its keeper, its commitment, its draw and its decoding."""

    __tablename__ = "judging_blind_layers"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "position"),
        sa.UniqueConstraint("item_id", "keeper_id"),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id"))
    position: Mapped[int]
    kind: Mapped[LayerKind] = mapped_column(one_of(LayerKind))
    keeper_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"), index=True)
    commitment: Mapped[str] = mapped_column(sa.String(64))
    committed_at: Mapped[datetime]
    seed: Mapped[str] = mapped_column(Encrypted("judging_blind_layers.seed"), info=SECRET)
    # drawn together with the seed, in front of everybody: nobody can choose a seed that suits them
    word: Mapped[str] = mapped_column(sa.String(80), default="")
    drawn_at: Mapped[datetime | None]
    mapping: Mapped[str | None] = mapped_column(Encrypted("judging_blind_layers.mapping"), info=SECRET)
    keeper_confirmed_at: Mapped[datetime | None]
    supervisor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts_users.id"))
    supervisor_confirmed_at: Mapped[datetime | None]
    decoded_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
    keeper: Mapped[User] = relationship(foreign_keys=[keeper_id])
    supervisor: Mapped[User | None] = relationship(foreign_keys=[supervisor_id])

    @property
    def step(self) -> Step:
        """Say where the layer stands."""
        if self.decoded_at:
            return Step.DECODED
        return Step.DRAWN if self.drawn_at else Step.COMMITTED

    def seal(self, pairs: dict[int, int]) -> None:
        """Keep what was drawn, bound to this very layer."""
        told = [[before, after] for before, after in sorted(pairs.items())]
        self.mapping = json.dumps({"item": self.item_id, "layer": self.position, "pairs": told})

    @property
    def pairs(self) -> dict[int, int]:
        """Open what was drawn; a mapping moved here from another layer is not taken."""
        kept = json.loads(self.mapping or "{}")
        if not kept:
            return {}
        if (kept["item"], kept["layer"]) != (self.item_id, self.position):
            raise ValueError("this mapping belongs to another layer")
        return dict(kept["pairs"])


class KeeperChange(Base):
    """A layer that went from one keeper to another, and why; kept for good."""

    __tablename__ = "judging_keeper_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    # layers chosen anew before the first draw take it with them; the trail keeps it
    layer_id: Mapped[int] = mapped_column(sa.ForeignKey("judging_blind_layers.id", ondelete="CASCADE"), index=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    reason: Mapped[str] = mapped_column(sa.String(300))
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts_users.id"))
    changed_at: Mapped[datetime]

    layer: Mapped[BlindLayer] = relationship()
    before: Mapped[User] = relationship(foreign_keys=[from_id])


class BlindCode(Base):
    """The last layer's code of a competitor: all that judges see."""

    __tablename__ = "judging_blind_codes"
    __table_args__ = {"info": {"untracked": True}}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_entries.id"), unique=True)
    code: Mapped[str] = mapped_column(Encrypted("judging_blind_codes.code"), info=SECRET)
