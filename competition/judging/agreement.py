"""How far judges agree, and who marks high or low; information for the chief judge, never part of a result; pure.

Krippendorff's alpha for interval and ordinal marks (missing marks allowed), ICC(2,1), ICC(2,k) and ICC(3,1) of Shrout
and Fleiss on the objects that every judge marked; severity and spread by judge; favour for the judge's own unit and
district.
Source: judging.md 4.4. Figures are floats: they describe, they do not decide.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import nan, sqrt
from statistics import fmean

from competition.judging import chances
from competition.judging.rules import HIGHEST_SCORE
from competition.judging.tabulation.aspects import trimmed
from competition.judging.tabulation.scheme import Panel

Object = Mapping[str, float]
PERCENT = 100.0


def common_scale(highests: Iterable[float]) -> float:
    """Say what differences are counted in: points up to the one highest score, or per cent where the scales differ."""
    told = set(highests) or {float(HIGHEST_SCORE)}
    return told.pop() if len(told) == 1 else PERCENT


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on some objects: how many objects and judges, alpha, and the intraclass correlations (nan: undefined)."""

    objects: int
    judges: int
    alpha: float
    alpha_ordinal: float
    icc_2_1: float
    icc_2_k: float
    icc_3_1: float


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """One judge: marks given, mean distance from the panel (severity below 0), its spread, and own-unit favour.

    `favour` is the judge's mean distance on entries of the own unit less that on all others; nan where there are none.
    `chance` says how often chance gives a severity this far off, `favour_chance` a favour; nan: too few to tell.
    """

    judge: str
    marks: int
    severity: float
    spread: float
    own_marks: int
    favour: float
    chance: float = nan
    favour_chance: float = nan
    district_marks: int = 0
    district_favour: float = nan
    district_chance: float = nan


def agreement(objects: Iterable[Object]) -> Agreement:
    """Describe the agreement on objects, each the judges' marks by judge."""
    kept = list(objects)
    judges = sorted({judge for one in kept for judge in one})
    whole = [[one[judge] for judge in judges] for one in kept if len(one) == len(judges)]
    single, together, fixed = _icc(whole)
    return Agreement(len(kept), len(judges), alpha(kept), alpha(kept, ordinal=True), single, together, fixed)


def alpha(objects: Iterable[Object], *, ordinal: bool = False) -> float:
    """Krippendorff's alpha: 1 - observed / expected disagreement; nan where nothing differs or nothing is paired.

    Distances are (c - k) squared, or for ordinal marks those of the ranks by how often each value was given.
    """
    units = [list(one.values()) for one in objects if len(one) > 1]
    values = Counter(value for unit in units for value in unit)
    paired = sum(values.values())
    if paired < 2 or len(values) < 2:
        return nan
    distance = _ordinal(values) if ordinal else _interval
    observed = sum(_disagreement(Counter(unit), distance) / (len(unit) - 1) for unit in units) / paired
    expected = _disagreement(values, distance) / (paired * (paired - 1))
    return 1 - observed / expected


Distance = Callable[[float, float], float]


def _interval(one: float, other: float) -> float:
    return (one - other) ** 2


def _ordinal(values: Mapping[float, int]) -> Distance:
    below, place = 0.0, {}
    for value in sorted(values):
        # the middle rank of a value: half of its own marks count
        place[value] = below + values[value] / 2
        below += values[value]
    return lambda one, other: (place[one] - place[other]) ** 2


def _disagreement(values: Mapping[float, int], distance: Distance) -> float:
    """Sum the distances of all ordered pairs."""
    return sum(n * m * distance(one, other) for one, n in values.items() for other, m in values.items())


def _icc(rows: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    n, k = len(rows), len(rows[0]) if rows else 0
    if n < 2 or k < 2:
        return nan, nan, nan
    mean = fmean(value for row in rows for value in row)
    by_row = k * sum((fmean(row) - mean) ** 2 for row in rows)
    by_column = n * sum((fmean(row[j] for row in rows) - mean) ** 2 for j in range(k))
    rest = sum((value - mean) ** 2 for row in rows for value in row) - by_row - by_column
    msr, msc, mse = by_row / (n - 1), by_column / (k - 1), rest / ((n - 1) * (k - 1))
    two = msr + (k - 1) * mse + k * (msc - mse) / n
    many = msr + (msc - mse) / n
    three = msr + (k - 1) * mse
    return tuple((msr - mse) / below if below else nan for below in (two, many, three))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Given:
    """One object with the entry's unit, district and name, as far as they are known."""

    marks: Object
    unit: str = ""
    competitor: str = ""
    district: str = ""


@dataclass(slots=True)
class _Off:
    """One judge's distances from the panel: by competitor their sum and count, and what the whole panel came to."""

    distances: list[float] = field(default_factory=list)
    by_competitor: dict[str, tuple[float, int]] = field(default_factory=dict)


def judges(
    objects: Iterable[Given], units: Mapping[str, str] | None = None, districts: Mapping[str, str] | None = None
) -> list[JudgeFigures]:
    """Describe each judge beside the panel on the same objects; `units` and `districts` name where each judge is from."""
    there = [(each.competitor or str(place), each) for place, each in enumerate(objects)]
    off: dict[str, _Off] = defaultdict(_Off)
    for name, one in there:
        panel = fmean(one.marks.values())
        for judge, value in one.marks.items():
            off[judge].distances.append(value - panel)
            total, count = off[judge].by_competitor.get(name, (0.0, 0))
            off[judge].by_competitor[name] = total + value - panel, count + 1
    of_unit = {name: one.unit for name, one in there}
    of_district = {name: one.district for name, one in there}
    return [
        _figures(judge, off, _home(judge, off, of_unit, units), _home(judge, off, of_district, districts))
        for judge in sorted(off)
    ]


Home = tuple[int, float, float]


def _home(judge: str, off: Mapping[str, _Off], places: Mapping[str, str], of: Mapping[str, str] | None) -> Home:
    """Give the marks for competitors of the judge's own place, how much more they got, and how often chance does that."""
    mine, there = (of or {}).get(judge, ""), off[judge].by_competitor
    own = [told for name, told in there.items() if mine and places[name] == mine]
    others = [told for name, told in there.items() if not (mine and places[name] == mine)]
    marks = sum(count for _total, count in own)
    if not own or not others:
        return marks, nan, nan
    mean, rest = (sum(t for t, _n in group) / sum(n for _t, n in group) for group in (own, others))
    return marks, mean - rest, chances.of_groups(own, others)


def _figures(judge: str, off: Mapping[str, _Off], unit: Home, district: Home) -> JudgeFigures:
    mine = off[judge]
    severity = fmean(mine.distances)
    spread = sqrt(fmean((value - severity) ** 2 for value in mine.distances))
    panels = [
        [o.by_competitor[name][0] for o in off.values() if name in o.by_competitor] for name in mine.by_competitor
    ]
    chance = chances.of_choices(sum(mine.distances), panels)
    own, favour, by_chance = unit
    return JudgeFigures(judge, len(mine.distances), severity, spread, own, favour, chance, by_chance, *district)


def dropped(marks: Mapping[str, Decimal], panel: Panel) -> tuple[set[str], set[str]]:
    """Name the judges whose mark the scheme left out as too high, and as too low.

    Which of equal marks goes is arbitrary, so a mark like one that was kept is not counted.
    """
    names, given = list(marks), list(marks.values())
    kept, out = trimmed(given, panel)
    if not out or not kept:
        return set(), set()
    low, high = min(kept), max(kept)
    return {names[i] for i in out if given[i] > high}, {names[i] for i in out if given[i] < low}
