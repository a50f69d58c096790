"""What is read of paper sheets: what waits for a clerk, one entry, and which sheets came from paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, lazyload

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.judging import rosters, sheets
from competition.judging.models import Aspect, ItemJudge, Mark, Sheet
from competition.judging.paper import UNFINISHED, PaperState, differing, read
from competition.judging.paper_models import PaperEntry
from competition.judging.rules import SheetState
from competition.judging.sheets import SheetRow
from competition.plan.models import Item
from competition.registration.models import Entry

PEOPLE = (PaperEntry.entered_by, PaperEntry.confirmed_by, PaperEntry.decided_by, PaperEntry.ruled_by)


def _whole() -> "sa.Select[Any]":
    return sa.select(PaperEntry).options(*(joinedload(each).lazyload(User.parts) for each in PEOPLE))


def one(paper_id: int) -> PaperEntry | None:
    """Find an entry with the people who had it in hand."""
    found: PaperEntry | None = db.session.scalar(_whole().where(PaperEntry.id == paper_id))
    return found


def scan(paper_id: int) -> bytes | None:
    """Give the scan of an entry."""
    return db.session.scalar(sa.select(PaperEntry.scan).where(PaperEntry.id == paper_id))


def last(sheet_id: int) -> PaperEntry | None:
    """Find the newest entry of a sheet that still counts for something."""
    query = _whole().where(PaperEntry.sheet_id == sheet_id, PaperEntry.state != PaperState.DROPPED)
    found: PaperEntry | None = db.session.scalar(query.order_by(PaperEntry.id.desc()).limit(1))
    return found


def kept(sheet_id: int) -> PaperEntry | None:
    """Find the entry from which a sheet's marks came."""
    query = _whole().where(PaperEntry.sheet_id == sheet_id, PaperEntry.state == PaperState.KEPT)
    found: PaperEntry | None = db.session.scalar(query.order_by(PaperEntry.id.desc()).limit(1))
    return found


def was_marked_elsewhere(sheet_id: int) -> bool:
    """Say whether a sheet holds a mark that did not come from paper."""
    return bool(db.session.scalar(sa.select(_elsewhere(sheet_id))))


def is_from_paper(sheet_id: Any) -> "sa.ColumnElement[bool]":
    """Say of a sheet in a statement whether all its marks are those of a paper that two clerks entered."""
    entry = aliased(PaperEntry)
    there = sa.select(entry.id).where(entry.sheet_id == sheet_id, entry.state == PaperState.KEPT)
    return sa.and_(there.exists(), ~_elsewhere(sheet_id))


def _elsewhere(sheet_id: Any) -> "sa.Exists":
    # clerks are no judges, so their names tell
    entry = aliased(PaperEntry)
    clerks = sa.select(entry.confirmed_by_id).where(entry.sheet_id == sheet_id, entry.state == PaperState.KEPT)
    return sa.select(Mark.id).where(Mark.sheet_id == sheet_id, Mark.entered_by_id.not_in(clerks)).exists()


def proofs(item_id: int) -> dict[int, dict[str, Any]]:
    """Give for the record who entered and confirmed each paper of an item, and the scan's hash, by sheet."""
    query = (
        sa.select(PaperEntry.sheet_id, PaperEntry.entered_by_id, PaperEntry.confirmed_by_id, PaperEntry.scan_sha256)
        .join(PaperEntry.sheet)
        .join(Sheet.entry)
        .where(Entry.item_id == item_id, PaperEntry.state == PaperState.KEPT, is_from_paper(Sheet.id))
        .order_by(PaperEntry.id)
    )
    return {
        row.sheet_id: {
            "entered_by": row.entered_by_id,
            "confirmed_by": row.confirmed_by_id,
            "scan_sha256": row.scan_sha256,
        }
        for row in db.session.execute(query)
    }


def on_paper(item_id: int) -> dict[int, PaperEntry]:
    """Give the newest entry of each sheet of an item, by sheet."""
    query = _whole().join(PaperEntry.sheet).join(Sheet.entry).where(Entry.item_id == item_id)
    found = db.session.scalars(query.where(PaperEntry.state != PaperState.DROPPED).order_by(PaperEntry.id))
    return {each.sheet_id: each for each in found}


