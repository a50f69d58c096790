"""What is read of mark sheets: one, a judge's own, an item's, and all that saving a mark needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.judging import kinds, rosters, rules
from competition.judging.blind_models import BlindCode
from competition.judging.models import (
    Aspect,
    Criterion,
    EntryPresence,
    ItemJudge,
    Mark,
    Scheme,
    Sheet,
    SubCriterion,
)
from competition.judging.rules import Presence, Seat, SheetState
from competition.judging.scheme_models import PenaltyReason
from competition.judging.tabulation.scheme import JUDGED
from competition.judging.trees import Settings
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
        .options(joinedload(Sheet.checked_by).lazyload(User.parts))
        .options(joinedload(Sheet.entry).lazyload(Entry.members), joinedload(Sheet.code), selectinload(Sheet.marks))
        .where(Sheet.id == sheet_id)
    )
    return db.session.scalar(query)


def aspects_of(of: Sheet) -> list[Aspect]:
    """List the aspects that are marked on this very sheet."""
    return [a for a in of.sub_criterion.aspects if rules.marks_aspect(a.kind, of.position, a.judges)]


def aspects_at(sub_id: int, positions: Iterable[int]) -> list[Aspect]:
    """List the aspects of a form that are marked at any of these places of the panel."""
    there = db.session.scalars(sa.select(Aspect).where(Aspect.sub_criterion_id == sub_id).order_by(Aspect.position))
    places = list(positions)
    return [a for a in there if any(rules.marks_aspect(a.kind, place, a.judges) for place in places)]


def marks_of(sheet_ids: Sequence[int]) -> dict[tuple[int, int], Decimal]:
    """Give the marks of several sheets by sheet and aspect."""
    query = sa.select(Mark.sheet_id, Mark.aspect_id, Mark.value).where(Mark.sheet_id.in_(sheet_ids))
    return {(row.sheet_id, row.aspect_id): row.value for row in db.session.execute(query)}


def settings_of(of: Sheet) -> Settings:
    """Give what the scheme of a sheet says of the whole."""
    query = sa.select(Scheme.settings).where(Scheme.id == of.sub_criterion.criterion.scheme_id)
    return kinds.settings_of(db.session.execute(query).scalar_one())


def presence(entry_id: int) -> EntryPresence | None:
    """Find what was said about a competitor's taking part."""
    return db.session.scalar(sa.select(EntryPresence).where(EntryPresence.entry_id == entry_id))


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
    checked_blind: bool

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
        .add_columns(Sheet.submitted_at, Sheet.checked_at, Sheet.checked_by_id, Sheet.checked_blind, BlindCode.code)
        .select_from(Sheet)
        .join(Sheet.entry)
        .join(Sheet.sub_criterion)
        .join(Criterion, Criterion.id == sub.criterion_id)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .outerjoin(BlindCode, BlindCode.entry_id == Entry.id)
        .where(HERE)
        .order_by(Criterion.position, sub.position, Entry.number, Sheet.position)
    )
    return query


def _rows(query: "sa.Select[Any]", sub_id: int | None) -> list[SheetRow]:
    """Read sheets in the order of what judges see: the last layer's code where the item is blind."""
    told = query if sub_id is None else query.where(SubCriterion.id == sub_id)
    found: list[Any] = list(db.session.execute(told))
    shown: list[list[Any]] = [[*row[:7], int(row[-1]) if row[-1] else row[7], *row[8:-1]] for row in found]
    rows = [SheetRow(*each) for each in shown]
    if not any(row[-1] for row in found):
        return rows
    forms = {sub: place for place, sub in enumerate(dict.fromkeys(row.sub_id for row in rows))}
    return sorted(rows, key=lambda row: (forms[row.sub_id], row.number, row.position))


def of_item(item_id: int, sub_id: int | None = None) -> list[SheetRow]:
    """List an item's sheets, of one sub-criterion where told, leaving out competitors who do not take part."""
    query = _sheet_rows().where(Entry.item_id == item_id)
    return _rows(query, sub_id)


def of_entry(entry_id: int) -> list[SheetRow]:
    """List the sheets of one competitor or team."""
    return _rows(_sheet_rows().where(Entry.id == entry_id), None)


def of_judge(user_id: int, sub_id: int | None = None) -> list[SheetRow]:
    """List the sheets somebody marks, of one sub-criterion where told."""
    query = _sheet_rows().where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None))
    return _rows(query, sub_id)


def belong_to(item_id: int, sheet_id: int | None = None, sub_id: int | None = None) -> bool:
    """Say whether a sheet, or a form that has sheets, is of an item."""
    query = sa.select(Sheet.id).join(Sheet.entry).where(Entry.item_id == item_id)
    query = query if sheet_id is None else query.where(Sheet.id == sheet_id)
    query = query if sub_id is None else query.where(Sheet.sub_criterion_id == sub_id)
    return db.session.scalar(query.limit(1)) is not None


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


def to_check_beside(user: User) -> list[SheetRow]:
    """List the submitted sheets that a judge who is not the chief may check, as `access.may_check` says of each."""
    seat, own = aliased(ItemJudge), aliased(Sheet)
    holds = sa.select(own.id).where(
        own.judge_id == seat.id, own.entry_id == Sheet.entry_id, own.sub_criterion_id == Sheet.sub_criterion_id
    )
    query = (
        _sheet_rows()
        .join(seat, sa.and_(seat.item_id == ItemJudge.item_id, seat.user_id == user.id, seat.ended_at.is_(None)))
        .where(Sheet.state == SheetState.SUBMITTED, ItemJudge.user_id != user.id, seat.seat != Seat.CHIEF)
        .where(~holds.exists())
    )
    return [row for row in _rows(query, None) if user.holds(Role.JUDGE, Scope.ITEM, row.item_id)]


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
        .order_by(Sheet.sub_criterion_id != after.sub_criterion_id, Sheet.sub_criterion_id, Sheet.id)
    )
    return db.session.scalar(query.limit(1))
