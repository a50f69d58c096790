"""Where a draft of a table stands, and what may be wrong with a new value; pure. Sources: policy.md 2.7, 6."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from competition.foundation.money import LARGEST
from competition.policy import calendar_rules, payer_tables, retention_tables, title_tables
from competition.policy.book import Book, NoValue, Table


class DraftState(StrEnum):
    """Where a draft stands."""

    DRAFTED = "policy_drafted"
    RETURNED = "policy_returned"
    ENACTED = "policy_enacted"
    DROPPED = "policy_dropped"


MOVES: dict[DraftState, frozenset[DraftState]] = {
    DraftState.DRAFTED: frozenset({DraftState.RETURNED, DraftState.ENACTED, DraftState.DROPPED}),
    DraftState.RETURNED: frozenset({DraftState.DRAFTED, DraftState.DROPPED}),
    DraftState.ENACTED: frozenset(),
    DraftState.DROPPED: frozenset(),
}
OPEN = (DraftState.DRAFTED, DraftState.RETURNED)


def may_move(old: DraftState, new: DraftState) -> bool:
    """Say whether a draft may go from one state to another."""
    return new in MOVES[old]


def is_correction(first_day: date, today: date) -> bool:
    """Say whether a value would change the book backwards: from today or an earlier day on."""
    return first_day <= today


# the ceiling that no figure of a table may pass; the article's own stands over both (技能兴淄26条: 最高50万元)
CEILINGS = {
    "funding.prize.by_rank": "funding.prize.cap",
    "funding.prize.coach": "funding.prize.cap",
    "funding.host.by_level": "funding.host.cap",
}
ARTICLES_CEILING = 500_000_00
# the policy's money is for competitions of municipal level and above (技能兴淄26条: 市级及以上)
BELOW = "county"
CHOICES = {
    "funding.prize.shared_rank": ("each_full", "divided"),
    "funding.prize.highest_only": ("within_policy", "across_payers"),
    "funding.host.cap_scope": ("competition", "item", "host_year"),
    "funding.host.documents": (
        "host_application",
        "host_plan",
        "host_budget",
        "host_approval",
        "host_bank",
        "host_other",
    ),
    "funding.prize.documents": (
        "prize_form",
        "prize_certificate",
        "prize_announcement",
        "prize_identity",
        "prize_card",
        "prize_employment",
        "prize_other",
    ),
}
# where a group may have nothing at all
MAY_BE_NOTHING = frozenset({"funding.prize.by_group"})
# figures that may be left empty
MAY_BE_EMPTY = frozenset({"merit_share", "cap", "last"})


@dataclass(frozen=True, slots=True)
class ValueFault:
    """One thing wrong with a value: a code for words.py, where it stands in the value, and what stands there."""

    code: str
    place: tuple[str, ...] = ()
    found: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table's values look like: the one that stands now, its unit, and the codes that are known."""

    name: str
    unit: str
    like: Any
    levels: frozenset[str]
    codes: frozenset[str]


def value_faults(value: Any, shape: Shape) -> list[ValueFault]:
    """Name every fault of a value, measured by the one that stands: same keys, same kinds of figures."""
    if shape.unit in title_tables.UNITS:
        return [ValueFault(*found) for found in title_tables.faults(value, shape.unit, shape.levels)]
    if shape.unit == retention_tables.UNIT:
        return [ValueFault(*found) for found in retention_tables.faults(value)]
    if shape.unit == payer_tables.UNIT:
        return [ValueFault(*found) for found in payer_tables.faults(value, shape.levels - {BELOW})]
    if shape.unit == calendar_rules.UNIT:
        return [ValueFault(*found) for found in calendar_rules.faults(value)]
    found = list(_faults(value, shape.like, shape, ()))
    if shape.name in CEILINGS.values():
        found += [ValueFault("above", (), str(fen)) for fen in _leaves(value) if fen > ARTICLES_CEILING]
    return found


