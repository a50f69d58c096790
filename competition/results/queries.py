"""Reads of results."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.plan.models import Competition, Item
from competition.registration.models import Entry, Member
from competition.results import access, told_apart
from competition.results.models import ItemResult, Objection, ResultLine
from competition.results.rules import ObjectionState, ResultState

PUBLIC = (ResultState.ON_NOTICE, ResultState.ANNOUNCED)
_WHOLE = (joinedload(ItemResult.item).joinedload(Item.competition), joinedload(ItemResult.finalised_by))


def result(result_id: int) -> ItemResult | None:
    """Find a version of a result with its lines."""
    query = sa.select(ItemResult).options(*_WHOLE, selectinload(ItemResult.lines)).where(ItemResult.id == result_id)
    return db.session.scalar(query)


def line(line_id: int) -> ResultLine | None:
    """Find a line with its result."""
    query = sa.select(ResultLine).options(
        joinedload(ResultLine.result).joinedload(ItemResult.item).joinedload(Item.competition)
    )
    return db.session.scalar(query.where(ResultLine.id == line_id))


def standing(item_id: int) -> ItemResult | None:
    """Find the version of an item's result that stands (the newest not superseded)."""
    query = sa.select(ItemResult).where(ItemResult.item_id == item_id, ItemResult.state != ResultState.SUPERSEDED)
    return db.session.scalar(query.order_by(ItemResult.number.desc()).limit(1))


def versions(item_id: int) -> list[ItemResult]:
    """List all versions of an item's result, the newest first."""
    return list(
        db.session.scalars(
            sa.select(ItemResult).where(ItemResult.item_id == item_id).order_by(ItemResult.number.desc())
        )
    )


def last_number(item_id: int) -> int:
    """Give the number of the newest version, 0 where there is none."""
    return db.session.scalar(sa.select(sa.func.max(ItemResult.number)).where(ItemResult.item_id == item_id)) or 0


def standing_of(*competition_ids: int) -> dict[int, ItemResult]:
    """Find the standing results of the items of one or more competitions, by item."""
    query = (
        sa.select(ItemResult)
        .join(ItemResult.item)
        .where(Item.competition_id.in_(competition_ids), ItemResult.state != ResultState.SUPERSEDED)
        .order_by(ItemResult.number)
    )
    return {found.item_id: found for found in db.session.scalars(query)}