@dataclass(frozen=True, slots=True)
class Pile:
    """The sheets of one form and judge that nobody has marked yet, on paper or on a tablet."""

    code: str
    name: str
    judge: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """All paper of an item: what is to be entered, what waits for a second look, what is done."""

    piles: tuple[Pile, ...]
    unfinished: dict[PaperState, list[tuple[SheetRow, PaperEntry]]]
    done: list[tuple[SheetRow, PaperEntry]]

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing at all."""
        return not (self.piles or any(self.unfinished.values()) or self.done)


def desk(item_id: int) -> Desk:
    """Gather an item's paper."""
    there, rows = on_paper(item_id), sheets.of_item(item_id)
    piles: dict[tuple[int, int], list[SheetRow]] = {}
    unfinished: dict[PaperState, list[tuple[SheetRow, PaperEntry]]] = {state: [] for state in UNFINISHED}
    done = []
    for row in rows:
        paper = there.get(row.id)
        if paper and paper.state in UNFINISHED:
            unfinished[paper.state].append((row, paper))
        elif paper:
            done.append((row, paper))
        elif row.is_untouched:
            piles.setdefault((row.sub_id, row.judge_id), []).append(row)
    gathered = (Pile(of[0].code, of[0].name, of[0].judge, tuple(of)) for of in piles.values())
    return Desk(tuple(gathered), unfinished, sorted(done, key=lambda pair: -pair[1].id))


@dataclass(frozen=True, slots=True)
class Differing:
    """An aspect on which two entries differ, and what was decided."""

    aspect: Aspect
    code: str
    first: Any
    second: Any
    decided: Any


def differences(paper: PaperEntry, sheet: Sheet) -> list[Differing]:
    """List where the two entries of a paper differ."""
    return apart(sheet, paper.first, paper.second, paper.decided) if paper.second else []


def apart(sheet: Sheet, one: Mapping[str, Any], other: Mapping[str, Any], said: Mapping[str, Any]) -> list[Differing]:
    """List the aspects of a sheet on which two entries differ, with what was said of each."""
    first, second, decided = read(one), read(other), read(said)
    unlike, code = set(differing(first, second)), sheet.sub_criterion.code
    return [
        Differing(a, f"{code}.{a.tag}", first[a.id].value, second[a.id].value, decided.get(a.id))
        for a in sheets.aspects_of(sheet)
        if a.id in unlike
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item with open sheets a clerk may enter, and how many entries wait: for another clerk, for a decision."""

    item: Item
    to_confirm: int
    to_decide: int


def items_of(user: User) -> list[Waiting]:
    """List the items whose paper somebody enters, while any sheet is open; the newest first."""
    wide = user.scope_ids(Role.SCORE_CLERK, Scope.COMPETITION)
    own = user.scope_ids(Role.SCORE_CLERK, Scope.ITEM)
    open_sheets = sa.select(Sheet.id).join(Sheet.entry).where(Entry.item_id == Item.id, Sheet.state == SheetState.OPEN)
    reach = sa.or_(Item.competition_id.in_(wide), Item.id.in_(own))
    query = sa.select(Item).options(joinedload(Item.competition)).where(reach, open_sheets.exists())
    items: Sequence[Item] = db.session.scalars(query.order_by(Item.held_on.desc(), Item.id)).all()
    counted = _counts(user.id, [item.id for item in items])
    return [
        Waiting(
            item, counted.get((item.id, PaperState.ENTERED), 0), counted.get((item.id, PaperState.DIFFERENT), 0)
        )
        for item in items
        if not rosters.seat(user.id, item.id)
    ]  # fmt: skip


def _counts(user_id: int, item_ids: list[int]) -> dict[tuple[int, PaperState], int]:
    query = (
        sa.select(Entry.item_id, PaperEntry.state, sa.func.count())
        .join(PaperEntry.sheet)
        .join(Sheet.entry)
        # what somebody entered first waits for another
        .where(Entry.item_id.in_(item_ids), PaperEntry.entered_by_id != user_id, rosters.is_here(Entry.id))
        .group_by(Entry.item_id, PaperEntry.state)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(query)}


def judge_of(judge_id: int) -> ItemJudge | None:
    """Find the judge a paper was marked by."""
    query = sa.select(ItemJudge).options(joinedload(ItemJudge.user).options(lazyload(User.parts)))
    return db.session.scalar(query.where(ItemJudge.id == judge_id))