def _faults(value: Any, like: Any, shape: Shape, at: tuple[str, ...]) -> Iterator[ValueFault]:
    if isinstance(like, Mapping):
        if not isinstance(value, Mapping) or not value:
            yield ValueFault("mapping", at, _said(value))
            return
        yield from _mapping_faults(value, like, shape, at)
    elif isinstance(like, list):
        if not isinstance(value, list) or not value:
            yield ValueFault("list", at, _said(value))
            return
        for number, one in enumerate(value, start=1):
            yield from _faults(one, like[0], shape, (*at, str(number)))
    elif fault := _leaf_fault(value, like, shape, at[-1] if at else ""):
        yield ValueFault(fault, at, _said(value))


def _mapping_faults(
    value: Mapping[Any, Any], like: Mapping[Any, Any], shape: Shape, at: tuple[str, ...]
) -> Iterator[ValueFault]:
    first = next(iter(like.values()))
    if set(like) <= shape.levels:
        # any levels that are known; a level left out gets nothing
        for key, one in value.items():
            if shape.name in CEILINGS and key == BELOW:
                yield ValueFault("below", at, _said(key))
            elif key in shape.levels:
                yield from _faults(one, first, shape, (*at, str(key)))
            else:
                yield ValueFault("level", at, _said(key))
    elif all(type(key) is int for key in like):
        if any(type(key) is not int for key in value) or sorted(value) != list(range(1, len(value) + 1)):
            yield ValueFault("places", at, ", ".join(_said(key) for key in value))
        for key, one in value.items():
            yield from _faults(one, first, shape, (*at, str(key)))
    else:
        yield from (ValueFault("unknown", at, _said(key)) for key in value if key not in like)
        yield from (ValueFault("missing", at, _said(key)) for key in like if key not in value and key != "cap")
        for key in (key for key in like if key in value):
            yield from _faults(value[key], like[key], shape, (*at, str(key)))


def _leaf_fault(value: Any, like: Any, shape: Shape, key: str) -> str:
    if value is None:
        return "" if key in MAY_BE_EMPTY and shape.unit == "scheme" else "empty"
    if isinstance(like, bool):
        return "" if isinstance(value, bool) else "yes_or_no"
    if isinstance(like, int) or like is None:
        return "" if type(value) is int and 0 <= value < LARGEST else "whole"
    if shape.name in CHOICES:
        return "" if value in CHOICES[shape.name] else "choice"
    if _share(like) is not None:
        return _share_fault(value, shape.name in MAY_BE_NOTHING)
    return "" if isinstance(value, str) and value in shape.codes else "code"


def _share_fault(value: Any, or_nothing: bool) -> str:
    share = _share(value)
    if share is not None and (0 < share <= 1 or (or_nothing and share == 0)):
        return ""
    return "part" if or_nothing else "share"


def _share(value: Any) -> Decimal | None:
    if not isinstance(value, str):
        return None
    try:
        share = Decimal(value)
    except InvalidOperation:
        return None
    return share if share.is_finite() else None


def _said(value: Any) -> str:
    return str(value)[:60]


def _leaves(value: Any) -> Iterator[int]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif type(value) is int:
        yield value


def days_above(book: Book, name: str, first_day: date) -> list[date]:
    """List the days from which on a table would stand above its ceiling, in a book that has the new value already."""
    pairs = [(table, cap) for table, cap in CEILINGS.items() if name in (table, cap)]
    return [day for pair in pairs for day in _days(book, pair, first_day) if _is_above(book, pair, day)]


def _days(book: Book, names: tuple[str, str], first_day: date) -> list[date]:
    begins = {value.first_day for name in names for value in book.table(name).values}
    return sorted({first_day} | {begin for begin in begins if begin > first_day})


def _is_above(book: Book, names: tuple[str, str], day: date) -> bool:
    try:
        table, cap = (book.on(day, name).value for name in names)
    except NoValue:
        # one of them has not begun yet: nothing stands above anything
        return False
    return max(_leaves(table), default=0) > int(cap)


def until(table: Table, first_day: date) -> date | None:
    """Give the day the next value begins, up to which a value would hold; None where it holds for good."""
    later: Sequence[date] = [value.first_day for value in table.values if value.first_day > first_day]
    return min(later, default=None)
