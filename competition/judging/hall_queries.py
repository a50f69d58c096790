"""What is read of a hall: tablets and their last contact, pairings, notes, and the mark by which a change is seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from competition.accounts.models import SignIn, User
from competition.foundation.database import db
from competition.judging import boards, sheets
from competition.judging.hall_models import BENCH_NOTES, Device, Note, Pairing
from competition.judging.models import ItemJudge, Sheet
from competition.judging.rules import Seat, SheetState
from competition.judging.sheets import SheetRow
from competition.plan.models import Item
from competition.registration.models import Entry

# tablets report every 15 seconds: what was heard within this time is in somebody's hand
AT_ONCE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class AtBench:
    """A judge at the bench: sheets still open, how many are late, and their tablet as it last reported."""

    judge: ItemJudge
    open_sheets: int
    late: int
    seen_at: datetime | None
    unsent: int
    tablets: int
    paired: Pairing | None
    # the lowest of their tablets, and the sheets that two of them show at this moment
    battery: int | None = None
    doubled: tuple[SheetRow, ...] = ()


def benches(item: Item, at: datetime, today: date) -> list[AtBench]:
    """List the judges who mark an item with what the chief wants to know of each, in four statements."""
    rows = sheets.of_item(item.id)
    heard, paired = _heard(item.id, at), _paired(item.id, at)
    query = (
        sa.select(ItemJudge)
        .join(ItemJudge.user)
        .options(contains_eager(ItemJudge.user).lazyload(User.parts))
        .where(ItemJudge.item_id == item.id, ItemJudge.ended_at.is_(None), ItemJudge.seat != Seat.CHIEF)
        .order_by(ItemJudge.seat.desc(), ItemJudge.position)
    )
    found = []
    for judge in db.session.scalars(query):
        mine = [row for row in rows if row.judge_id == judge.id and row.state is SheetState.OPEN]
        late = sum(is_late(item, row.day, today) for row in mine)
        there = heard.get(judge.user_id, [])
        shown = Counter(each.sheet_id for each in there if each.seen_at > at - AT_ONCE)
        found.append(AtBench(
            judge, len(mine), late, max((each.seen_at for each in there), default=None),
            sum(each.unsent for each in there), len(there), paired.get(judge.id),
            min((each.battery for each in there if each.battery is not None), default=None),
            tuple(row for row in rows if row.judge_id == judge.id and shown[row.id] > 1),
        ))  # fmt: skip
    return found


def is_late(item: Item, day: int, today: date) -> bool:
    """Say whether the day on which a form is marked has passed."""
    return item.competition.starts_on + timedelta(days=day - 1) < today


def _heard(item_id: int, at: datetime) -> dict[int, list[Device]]:
    # what a tablet has not sent is asked for as long as it may come back: two days
    query = (
        sa.select(Device)
        .join(ItemJudge, ItemJudge.user_id == Device.user_id)
        .where(ItemJudge.item_id == item_id, Device.seen_at > at - timedelta(days=2))
    )
    found: dict[int, list[Device]] = {}
    for device in db.session.scalars(query):
        found.setdefault(device.user_id, []).append(device)
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """What a tablet is told of its judge's others: how many show the same sheet, and that another was paired."""

    others: int
    paired_elsewhere: bool


def beside(user_id: int, key: str, sheet_id: int, at: datetime, bound: bool) -> Beside:
    """Say what else the judge of a sheet has in hand at this moment; `bound` says that this tablet itself was paired."""
    same = sa.select(sa.func.count()).where(Device.user_id == user_id, Device.sheet_id == sheet_id, Device.key != key)
    others = db.session.scalar(same.where(Device.seen_at > at - AT_ONCE)) or 0
    seat = sa.select(ItemJudge.id, ItemJudge.item_id).join(Sheet, Sheet.judge_id == ItemJudge.id)
    found = (
        None if bound else db.session.execute(seat.where(Sheet.id == sheet_id, ItemJudge.user_id == user_id)).first()
    )
    return Beside(others, found is not None and found.id in _paired(found.item_id, at))


def _paired(item_id: int, at: datetime) -> dict[int, Pairing]:
    query = (
        sa.select(Pairing)
        .join(Pairing.judge)
        .join(SignIn, SignIn.id == Pairing.sign_in_id)
        .where(ItemJudge.item_id == item_id, Pairing.ended_at.is_(None), SignIn.ended_at.is_(None))
        .where(SignIn.bound_until > at)
        .order_by(Pairing.id)
    )
    return {pairing.judge_id: pairing for pairing in db.session.scalars(query)}


def pairing(pairing_id: int) -> Pairing | None:
    """Find a pairing with its judge and item."""
    chain = joinedload(Pairing.judge).joinedload(ItemJudge.item).joinedload(Item.competition)
    return db.session.scalar(sa.select(Pairing).options(chain).where(Pairing.id == pairing_id))


def notes(item_id: int) -> Sequence[Note]:
    """List what was noted of an item's day, the newest first."""
    who = joinedload(Note.written_by).lazyload(User.parts)
    query = sa.select(Note).options(who, joinedload(Note.entry).lazyload(Entry.members))
    query = query.where(Note.item_id == item_id, Note.kind.in_(BENCH_NOTES))
    return db.session.scalars(query.order_by(Note.id.desc())).all()


def note(note_id: int) -> Note | None:
    """Find a note."""
    return db.session.get(Note, note_id)


def stamp(item_id: int) -> str:
    """Give a short text that differs as soon as a sheet, a tablet or a note of an item has changed: one statement."""
    of_item = sa.select(Entry.id).where(Entry.item_id == item_id)
    users = sa.select(ItemJudge.user_id).where(ItemJudge.item_id == item_id)
    parts = (
        sa.select(sa.func.coalesce(sa.func.sum(Sheet.version), 0)).where(Sheet.entry_id.in_(of_item)),
        sa.select(sa.func.count(Sheet.id)).where(Sheet.entry_id.in_(of_item)),
        sa.select(sa.func.coalesce(sa.func.sum(Device.unsent), 0)).where(Device.user_id.in_(users)),
        sa.select(sa.func.count(Device.id)).where(Device.user_id.in_(users)),
        sa.select(sa.func.coalesce(sa.func.max(Note.id), 0)).where(Note.item_id == item_id),
        sa.select(sa.func.max(Sheet.saved_at)).where(Sheet.entry_id.in_(of_item)),
    )
    row = db.session.execute(sa.select(*(part.scalar_subquery() for part in parts))).one()
    return "-".join(str(value).replace(" ", "T") for value in row)


def let_go() -> None:
    """Give the database's connection back while a board waits, so that waiting holds nothing but its thread."""
    db.session.rollback()


def cells(item_id: int) -> dict[str, dict[str, object]]:
    """Give the board's cells as the page draws them, by competitor and form: progress, and never a mark."""
    board = boards.board(item_id)
    return {
        f"{entry_id}-{sub_id}": {
            "state": cell.state.value,
            "begun": cell.begun,
            "far": cell.spread,
            "done": cell.done,
            "of": len(cell.rows),
        }
        for (entry_id, sub_id), cell in board.cells.items()
    }
