"""Who pays, as a dated table: the parts of each payer, usually and by level, and faults of a new one; pure.

Sources: policy.md 1.1 (the article names no payer), 2.3 (市级财政 in Dezhou and Yantai), 2.6 (districts match or add).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

UNIT = "payers"
# in the order in which a fen that is left over goes; as the ledger's sources
PAYERS = ("city", "district", "sponsor")
USUAL = "usual"
# a fault's code for words, the place in the value, and what stands there
Found = tuple[str, tuple[str, ...], str]


def parts_of(value: Mapping[str, Mapping[str, str]], level: str) -> dict[str, Decimal]:
    """Give each payer's part of the whole for a level: its own row, else the usual one; in the payers' order."""
    row = value.get(level, value[USUAL])
    return {payer: Decimal(row[payer]) for payer in PAYERS if payer in row}


def rows(levels: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name every cell the table offers: what is usual, then each level, by payer."""
    return [(row, payer) for row in (USUAL, *levels) for payer in PAYERS]


def faults(value: Any, levels: frozenset[str]) -> list[Found]:
    """Name every fault: a row or payer unknown, no usual row, a part that is none, parts that do not come to the whole."""
    if not isinstance(value, Mapping) or not value:
        return [("mapping", (), str(value)[:60])]
    found: list[Found] = [("level", (), str(key)[:60]) for key in value if key != USUAL and key not in levels]
    if USUAL not in value:
        found.append(("missing", (), USUAL))
    for key in (key for key in value if key == USUAL or key in levels):
        found += _faults_of(str(key), value[key])
    return found


def _faults_of(key: str, row: Any) -> Iterator[Found]:
    if not isinstance(row, Mapping) or not row:
        yield "mapping", (key,), str(row)[:60]
        return
    strange = [("payer", (key,), str(payer)[:60]) for payer in row if payer not in PAYERS]
    wrong = [
        ("share", (key, payer), str(row[payer])[:60]) for payer in PAYERS if payer in row and not _part(row[payer])
    ]
    yield from (*strange, *wrong)
    if strange or wrong:
        return
    whole = sum((Decimal(part) for part in row.values()), Decimal(0))
    if whole != 1:
        yield "whole_of_parts", (key,), f"{(whole * 100).normalize():f}"


def _part(value: Any) -> Decimal | None:
    try:
        part = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return part if part is not None and part.is_finite() and 0 < part <= 1 else None
