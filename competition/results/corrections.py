"""Reads of corrections: what counts instead of what was kept, what a set would do, and what changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.errors import Fault
from competition.foundation.texts import _l
from competition.judging import queries as judging
from competition.judging import rosters
from competition.judging.models import Aspect, Criterion, Mark, Sheet, SubCriterion
from competition.judging.rules import Instead, Presence, SheetState
from competition.plan.models import Item
from competition.policy.book import Book
from competition.results import access, consequences, correction_rules, outcomes, plans, queries
from competition.results.consequences import Consequence
from competition.results.correction_models import CorrectionChange, CorrectionSet
from competition.results.correction_rules import Beside, ChangeKind, CorrectionState, Stand
from competition.results.models import ItemResult, ResultLine
from competition.results.outcomes import Outcome, Said
from competition.results.rules import ResultState

_WHO = [joinedload(each).lazyload(User.parts) for each in (CorrectionSet.prepared_by, CorrectionSet.decided_by)]
_CHANGES = selectinload(CorrectionSet.changes)


def one(set_id: int) -> CorrectionSet | None:
    """Find a set with its changes and the version it was prepared against."""
    result = joinedload(CorrectionSet.result)
    query = sa.select(CorrectionSet).options(
        *_WHO,
        result.joinedload(ItemResult.item).joinedload(Item.competition),
        result.selectinload(ItemResult.lines).joinedload(ResultLine.entry),
        joinedload(CorrectionSet.made).selectinload(ItemResult.lines),
        _CHANGES.joinedload(CorrectionChange.by).lazyload(User.parts),
        _CHANGES.joinedload(CorrectionChange.aspect),
    )
    return db.session.scalar(query.where(CorrectionSet.id == set_id))


def of_item(item_id: int) -> Sequence[CorrectionSet]:
    """List an item's sets, the newest first."""
    query = sa.select(CorrectionSet).join(CorrectionSet.result).options(*_WHO, _CHANGES)
    return db.session.scalars(query.where(ItemResult.item_id == item_id).order_by(CorrectionSet.id.desc())).all()


def open_of(item_id: int) -> CorrectionSet | None:
    """Find the set of an item that waits for its decision."""
    query = sa.select(CorrectionSet).join(CorrectionSet.result).where(ItemResult.item_id == item_id)
    return db.session.scalar(query.where(CorrectionSet.state == CorrectionState.OPEN).limit(1))


def waiting(user: User) -> list[CorrectionSet]:
    """List the sets that wait for a decision of this person, who put nothing into them."""
    whole = joinedload(CorrectionSet.result).joinedload(ItemResult.item).joinedload(Item.competition)
    query = sa.select(CorrectionSet).options(whole, _CHANGES).where(CorrectionSet.state == CorrectionState.OPEN)
    rows = db.session.scalars(query.order_by(CorrectionSet.id))
    return [
        each
        for each in rows
        if each.changes and user.id not in each.authors and access.may_manage(user, each.result.item.competition)
    ]


def said(item_id: int) -> Said:
    """Give what applied corrections of an item say; one read from a sheet that was marked anew says nothing more."""
    query = (
        sa.select(CorrectionChange)
        .join(CorrectionChange.of)
        .join(CorrectionSet.result)
        .outerjoin(Sheet, Sheet.id == CorrectionChange.sheet_id)
        .where(ItemResult.item_id == item_id, CorrectionSet.state == CorrectionState.APPLIED)
        .where(sa.or_(CorrectionChange.sheet_id.is_(None), CorrectionChange.sheet_sha256 == Sheet.snapshot_sha256))
        .order_by(CorrectionSet.decided_at, CorrectionChange.id)
    )
    # decisions on ties that were applied stand among all others
    return Said(_instead(db.session.scalars(query)))


def counted(line: ResultLine) -> Sequence[CorrectionChange]:
    """List the corrections that count in a line, the latest last: applied by its version, of the sheets it rests on."""
    made = aliased(ItemResult)
    query = (
        sa.select(CorrectionChange)
        .join(CorrectionChange.of)
        .join(made, made.id == CorrectionSet.made_id)
        .options(joinedload(CorrectionChange.by).lazyload(User.parts))
        .where(CorrectionChange.entry_id == line.entry_id, CorrectionSet.state == CorrectionState.APPLIED)
        .where(made.number <= line.result.number)
        .order_by(CorrectionSet.decided_at, CorrectionChange.id)
    )
    kept = {"", *line.result.basis.get("sheets", ())}
    return [each for each in db.session.scalars(query) if each.sheet_sha256 in kept]


def would_say(of: CorrectionSet) -> Said:
    """Give what would count were a set applied."""
    before = said(of.result.item_id).instead
    new = _instead(of.changes)
    return Said(
        Instead({**before.marks, **new.marks}, {**before.theory, **new.theory}, {**before.presence, **new.presence}),
        [each.entry_ids for each in of.changes if each.kind is ChangeKind.TIE],
    )


def _instead(changes: Iterable[CorrectionChange]) -> Instead:
    marks: dict[tuple[int, int, int], Decimal] = {}
    theory: dict[int, Decimal] = {}
    presence: dict[int, Presence] = {}
    for each in changes:
        if each.kind is ChangeKind.MARK:
            marks[each.entry_id or 0, each.aspect_id or 0, each.position or 0] = Decimal(each.after)
        elif each.kind is ChangeKind.THEORY:
            theory[each.entry_id or 0] = Decimal(each.after)
        elif each.kind is ChangeKind.PRESENCE:
            presence[each.entry_id or 0] = Presence(each.after)
    return Instead(marks, theory, presence)


