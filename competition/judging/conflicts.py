"""What is read of conflicts: what judges declared and signed, and every clash of an item's team."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.judging import conflict_rules
from competition.judging.conflict_rules import HARD, Clash, Declared
from competition.judging.declaration_models import Commitment, Declaration
from competition.judging.duty_rules import Competitor, Panelist
from competition.judging.models import Closing, ItemJudge
from competition.plan.models import Item
from competition.registration.models import Entry, Member


def declared(entrys_unit: Any) -> "sa.ColumnElement[bool]":
    """Say, in SQL, whether the judge of a sheet declared a relation that bars them from its competitor."""
    named = aliased(Organisation)
    same = sa.func.coalesce(named.merged_into_id, named.id)
    found = (
        sa.select(Declaration.id)
        .join(named, named.id == Declaration.organisation_id)
        .where(Declaration.item_id == ItemJudge.item_id, Declaration.user_id == ItemJudge.user_id)
        .where(same == sa.func.coalesce(entrys_unit.merged_into_id, entrys_unit.id), Declaration.reason.in_(HARD))
        .where(sa.or_(Declaration.entry_id.is_(None), Declaration.entry_id == Entry.id))
    )
    return found.correlate(ItemJudge, Entry, entrys_unit).exists()


def declarations(item_id: int) -> list[Declared]:
    """List what the judges of an item declared, as the rules take it."""
    query = (
        sa.select(ItemJudge.id, sa.func.coalesce(Organisation.merged_into_id, Organisation.id))
        .add_columns(Declaration.entry_id, Declaration.reason)
        .select_from(Declaration)
        .join(ItemJudge, sa.and_(ItemJudge.item_id == Declaration.item_id, ItemJudge.user_id == Declaration.user_id))
        .join(Organisation, Organisation.id == Declaration.organisation_id)
        .where(Declaration.item_id == item_id, ItemJudge.ended_at.is_(None))
    )
    return [Declared(*row) for row in db.session.execute(query)]


def clashes(item_id: int, panel: Sequence[Panelist], competitors: Sequence[Competitor]) -> list[Clash]:
    """Name every clash between a panel and the competitors of an item."""
    return conflict_rules.clashes(panel, competitors, declarations(item_id))


def own(item_id: int, user_id: int) -> Sequence[Declaration]:
    """List what somebody declared for an item."""
    query = sa.select(Declaration).options(joinedload(Declaration.organisation))
    mine = query.where(Declaration.item_id == item_id, Declaration.user_id == user_id)
    return db.session.scalars(mine.order_by(Declaration.id)).all()


def commitment(item_id: int, user_id: int) -> Commitment | None:
    """Find the commitment somebody signed for an item."""
    return db.session.scalar(sa.select(Commitment).filter_by(item_id=item_id, user_id=user_id))


def signers(item_id: int) -> frozenset[int]:
    """Name who signed the commitment for an item, by account."""
    return frozenset(db.session.scalars(sa.select(Commitment.user_id).where(Commitment.item_id == item_id)))


def unsigned(item_id: int) -> list[str]:
    """Name the judges seated in an item who have not signed the commitment."""
    query = (
        sa.select(User.name)
        .join(ItemJudge, ItemJudge.user_id == User.id)
        .outerjoin(Commitment, sa.and_(Commitment.item_id == ItemJudge.item_id, Commitment.user_id == User.id))
        .where(ItemJudge.item_id == item_id, ItemJudge.ended_at.is_(None), Commitment.id.is_(None))
        .order_by(ItemJudge.id)
    )
    return list(db.session.scalars(query))


def units() -> Sequence[Organisation]:
    """List every unit of the directory: a list of those with competitors would tell a judge who competes."""
    query = sa.select(Organisation).where(Organisation.merged_into_id.is_(None))
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def entry_named(item_id: int, organisation_id: int, name: str) -> int | None:
    """Find the one entry of a unit with a member of this name; None where there is none, or more than one."""
    query = (
        sa.select(Entry.id)
        .join(Member, Member.entry_id == Entry.id)
        .where(Entry.item_id == item_id, Entry.organisation_id == organisation_id, Member.name_as_was == name)
    )
    found = db.session.scalars(query.distinct()).all()
    return found[0] if len(found) == 1 else None


def to_sign(user_id: int) -> int:
    """Count the commitments somebody has not signed, for items whose judging is not closed."""
    return sum(not signed for _item, signed in seated_items(user_id))


def seated_items(user_id: int) -> list[tuple[Item, bool]]:
    """List the items in whose teams somebody sits, with whether they signed the commitment; closed ones are left out."""
    signed = sa.select(Commitment.id).where(Commitment.item_id == Item.id, Commitment.user_id == user_id)
    closed = sa.select(Closing.id).where(Closing.item_id == Item.id)
    query = (
        sa.select(Item, signed.exists())
        .join(ItemJudge, ItemJudge.item_id == Item.id)
        .where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None), ~closed.exists(), Item.cancelled.is_(False))
        .order_by(Item.held_on, Item.code)
    )
    return [(item, bool(done)) for item, done in db.session.execute(query)]
