"""What a judge of the pool has to do and has done: workload in the list, history on the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from competition.judging import pool, rosters
from competition.judging.declaration_models import Commitment
from competition.judging.models import Aspect, Closing, ItemJudge, MarkOperation, Sheet
from competition.judging.panel_models import Discussion
from competition.judging.pool_models import PoolJudge
from competition.judging.pool_rules import PoolState
from competition.judging.rules import SheetState
from competition.plan.models import Competition, Item

DONE = (SheetState.SUBMITTED, SheetState.CHECKED, SheetState.CLOSED)
SORTS = ("name", "items", "open", "since")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in the pool."""

    text: str = ""
    state: str = ""
    sort: str = ""


def judges(wanted: Wanted, year: int) -> "sa.Select[Any]":
    """List the pool with each judge's workload: items of the year, competitors to mark, sheets done, sheets in all."""
    columns = {
        "items": pool.workload_items(year),
        "competitors": _sheets(year, sa.func.count(Sheet.entry_id.distinct()), Sheet.state == SheetState.OPEN),
        "done": _sheets(year, sa.func.count(), Sheet.state.in_(DONE)),
        "sheets": _sheets(year, sa.func.count()),
    }
    query: sa.Select[Any] = sa.select(PoolJudge, *(select.label(name) for name, select in columns.items()))  # type: ignore[assignment]
    query = query.join(PoolJudge.organisation).options(
        joinedload(PoolJudge.organisation),
        sa.orm.selectinload(PoolJudge.qualifications),
        sa.orm.selectinload(PoolJudge.trainings),
    )
    if wanted.text.strip():
        text = wanted.text.strip()
        inside = (PoolJudge.name, PoolJudge.occupation, Organisation.name)
        query = query.where(sa.or_(*(column.contains(text, autoescape=True) for column in inside)))
    if wanted.state in set(PoolState):
        query = query.where(PoolJudge.state == PoolState(wanted.state))
    order = {
        "items": sa.desc(columns["items"]),
        "open": sa.desc(columns["competitors"]),
        # years nobody stated come last
        "since": sa.func.coalesce(PoolJudge.since, date.max.year),
    }
    first = [order[wanted.sort]] if wanted.sort in order else []
    return query.order_by(*first, PoolJudge.name, PoolJudge.id)


def every(wanted: Wanted, year: int) -> Sequence[Any]:
    """Give the whole list at once, to be written."""
    return db.session.execute(judges(wanted, year)).all()


def _sheets(year: int, what: Any, *more: Any) -> "sa.ScalarSelect[int]":
    counted = (
        sa.select(what)
        .select_from(Sheet)
        .join(ItemJudge, ItemJudge.id == Sheet.judge_id)
        .join(Item, Item.id == ItemJudge.item_id)
        .where(ItemJudge.user_id == PoolJudge.user_id, rosters.is_here(Sheet.entry_id), *more)
        .where(Item.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    )
    return counted.correlate(PoolJudge).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Appointment:
    """A seat somebody holds or held, whether the commitment is signed, and whether the judging is closed."""

    judge: ItemJudge
    item: Item
    signed: bool
    closed: bool


def appointments(user_id: int) -> list[Appointment]:
    """List every seat somebody held, the newest first."""
    signed = sa.select(Commitment.id).where(
        Commitment.item_id == ItemJudge.item_id, Commitment.user_id == ItemJudge.user_id
    )
    closed = sa.select(Closing.id).where(Closing.item_id == ItemJudge.item_id)
    query = (
        sa.select(ItemJudge, Item, signed.exists(), closed.exists())
        .join(Item, Item.id == ItemJudge.item_id)
        .join(Item.competition)
        .options(joinedload(Item.competition))
        .where(ItemJudge.user_id == user_id)
        .order_by(Competition.starts_on.desc(), Item.code)
    )
    return [Appointment(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class History:
    """What a judge did: seats, sheets done and handed back, rounds of a panel too far apart, minutes a sheet."""

    appointments: list[Appointment]
    done: int
    handed_back: int
    alarms: int
    minutes: int | None

    @property
    def years(self) -> list[int]:
        """Name the years somebody sat in a team."""
        return sorted({each.item.held_on.year for each in self.appointments}, reverse=True)


def history(user_id: int | None) -> History:
    """Gather what somebody did; without an account nobody has judged yet."""
    if user_id is None:
        return History([], 0, 0, 0, None)
    mine = sa.select(Sheet.id).join(Sheet.judge).where(ItemJudge.user_id == user_id)
    done = sa.select(sa.func.count()).select_from(Sheet).where(Sheet.id.in_(mine), Sheet.state.in_(DONE))
    # a sheet forgets the reason once it is sent again; the trail does not
    names = sa.select(sa.literal(f"{Sheet.__tablename__}#") + sa.cast(Sheet.id, sa.String)).where(Sheet.id.in_(mine))
    back = sa.select(sa.func.count()).select_from(TrailRow)
    back = back.where(TrailRow.verb == "judging.sheet_handed_back", TrailRow.subject.in_(names))
    rounds = (
        sa.select(sa.func.count(Discussion.id.distinct()))
        .join(Aspect, Aspect.id == Discussion.aspect_id)
        .join(
            Sheet,
            sa.and_(Sheet.entry_id == Discussion.entry_id, Sheet.sub_criterion_id == Aspect.sub_criterion_id),
        )
        .where(Sheet.id.in_(mine))
    )
    count = sa.select(done.scalar_subquery(), back.scalar_subquery(), rounds.scalar_subquery())
    marked, returned, alarms = db.session.execute(count).one()
    return History(appointments(user_id), marked, returned, alarms, _minutes(mine))


def _minutes(mine: "sa.Select[Any]") -> int | None:
    # from the first mark a tablet sent to the submission; the middle one, so that a lunch break weighs nothing
    query = (
        sa.select(sa.func.min(MarkOperation.at), sa.func.max(Sheet.submitted_at))
        .join(Sheet, Sheet.id == MarkOperation.sheet_id)
        .where(Sheet.id.in_(mine), Sheet.submitted_at.is_not(None))
        .group_by(Sheet.id)
    )
    spans: Sequence[tuple[datetime, datetime]] = db.session.execute(query).all()  # type: ignore[assignment]
    took = [(last - first).total_seconds() / 60 for first, last in spans]
    return round(median(took)) if took else None
