"""What is read of the pool: its judges, what an item asks of them, recommendations and corrections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload

from competition.accounts.models import HeldRole, User
from competition.accounts.rules import Role, Scope
from competition.directory import access as directory
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.judging import conflicts, pool_rules
from competition.judging.models import Closing, ItemJudge
from competition.judging.pool_models import ItemDemand, PoolCorrection, PoolJudge, Recommendation
from competition.judging.pool_rules import LIVE, Demand, PoolState, RecommendationState, Shortfall
from competition.judging.rules import Seat
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState
from competition.registration.models import Entry
from competition.registration.rules import EntryState

RECOMMENDABLE = (
    CompetitionState.PUBLISHED,
    CompetitionState.OPEN,
    CompetitionState.CLOSED,
    CompetitionState.RUNNING,
)
ENTERED = (EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED)
_HELD = (selectinload(PoolJudge.qualifications), selectinload(PoolJudge.trainings))
_WHOLE = (joinedload(PoolJudge.organisation), joinedload(PoolJudge.user).lazyload(User.parts), *_HELD)


# --- judges ----------------------------------------------------------------------------------------------------------


def judge(judge_id: int) -> PoolJudge | None:
    """Find a record with all it holds."""
    return db.session.scalar(sa.select(PoolJudge).options(*_WHOLE).where(PoolJudge.id == judge_id))


def of_user(user_id: int) -> PoolJudge | None:
    """Find somebody's own record."""
    return db.session.scalar(sa.select(PoolJudge).options(*_WHOLE).where(PoolJudge.user_id == user_id))


def of_unit(unit_ids: Iterable[int]) -> Sequence[PoolJudge]:
    """List the records of units' own people, those who left last."""
    query = sa.select(PoolJudge).join(PoolJudge.organisation).options(joinedload(PoolJudge.organisation), *_HELD)
    mine = query.where(_standing(Organisation).in_(_standing_of(unit_ids)))
    return db.session.scalars(mine.order_by(PoolJudge.state == PoolState.LEFT, PoolJudge.name, PoolJudge.id)).all()


def everybody() -> Sequence[PoolJudge]:
    """List all who may be recommended or appointed, by name."""
    query = sa.select(PoolJudge).options(joinedload(PoolJudge.organisation), *_HELD)
    here = query.where(PoolJudge.state.in_((PoolState.RECOMMENDED, PoolState.IN_POOL)))
    return db.session.scalars(here.order_by(PoolJudge.name, PoolJudge.id)).all()


def known() -> set[tuple[str, int]]:
    """Name everybody in the pool with their unit."""
    query = sa.select(PoolJudge.name, _standing(Organisation)).join(PoolJudge.organisation)
    return {(name, unit) for name, unit in db.session.execute(query)}


def named(name: str, organisation_id: int) -> PoolJudge | None:
    """Find the record of this name at this unit."""
    query = sa.select(PoolJudge).join(PoolJudge.organisation).where(PoolJudge.name == name)
    return db.session.scalar(query.where(_standing(Organisation).in_(_standing_of([organisation_id]))).limit(1))


def free_accounts() -> Sequence[User]:
    """List the accounts of judges that no record is tied to yet."""
    tied = sa.select(PoolJudge.user_id).where(PoolJudge.user_id.is_not(None))
    holds = sa.select(HeldRole.user_id).where(
        HeldRole.ended_at.is_(None), HeldRole.role.in_((Role.JUDGE, Role.CHIEF_JUDGE))
    )
    query = sa.select(User).options(lazyload(User.parts)).where(User.active, User.id.in_(holds), User.id.not_in(tied))
    return db.session.scalars(query.order_by(User.name, User.id)).all()


def _standing(unit: Any) -> "sa.ColumnElement[int]":
    return sa.func.coalesce(unit.merged_into_id, unit.id)


def _standing_of(unit_ids: Iterable[int]) -> "sa.Select[Any]":
    # a unit that was merged is known by either record
    unit = aliased(Organisation)
    return sa.select(_standing(unit)).where(unit.id.in_(list(unit_ids)))


# --- what an item asks -----------------------------------------------------------------------------------------------


def demand(item_id: int) -> ItemDemand | None:
    """Find what an item asks of its judges, where somebody said so."""
    return db.session.scalar(sa.select(ItemDemand).where(ItemDemand.item_id == item_id))