@dataclass(frozen=True, slots=True)
class Given:
    """A mark of a closed sheet and what counts for it now."""

    sheet_id: int
    sheet_sha256: str
    position: int
    aspect: Aspect
    code: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """All that counts for a competitor now, corrections that were applied with it."""

    entry_id: int
    number: int | None
    presence: Presence | None
    theory: Decimal | None
    has_theory: bool
    marks: Sequence[Given]


def standing(item_id: int, entry_id: int) -> Standing | None:
    """Give what counts for a competitor now."""
    return _standing(item_id, entry_id, said(item_id).instead)


def would_stand(of: CorrectionSet, entry_id: int) -> Standing | None:
    """Give what would count for a competitor were a set applied."""
    return _standing(of.result.item_id, entry_id, would_say(of).instead)


def _standing(item_id: int, entry_id: int, instead: Instead) -> Standing | None:
    who = next((each for each in rosters.competitors(item_id) if each.entry_id == entry_id), None)
    if who is None:
        return None
    query = (
        sa.select(Sheet.id, Sheet.snapshot_sha256, Sheet.position, SubCriterion.code, Aspect, Mark.value)
        .join(Mark.sheet)
        .join(Mark.aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .where(Sheet.entry_id == entry_id, Sheet.state == SheetState.CLOSED)
        .order_by(Criterion.position, SubCriterion.position, Aspect.position, Sheet.position)
    )
    marks = [
        Given(
            sheet_id, sha, position, aspect, f"{code}.{aspect.position}",
            instead.marks.get((entry_id, aspect.id, position), value),
        )
        for sheet_id, sha, position, code, aspect, value in db.session.execute(query)
    ]  # fmt: skip
    theory = instead.theory.get(entry_id, who.theory)
    presence = instead.presence.get(entry_id, who.presence)
    return Standing(entry_id, who.number, presence, theory, rosters.has_theory(item_id), marks)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a set would do: competitors before and after, and what follows in the later rooms."""

    rows: Sequence[Beside]
    lines: dict[int, ResultLine]
    outcome: Outcome
    tied: Sequence[Sequence[ResultLine]]
    follows: Sequence[Consequence]


def outcome(of: CorrectionSet, book: Book) -> Outcome:
    """Work out what would come of a set; nothing is kept. Refused where somebody could not be placed."""
    item = of.result.item
    return outcomes.of_item(item, book, of.result.basis["awards"] or outcomes.AWARDS, would_say(of))


def preview(of: CorrectionSet, book: Book) -> Preview:
    """Show what a set would do to the version it was prepared against."""
    made = outcome(of, book)
    before = {line.entry_id: line for line in of.result.lines}
    rows = correction_rules.beside([_stand(line) for line in before.values()], [_stand(line) for line in made.lines])
    return Preview(
        rows, before | {line.entry_id: line for line in made.lines}, made,
        _groups(made), consequences.of(of.result, made.lines, book),
    )  # fmt: skip


def _groups(made: Outcome) -> list[list[ResultLine]]:
    # those whom nothing but the judges' decision parts, in the order they stand in
    return [[line for line in made.lines if line.entry_id in group] for group in made.tied]


def _stand(line: ResultLine) -> Stand:
    return Stand(line.entry_id, line.status, line.total, line.place, bool(line.shared), line.award)


def differing(old: ItemResult, new: ItemResult) -> Sequence[Beside]:
    """Put two kept versions beside each other and give what is different."""
    rows = correction_rules.beside([_stand(line) for line in old.lines], [_stand(line) for line in new.lines])
    return [row for row in rows if row.moved]


def moved(of: CorrectionSet) -> list[Fault]:
    """Name what changed since a set was prepared; while anything has, it cannot be applied."""
    result = of.result
    if result.state is ResultState.SUPERSEDED:
        return [_replaced(result)]
    found = []
    if not judging.is_closed(result.item_id):
        found.append(Fault(_l("A sheet was unlocked: the judging of this item is not closed.")))
    if judging.closed_hashes(result.item_id) != result.basis["sheets"]:
        found.append(Fault(_l("Sheets were marked anew after version %(n)s was worked out.", n=result.number)))
    plan = plans.plan(result.item_id)
    if (plan.version if plan else None) != (result.basis.get("plan") or {}).get("version"):
        found.append(Fault(_l("Ranking and awards of the item were laid down anew.")))
    return found


def _replaced(result: ItemResult) -> Fault:
    new = queries.standing(result.item_id)
    assert new is not None, "a superseded version has a newer one"
    numbers = {line.entry_id: line.number for line in (*result.lines, *new.lines)}
    who = ", ".join(str(numbers[row.key]) for row in differing(result, new))
    message = _l(
        "Version %(n)s was replaced by version %(new)s: %(why)s", n=result.number, new=new.number, why=new.reason
    )
    if not who:
        return Fault(message, _l("No line is different."))
    return Fault(message, _l("Other lines: competitors %(numbers)s.", numbers=who))


def entry_names(of: CorrectionSet) -> dict[int, str]:
    """Name the competitors of a set's result by entry."""
    return {line.entry_id: f"{line.number} {line.name_as_was}" for line in of.result.lines}
