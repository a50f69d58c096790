"""Reads what other payers gave: of a competition with what was taken back, and what stands for each person of a season."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.foundation.database import db
from competition.funding.grant_models import OtherGrant
from competition.funding.models import Prize, PrizeShare
from competition.plan.models import Competition, Item
from competition.registration.models import Entry, Member
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState


@dataclass(frozen=True, slots=True)
class Kept:
    """What was entered, and the entry that took it back where one did."""

    grant: OtherGrant
    taken_back_by: OtherGrant | None


def of_competition(competition_id: int) -> list[Kept]:
    """List what was entered for a competition, the newest first."""
    query = sa.select(OtherGrant).where(OtherGrant.competition_id == competition_id)
    query = query.options(joinedload(OtherGrant.entered_by)).order_by(OtherGrant.id.desc())
    found = list(db.session.scalars(query))
    back = {one.takes_back_id: one for one in found if one.takes_back_id}
    return [Kept(one, back.get(one.id)) for one in found if one.takes_back_id is None]


def sum_of(competition_id: int) -> int:
    """Sum what stands of a competition, in fen."""
    query = sa.select(sa.func.sum(OtherGrant.amount_fen)).where(OtherGrant.competition_id == competition_id)
    return int(db.session.scalar(query) or 0)


def one(grant_id: int) -> OtherGrant | None:
    """Find an entry."""
    return db.session.get(OtherGrant, grant_id)


def is_taken_back(grant: OtherGrant) -> bool:
    """Say whether an entry was taken back."""
    return bool(db.session.scalar(sa.select(sa.exists().where(OtherGrant.takes_back_id == grant.id))))


def in_season(season_id: int) -> dict[int, int]:
    """Sum, by person, what other payers gave for honours of a season and was not taken back, in fen."""
    query = sa.select(OtherGrant.person_id, sa.func.sum(OtherGrant.amount_fen)).join(OtherGrant.competition)
    query = query.where(Competition.season_id == season_id).group_by(OtherGrant.person_id)
    return {person_id: int(fen) for person_id, fen in db.session.execute(query)}


def winners(competition_id: int) -> list[Member]:
    """List who won a place in an announced result of a competition, each once, by item and place."""
    query = (
        sa.select(Member)
        .join(Member.entry)
        .join(ResultLine, ResultLine.entry_id == Entry.id)
        .join(ResultLine.result)
        .join(ItemResult.item)
        .where(Item.competition_id == competition_id, ItemResult.state == ResultState.ANNOUNCED)
        .where(ResultLine.place.is_not(None))
        .options(joinedload(Member.entry))
        .order_by(Item.code, ResultLine.place, Member.position)
    )
    return list({member.person_id: member for member in reversed(db.session.scalars(query).all())}.values())[::-1]


def prizes_of(people: Collection[int], season_id: int) -> list[Prize]:
    """List the prizes of these people in a season, in the order they were worked out."""
    theirs = sa.exists().where(PrizeShare.prize_id == Prize.id, PrizeShare.person_id.in_(people))
    query = sa.select(Prize).join(Prize.competition).where(Competition.season_id == season_id, theirs)
    return list(db.session.scalars(query.order_by(Prize.id)))
