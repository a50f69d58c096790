"""What is read of sheets and marks, and what stands in the way of closing; the results room reads `closed_marks`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import rosters, rules
from competition.judging.models import (
    Aspect,
    Closing,
    Criterion,
    EntryPresence,
    ItemJudge,
    Mark,
    SentMarks,
    Sheet,
    SubCriterion,
)
from competition.judging.rosters import Standing
from competition.judging.rules import AspectKind, EntryMarks, Line, Presence, Seat, SheetState
from competition.plan.models import Item
from competition.registration.models import Entry

HERE = sa.or_(EntryPresence.presence.is_(None), EntryPresence.presence == Presence.PRESENT)


# --- sheets --------------------------------------------------------------------------------------------------------


def sheet(sheet_id: int) -> Sheet | None:
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
    return [a for a in of.sub_criterion.aspects if rules.marks_aspect(a.kind, of.position)]


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
    judges_unit, entrys_unit = aliased(Organisation), aliased(Organisation)
    units = [sa.func.coalesce(unit.merged_into_id, unit.id) for unit in (judges_unit, entrys_unit)]
    query = (
        sa.select(Sheet, EntryPresence.presence, *units, SentMarks.answer, Aspect, Mark)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .join(Sheet.entry)
        .join(judges_unit, judges_unit.id == ItemJudge.organisation_id)
        .join(entrys_unit, entrys_unit.id == Entry.organisation_id)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .outerjoin(SentMarks, SentMarks.key == key)
        .outerjoin(Aspect, sa.and_(Aspect.sub_criterion_id == Sheet.sub_criterion_id, Aspect.id.in_(list(aspect_ids))))
        .outerjoin(Mark, sa.and_(Mark.sheet_id == Sheet.id, Mark.aspect_id == Aspect.id))
        # the judge's own row comes along, so that the trail need not read it again
        .options(contains_eager(Sheet.judge).contains_eager(ItemJudge.user).lazyload(User.parts))
        .where(Sheet.id == sheet_id)
        .with_for_update(of=Sheet)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None
    first, said, judge_unit, unit, answer, *_ = rows[0]
    aspects = {row[5].id: row[5] for row in rows if row[5] is not None}
    marks = {row[6].aspect_id: row[6] for row in rows if row[6] is not None}
    return ToSave(first, said, rules.are_in_conflict(judge_unit, unit), answer, aspects, marks)


def answer(key: str) -> dict[str, Any] | None:
    """Find the first answer to a sending."""
    return db.session.scalar(sa.select(SentMarks.answer).where(SentMarks.key == key))


def marks_on(sheet_id: int) -> dict[int, Decimal]:
    """Give a sheet's marks by aspect."""
    query = sa.select(Mark.aspect_id, Mark.value).where(Mark.sheet_id == sheet_id)
    return {row.aspect_id: row.value for row in db.session.execute(query)}


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


def _sheet_rows() -> "sa.Select[Any]":
    judged = sa.case((Aspect.kind == AspectKind.JUDGEMENT, 1), else_=0)
    size = (
        sa.select(Aspect.sub_criterion_id.label("sub"), sa.func.sum(judged).label("j"), sa.func.count().label("whole"))
        .group_by(Aspect.sub_criterion_id)
        .subquery()
    )
    marked = sa.select(sa.func.count()).where(Mark.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery()
    sub, due = SubCriterion, sa.case((Sheet.position == rules.LEAD, size.c.whole), else_=size.c.j)
    return (
        sa.select(Sheet.id, Entry.item_id, sub.id, sub.code, sub.name, sub.day, Entry.id, Entry.number, ItemJudge.id)
        .add_columns(User.name, Sheet.position, Sheet.state, marked, due, Sheet.return_reason)
        .select_from(Sheet)
        .join(Sheet.entry)
        .join(Sheet.sub_criterion)
        .join(Criterion, Criterion.id == sub.criterion_id)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .join(size, size.c.sub == sub.id)
        .outerjoin(EntryPresence, EntryPresence.entry_id == Entry.id)
        .where(HERE)
        .order_by(Criterion.letter, sub.position, Entry.number, Sheet.position)
    )


def sheets(item_id: int, sub_id: int | None = None) -> list[SheetRow]:
    """List an item's sheets, of one sub-criterion where told, leaving out competitors who do not take part."""
    query = _sheet_rows().where(Entry.item_id == item_id)
    return [
        SheetRow(*row)
        for row in db.session.execute(query if sub_id is None else query.where(SubCriterion.id == sub_id))
    ]


def my_sheets(user_id: int, sub_id: int | None = None) -> list[SheetRow]:
    """List the sheets somebody marks, of one sub-criterion where told."""
    query = _sheet_rows().where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None))
    return [
        SheetRow(*row)
        for row in db.session.execute(query if sub_id is None else query.where(SubCriterion.id == sub_id))
    ]


