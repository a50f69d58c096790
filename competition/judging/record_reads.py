"""All that was kept of an item's judging, for the full record: by what judges know a competitor by, never by a name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging import rosters, rules, words
from competition.judging.blind_models import BlindLayer
from competition.judging.calibration_models import Calibration
from competition.judging.models import (
    Aspect,
    Closing,
    EntryPresence,
    ItemJudge,
    Mark,
    MarkOperation,
    Scheme,
    Sheet,
    SubCriterion,
    TheoryMark,
)
from competition.judging.panel_models import Discussion
from competition.judging.paper_models import PaperEntry
from competition.judging.reentry_models import Reentry
from competition.judging.scheme_models import Coefficient, PenaltyReason
from competition.judging.signature_models import SheetSnapshot, Signature, SignedSheet, UndoneClosing, Unlocking
from competition.registration.models import Entry

AT_ONCE = 500
# the records that the trail tells of, by what ties them to their item
OF_ITEM: tuple[Any, ...] = (ItemJudge, Scheme, BlindLayer, Signature, Closing, Unlocking, Calibration)
OF_SHEET: tuple[Any, ...] = (PaperEntry, Reentry)
OF_ENTRY: tuple[Any, ...] = (Sheet, EntryPresence, TheoryMark, Coefficient)


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet as its record names it: its form, the competitor's number or code, its judge and position."""

    id: int
    form: str
    competitor: str
    judge: str
    position: int
    of: Sheet

    @property
    def folder(self) -> str:
        """Name the folder of its files."""
        return f"{self.form}/{self.competitor}-{self.position}"


def numbers(item_id: int) -> dict[int, str]:
    """Give the number, in a blind item the code, of each entry."""
    return {each.entry_id: words.number(each.number) for each in rosters.competitors(item_id)}


def sheets(item_id: int) -> list[KeptSheet]:
    """List every sheet of an item, of those too who did not take part in the end."""
    known = numbers(item_id)
    query = (
        sa.select(Sheet, SubCriterion.code, User.name)
        .options(sa.orm.lazyload("*"))
        .join(Sheet.entry)
        .join(Sheet.sub_criterion)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .where(Entry.item_id == item_id)
    )
    found = [
        KeptSheet(sheet.id, code, known.get(sheet.entry_id, str(sheet.id)), judge, sheet.position, sheet)
        for sheet, code, judge in db.session.execute(query)
    ]
    # not in the order in which they were made: that could tell who hides behind a code
    return sorted(found, key=lambda each: (each.form, each.competitor.zfill(6), each.position))


def marks(item_id: int) -> list[Mapping[str, Any]]:
    """List every mark with who entered it, when, and the reason of a penalty."""
    query = (
        sa.select(Mark.sheet_id, SubCriterion.code, Aspect.tag, Aspect.kind, Aspect.max_mark, Mark.value)
        .add_columns(User.name.label("by"), Mark.entered_at, PenaltyReason.reason)
        .join(Mark.aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Mark.sheet)
        .join(Sheet.entry)
        .join(User, User.id == Mark.entered_by_id)
        .outerjoin(
            PenaltyReason, sa.and_(PenaltyReason.sheet_id == Mark.sheet_id, PenaltyReason.aspect_id == Mark.aspect_id)
        )
        .where(Entry.item_id == item_id)
        .order_by(Mark.sheet_id, Aspect.position)
    )
    return [*db.session.execute(query).mappings()]


