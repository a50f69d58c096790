"""Many entries at once: the same totals as tally.py, exact, in columns of whole numbers (NumPy); pure.

Every figure is a numerator in a column over one denominator for the whole column, so sums, thirds and ninths stay
exact; where the scheme rounds, the column is divided with the mode's own rule. Numbers that would pass 63 bits are
carried as Python's own integers: slower, never wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from competition.foundation.money import Mode
from competition.judging.tabulation.scheme import Aspect, Kind, Panel, Part, Rounding, Scheme, Step

LIMIT = 2**62
TOP_SCORE = 3
TABLE = 4
Whole = NDArray[Any]


class NotInColumns(ValueError):  # noqa: N818 - reads as what it says
    """A scheme has an aspect that is worked out entry by entry only; the text names it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of every entry: numerators over one denominator."""

    numerators: Whole
    denominator: int = 1

    def at(self, row: int) -> Fraction:
        """Give one entry's figure."""
        return Fraction(int(self.numerators[row]), self.denominator)

    def times(self, factor: Fraction) -> "Column":
        """Multiply every figure."""
        return Column(_times(self.numerators, factor.numerator), self.denominator * factor.denominator)

    def plus(self, other: "Column") -> "Column":
        """Add two columns."""
        whole = lcm(self.denominator, other.denominator)
        mine = _times(self.numerators, whole // self.denominator)
        theirs = _times(other.numerators, whole // other.denominator)
        return Column(_wide(mine + theirs if _fits(mine, theirs) else mine.astype(object) + theirs), whole)

    def settled(self, rounding: Rounding | None) -> "Column":
        """Round every figure where the scheme rounds."""
        if rounding is None:
            return self
        scale = 10**rounding.places
        if scale % self.denominator == 0:
            return Column(_times(self.numerators, scale // self.denominator), scale)
        return Column(_divided(_times(self.numerators, scale), self.denominator, rounding.mode), scale)


@dataclass(frozen=True, slots=True)
class Given:
    """What the judges gave for one aspect: whole numbers of 1/`scale`, entries × judges; `there` says which were given."""

    values: NDArray[np.int64]
    there: NDArray[np.bool_]
    scale: int = 1
    coefficients: NDArray[np.int64] | None = None
    coefficient_scale: int = 1


def totals(scheme: Scheme, given: Mapping[str, Given]) -> tuple[Column, NDArray[np.bool_]]:
    """Work out every entry's own total; the second column says who has one (no mark missing).

    A panel counts as complete when any of its judges marked: say who was absent by `there`; a missing mark is the
    caller's to tell apart. Raises NotInColumns for choices and repeated aspects.
    """
    marks = {aspect.code: mark(aspect, given[aspect.code], scheme.rounding) for aspect in scheme.aspects}
    complete = _complete(scheme, given)
    criteria = {
        criterion.code: _sum([marks[aspect.code] for aspect in criterion.aspects]).settled(
            scheme.rounding.get(Step.CRITERION)
        )
        for criterion in scheme.criteria
    }
    parts = scheme.parts or (Part("", "", tuple(criteria)),)
    weighed = [
        _sum([criteria[code] for code in part.criteria])
        .times(Fraction(part.weight) / 100)
        .settled(scheme.rounding.get(Step.PART))
        for part in parts
    ]
    return _sum(weighed).settled(scheme.rounding.get(Step.TOTAL)), complete


def _complete(scheme: Scheme, given: Mapping[str, Given]) -> NDArray[np.bool_]:
    found = np.ones(len(given[scheme.aspects[0].code].values), bool)
    for aspect in scheme.aspects:
        there = given[aspect.code].there
        if aspect.kind is not Kind.PENALTY and not there.all():
            found &= there.any(axis=1)
    return found


def mark(aspect: Aspect, of: Given, rounding: Mapping[Step, Rounding]) -> Column:
    """Work out one aspect for every entry."""
    if aspect.many or aspect.kind is Kind.CHOICE:
        raise NotInColumns(aspect.code)
    if aspect.kind in (Kind.JUDGEMENT, Kind.PANEL):
        column = _of_panel(aspect, of, rounding.get(Step.PANEL))
    else:
        column = MEASURED[aspect.kind](aspect, _first(of))
    if of.coefficients is not None:
        column = Column(_product(column.numerators, of.coefficients), column.denominator * of.coefficient_scale)
    return column.settled(rounding.get(Step.ASPECT))


# --- panels --------------------------------------------------------------------------------------------------------


def _of_panel(aspect: Aspect, of: Given, rounding: Rounding | None) -> Column:
    panel = aspect.panel
    assert panel is not None
    sums, counts = _kept(of, panel)
    if aspect.kind is Kind.JUDGEMENT:
        assert aspect.maximum is not None
        return _mean(sums, counts, TOP_SCORE * of.scale).times(Fraction(aspect.maximum)).settled(rounding)
    raw = Column(sums, of.scale) if panel.summed else _mean(sums, counts, of.scale)
    return raw.settled(rounding).times(Fraction(panel.factor))


def _kept(of: Given, panel: Panel) -> tuple[Whole, Whole]:
    """Sum what each entry's panel keeps, and count it."""
    if not (panel.drop_high or panel.drop_low) and of.there.all():
        return _across(of.values), np.full(1, of.values.shape[1])
    counts = of.there.sum(axis=1)
    if not (panel.drop_high or panel.drop_low) or panel.drop_from > of.values.shape[1]:
        return np.where(of.there, of.values, 0).sum(axis=1), counts
    # the absent stand behind all others, so that the lowest and the highest present are where they are looked for
    ordered = np.sort(np.where(of.there, of.values, np.iinfo(np.int64).max), axis=1)
    places = np.arange(ordered.shape[1])
    drops = counts >= panel.drop_from
    first = np.where(drops, panel.drop_low, 0)[:, None]
    last = np.where(drops, counts - panel.drop_high, counts)[:, None]
    kept = (places >= first) & (places < last)
    return np.where(kept, ordered, 0).sum(axis=1), kept.sum(axis=1)


def _across(values: Whole) -> Whole:
    # column by column: for a handful of judges several times as fast as a sum along the short axis
    return reduce(np.add, (values[:, judge] for judge in range(values.shape[1])))


def _mean(sums: Whole, counts: Whole, scale: int) -> Column:
    sizes = np.unique(counts[counts > 0])
    if len(sizes) <= 1:
        return Column(sums, scale * (int(sizes[0]) if len(sizes) else 1))
    whole = reduce(lcm, (int(size) for size in sizes))
    return Column(_product(sums, np.where(counts > 0, whole // np.maximum(counts, 1), 0)), whole * scale)


# --- measured ------------------------------------------------------------------------------------------------------


def _first(of: Given) -> Column:
    """Take each entry's one agreed value (the first that was given)."""
    return Column(
        np.take_along_axis(np.where(of.there, of.values, 0), of.there.argmax(axis=1)[:, None], axis=1)[:, 0], of.scale
    )


def _as_given(_aspect: Aspect, value: Column) -> Column:
    return value


def _off(aspect: Aspect, value: Column) -> Column:
    assert aspect.measure.target is not None
    away = value.plus(Column(np.zeros_like(value.numerators)).plus(_constant(-aspect.measure.target, value)))
    return Column(np.abs(away.numerators), away.denominator)


def _deducted(aspect: Aspect, value: Column) -> Column:
    measure = aspect.measure
    assert measure.unit is not None
    assert measure.step is not None
    units = _off(aspect, value).times(1 / Fraction(measure.unit))
    counted = {"whole": Rounding(0, Mode.DOWN), "begun": Rounding(0, Mode.UP)}.get(measure.count.value)
    return _less(aspect, units.settled(counted).times(Fraction(measure.step)))


def _errors(aspect: Aspect, value: Column) -> Column:
    assert aspect.measure.step is not None
    return _less(aspect, value.times(Fraction(aspect.measure.step)))


def _less(aspect: Aspect, lost: Column) -> Column:
    assert aspect.maximum is not None
    left = _constant(aspect.maximum, lost).plus(lost.times(Fraction(-1)))
    return Column(np.maximum(left.numerators, 0), left.denominator)


def _reading(aspect: Aspect, value: Column) -> Column:
    off = _off(aspect, value)
    found, taken = _constant(Decimal(0), value), np.zeros(len(value.numerators), bool)
    for distance, given in aspect.measure.bands:
        edge = Fraction(distance) * off.denominator
        inside = (_times(off.numerators, edge.denominator) <= edge.numerator) & ~taken
        chosen = Column(inside.astype(np.int64)).times(Fraction(given))
        found, taken = found.plus(chosen), taken | inside
    return found


def _penalty(_aspect: Aspect, value: Column) -> Column:
    return value.times(Fraction(-1))


MEASURED: dict[Kind, Callable[[Aspect, Column], Column]] = {
    Kind.MEASUREMENT: _as_given,
    Kind.GIVEN: _as_given,
    Kind.DEDUCTION: _deducted,
    Kind.ERRORS: _errors,
    Kind.READING: _reading,
    Kind.PENALTY: _penalty,
}


# --- whole numbers -------------------------------------------------------------------------------------------------


def _constant(value: Decimal, like: Column) -> Column:
    exact = Fraction(value)
    return Column(np.full(len(like.numerators), exact.numerator, dtype=np.int64), exact.denominator)


def _sum(columns: Sequence[Column]) -> Column:
    """Add many columns: those of one denominator at once."""
    groups: dict[int, list[Whole]] = {}
    for column in columns:
        groups.setdefault(column.denominator, []).append(column.numerators)
    return reduce(Column.plus, (Column(_added(group), denominator) for denominator, group in groups.items()))


def _added(columns: Sequence[Whole]) -> Whole:
    if sum(_largest(column) for column in columns) < LIMIT:
        whole: Whole = np.add.reduce(columns)
        return whole
    return _wide(np.add.reduce([column.astype(object) for column in columns]))


def _largest(numbers: Whole) -> int:
    return max(abs(int(numbers.max())), abs(int(numbers.min()))) if len(numbers) else 0


def _fits(*columns: Whole) -> bool:
    return sum(_largest(column) for column in columns) < LIMIT


def _times(numbers: Whole, factor: int) -> Whole:
    if factor == 1:
        return numbers
    return numbers * factor if _largest(numbers) * abs(factor) < LIMIT else numbers.astype(object) * factor


def _product(one: Whole, other: Whole) -> Whole:
    return one * other if _largest(one) * _largest(other) < LIMIT else one.astype(object) * other.astype(object)


def _wide(numbers: Whole) -> Whole:
    """Give columns that fit again back to NumPy's own integers."""
    return numbers.astype(np.int64) if numbers.dtype == object and _largest(numbers) < LIMIT else numbers


def _divided(numbers: Whole, by: int, mode: Mode) -> Whole:
    if not len(numbers) or numbers.dtype == object:
        return _settled(numbers, by, mode)
    lowest, highest = int(numbers.min()), int(numbers.max())
    if highest - lowest < len(numbers) // TABLE:
        # a few different figures, as scores are: each is divided once
        each: Whole = _settled(np.arange(lowest, highest + 1), by, mode)
        found: Whole = each[numbers - lowest]
        return found
    return _settled(numbers, by, mode)


def _settled(numbers: Whole, by: int, mode: Mode) -> Whole:
    if mode is Mode.HALF_UP:
        half = _times(np.abs(numbers), 2) + by
        nearest: Whole = np.sign(numbers) * (half // (2 * by))
        return nearest
    floor = numbers // by
    rest = numbers - floor * by
    up = {
        Mode.HALF_EVEN: (2 * rest > by) | ((2 * rest == by) & (floor % 2 == 1)),
        Mode.DOWN: (numbers < 0) & (rest > 0),
        Mode.UP: rest > 0,
        Mode.FLOOR: np.zeros(len(numbers), bool),
    }[mode]
    return _wide(floor + up)
