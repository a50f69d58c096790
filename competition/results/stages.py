"""Reads of items that follow an earlier one: the result others go on from, who goes on, and what is carried over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.foundation.working import figure
from competition.plan import queries as plan
from competition.plan.models import Following, Item
from competition.registration import queries as registration
from competition.registration.models import Entry
from competition.registration.queries import STANDING
from competition.registration.rules import EntryState
from competition.results import access, stage_rules
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import Brought, ResultState
from competition.results.stage_rules import Fate, Runner

FINAL = (ResultState.FINALISED, ResultState.ON_NOTICE, ResultState.ANNOUNCED)


def final(item_id: int) -> ItemResult | None:
    """Find the version of an item's result that stands and is final, with its lines."""
    return _version(ItemResult.item_id == item_id, ItemResult.state.in_(FINAL))


def taken(following: Following) -> ItemResult | None:
    """Find the version those who went on were taken from."""
    return _version(ItemResult.item_id == following.earlier_id, ItemResult.number == following.taken_from)


def _version(*which: sa.ColumnElement[bool]) -> ItemResult | None:
    whole = selectinload(ItemResult.lines).joinedload(ResultLine.entry)
    query = sa.select(ItemResult).options(joinedload(ItemResult.item), whole).where(*which)
    return db.session.scalar(query.order_by(ItemResult.number.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class Going:
    """A line of the earlier result and what becomes of it; whoever withdrew since does not go on.

    `here` is their entry for the item that follows, once there is one.
    """

    line: ResultLine
    fate: Fate
    here: Entry | None = None

    @property
    def is_on(self) -> bool:
        """Say whether their place leads on."""
        return self.fate in (Fate.ON, Fate.TIED)

    @property
    def has_withdrawn(self) -> bool:
        """Say whether their entry was withdrawn after the result, there or here."""
        gone = self.here is not None and self.here.state is EntryState.WITHDRAWN
        return gone or (self.here is None and self.line.entry.state is not EntryState.ACCEPTED)

    @property
    def goes_on(self) -> bool:
        """Say whether they are entered for the item that follows, or will be."""
        return (self.is_on or self.moved_up) and not self.has_withdrawn

    @property
    def moved_up(self) -> bool:
        """Say whether they were entered for somebody who withdrew."""
        return self.here is not None and not self.is_on


def going(result: ItemResult, first: int, here: Mapping[int, Entry] | None = None) -> Sequence[Going]:
    """List an earlier result's lines with what becomes of each; `here` are those entered, by the entry there."""
    found, there = stage_rules.fates(_runners(result), first), here or {}
    return [Going(line, found[line.entry_id], there.get(line.entry_id)) for line in result.lines]


def _runners(result: ItemResult) -> list[Runner]:
    return [Runner(one.entry_id, one.number, one.place) for one in result.lines]


def entered(item_id: int) -> dict[int, Entry]:
    """Find an item's entries that went on from an earlier item, by the entry there."""
    query = sa.select(Entry).where(Entry.item_id == item_id, Entry.earlier_id.is_not(None))
    return {one.earlier_id: one for one in db.session.scalars(query) if one.earlier_id}


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Places of an item that came free after its competitors were entered, and who is next in rank for them.

    `why_not` says why nobody moves up any more; nothing where they may.
    """

    free: int
    result: ItemResult
    lines: Sequence[ResultLine]
    why_not: str

    @property
    def place(self) -> int:
        """Say at which place they stand; 0 where nobody is left."""
        return self.lines[0].place or 0 if self.lines else 0


def vacancy(following: Following, here: Mapping[int, Entry]) -> Vacancy | None:
    """Find what came free of an item and who is next; None while nobody is entered or as many as laid down still are."""
    free = following.first - sum(one.state in STANDING for one in here.values())
    result = final(following.earlier_id)
    if following.taken_at is None or free < 1 or result is None:
        return None
    gone = {one.entry_id for one in result.lines if one.entry.state is not EntryState.ACCEPTED}
    following_keys = stage_rules.next_in_rank(_runners(result), gone | set(here))
    lines = [one for one in result.lines if one.entry_id in following_keys]
    return Vacancy(free, result, lines, _why_nobody_moves_up(following.item_id, lines))


def _why_nobody_moves_up(item_id: int, lines: Sequence[ResultLine]) -> str:
    if registration.drawn(item_id) is not None:
        # no sheet is opened before, so there are no marks either
        return _("The numbers of this item are drawn; nobody moves up any more.")
    return "" if lines else _("Nobody is left who could move up.")


def digest(result: ItemResult) -> str:
    """Name a version by what others rest on."""
    lines = [
        (one.entry_id, one.status.value, None if one.total is None else figure(one.total), one.place)
        for one in result.lines
    ]
    return stage_rules.digest(result.item_id, result.number, lines)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier result a later one rests on, pinned; `weight` is None where no total is carried over."""

    item: Item
    result: ItemResult
    first: int
    weight: Decimal | None
    totals: Mapping[int, Decimal | None]
    # how many came in place of others who withdrew
    moved_up: int = 0

    def brought(self, entry_id: int) -> Brought | None:
        """Give what an entry brings along."""
        if self.weight is None:
            return None
        told = {"item": f"{self.item.code} {self.item.name}", "version": str(self.result.number)}
        return Brought(self.totals.get(entry_id), self.weight, {**told, "result": str(self.result.id)})

    def basis(self) -> dict[str, Any]:
        """Give it as it is kept with the later result: figures as text, totals by entry."""
        carried = self.totals if self.weight is not None else {}
        return {
            "item": self.item.id,
            "code": self.item.code,
            "name": self.item.name,
            "name_en": self.item.name_en,
            "first": self.first,
            "moved_up": self.moved_up,
            "result": self.result.id,
            "version": self.result.number,
            "sha256": digest(self.result),
            "weight": None if self.weight is None else figure(self.weight),
            "totals": {str(key): figure(total) for key, total in carried.items() if total is not None},
        }


def earlier(item_id: int) -> Earlier | None:
    """Find what an item's result rests on; None where it follows no item. Refused while that is not final."""
    following = plan.following(item_id)
    if following is None:
        return None
    carried = following.weight is not None
    result = final(following.earlier_id) if carried else taken(following)
    if result is None:
        name = f"{following.earlier.code} {following.earlier.name}"
        raise Refused(
            _("The result of %(item)s, which this item follows, is not final. Make it final first.", item=name)
        )
    totals = {line.entry_id: line.total for line in result.lines}
    here = entered(item_id)
    mine = {one.id: totals.get(key) for key, one in here.items()}
    moved_up = sum(one.moved_up and one.goes_on for one in going(result, following.first, here))
    return Earlier(following.earlier, result, following.first, following.weight, mine, moved_up)


def kept_brought(basis: Mapping[str, Any], entry_id: int) -> Brought | None:
    """Give what an entry brought along, as a result keeps it."""
    kept = basis.get("earlier")
    if not kept or kept["weight"] is None:
        return None
    total = kept["totals"].get(str(entry_id))
    return Brought(None if total is None else Decimal(total), Decimal(kept["weight"]), {})


def outdated(results: Iterable[ItemResult]) -> dict[int, ItemResult]:
    """Give, by id, which of these results carry a total over from a version that stands no more, with the one that does."""
    kept = {one.id: one.basis.get("earlier") for one in results}
    pinned = {key: told for key, told in kept.items() if told and told["weight"] is not None}
    if not pinned:
        return {}
    query = sa.select(ItemResult).options(joinedload(ItemResult.item))
    query = query.where(ItemResult.item_id.in_({told["item"] for told in pinned.values()}))
    rows = db.session.scalars(query.where(ItemResult.state != ResultState.SUPERSEDED).order_by(ItemResult.number))
    standing = {one.item_id: one for one in rows}
    found = {key: standing.get(told["item"]) for key, told in pinned.items()}
    return {key: new for key, new in found.items() if new is not None and new.id != pinned[key]["result"]}


def to_correct(user: User) -> list[ItemResult]:
    """List final results of this organiser that rest on an earlier one that was replaced."""
    query = sa.select(ItemResult).join(Following, Following.item_id == ItemResult.item_id)
    query = query.options(joinedload(ItemResult.item).joinedload(Item.competition))
    rows = db.session.scalars(query.where(Following.weight.is_not(None), ItemResult.state.in_(FINAL)))
    mine = [one for one in rows if access.may_manage(user, one.item.competition)]
    old = outdated(mine)
    return [one for one in mine if one.id in old]
