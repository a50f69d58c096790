"""How far judges agree, and who marks high or low; information for the chief judge, never part of a result; pure.

Krippendorff's alpha for interval and ordinal marks (missing marks allowed), ICC(2,1), ICC(2,k) and ICC(3,1) of Shrout
and Fleiss on the objects that every judge marked; severity and spread by judge; favour for the judge's own unit.
Source: judging.md 4.4. Figures are floats: they describe, they do not decide.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from statistics import fmean

Object = Mapping[str, float]


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
    """

    judge: str
    marks: int
    severity: float
    spread: float
    own_marks: int
    favour: float


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
    """One object with the entry's unit, as far as it is known."""

    marks: Object
    unit: str = ""


def judges(objects: Iterable[Given], units: Mapping[str, str] | None = None) -> list[JudgeFigures]:
    """Describe each judge beside the panel on the same objects; `units` names each judge's unit."""
    units = units or {}
    off: dict[str, list[float]] = defaultdict(list)
    own: dict[str, list[float]] = defaultdict(list)
    for one in objects:
        panel = fmean(one.marks.values())
        for judge, value in one.marks.items():
            off[judge].append(value - panel)
            if one.unit and units.get(judge) == one.unit:
                own[judge].append(value - panel)
    return [_figures(judge, off[judge], own[judge]) for judge in sorted(off)]


def _figures(judge: str, off: Sequence[float], own: Sequence[float]) -> JudgeFigures:
    severity = fmean(off)
    spread = sqrt(fmean((value - severity) ** 2 for value in off))
    others = len(off) - len(own)
    favour = fmean(own) - (sum(off) - sum(own)) / others if own and others else nan
    return JudgeFigures(judge, len(off), severity, spread, len(own), favour)
