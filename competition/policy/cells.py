"""A table's value as cells that somebody fills in: amounts in yuan, other figures as they are; pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from competition.foundation.money import fen_of, yuan
from competition.policy import payer_tables
from competition.policy.book import Table
from competition.policy.rules import BELOW, ValueFault

# what has other units is a text of rules rather than figures, and is written as YAML
WRITTEN = frozenset({"scheme", "chain", "titles", "title", "promotion", "awards", "rule", "retention", "calendar"})
# as many places as a prize table offers to fill in
PLACES = 6
# figures of the measures that are no amounts
NO_AMOUNTS = frozenset({"months", "within_years", "at_least"})
Path = tuple[str, ...]


def are_for(table: Table) -> bool:
    """Say whether a table is filled in by cells."""
    return table.unit not in WRITTEN


def of(value: Any, table: Table) -> dict[str, str]:
    """Give a value as the text of its cells, by the path of each."""
    return {".".join(path): _text(leaf, table, path) for path, leaf in _leaves(value, ())}


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(one, (*path, str(key)))
    else:
        yield path, value


def _is_money(table: Table, path: Path) -> bool:
    return table.unit.startswith("fen") or (table.unit == "figures" and path[-1] not in NO_AMOUNTS)


def _text(leaf: Any, table: Table, path: Path) -> str:
    return yuan(leaf) if isinstance(leaf, int) and _is_money(table, path) else str(leaf)


def paths(table: Table, levels: tuple[str, ...]) -> list[Path]:
    """Name every cell a table offers: all levels, and as many places as there may be."""
    like = table.values[-1].value
    if table.unit == payer_tables.UNIT:
        return list(payer_tables.rows(tuple(level for level in levels if level != BELOW)))
    if not isinstance(like, Mapping):
        return [()]
    if not set(like) <= set(levels):
        return [(str(key),) for key in like]
    levels = tuple(level for level in levels if level != BELOW or level in like)
    if not isinstance(next(iter(like.values())), Mapping):
        return [(level,) for level in levels]
    return [(level, str(place)) for level in levels for place in range(1, PLACES + 1)]


def value_of(typed: Mapping[str, str], table: Table) -> tuple[Any, list[ValueFault]]:
    """Read the cells into a value; an empty cell is left out, and each that cannot be read is named."""
    found: list[tuple[Path, Any]] = []
    faults = []
    for name, text in typed.items():
        path = tuple(name.split(".")) if name else ()
        if text.strip():
            try:
                found.append((path, _leaf(text.strip(), table, path)))
            except (ValueError, ArithmeticError):
                faults.append(ValueFault(_unread(table, path), path, text.strip()[:60]))
    return _joined(found), faults


def _unread(table: Table, path: Path) -> str:
    if _is_money(table, path):
        return "amount"
    return "share" if table.unit == payer_tables.UNIT else "whole"


def _leaf(text: str, table: Table, path: Path) -> Any:
    like = _like(table, path)
    if isinstance(like, str):
        return str(Decimal(text))
    return fen_of(text) if _is_money(table, path) else int(text)


def _like(table: Table, path: Path) -> Any:
    like = table.values[-1].value
    for key in path:
        like = like.get(key, next(iter(like.values()))) if isinstance(like, Mapping) else like
    return next(iter(like.values())) if isinstance(like, Mapping) else like


def _joined(found: list[tuple[Path, Any]]) -> Any:
    made: dict[Any, Any] = {}
    for path, leaf in found:
        if not path:
            return leaf
        at = made
        for key in path[:-1]:
            at = at.setdefault(_key(key), {})
        at[_key(path[-1])] = leaf
    return made or None


def _key(text: str) -> Any:
    return int(text) if text.isdecimal() else text
