"""Tables that say who earns a title or a higher skill level: their rows, and what is wrong with a new one; pure.

Sources: policy.md 2.3, 3.11, 3.12.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

TITLE, PROMOTION = "title", "promotion"
UNITS = (TITLE, PROMOTION)
HEADS = {
    TITLE: ("rows", "groups", "pass_mark", "youngest", "not_held"),
    PROMOTION: ("rows", "pass_mark"),
}
# what a row may rest on: a place, a share of the field in per cent, or an award; exactly one of them
GROUNDS = ("to_place", "to_share", "award")
KEYS = {
    TITLE: ("level", "to_place", "award", "members", "smallest", "largest"),
    PROMOTION: ("level", "to_place", "to_share", "award", "group", "gives", "one_higher"),
}
# a team of any size, a field of any larger size
MAY_BE_EMPTY = ("members", "largest")
GROUPS = ("employee", "teacher", "student")
TITLES = ("municipal_technician", "provincial_technician", "national_technician", "china_skills_award")
AWARDS = ("gold", "silver", "bronze", "first", "second", "third", "merit")
# the skill levels somebody can be lifted to, lowest first (职业技能等级)
SKILL_LEVELS = ("5", "4", "3", "2", "1")
MOST = 10_000
# a fault's code for words, the place in the value, and what stands there
Found = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for a competition's level, up to which place, share or award; for which fields, teams and groups.

    `members` is the size of the team it is for (None: any that has no row of its own), `smallest` to `largest` the size
    of the field (None: and above). `gives` is the skill level given; `one_higher` lifts who has it already one further.
    """

    level: str
    to_place: int | None = None
    to_share: int | None = None
    award: str = ""
    members: int | None = None
    smallest: int = 1
    largest: int | None = None
    group: str = ""
    gives: str = ""
    one_higher: bool = False


@dataclass(frozen=True, slots=True)
class TitleTable:
    """A whole table as it is read: its rows and the conditions that hold for all of them."""

    rows: tuple[Row, ...]
    groups: frozenset[str]
    pass_mark: int | None
    youngest: int | None
    not_held: frozenset[str]


def table_of(value: Mapping[str, Any]) -> TitleTable:
    """Read a value of a table without faults; a table of promotions asks for no group, age or earlier title."""
    return TitleTable(
        tuple(Row(**row) for row in value["rows"]),
        frozenset(value.get("groups", GROUPS)),
        value["pass_mark"],
        value.get("youngest"),
        frozenset(value.get("not_held", ())),
    )


@dataclass(frozen=True, slots=True)
class Band:
    """For fields of `smallest` to `largest` competitors (None: and above), places up to `to_place` earn the title."""

    smallest: int
    largest: int | None
    to_place: int = 0


def band_faults(bands: Sequence[Band]) -> tuple[str, ...]:
    """Name the sizes of field that a table by size leaves out ('gap 50-54') or names twice ('overlap 10').

    Both published models have such holes: 安徽 leaves 10 undefined, 深圳 50-54 (policy.md 3.11).
    """
    faults = []
    ordered = sorted(bands, key=lambda band: band.smallest)
    for before, after in pairwise(ordered):
        end = after.smallest if before.largest is None else before.largest
        if end + 1 < after.smallest:
            faults.append(f"gap {_sizes(end + 1, after.smallest - 1)}")
        if end >= after.smallest:
            faults.append(f"overlap {_sizes(after.smallest, end)}")
    return tuple(faults)


def _sizes(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def faults(value: Any, unit: str, levels: Collection[str]) -> list[Found]:
    """Name every fault of a table: its keys, its rows, sizes of field left out or named twice, a student given a title."""
    if not isinstance(value, Mapping) or not value:
        return [("mapping", (), str(value)[:60])]
    found = list(_keys(value, HEADS[unit], HEADS[unit], ()))
    if found:
        return found
    found += _heads(value, unit)
    rows = value["rows"]
    if not isinstance(rows, list) or not rows:
        return [*found, ("list", ("rows",), "")]
    for number, row in enumerate(rows, start=1):
        found += _row(row, unit, levels, ("rows", str(number)))
    return found or list(_sizes_left_out(rows, unit))


def _keys(
    of: Mapping[Any, Any], known: Collection[str], asked: Collection[str], at: tuple[str, ...]
) -> Iterator[Found]:
    yield from (("unknown", at, str(key)[:60]) for key in of if key not in known)
    yield from (("missing", at, key) for key in asked if key not in of)


def _heads(value: Mapping[str, Any], unit: str) -> Iterator[Found]:
    for key in ("pass_mark", "youngest"):
        # nothing stands for a condition that is not asked for
        if value.get(key) is not None and not _is_whole(value[key], 1, 100):
            yield "from_one", (key,), str(value[key])[:60]
    if unit == PROMOTION:
        return
    yield from _listed(value["groups"], "groups", GROUPS[:2], may_be_empty=False)
    yield from _listed(value["not_held"], "not_held", TITLES, may_be_empty=True)


def _listed(value: Any, key: str, known: Collection[str], *, may_be_empty: bool) -> Iterator[Found]:
    if not isinstance(value, list) or not (value or may_be_empty):
        yield "list", (key,), str(value)[:60]
        return
    for one in value:
        if one not in known:
            # a student is never given a title (policy.md 3.11)
            yield "student" if one == "student" else "code", (key,), str(one)[:60]


def _row(row: Any, unit: str, levels: Collection[str], at: tuple[str, ...]) -> Iterator[Found]:
    if not isinstance(row, Mapping):
        yield "mapping", at, str(row)[:60]
        return
    yield from _keys(row, KEYS[unit], ("level",) if unit == TITLE else ("level", "gives"), at)
    if "level" in row and str(row["level"]) not in levels:
        yield "level", at, str(row["level"])[:60]
    if sum(key in row for key in GROUNDS) != 1:
        yield "ground", at, ""
    for key, most in (("to_place", MOST), ("to_share", 100), ("members", 100), ("smallest", MOST), ("largest", MOST)):
        if key in row and not (row[key] is None and key in MAY_BE_EMPTY) and not _is_whole(row[key], 1, most):
            yield "from_one", (*at, key), str(row[key])[:60]
    for key, known in (("award", AWARDS), ("group", GROUPS), ("gives", SKILL_LEVELS)):
        if key in row and row[key] not in known:
            yield "code" if key != "gives" else "skill_level", (*at, key), str(row[key])[:60]
    if not isinstance(row.get("one_higher", False), bool):
        yield "yes_or_no", (*at, "one_higher"), str(row["one_higher"])[:60]


def _sizes_left_out(rows: Sequence[Mapping[str, Any]], unit: str) -> Iterator[Found]:
    if unit != TITLE:
        # the first row that fits counts, so that rows may lie over one another
        return
    alike: dict[tuple[str, int | None], list[Band]] = {}
    for row in rows:
        band = Band(row.get("smallest", 1), row.get("largest"))
        alike.setdefault((row["level"], row.get("members")), []).append(band)
    for (level, _members), bands in alike.items():
        for band in bands:
            if band.largest is not None and band.largest < band.smallest:
                yield "backwards", (level,), f"{band.smallest}-{band.largest}"
        for fault in band_faults(bands):
            code, sizes = fault.split(" ")
            yield code, (level,), sizes
        last = max(bands, key=lambda band: band.smallest)
        if last.largest is not None:
            yield "open_end", (level,), str(last.largest)


def _is_whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most
