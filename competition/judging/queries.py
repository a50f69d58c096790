"""What is read of marks and of what stands in the way of closing; the results room reads `closed_marks`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import blind, conflict_rules, conflicts, kinds, rosters, rules, sheets
from competition.judging.blind_models import BlindLayer
from competition.judging.models import Aspect, Closing, Criterion, Mark, Sheet, SubCriterion
from competition.judging.rosters import Standing
from competition.judging.rules import AspectKind, EntryMarks, Instead, Line, Presence, SheetState
from competition.judging.scheme_models import Coefficient, PenaltyReason
from competition.judging.sheets import SheetRow
from competition.judging.signature_models import UndoneClosing
from competition.judging.tabulation.scheme import Aspect as EngineAspect
from competition.judging.tabulation.scheme import Rounding, Step
from competition.judging.tabulation.scheme import Scheme as EngineScheme
from competition.plan.models import Item
from competition.registration.models import Entry

AS_KEPT = Instead()


class BlockKind(StrEnum):
    """What can stand in the way of closing."""

    NO_SCHEME = "no_scheme"
    NO_SHEETS = "no_sheets"
    NO_NUMBER = "no_number"
    COMMITMENT = "commitment"
    PRESENCE = "presence"
    SHEET_MISSING = "sheet_missing"
    NOT_SUBMITTED = "not_submitted"
    NOT_CHECKED = "not_checked"
    CONFLICT = "conflict"
    MARK_MISSING = "mark_missing"
    COEFFICIENT = "coefficient"
    OUT_OF_RANGE = "out_of_range"
    SPREAD = "spread"
    THEORY = "theory"
    NOT_SIGNED = "not_signed"
    NOT_SIGNED_BY_CHIEF = "not_signed_by_chief"


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
    letter: str
    judges: int | None
    engine: EngineAspect
    # the aspect in the scheme, of which this may be one member's or one attempt
    base: str
    member: int
    attempt: int

    @property
    def is_first(self) -> bool:
        """Say whether it stands for all members and attempts of its aspect."""
        return self.member <= 1 and self.attempt <= 1

    def is_for(self, position: int) -> bool:
        """Say whether a position of the panel marks it."""
        return rules.marks_aspect(self.kind, position, self.judges)


def forms(scheme_id: int, sub_id: int | None = None) -> list[Form]:
    """List a scheme's aspects in order, each with its code such as A1.3."""
    query = (
        sa.select(SubCriterion.id, SubCriterion.code, Criterion.letter, Aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .where(Criterion.scheme_id == scheme_id)
        .order_by(Criterion.position, SubCriterion.position, Aspect.position)
    )
    rows = db.session.execute(query if sub_id is None else query.where(SubCriterion.id == sub_id))
    return [_form(sub, code, letter, aspect) for sub, code, letter, aspect in rows]


def _form(sub_id: int, sub_code: str, letter: str, of: Aspect) -> Form:
    code = f"{sub_code}.{of.tag}"
    return Form(
        sub_id, sub_code, of.id, code, of.kind, of.max_mark, of.partial, letter, of.judges, of.engine(code),
        f"{sub_code}.{of.place}", of.member, of.attempt,
    )  # fmt: skip


def marks_given(scheme_id: int) -> dict[str, int]:
    """Count the marks given by a scheme, by aspect code, of all members and attempts together."""
    codes, found = {form.aspect_id: form.base for form in forms(scheme_id)}, Counter[str]()
    query = sa.select(Mark.aspect_id, sa.func.count()).where(Mark.aspect_id.in_(codes)).group_by(Mark.aspect_id)
    for aspect_id, count in db.session.execute(query):
        found[codes[aspect_id]] += count
    return found


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


def given(item_id: int, sub_id: int | None = None) -> dict[int, list[dict[str, Any]]]:
    """Give the marks of each sheet of an item, of one form where told, as its closed record keeps them."""
    query = (
        sa.select(Mark.sheet_id, SubCriterion.code, Aspect.tag, Aspect.kind, Aspect.max_mark)
        .add_columns(Mark.value, Mark.entered_by_id, Mark.entered_at, PenaltyReason.reason)
        .join(Mark.aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Mark.sheet)
        .join(Sheet.entry)
        .outerjoin(
            PenaltyReason, sa.and_(PenaltyReason.sheet_id == Mark.sheet_id, PenaltyReason.aspect_id == Mark.aspect_id)
        )
        .where(Entry.item_id == item_id)
        .order_by(Mark.sheet_id, Aspect.position)
    )
    query = query if sub_id is None else query.where(SubCriterion.id == sub_id)
    found: dict[int, list[dict[str, Any]]] = {}
    for sheet_id, code, tag, kind, most, value, who, at, why in db.session.execute(query):
        line = {"aspect": f"{code}.{tag}", "kind": kind, "max": rules.plain(most), "value": rules.plain(value)}
        reason = {"reason": why} if why else {}
        found.setdefault(sheet_id, []).append({**line, **reason, "by": who, "at": at.isoformat()})
    return found


def closed_hashes(item_id: int) -> list[str]:
    """List the hashes of an item's closed sheets in order."""
    query = sa.select(Sheet.snapshot_sha256).join(Sheet.entry)
    return list(
        db.session.scalars(query.where(Entry.item_id == item_id, Sheet.state == SheetState.CLOSED).order_by(Sheet.id))
    )


def panel_size(item_id: int) -> int:
    """Say how many judges score: as many as the sheets have positions."""
    query = sa.select(sa.func.max(Sheet.position)).join(Sheet.entry).where(Entry.item_id == item_id)
    return db.session.scalar(query) or 0


def lines(item_id: int, sub_id: int | None = None, instead: Instead = AS_KEPT) -> dict[int, tuple[Line, ...]]:
    """Work out every aspect of every competitor, of one sub-criterion where told."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return {}
    aspects, given, size = forms(scheme.id, sub_id), scores(item_id), panel_size(item_id)
    rounding, hard = scheme.how.rounding, coefficients(item_id)
    for (entry_id, aspect_id, position), mark in instead.marks.items():
        given.setdefault((entry_id, aspect_id), {})[position] = mark
    found = {}
    for competitor in rosters.competitors(item_id):
        found[competitor.entry_id] = tuple(
            _line(form, given.get((competitor.entry_id, form.aspect_id), {}), size, rounding,
                  hard.get((competitor.entry_id, form.aspect_id), _easy(form)))
            for form in aspects
        )  # fmt: skip
    return found


def _easy(form: Form) -> Decimal | None:
    # where the scheme asks for a coefficient, one that was not entered is missing and not 1
    return None if form.engine.difficulty else rules.ONE


def difficult(item_id: int) -> list[Form]:
    """List the aspects of the scheme in force for which each competitor brings a coefficient."""
    scheme = rosters.scheme_in_force(item_id)
    return [form for form in forms(scheme.id) if form.engine.difficulty] if scheme else []


def coefficients(item_id: int) -> dict[tuple[int, int], Decimal]:
    """Give an item's coefficients by competitor and aspect."""
    query = sa.select(Coefficient.entry_id, Coefficient.aspect_id, Coefficient.value).join(Coefficient.entry)
    rows = db.session.execute(query.where(Entry.item_id == item_id))
    return {(entry_id, aspect_id): value for entry_id, aspect_id, value in rows}


def _line(
    form: Form,
    given: Mapping[int, Decimal],
    size: int,
    rounding: Mapping[Step, Rounding],
    coefficient: Decimal | None = rules.ONE,
) -> Line:
    positions = [p for p in range(1, max(size, form.judges or 0) + 1) if form.is_for(p)]
    worked = rules.worked(form.engine, form.max_mark, tuple(given.get(p) for p in positions), rounding, coefficient)
    return replace(worked, base=form.base, member=form.member)


def engine_scheme(item_id: int) -> EngineScheme | None:
    """Give the scheme in force as the engine works it out."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return None
    whole = [form for form in forms(scheme.id) if form.is_first]
    there = [(form.letter, form.sub_code, replace(form.engine, code=form.base)) for form in whole]
    return kinds.engine_scheme(scheme.title, scheme.how, there)


def entry_marks(item_id: int, instead: Instead = AS_KEPT) -> list[EntryMarks]:
    """Give every competitor's marks as they stand now, closed or not; missing is None and never zero."""
    worked, scheme = lines(item_id, instead=instead), engine_scheme(item_id)
    there = [_told(each, instead) for each in rosters.competitors(item_id) if each.number]
    return [_entry_marks(each, worked.get(each.entry_id, ()), scheme) for each in there]


def _told(of: Standing, instead: Instead) -> Standing:
    key = of.entry_id
    return replace(of, presence=instead.presence.get(key, of.presence), theory=instead.theory.get(key, of.theory))


def _entry_marks(of: Standing, worked: tuple[Line, ...], scheme: EngineScheme | None) -> EntryMarks:
    made = rules.practice(worked, scheme) if of.presence is Presence.PRESENT else rules.NO_PRACTICE
    return EntryMarks(
        of.entry_id, of.number or 0, of.presence, of.theory, made.total, worked, made.figures, of.seconds, made.steps
    )


def closing(item_id: int) -> Closing | None:
    """Find the closing of an item's judging."""
    return db.session.scalar(
        sa.select(Closing).options(joinedload(Closing.closed_by)).where(Closing.item_id == item_id)
    )


def held_closing(item_id: int) -> Closing | None:
    """Find an item's closing and hold it until the transaction ends: it is taken up or undone, never both."""
    query = sa.select(Closing).where(Closing.item_id == item_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def is_closed(item_id: int) -> bool:
    """Say whether an item's judging is closed: nothing in it changes any more."""
    return db.session.scalar(sa.select(Closing.id).where(Closing.item_id == item_id)) is not None


def closed_items(competition_id: int) -> set[int]:
    """Name the items of a competition whose judging is closed, and decoded where it was blind."""
    veiled = sa.select(BlindLayer.id).where(BlindLayer.item_id == Closing.item_id, BlindLayer.decoded_at.is_(None))
    query = sa.select(Closing.item_id).join(Item, Item.id == Closing.item_id).where(~veiled.exists())
    return set(db.session.scalars(query.where(Item.competition_id == competition_id)))


def is_reopened(item_id: int) -> bool:
    """Say whether an item's closing was undone to unlock a sheet, and it is not closed again."""
    undone = sa.select(UndoneClosing.id).where(UndoneClosing.item_id == item_id).limit(1)
    return not is_closed(item_id) and db.session.scalar(undone) is not None


def must_not_be_closed(item_id: int) -> None:
    """Refuse any change once the item's judging is closed; unlocked for a sheet, nothing else in it changes."""
    must_be_closable(item_id)
    if is_reopened(item_id):
        raise Refused(_l("This item was closed; only its unlocked sheets change until it is closed again."))


def must_be_closable(item_id: int) -> None:
    """Refuse to close what is closed."""
    if is_closed(item_id):
        raise Refused(_l("The judging of this item is closed; nothing in it changes any more."))


def must_be_closed_by_chief(item_id: int) -> None:
    """Refuse what there is only once the chief judge has closed the item."""
    if not is_closed(item_id):
        raise Refused(_l("The judging of this item is not closed yet. The chief judge closes it."))


def must_be_closed(item_id: int) -> None:
    """Refuse what may be seen only once the chief judge has closed the item, and its codes are decoded."""
    must_be_closed_by_chief(item_id)
    if blind.is_veiled(item_id):
        raise Refused(_l("The codes of this item are not decoded yet. Its code keepers and the supervisor do it."))


def closed_marks(item_id: int, instead: Instead = AS_KEPT) -> list[EntryMarks]:
    """Hand every competitor's marks on, once the chief judge has closed the item; corrected where told."""
    must_be_closed(item_id)
    return entry_marks(item_id, instead)


def blocking(item_id: int, sub_id: int | None = None) -> list[Block]:
    """Name all that stands in the way of closing an item, or one sub-criterion of it."""
    scheme = rosters.scheme_in_force(item_id)
    if scheme is None:
        return [Block(BlockKind.NO_SCHEME)]
    there = rosters.competitors(item_id)
    found = [Block(BlockKind.NO_NUMBER) for each in there if each.is_here and each.number is None][:1]
    found += [Block(BlockKind.COMMITMENT, judge=name) for name in conflicts.unsigned(item_id)]
    found += [Block(BlockKind.PRESENCE, each.number) for each in there if each.presence is None]
    kept = sheets.of_item(item_id, sub_id)
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
    told = conflicts.clashes(item_id, rosters.panel(item_id), rosters.numbered(here))
    barred = conflict_rules.barred(told)
    there = {(row.sub_id, row.entry_id, row.position) for row in kept}
    found = []
    for row in kept:
        kind = {SheetState.OPEN: BlockKind.NOT_SUBMITTED, SheetState.SUBMITTED: BlockKind.NOT_CHECKED}.get(row.state)
        if kind:
            found.append(Block(kind, row.number, row.code, row.sub_id, row.id, row.judge))
        if row.state is not SheetState.CLOSED and (row.judge_id, row.entry_id) in barred:
            found.append(Block(BlockKind.CONFLICT, row.number, row.code, row.sub_id, row.id, row.judge))
    wanted = {(form.sub_id, form.sub_code, p) for form in aspects for p in _positions(form, kept)}
    for sub_id, code, position in sorted(wanted):
        missing = (each.number for each in here if (sub_id, each.entry_id, position) not in there)
        found += [Block(BlockKind.SHEET_MISSING, number, code, sub_id) for number in missing]
    return found


def _positions(form: Form, kept: list[SheetRow]) -> list[int]:
    return [p for p in range(1, max(row.position for row in kept) + 1) if form.is_for(p)]


def _mark_blocks(item_id: int, aspects: list[Form], here: list[Standing], limit: Decimal | None) -> list[Block]:
    given, size, found, hard = scores(item_id), panel_size(item_id), [], coefficients(item_id)
    for each in here:
        for form in aspects:
            values = given.get((each.entry_id, form.aspect_id), {})
            worked = _line(form, values, size, {})
            if None in worked.scores:
                found.append(Block(BlockKind.MARK_MISSING, each.number, form.code, form.sub_id))
            if form.engine.difficulty and (each.entry_id, form.aspect_id) not in hard:
                found.append(Block(BlockKind.COEFFICIENT, each.number, form.code, form.sub_id))
            if any(kinds.fault(form.engine, v) for v in values.values()):
                found.append(Block(BlockKind.OUT_OF_RANGE, each.number, form.code, form.sub_id))
            found += [
                Block(BlockKind.SPREAD, each.number, form.code, form.sub_id, scores=far.scores)
                for far in rules.spread_faults(each.number or 0, (worked,), limit)
            ]
    return found