def shortfalls_to_be_named(user_id: int, item: Item) -> list[Shortfall]:
    """Name what keeps somebody from being named; whoever is in no pool is weighed only where the item asks for more."""
    record, said = of_user(user_id), demand(item.id)
    if record is None:
        return [Shortfall.NOT_ACCEPTED] if said else []
    return pool_rules.shortfalls(record.credentials, said.asks if said else Demand(), item.held_on)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judge of the pool beside what an item asks."""

    judge: PoolJudge
    lacks: tuple[Shortfall, ...]
    seat: Seat | None
    items: int
    recommended: bool
    unit_competes: bool

    @property
    def may_be_appointed(self) -> bool:
        """Say whether nothing keeps this judge from being named now."""
        hindered = [each for each in self.lacks if each is not Shortfall.NOT_SIGNED]
        return self.seat is None and not hindered


def candidates(item: Item) -> list[Candidate]:
    """List the pool for an item: the team first, then who lacks least, the least busy before the busy."""
    query = sa.select(PoolJudge, workload_items(item.held_on.year)).options(*_WHOLE)
    rows = db.session.execute(query.where(PoolJudge.state != PoolState.LEFT).order_by(PoolJudge.name)).all()
    seats, holders, signed = _seats(item.id), _holders(item.id), conflicts.signers(item.id)
    asked_for, competing = _recommended(item.id), _competing(item.id)
    said = demand(item.id)
    asks = said.asks if said else Demand()
    found = []
    for record, items in rows:
        lacks = pool_rules.shortfalls(record.credentials, asks, item.held_on)
        seat = seats.get(record.user_id or 0)
        if record.user_id is None:
            lacks.append(Shortfall.NO_ACCOUNT)
        elif record.user_id not in holders:
            lacks.append(Shortfall.NO_ROLE)
        if seat and record.user_id not in signed:
            lacks.append(Shortfall.NOT_SIGNED)
        unit = record.organisation.merged_into_id or record.organisation_id
        found.append(Candidate(record, tuple(lacks), seat, items, record.id in asked_for, unit in competing))
    return sorted(
        found,
        key=lambda each: (each.seat is None, len(each.lacks), each.unit_competes, not each.recommended, each.items),
    )


def _seats(item_id: int) -> dict[int, Seat]:
    query = sa.select(ItemJudge.user_id, ItemJudge.seat)
    return dict(db.session.execute(query.where(ItemJudge.item_id == item_id, ItemJudge.ended_at.is_(None))).all())


def _holders(item_id: int) -> frozenset[int]:
    # the seat is chosen on the page: here it is enough that some judge's role is held for the item
    for_item = sa.and_(HeldRole.scope == Scope.ITEM, HeldRole.scope_id == item_id)
    query = sa.select(HeldRole.user_id).where(
        HeldRole.ended_at.is_(None), HeldRole.role.in_((Role.JUDGE, Role.CHIEF_JUDGE))
    )
    return frozenset(db.session.scalars(query.where(sa.or_(HeldRole.scope == Scope.CITY, for_item))))


def _recommended(item_id: int) -> frozenset[int]:
    query = sa.select(Recommendation.judge_id).where(Recommendation.item_id == item_id)
    return frozenset(db.session.scalars(query.where(Recommendation.state == RecommendationState.ACCEPTED)))


def _competing(item_id: int) -> frozenset[int]:
    query = sa.select(_standing(Organisation)).join(Entry, Entry.organisation_id == Organisation.id)
    return frozenset(db.session.scalars(query.where(Entry.item_id == item_id, Entry.state.in_(ENTERED))))


def workload_items(year: int) -> "sa.ScalarSelect[int]":
    """Count, in SQL, the items of a year in whose teams a judge of the pool sits."""
    counted = (
        sa.select(sa.func.count())
        .select_from(ItemJudge)
        .join(Item, Item.id == ItemJudge.item_id)
        .where(ItemJudge.user_id == PoolJudge.user_id, ItemJudge.ended_at.is_(None), Item.cancelled.is_(False))
        .where(Item.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    )
    return counted.correlate(PoolJudge).scalar_subquery()


# --- recommendations -------------------------------------------------------------------------------------------------


def recommendation(recommendation_id: int) -> Recommendation | None:
    """Find a recommendation with its judge, item and unit."""
    found: Recommendation | None = db.session.scalar(_recommendations().where(Recommendation.id == recommendation_id))
    return found


def _recommendations() -> "sa.Select[Any]":
    return sa.select(Recommendation).options(
        joinedload(Recommendation.judge).joinedload(PoolJudge.organisation),
        joinedload(Recommendation.judge).selectinload(PoolJudge.qualifications),
        joinedload(Recommendation.item).joinedload(Item.competition),
        joinedload(Recommendation.organisation),
    )


def recommendations(user: User, state: str = "") -> "sa.Select[Any]":
    """List what somebody may read: of their own units, and of the items they run; what waits comes first."""
    query = _recommendations().join(Recommendation.item)
    if not user.holds(Role.ORGANISER):
        run = Item.competition_id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION))
        query = query.where(sa.or_(run, _of_units(directory.own_organisations(user))))
    if state in set(RecommendationState):
        query = query.where(Recommendation.state == RecommendationState(state))
    waits = Recommendation.state == RecommendationState.WAITING
    return query.order_by(sa.desc(waits), Recommendation.recommended_at.desc(), Recommendation.id.desc())


def _of_units(unit_ids: Iterable[int]) -> "sa.ColumnElement[bool]":
    unit = aliased(Organisation)
    same = sa.select(unit.id).where(_standing(unit).in_(_standing_of(unit_ids)))
    return Recommendation.organisation_id.in_(same)


def to_decide(user: User) -> int:
    """Count the recommendations that wait for an organiser."""
    query = sa.select(sa.func.count(Recommendation.id)).join(Recommendation.item)
    if not user.holds(Role.ORGANISER):
        query = query.where(Item.competition_id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION)))
    return db.session.scalar(query.where(Recommendation.state == RecommendationState.WAITING)) or 0


def recommended_names(item_id: int, organisation_id: int, states: Iterable[RecommendationState] = LIVE) -> list[str]:
    """Name the judges a unit has recommended for an item."""
    query = sa.select(PoolJudge.name).join(Recommendation, Recommendation.judge_id == PoolJudge.id)
    there = query.where(Recommendation.item_id == item_id, _of_units([organisation_id]))
    return list(db.session.scalars(there.where(Recommendation.state.in_(list(states))).order_by(Recommendation.id)))


def is_recommended(judge_id: int, item_id: int) -> bool:
    """Say whether a judge is recommended for an item already, by whomever."""
    query = sa.select(Recommendation.id).where(Recommendation.judge_id == judge_id, Recommendation.item_id == item_id)
    return db.session.scalar(query.where(Recommendation.state.in_(LIVE)).limit(1)) is not None


def competes(item_id: int, organisation_id: int) -> bool:
    """Say whether a unit has a competitor in an item, accepted or still in review."""
    query = sa.select(Entry.id).join(Entry.organisation).where(Entry.item_id == item_id, Entry.state.in_(ENTERED))
    same = _standing(Organisation).in_(_standing_of([organisation_id]))
    return db.session.scalar(query.where(same).limit(1)) is not None


def recommendable_items(user: User, *, units: bool) -> Sequence[Item]:
    """List the items judges can be recommended for: all that are coming for units, else those somebody runs."""
    closed = sa.select(Closing.id).where(Closing.item_id == Item.id)
    query = (
        sa.select(Item)
        .join(Item.competition)
        .options(joinedload(Item.competition))
        .where(Competition.state.in_(RECOMMENDABLE), Item.cancelled.is_(False), ~closed.exists())
        .order_by(Competition.starts_on, Competition.id, Item.code)
    )
    if not units and not user.holds(Role.ORGANISER):
        query = query.where(Item.competition_id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION)))
    return db.session.scalars(query).all()


# --- corrections -----------------------------------------------------------------------------------------------------


def correction(correction_id: int) -> PoolCorrection | None:
    """Find what somebody asked to have corrected."""
    query = sa.select(PoolCorrection).options(joinedload(PoolCorrection.judge))
    return db.session.scalar(query.where(PoolCorrection.id == correction_id))


def corrections(judge_id: int) -> Sequence[PoolCorrection]:
    """List what a judge asked to have corrected, the newest first."""
    query = sa.select(PoolCorrection).where(PoolCorrection.judge_id == judge_id)
    return db.session.scalars(query.order_by(PoolCorrection.id.desc())).all()


def corrections_waiting() -> Sequence[PoolCorrection]:
    """List the corrections nobody has answered."""
    query = sa.select(PoolCorrection).options(joinedload(PoolCorrection.judge))
    return db.session.scalars(query.where(PoolCorrection.answered_at.is_(None)).order_by(PoolCorrection.id)).all()


def recommended(judge_id: int) -> Sequence[Recommendation]:
    """List the recommendations of a judge, the newest first."""
    query = _recommendations().where(Recommendation.judge_id == judge_id)
    return db.session.scalars(query.order_by(Recommendation.id.desc())).all()