def operations(item_id: int) -> Sequence[tuple[MarkOperation, str, str]]:
    """List every mark as it was sent, with its aspect's form and place."""
    query = (
        sa.select(MarkOperation, SubCriterion.code, Aspect.tag)
        .options(sa.orm.lazyload("*"))
        .join(MarkOperation.sheet)
        .join(Sheet.entry)
        .join(MarkOperation.aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .where(Entry.item_id == item_id)
        .order_by(MarkOperation.sheet_id, MarkOperation.number)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _of_sheets(model: Any, item_id: int) -> Sequence[Any]:
    query = sa.select(model).options(sa.orm.lazyload("*")).join(model.sheet).join(Sheet.entry)
    return db.session.scalars(query.where(Entry.item_id == item_id).order_by(model.id)).all()


def reentries(item_id: int) -> Sequence[Reentry]:
    """List the second checks by entering sheets again."""
    return _of_sheets(Reentry, item_id)


def papers(item_id: int) -> Sequence[PaperEntry]:
    """List the paper sheets as two clerks entered them; their scans are read one by one."""
    return _of_sheets(PaperEntry, item_id)


def snapshots(item_id: int) -> Sequence[SheetSnapshot]:
    """List the versions of sheets that were signed or closed."""
    return _of_sheets(SheetSnapshot, item_id)


def removed(item_id: int) -> Sequence[SheetSnapshot]:
    """List what was signed of forms that a later scheme took out, sheets and all."""
    mine = sa.select(SignedSheet.snapshot_id).join(Signature, Signature.id == SignedSheet.signature_id)
    query = sa.select(SheetSnapshot).options(sa.orm.lazyload("*")).where(SheetSnapshot.sheet_id.is_(None))
    query = query.where(SheetSnapshot.id.in_(mine.where(Signature.item_id == item_id)))
    return db.session.scalars(query.order_by(SheetSnapshot.id)).all()


def covered(item_id: int) -> dict[int, list[str]]:
    """Give the hashes of the sheets that each signature covers."""
    query = (
        sa.select(SignedSheet.signature_id, SheetSnapshot.sha256)
        .join(SheetSnapshot, SheetSnapshot.id == SignedSheet.snapshot_id)
        .join(Signature, Signature.id == SignedSheet.signature_id)
        .where(Signature.item_id == item_id)
        .order_by(SheetSnapshot.id)
    )
    found: dict[int, list[str]] = {}
    for signature_id, hashed in db.session.execute(query):
        found.setdefault(signature_id, []).append(hashed)
    return found


def discussions(item_id: int) -> Sequence[tuple[Discussion, str, str]]:
    """List the rounds in which a panel lay too far apart, with their aspect's form and place."""
    query = (
        sa.select(Discussion, SubCriterion.code, Aspect.tag)
        .options(sa.orm.lazyload("*"))
        .join(Entry, Entry.id == Discussion.entry_id)
        .join(Aspect, Aspect.id == Discussion.aspect_id)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .where(Entry.item_id == item_id)
        .order_by(Discussion.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _of_item(model: Any, item_id: int) -> Sequence[Any]:
    query = sa.select(model).options(sa.orm.lazyload("*")).where(model.item_id == item_id).order_by(model.id)
    return db.session.scalars(query).all()


def unlockings(item_id: int) -> Sequence[Unlocking]:
    """List the requests to unlock a sheet."""
    return _of_item(Unlocking, item_id)


def undone(item_id: int) -> Sequence[UndoneClosing]:
    """List the closings that were undone for them."""
    return _of_item(UndoneClosing, item_id)


def presences(item_id: int) -> dict[int, EntryPresence]:
    """Give what was said about each entry's taking part."""
    query = sa.select(EntryPresence).options(sa.orm.lazyload("*")).join(EntryPresence.entry)
    return {each.entry_id: each for each in db.session.scalars(query.where(Entry.item_id == item_id))}


def people(ids: Iterable[int | None]) -> dict[int, str]:
    """Name accounts by their number."""
    wanted, found = sorted({each for each in ids if each is not None}), dict[int, str]()
    for start in range(0, len(wanted), AT_ONCE):
        query = sa.select(User.id, User.name).where(User.id.in_(wanted[start : start + AT_ONCE]))
        found.update({row[0]: row[1] for row in db.session.execute(query)})
    return found


def subjects(item_id: int) -> Iterator[str]:
    """Name every record of an item's judging as the trail does."""
    yield f"plan_items#{item_id}"
    for model in OF_ITEM:
        yield from _named(model, sa.select(model.id).where(model.item_id == item_id))
    for model in OF_SHEET:
        query = sa.select(model.id).join(model.sheet).join(Sheet.entry)
        yield from _named(model, query.where(Entry.item_id == item_id))
    for model in OF_ENTRY:
        yield from _named(model, sa.select(model.id).join(model.entry).where(Entry.item_id == item_id))
    query = sa.select(Discussion.id).join(Entry, Entry.id == Discussion.entry_id)
    yield from _named(Discussion, query.where(Entry.item_id == item_id))


def _named(model: Any, query: "sa.Select[Any]") -> Iterator[str]:
    yield from (f"{model.__tablename__}#{number}" for number in db.session.scalars(query))


def plain(value: Any) -> str:
    """Write a mark for a file; none is empty."""
    return rules.plain(value) or ""
