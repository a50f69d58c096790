"""Which competitors' marks are looked at again before a result is final, and why; pure.

Source: policy.md 3.8 (score re-check by the supervisors: the upper 30 % whole, at least 15 % of the others as a sample,
everybody where errors exceed 5 %); judging.md 8. The sample is drawn openly: competitors in the order of an open draw
(`judging.layers.drawn`), the first of them that are not due for their place.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Any

HUNDRED = Decimal(100)


class Why(StrEnum):
    """Why a competitor's marks are due to be looked at again."""

    TOP = "top"
    SAMPLE = "sample"
    FULL = "full"


class Finding(StrEnum):
    """What a re-check finds."""

    RIGHT = "right"
    ERROR = "error"


class Stage(StrEnum):
    """Where a re-check of an item stands."""

    COMMITTED = "committed"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Quotas:
    """Shares in per cent: the upper part, the sample of the others, and the share of errors above which all are due."""

    top: Decimal
    sample: Decimal
    errors: Decimal


def quotas_of(value: Mapping[str, Any]) -> Quotas:
    """Read the quotas as table results.review holds them."""
    return Quotas(*(Decimal(str(value[name])) for name in ("top", "sample", "errors")))


def share_of(count: int, per_cent: Decimal) -> int:
    """Take a share of a number, rounded up: 30 % of 7 are 3."""
    return ceil(count * per_cent / HUNDRED)


def top(places: Mapping[int, int], per_cent: Decimal) -> frozenset[int]:
    """Name, by key, the upper share of those placed; all who share the last place that counts are in it."""
    most = share_of(len(places), per_cent)
    if not most:
        return frozenset()
    last = sorted(places.values())[most - 1]
    return frozenset(key for key, place in places.items() if place <= last)


def sample(order: Sequence[int], beside: Collection[int], per_cent: Decimal) -> frozenset[int]:
    """Name, by key, the sample: the first of an open draw's order that are not due anyway, a share of those."""
    others = [key for key in order if key not in beside]
    return frozenset(others[: share_of(len(others), per_cent)])


def exceeds(errors: int, checked: int, per_cent: Decimal) -> bool:
    """Say whether errors are more than a share of all that was checked; exactly the share is not more."""
    return errors * HUNDRED > per_cent * checked


def due(places: Mapping[int, int], order: Sequence[int], quotas: Quotas, *, full: bool) -> dict[int, Why]:
    """Name who is due and why, by key; in full all the others are due as well."""
    first = top(places, quotas.top)
    drawn = sample([key for key in order if key in places], first, quotas.sample)
    found = dict.fromkeys(first, Why.TOP) | dict.fromkeys(drawn, Why.SAMPLE)
    return found | ({key: Why.FULL for key in places if key not in found} if full else {})
