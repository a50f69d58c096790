"""What is read of an item's blind layers: where each stands, who keeps it, and what may be published."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.judging import layers
from competition.judging.blind_models import BlindLayer, KeeperChange
from competition.judging.models import Closing, Sheet
from competition.plan.models import Item
from competition.registration.models import Entry
from competition.registration.rules import EntryState


def layers_of(item_id: int) -> Sequence[BlindLayer]:
    """List an item's layers from the competitors to the judges, with their keepers."""
    return db.session.scalars(_whole().where(BlindLayer.item_id == item_id).order_by(BlindLayer.position)).all()


def layer(layer_id: int) -> BlindLayer | None:
    """Find a layer with its item and keeper."""
    found: BlindLayer | None = db.session.scalar(_whole().where(BlindLayer.id == layer_id))
    return found


def _whole() -> "sa.Select[Any]":
    people = [joinedload(each).lazyload(User.parts) for each in (BlindLayer.keeper, BlindLayer.supervisor)]
    return sa.select(BlindLayer).options(joinedload(BlindLayer.item).joinedload(Item.competition), *people)


def numbers(item_id: int) -> dict[int, int | None]:
    """Give the competitor numbers of an item's accepted entries, by entry."""
    query = sa.select(Entry.id, Entry.number).where(Entry.item_id == item_id, Entry.state == EntryState.ACCEPTED)
    return {row[0]: row[1] for row in db.session.execute(query)}


def has_sheets(item_id: int) -> bool:
    """Say whether any sheet of an item was opened."""
    query = sa.select(Sheet.id).join(Sheet.entry).where(Entry.item_id == item_id)
    return db.session.scalar(query.limit(1)) is not None


def keepers(item: Item) -> Sequence[User]:
    """List who may keep a layer: people who hold the part of code keeper for the item or its competition."""
    for_item = sa.and_(HeldRole.scope == Scope.ITEM, HeldRole.scope_id == item.id)
    for_all = sa.and_(HeldRole.scope == Scope.COMPETITION, HeldRole.scope_id == item.competition_id)
    query = (
        sa.select(User)
        .join(HeldRole, HeldRole.user_id == User.id)
        .options(lazyload(User.parts))
        .where(User.active, HeldRole.ended_at.is_(None), HeldRole.role == Role.CODE_KEEPER)
        .where(sa.or_(HeldRole.scope == Scope.CITY, for_item, for_all))
        .distinct()
        .order_by(User.name, User.id)
    )
    return db.session.scalars(query).all()


def keeps(user_id: int, item_id: int, *, beside: int | None = None) -> bool:
    """Say whether somebody keeps a layer of an item, or kept one after it was drawn; `beside` leaves one layer out."""
    once = sa.select(KeeperChange.id).where(
        KeeperChange.layer_id == BlindLayer.id, KeeperChange.from_id == user_id,
        KeeperChange.changed_at >= BlindLayer.drawn_at,
    )  # fmt: skip
    query = sa.select(BlindLayer.id).where(sa.or_(BlindLayer.keeper_id == user_id, once.exists()))
    query = query.where(BlindLayer.item_id == item_id, BlindLayer.id != (beside or 0))
    return db.session.scalar(query.limit(1)) is not None


def changes(item_id: int) -> Sequence[KeeperChange]:
    """List who kept an item's layers before, in order."""
    query = sa.select(KeeperChange).join(KeeperChange.layer).where(BlindLayer.item_id == item_id)
    query = query.options(joinedload(KeeperChange.before).lazyload(User.parts))
    return db.session.scalars(query.order_by(KeeperChange.id)).all()


def kept_by(user_id: int) -> Sequence[BlindLayer]:
    """List the layers somebody keeps, the newest item first."""
    query = _whole().where(BlindLayer.keeper_id == user_id)
    return db.session.scalars(query.order_by(BlindLayer.item_id.desc(), BlindLayer.position)).all()


def to_draw(user_id: int) -> int:
    """Count the layers somebody has to draw: those before it are drawn, its own is not."""
    before = sa.orm.aliased(BlindLayer)
    waits = sa.select(before.id).where(
        before.item_id == BlindLayer.item_id, before.position < BlindLayer.position, before.drawn_at.is_(None)
    )
    query = sa.select(sa.func.count(BlindLayer.id)).where(BlindLayer.keeper_id == user_id, ~waits.exists())
    return db.session.scalar(query.where(BlindLayer.drawn_at.is_(None))) or 0


def _ready() -> "sa.ColumnElement[bool]":
    later = sa.orm.aliased(BlindLayer)
    waits = sa.select(later.id).where(
        later.item_id == BlindLayer.item_id, later.position > BlindLayer.position, later.decoded_at.is_(None)
    )
    closed = sa.select(Closing.id).where(Closing.item_id == BlindLayer.item_id)
    return sa.and_(closed.exists(), ~waits.exists(), BlindLayer.decoded_at.is_(None))


def to_decode(user: User) -> list[BlindLayer]:
    """List the layers whose decoding waits for somebody, as keeper or as supervisor."""
    told = user.scope_ids(Role.SUPERVISOR, Scope.COMPETITION)
    watches = sa.true() if user.holds(Role.SUPERVISOR) else Item.competition_id.in_(told)
    mine = sa.and_(BlindLayer.keeper_id == user.id, BlindLayer.keeper_confirmed_at.is_(None))
    theirs = sa.and_(watches, BlindLayer.keeper_id != user.id, BlindLayer.supervisor_confirmed_at.is_(None))
    query = _whole().join(Item, Item.id == BlindLayer.item_id).where(_ready(), sa.or_(mine, theirs))
    return list(db.session.scalars(query.order_by(BlindLayer.item_id)))


def is_veiled(item_id: int) -> bool:
    """Say whether any layer of an item is still closed."""
    query = sa.select(BlindLayer.id).where(BlindLayer.item_id == item_id, BlindLayer.decoded_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def is_decoded(item_id: int) -> bool:
    """Say whether any layer of an item was opened: from then on its judges may know whom they marked."""
    query = sa.select(BlindLayer.id).where(BlindLayer.item_id == item_id, BlindLayer.decoded_at.is_not(None))
    return db.session.scalar(query.limit(1)) is not None


def published(item: Item, of: Sequence[BlindLayer]) -> dict[str, Any]:
    """Gather what anyone may have of an item's draw: every commitment and word; seed and pairs once decoded."""
    return {
        "format": layers.FORMAT,
        "competition": item.competition.name,
        "item": item.code,
        "name": item.name,
        "rule": 'codes 1..n in the order of SHA-256("seed:word:number"); commitment = SHA-256(seed)',
        "layers": [_published(each) for each in of],
    }


def _published(of: BlindLayer) -> dict[str, Any]:
    told: dict[str, Any] = {"position": of.position, "kind": of.kind.value, "commitment": of.commitment}
    told |= {"committed_at": of.committed_at.isoformat(), "word": of.word}
    told |= {"drawn_at": of.drawn_at.isoformat() if of.drawn_at else None}
    if of.decoded_at:
        told |= {"decoded_at": of.decoded_at.isoformat(), "seed": of.seed}
        told |= {"pairs": [[before, after] for before, after in sorted(of.pairs.items())]}
    return told
