"""What is read of mark sheets: one, a judge's own, an item's, and all that saving a mark needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.judging import rosters, rules
from competition.judging.models import (
    Aspect,
    Criterion,
    EntryPresence,
    ItemJudge,
    Mark,
    SentMarks,
    Sheet,
    SubCriterion,
)
from competition.judging.rules import Presence, Seat, SheetState
from competition.judging.scheme_models import PenaltyReason
from competition.judging.tabulation.scheme import JUDGED
from competition.plan.models import Item
from competition.registration.models import Entry

HERE = sa.or_(EntryPresence.presence.is_(None), EntryPresence.presence == Presence.PRESENT)


def one(sheet_id: int) -> Sheet | None:
    """Find a sheet with its form, its judge, its competitor's number and its marks."""
    form = joinedload(Sheet.sub_criterion)
    who = joinedload(Sheet.judge)
    query = (
        sa.select(Sheet)
        .options(form.joinedload(SubCriterion.criterion), form.selectinload(SubCriterion.aspects))
        .options(who.joinedload(ItemJudge.user).lazyload(User.parts))
        .options(who.joinedload(ItemJudge.item).joinedload(Item.competition))
        .options(joinedload(Sheet.entry).lazyload(Entry.members), selectinload(Sheet.marks))
        .where(Sheet.id == sheet_id)
    )
    return db.session.scalar(query)


def aspects_of(of: Sheet) -> list[Aspect]:
    """List the aspects that are marked on this very sheet."""
    return [a for a in of.sub_criterion.aspects if rules.marks_aspect(a.kind, of.position, a.judges)]


def presence(entry_id: int) -> EntryPresence | None:
    """Find what was said about a competitor's taking part."""
    return db.session.scalar(sa.select(EntryPresence).where(EntryPresence.entry_id == entry_id))


@dataclass(frozen=True, slots=True)
class ToSave:
    """All that saving a mark needs to know, read in one statement."""

    sheet: Sheet
    presence: Presence | None
    in_conflict: bool
    answer: dict[str, Any] | None
    aspects: Mapping[int, Aspect]
    marks: Mapping[int, Mark]


def to_save(sheet_id: int, key: str, aspect_ids: Iterable[int]) -> ToSave | None:
    """Read a sheet, the aspects sent for, what they hold, and whether the sending was kept before."""
    told = {"sheet_id": sheet_id, "key": kept_key(sheet_id, key), "aspect_ids": list(aspect_ids)}
    rows: list[Any] = list(db.session.execute(_to_save(), told))
    if not rows:
        return None
    first, said, judge_unit, unit, answer, *_ = rows[0]
    aspects = {row[5].id: row[5] for row in rows if row[5] is not None}
    marks = {row[6].aspect_id: row[6] for row in rows if row[6] is not None}
    return ToSave(first, said, rules.are_in_conflict(judge_unit, unit), answer, aspects, marks)


@cache
def _to_save() -> "sa.Select[Any]":
    # built once: building it anew for each mark takes longer than running it
    judges_unit, entrys_unit = aliased(Organisation), aliased(Organisation)
    units = [sa.func.coalesce(unit.merged_into_id, unit.id) for unit in (judges_unit, entrys_unit)]
    sent = Aspect.id.in_(sa.bindparam("aspect_ids", expanding=True))
    return (
        sa.select(Sheet, EntryPresence.presence, *units, SentMarks.answer, Aspect, Mark)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .join(Sheet.entry)
        .join(judges_unit, judges_unit.id == ItemJudge.organisation_id)
        .join(entrys_unit, entrys_unit.id == Entry.organisation_id)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .outerjoin(SentMarks, SentMarks.key == sa.bindparam("key"))
        .outerjoin(Aspect, sa.and_(Aspect.sub_criterion_id == Sheet.sub_criterion_id, sent))
        .outerjoin(Mark, sa.and_(Mark.sheet_id == Sheet.id, Mark.aspect_id == Aspect.id))
        # the judge's own row comes along, so that the trail need not read it again
        .options(contains_eager(Sheet.judge).contains_eager(ItemJudge.user).lazyload(User.parts))
        .where(Sheet.id == sa.bindparam("sheet_id"))
        .with_for_update(of=Sheet)
    )


def kept_key(sheet_id: int, key: str) -> str:
    """Name a sending for good: a tablet's key counts for its sheet only."""
    return f"{sheet_id}:{key}"[:64]


def answer(sheet_id: int, key: str) -> dict[str, Any] | None:
    """Find the first answer to a sending."""
    return db.session.scalar(sa.select(SentMarks.answer).where(SentMarks.key == kept_key(sheet_id, key)))


