"""A competition's delegations: points of their awards, the rank they make, and the best of each; pure.

Source: judging.md 2.2 (medal points 4/3/2/1 and their average; best of nation by the WorldSkills scale; a team counts
once), policy.md 3.10 (团体总分榜、代表团最佳选手、优秀组织奖).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from competition.foundation.money import Mode, rounded

Whose = TypeVar("Whose", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share(Generic[Whose]):
    """What one announced line brings its delegation: its award ('' for none) and its WorldSkills scale points, if any."""

    whose: Whose
    key: int
    award: str
    scale: int | None


@dataclass(frozen=True, slots=True)
class Delegation(Generic[Whose]):
    """A delegation: how many competed for it, its awards and points, its rank, and who is best in it by the scale."""

    whose: Whose
    entered: int
    awards: Mapping[str, int]
    points: int
    average: Decimal
    best: Sequence[int]
    rank: int
    shared: bool


def ranked(shares: Iterable[Share[Whose]], points: Mapping[str, int]) -> list[Delegation[Whose]]:
    """Rank delegations by the sum of their award points (1-2-2-4); equals stand in the order given.

    An award without points (held by an appeal) counts nothing. Everybody who competed counts for the average, a team
    once. The best of a delegation has the most scale points in it, all who are equal; where nobody stands on the scale
    there is none, as totals of two items cannot be compared.
    """
    mine: dict[Whose, list[Share[Whose]]] = defaultdict(list)
    for one in shares:
        mine[one.whose].append(one)
    sums = {whose: sum(points.get(one.award, 0) for one in own) for whose, own in mine.items()}
    same = Counter(sums.values())
    return [
        Delegation(
            whose,
            len(mine[whose]),
            Counter(one.award for one in mine[whose] if one.award in points),
            sums[whose],
            rounded(Decimal(sums[whose]) / len(mine[whose]), 2, Mode.HALF_UP),
            _best(mine[whose]),
            1 + sum(other > sums[whose] for other in sums.values()),
            same[sums[whose]] > 1,
        )
        for whose in sorted(mine, key=lambda whose: -sums[whose])
    ]


def _best(own: Sequence[Share[Whose]]) -> list[int]:
    top = max((one.scale for one in own if one.scale is not None), default=None)
    return [] if top is None else [one.key for one in own if one.scale == top]


def organisers(rows: Sequence[Delegation[Whose]], count: int) -> list[Whose]:
    """Propose the best organisers: the first so many that have points, and all who share the last place that counts."""
    return [one.whose for one in rows if one.points and one.rank <= count]
