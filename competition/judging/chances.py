"""How often chance alone would give a difference as large as the one seen, by counting arrangements; pure.

No table of a distribution is used: where all arrangements can be counted they are, and beyond that their sum is close
to a normal one. nan says that there is too little to tell: not even the rarest arrangement would be rare.
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb, erfc, nan, prod, sqrt
from statistics import fmean, variance

# below this many arrangements even the rarest, with its mirror image, comes up more than once in twenty
FEWEST = 40
MOST = 20_000
PLACES = 9


def of_choices(seen: float, choices: Sequence[Sequence[float]]) -> float:
    """Say how often a sum that takes one value of each choice, all alike likely, is as far from its mean as `seen`.

    With each competitor's choice being what the judges of the panel gave together, this asks whether one judge's sum is
    more than a judge drawn anew for each competitor would come to.
    """
    if prod(map(len, choices)) < FEWEST:
        return nan
    middle = sum(map(fmean, choices))
    sums = {0.0: 1.0}
    for choice in choices:
        after: dict[float, float] = {}
        for total, weight in sums.items():
            for value in choice:
                key = round(total + value, PLACES)
                after[key] = after.get(key, 0.0) + weight / len(choice)
        sums = after
        if len(sums) > MOST:
            spread = sum(fmean(v * v for v in choice) - fmean(choice) ** 2 for choice in choices)
            return _normal(seen - middle, spread)
    return min(1.0, sum(weight for total, weight in sums.items() if _as_far(total - middle, seen - middle)))


def of_groups(own: Sequence[tuple[float, int]], others: Sequence[tuple[float, int]]) -> float:
    """Say how often two groups drawn at random differ as much in their mean as these; each thing is a sum and a count."""
    everything = [*own, *others]
    arrangements = comb(len(everything), len(own))
    if not own or not others or arrangements < FEWEST:
        return nan
    seen = _difference(own, others)
    if arrangements > MOST:
        means = [total / count for total, count in everything]
        return _normal(seen, variance(means) * (1 / len(own) + 1 / len(others)))
    whole, counts = sum(t for t, _n in everything), sum(n for _t, n in everything)
    rarer = 0
    for chosen in combinations(everything, len(own)):
        total, count = sum(t for t, _n in chosen), sum(n for _t, n in chosen)
        rarer += _as_far(total / count - (whole - total) / (counts - count), seen)
    return rarer / arrangements


def _difference(own: Sequence[tuple[float, int]], others: Sequence[tuple[float, int]]) -> float:
    one, other = (sum(t for t, _n in group) / sum(n for _t, n in group) for group in (own, others))
    return one - other


def _as_far(value: float, seen: float) -> bool:
    return abs(value) >= abs(seen) - 1e-9


def _normal(off: float, spread: float) -> float:
    return erfc(abs(off) / sqrt(2 * spread)) if spread > 0 else 1.0