def public_result(item_id: int) -> ItemResult | None:
    """Find what everyone may see of an item: four statements, whatever the field."""
    query = (
        sa.select(ItemResult)
        .options(*_WHOLE, selectinload(ItemResult.lines))
        .where(ItemResult.item_id == item_id, ItemResult.state.in_(PUBLIC))
        .order_by(ItemResult.number.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def under_correction(item_id: int) -> ItemResult | None:
    """Find the version that replaces one the public has seen, while nothing of the item is public."""
    seen = sa.exists().where(ItemResult.item_id == item_id, ItemResult.notice_starts_on.is_not(None))
    query = sa.select(ItemResult).where(ItemResult.item_id == item_id, ItemResult.state.not_in(PUBLIC), seen)
    return db.session.scalar(query.order_by(ItemResult.number.desc()).limit(1))


def public_results(year: int | None = None) -> list[ItemResult]:
    """List everything on notice or announced, by competition."""
    query = (
        sa.select(ItemResult)
        .join(ItemResult.item)
        .join(Item.competition)
        .options(contains_eager(ItemResult.item).contains_eager(Item.competition))
        .where(ItemResult.state.in_(PUBLIC))
        .order_by(Competition.starts_on.desc(), Competition.id, Item.code)
    )
    found = list(db.session.scalars(query))
    return [r for r in found if year is None or r.item.competition.starts_on.year == year]


def public_names(of: ItemResult) -> dict[int, str]:
    """Name each line for the public; only two of the same name and unit get a masked tail to tell them apart."""
    return told_apart.public_names(
        {one.id: (one.name_as_was, one.unit_as_was, one.entry_id) for one in of.lines}, _numbers
    )


def _numbers(entry_ids: Collection[int]) -> dict[int, str | None]:
    people = selectinload(Entry.members).joinedload(Member.person)
    query = sa.select(Entry).options(people).where(Entry.id.in_(entry_ids))
    return {entry.id: entry.members[0].person.id_number for entry in db.session.scalars(query)}


def districts(of: ItemResult) -> dict[int, str]:
    """Give the division code of each entry's unit."""
    query = sa.select(ResultLine.entry_id, Organisation.division_code).join(ResultLine.entry).join(Entry.organisation)
    return {row.entry_id: row.division_code for row in db.session.execute(query.where(ResultLine.result_id == of.id))}


def notices_to_end(on: date) -> list[int]:
    """List results whose public notice is over but not noted so."""
    query = sa.select(ItemResult.id).where(
        ItemResult.state == ResultState.ON_NOTICE, ItemResult.notice_ended_at.is_(None), ItemResult.notice_ends_on < on
    )
    return list(db.session.scalars(query))


def objection(objection_id: int) -> Objection | None:
    """Find an objection with its result."""
    query = sa.select(Objection).options(
        joinedload(Objection.result).joinedload(ItemResult.item).joinedload(Item.competition)
    )
    return db.session.scalar(query.where(Objection.id == objection_id))


def objection_by_receipt(receipt: str) -> Objection | None:
    """Find an objection by the receipt its sender was given."""
    query = sa.select(Objection).options(
        joinedload(Objection.result).joinedload(ItemResult.item).joinedload(Item.competition)
    )
    return db.session.scalar(query.where(Objection.receipt == receipt.strip().upper()))


def objections(item_id: int) -> list[Objection]:
    """List the objections to an item's result, whichever version they were made to."""
    query = sa.select(Objection).join(Objection.result).options(contains_eager(Objection.result))
    return list(db.session.scalars(query.where(ItemResult.item_id == item_id).order_by(Objection.received_at)))


def open_objections(result_id: int) -> int:
    """Count the objections that wait for an answer: those to older versions of the item's result too."""
    item_id = sa.select(ItemResult.item_id).where(ItemResult.id == result_id).scalar_subquery()
    query = sa.select(sa.func.count()).select_from(Objection).join(Objection.result)
    return db.session.scalar(query.where(ItemResult.item_id == item_id, Objection.state == ObjectionState.OPEN)) or 0


def upheld_receipts(result_id: int) -> list[str]:
    """Name the objections to this very version that were found right."""
    query = sa.select(Objection.receipt).where(
        Objection.result_id == result_id, Objection.state == ObjectionState.UPHELD
    )
    return list(db.session.scalars(query.order_by(Objection.receipt)))


def waiting_objections(user: User) -> list[Objection]:
    """List the objections that wait for this organiser's answer, the oldest first."""
    query = sa.select(Objection).options(
        joinedload(Objection.result).joinedload(ItemResult.item).joinedload(Item.competition)
    )
    rows = db.session.scalars(query.where(Objection.state == ObjectionState.OPEN).order_by(Objection.received_at))
    return [one for one in rows if access.may_manage(user, one.result.item.competition)]


def waiting(user: User) -> dict[str, list[ItemResult]]:
    """Name the results that wait for an organiser: to finalise, to put on notice, to announce."""
    query = sa.select(ItemResult).options(joinedload(ItemResult.item).joinedload(Item.competition))
    rows = db.session.scalars(query.where(ItemResult.state.not_in((ResultState.ANNOUNCED, ResultState.SUPERSEDED))))
    mine = [found for found in rows if access.may_manage(user, found.item.competition)]
    return {
        "finalise": [r for r in mine if r.state is ResultState.COMPUTED],
        "notice": [r for r in mine if r.state is ResultState.FINALISED],
        "announce": [r for r in mine if r.state is ResultState.ON_NOTICE and r.notice_ended_at is not None],
    }