def marks_on(sheet_id: int) -> dict[int, Decimal]:
    """Give a sheet's marks by aspect."""
    query = sa.select(Mark.aspect_id, Mark.value).where(Mark.sheet_id == sheet_id)
    return {row.aspect_id: row.value for row in db.session.execute(query)}


def reasons_on(sheet_id: int) -> dict[int, str]:
    """Give why each penalty of a sheet was given, by aspect."""
    query = sa.select(PenaltyReason.aspect_id, PenaltyReason.reason).where(PenaltyReason.sheet_id == sheet_id)
    return {row.aspect_id: row.reason for row in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet in a list: whose, for which number and form, and how far it is."""

    id: int
    item_id: int
    sub_id: int
    code: str
    name: str
    day: int
    entry_id: int
    number: int
    judge_id: int
    judge: str
    position: int
    state: SheetState
    marked: int
    due: int
    return_reason: str
    submitted_at: datetime | None
    checked_at: datetime | None
    checked_by_id: int | None

    @property
    def is_untouched(self) -> bool:
        """Say whether nobody has marked on it yet."""
        return self.state is SheetState.OPEN and not self.marked


def _sheet_rows() -> "sa.Select[Any]":
    marked = sa.select(sa.func.count()).where(Mark.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery()
    sub, lead, whole_panel = SubCriterion, Sheet.position == rules.LEAD, Aspect.judges.is_(None)
    judged = sa.and_(Aspect.kind.in_(JUDGED), sa.or_(whole_panel, Aspect.judges >= Sheet.position))
    asked = sa.or_(judged, sa.and_(Aspect.kind.not_in(JUDGED), lead))
    count = sa.select(sa.func.count()).where(Aspect.sub_criterion_id == Sheet.sub_criterion_id, asked)
    due = count.correlate(Sheet).scalar_subquery()
    query: sa.Select[Any] = (
        sa.select(Sheet.id, Entry.item_id, sub.id, sub.code, sub.name, sub.day, Entry.id, Entry.number, ItemJudge.id)
        .add_columns(User.name, Sheet.position, Sheet.state, marked, due, Sheet.return_reason)
        .add_columns(Sheet.submitted_at, Sheet.checked_at, Sheet.checked_by_id)
        .select_from(Sheet)
        .join(Sheet.entry)
        .join(Sheet.sub_criterion)
        .join(Criterion, Criterion.id == sub.criterion_id)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .where(HERE)
        .order_by(Criterion.position, sub.position, Entry.number, Sheet.position)
    )
    return query


def of_item(item_id: int, sub_id: int | None = None) -> list[SheetRow]:
    """List an item's sheets, of one sub-criterion where told, leaving out competitors who do not take part."""
    query = _sheet_rows().where(Entry.item_id == item_id)
    return [
        SheetRow(*row)
        for row in db.session.execute(query if sub_id is None else query.where(SubCriterion.id == sub_id))
    ]


def of_judge(user_id: int, sub_id: int | None = None) -> list[SheetRow]:
    """List the sheets somebody marks, of one sub-criterion where told."""
    query = _sheet_rows().where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None))
    return [
        SheetRow(*row)
        for row in db.session.execute(query if sub_id is None else query.where(SubCriterion.id == sub_id))
    ]


def waiting(user_id: int) -> dict[SheetState, int]:
    """Count the sheets somebody has to mark, by state."""
    query = (
        sa.select(Sheet.state, sa.func.count())
        .join(Sheet.judge)
        .where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None), rosters.is_here(Sheet.entry_id))
        .group_by(Sheet.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def to_check(user_id: int) -> list[tuple[int, int]]:
    """Count the submitted sheets of each item whose chief somebody is: pairs of item and count."""
    chief = sa.select(ItemJudge.item_id).where(
        ItemJudge.user_id == user_id, ItemJudge.seat == Seat.CHIEF, ItemJudge.ended_at.is_(None)
    )
    query = (
        sa.select(Entry.item_id, sa.func.count())
        .select_from(Sheet)
        .join(Sheet.entry)
        .where(Sheet.state == SheetState.SUBMITTED, Entry.item_id.in_(chief), rosters.is_here(Entry.id))
        .group_by(Entry.item_id)
    )
    return [(item_id, count) for item_id, count in db.session.execute(query)]


def next_to_check(after: Sheet) -> int | None:
    """Find another submitted sheet of the same item, the nearest in the same form first."""
    query = (
        sa.select(Sheet.id)
        .join(Sheet.judge)
        .where(
            Sheet.state == SheetState.SUBMITTED,
            ItemJudge.item_id == after.judge.item_id,
            rosters.is_here(Sheet.entry_id),
        )
        .order_by(Sheet.sub_criterion_id != after.sub_criterion_id, Sheet.sub_criterion_id, Sheet.entry_id, Sheet.id)
    )
    return db.session.scalar(query.limit(1))