def waiting_sheets(user_id: int) -> dict[SheetState, int]:
    """Count the sheets somebody has to mark, by state."""
    query = (
        sa.select(Sheet.state, sa.func.count())
        .join(Sheet.judge)
        .where(ItemJudge.user_id == user_id, ItemJudge.ended_at.is_(None), rosters.is_here(Sheet.entry_id))
        .group_by(Sheet.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def sheets_to_check(user_id: int) -> list[tuple[int, int]]:
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


# --- marks, closing ------------------------------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What can stand in the way of closing."""

    NO_SCHEME = "no_scheme"
    NO_SHEETS = "no_sheets"
    NO_NUMBER = "no_number"
    PRESENCE = "presence"
    SHEET_MISSING = "sheet_missing"
    NOT_SUBMITTED = "not_submitted"
    NOT_CHECKED = "not_checked"
    CONFLICT = "conflict"
    MARK_MISSING = "mark_missing"
    OUT_OF_RANGE = "out_of_range"
    SPREAD = "spread"
    THEORY = "theory"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that stands in the way of closing, with what it takes to name it and to go there."""

    kind: BlockKind
    number: int | None = None
    code: str = ""
    sub_id: int | None = None
    sheet_id: int | None = None
    judge: str = ""
    scores: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """An aspect with the form it stands on, as the working needs them."""

    sub_id: int
    sub_code: str
    aspect_id: int
    code: str
    kind: AspectKind
    max_mark: Decimal
    partial: bool


def forms(scheme_id: int, sub_id: int | None = None) -> list[Form]:
    """List a scheme's aspects in order, each with its code such as A1.3."""
    query = (
        sa.select(SubCriterion.id, SubCriterion.code, Aspect.id, Aspect.position, Aspect.kind, Aspect.max_mark)
        .add_columns(Aspect.calculation != "")
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .where(Criterion.scheme_id == scheme_id)
        .order_by(Criterion.letter, SubCriterion.position, Aspect.position)
    )
    rows = db.session.execute(query if sub_id is None else query.where(SubCriterion.id == sub_id))
    return [Form(sub, code, a, f"{code}.{n}", kind, mark, bool(part)) for sub, code, a, n, kind, mark, part in rows]


def scores(item_id: int) -> dict[tuple[int, int], dict[int, Decimal]]:
    """Give all marks of an item: by competitor and aspect, then by position in the panel."""
    query = (
        sa.select(Sheet.entry_id, Mark.aspect_id, Sheet.position, Mark.value)
        .join(Mark.sheet)
        .join(Sheet.entry)
        .where(Entry.item_id == item_id)
    )
    found: dict[tuple[int, int], dict[int, Decimal]] = {}
    for entry_id, aspect_id, position, value in db.session.execute(query):
        found.setdefault((entry_id, aspect_id), {})[position] = value
    return found


def panel_size(item_id: int) -> int:
    """Say how many judges score: as many as the sheets have positions."""
    query = sa.select(sa.func.max(Sheet.position)).join(Sheet.entry).where(Entry.item_id == item_id)
    return db.session.scalar(query) or 0


def lines(item_id: int, sub_id: int | None = None) -> dict[int, tuple[Line, ...]]:
    """Work out every aspect of every competitor, of one sub-criterion where told."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return {}
    aspects, given, size = forms(scheme.id, sub_id), scores(item_id), panel_size(item_id)
    found = {}
    for competitor in rosters.competitors(item_id):
        found[competitor.entry_id] = tuple(
            _line(form, given.get((competitor.entry_id, form.aspect_id), {}), size, scheme.aspect_places)
            for form in aspects
        )
    return found


def _line(form: Form, given: Mapping[int, Decimal], size: int, places: int) -> Line:
    positions = [p for p in range(1, size + 1) if rules.marks_aspect(form.kind, p)]
    return rules.line(form.code, form.kind, form.max_mark, tuple(given.get(p) for p in positions), places)


def entry_marks(item_id: int) -> list[EntryMarks]:
    """Give every competitor's marks as they stand now, closed or not; missing is None and never zero."""
    worked = lines(item_id)
    return [_entry_marks(each, worked.get(each.entry_id, ())) for each in rosters.competitors(item_id) if each.number]


def _entry_marks(of: Standing, worked: tuple[Line, ...]) -> EntryMarks:
    practice = rules.practice_total(worked) if of.presence is Presence.PRESENT else None
    return EntryMarks(of.entry_id, of.number or 0, of.presence, of.theory, practice, worked)


def closing(item_id: int) -> Closing | None:
    """Find the closing of an item's judging."""
    return db.session.scalar(
        sa.select(Closing).options(joinedload(Closing.closed_by)).where(Closing.item_id == item_id)
    )


def is_closed(item_id: int) -> bool:
    """Say whether an item's judging is closed: nothing in it changes any more."""
    return db.session.scalar(sa.select(Closing.id).where(Closing.item_id == item_id)) is not None


def closed_marks(item_id: int) -> list[EntryMarks]:
    """Hand every competitor's marks on, once the chief judge has closed the item."""
    if not is_closed(item_id):
        raise Refused(_l("The judging of this item is not closed yet. The chief judge closes it."))
    return entry_marks(item_id)


def blocking(item_id: int, sub_id: int | None = None) -> list[Block]:
    """Name all that stands in the way of closing an item, or one sub-criterion of it."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return [Block(BlockKind.NO_SCHEME)]
    there = rosters.competitors(item_id)
    found = [Block(BlockKind.NO_NUMBER) for each in there if each.is_here and each.number is None][:1]
    found += [Block(BlockKind.PRESENCE, each.number) for each in there if each.presence is None]
    kept = sheets(item_id, sub_id)
    if not kept:
        return [*found, Block(BlockKind.NO_SHEETS)]
    here = [each for each in there if each.is_here and each.number is not None]
    aspects = forms(scheme.id, sub_id)
    found += _sheet_blocks(item_id, kept, here, aspects)
    # a sheet that is named already need not be named again for each of its missing marks
    named = {(each.sub_id, each.number) for each in found}
    found += [
        each
        for each in _mark_blocks(item_id, aspects, here, scheme.spread)
        if each.kind is not BlockKind.MARK_MISSING or (each.sub_id, each.number) not in named
    ]
    if sub_id is None and rosters.has_theory(item_id):
        found += [Block(BlockKind.THEORY, each.number) for each in here if each.theory is None]
    return found


def _sheet_blocks(item_id: int, kept: list[SheetRow], here: list[Standing], aspects: list[Form]) -> list[Block]:
    units = {each.entry_id: each.unit for each in here}
    judges = {judge.judge_id: judge.unit for judge in rosters.panel(item_id)}
    there = {(row.sub_id, row.entry_id, row.position) for row in kept}
    found = []
    for row in kept:
        kind = {SheetState.OPEN: BlockKind.NOT_SUBMITTED, SheetState.SUBMITTED: BlockKind.NOT_CHECKED}.get(row.state)
        if kind:
            found.append(Block(kind, row.number, row.code, row.sub_id, row.id, row.judge))
        if row.state is not SheetState.CLOSED and judges.get(row.judge_id) == units.get(row.entry_id):
            found.append(Block(BlockKind.CONFLICT, row.number, row.code, row.sub_id, row.id, row.judge))
    wanted = {(form.sub_id, form.sub_code, p) for form in aspects for p in _positions(form, kept)}
    for sub_id, code, position in sorted(wanted):
        missing = (each.number for each in here if (sub_id, each.entry_id, position) not in there)
        found += [Block(BlockKind.SHEET_MISSING, number, code, sub_id) for number in missing]
    return found


def _positions(form: Form, kept: list[SheetRow]) -> list[int]:
    return [p for p in range(1, max(row.position for row in kept) + 1) if rules.marks_aspect(form.kind, p)]


def _mark_blocks(item_id: int, aspects: list[Form], here: list[Standing], limit: int) -> list[Block]:
    given, size, found = scores(item_id), panel_size(item_id), []
    for each in here:
        for form in aspects:
            values = given.get((each.entry_id, form.aspect_id), {})
            worked = _line(form, values, size, rules.MARK_PLACES)
            if worked.mark is None:
                found.append(Block(BlockKind.MARK_MISSING, each.number, form.code, form.sub_id))
            if any(rules.mark_fault(form.kind, form.max_mark, v, partial=form.partial) for v in values.values()):
                found.append(Block(BlockKind.OUT_OF_RANGE, each.number, form.code, form.sub_id))
            found += [
                Block(BlockKind.SPREAD, each.number, form.code, form.sub_id, scores=far.scores)
                for far in rules.spread_faults(each.number or 0, (worked,), limit)
            ]
    return found
