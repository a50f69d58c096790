"""How totals and modules' marks lie over a field: bands of totals, quartiles; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from math import floor

# below this a table of the totals says as much as a picture
FEW = 5
MOST_BANDS = 10
STEP = Decimal("0.01")
_WIDTHS = (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(5))


@dataclass(frozen=True, slots=True)
class Band:
    """Totals from `low` to `high`, both included; bands do not overlap, as totals have two decimals."""

    low: Decimal
    high: Decimal

    def holds(self, total: Decimal) -> bool:
        """Say whether a total lies in it."""
        return self.low <= total <= self.high


def bands(totals: Sequence[Decimal]) -> list[Band]:
    """Cut a field's totals into even bands without a gap, the highest first; none for no totals, one for equal ones.

    The width is the smallest of 0.5, 1, 2, 5, 10, 20, 50 … that makes no more than ten bands, and no more than one for
    every two totals. A total on the upper edge of the last band (100) belongs to it.
    """
    if not totals:
        return []
    lowest, highest = min(totals), max(totals)
    if lowest == highest:
        return [Band(lowest, highest)]
    most = max(4, min(MOST_BANDS, len(totals) // 2))
    for width in (digit * 10**power for power in count() for digit in _WIDTHS if digit >= 1 or not power):
        first, last = floor(lowest / width), floor(highest / width)
        on_edge = last > first and last * width == highest
        if last - on_edge - first < most:
            break
    cut = [Band(at * width, (at + 1) * width - STEP) for at in range(first, last + 1 - on_edge)]
    return [Band(cut[-1].low, highest if on_edge else cut[-1].high), *reversed(cut[:-1])]


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The lower quartile, median, upper quartile and the highest of some marks."""

    low: Decimal
    middle: Decimal
    high: Decimal
    best: Decimal


def quartiles(marks: Sequence[Decimal]) -> Quartiles:
    """Give the quartiles of one or more marks, between two of them by their distance (as Excel's QUARTILE.INC does)."""
    ordered = sorted(marks)
    low, middle, high = (_at(ordered, Decimal(part) * (len(ordered) - 1) / 4) for part in (1, 2, 3))
    return Quartiles(low, middle, high, ordered[-1])


def _at(ordered: Sequence[Decimal], where: Decimal) -> Decimal:
    below = int(where)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (where - below)
