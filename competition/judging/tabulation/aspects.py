"""How one aspect's mark comes of what was given, exactly and with its working; pure.

Figures between two roundings are fractions: a third of a third must not decide a tie by its last digit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from competition.foundation import money
from competition.foundation.money import Mode
from competition.foundation.working import Step as Worked
from competition.judging.tabulation.scheme import Aspect, Count, Kind, Panel, Rounding, Step

ONE = Decimal(1)
NOTHING = Fraction(0)
TOP_SCORE = 3
Roundings = Mapping[Step, Rounding]


class Unusable(ValueError):  # noqa: N818 - reads as what it says
    """A mark that the scheme does not allow; the text says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """An aspect's mark and the steps that led to it; None while a judge's mark is missing."""

    mark: Fraction | None
    steps: tuple[Worked, ...] = ()
    dropped: tuple[int, ...] = ()


def made(aspect: Aspect, given: Sequence[Decimal | str | None], coefficient: Decimal, rounding: Roundings) -> Made:
    """Work out one attempt at an aspect.

    `given` holds what each position of the panel gave (one value for a measured aspect; a label for a choice); None is
    missing and never zero. A panel may lack judges who were absent: they are left out of `given` by the caller.
    Raises Unusable for a value outside the scheme.
    """
    if not given or any(value is None for value in given):
        return Made(None)
    if aspect.kind in (Kind.JUDGEMENT, Kind.PANEL):
        return _of_panel(aspect, [_number(aspect, value) for value in given], coefficient, rounding)
    values = set(given)
    if len(values) > 1:
        raise Unusable(f"{aspect.code}: judges must agree on a measurement, they gave {', '.join(map(str, given))}")
    whole = settled(_measured(aspect, given[0]) * Fraction(coefficient), rounding.get(Step.ASPECT))
    return Made(whole, (Worked("measured", {"aspect": aspect.code, "given": str(given[0]), "mark": figure(whole)}),))


def settled(value: Fraction, rounding: Rounding | None) -> Fraction:
    """Round where the scheme rounds, and leave the figure exact where it does not."""
    return value if rounding is None else Fraction(money.settled(value, rounding.places, rounding.mode))


def figure(value: Fraction) -> str:
    """Write a figure: whole and finite ones exactly, others to eight decimals with an ellipsis."""
    short = money.settled(value, 8, Mode.DOWN)
    plain = f"{short.normalize():f}"
    return plain if Fraction(short) == value else f"{plain}…"


def _number(aspect: Aspect, value: Decimal | str | None) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise Unusable(f"{aspect.code}: {value} is not a number")
    return value


# --- measured ------------------------------------------------------------------------------------------------------


def _measured(aspect: Aspect, value: Decimal | str | None) -> Fraction:
    if aspect.kind is Kind.CHOICE:
        if not isinstance(value, str) or value not in aspect.measure.choices:
            raise Unusable(f"{aspect.code}: {value} is none of {', '.join(aspect.measure.choices)}")
        return max(Fraction(_most(aspect) - aspect.measure.choices[value]), NOTHING)
    number = _number(aspect, value)
    match aspect.kind:
        case Kind.MEASUREMENT:
            return _full_or_zero(aspect, number)
        case Kind.DEDUCTION:
            return _deducted(aspect, number)
        case Kind.ERRORS:
            return _less_errors(aspect, number)
        case Kind.READING:
            return _in_band(aspect, number)
        case _:
            return _given(aspect, number)


def _most(aspect: Aspect) -> Decimal:
    assert aspect.maximum is not None
    return aspect.maximum


def _full_or_zero(aspect: Aspect, value: Decimal) -> Fraction:
    if not 0 <= value <= _most(aspect):
        raise Unusable(f"{aspect.code}: {value} lies outside 0 to {aspect.maximum}")
    if not aspect.measure.partial and value not in (0, _most(aspect)):
        raise Unusable(f"{aspect.code}: {value} is neither full ({aspect.maximum}) nor zero")
    return Fraction(value)


def _deducted(aspect: Aspect, value: Decimal) -> Fraction:
    """Take `step` off for each `unit` away from the target (CIS: REGULAR_DIFFERENCE_DEDUCTION), never below zero."""
    measure = aspect.measure
    assert measure.target is not None
    assert measure.unit is not None
    assert measure.step is not None
    units = Fraction(abs(value - measure.target)) / Fraction(measure.unit)
    if measure.count is not Count.EXACT:
        units = settled(units, Rounding(0, Mode.UP if measure.count is Count.BEGUN else Mode.DOWN))
    return max(Fraction(_most(aspect)) - units * Fraction(measure.step), NOTHING)


def _less_errors(aspect: Aspect, value: Decimal) -> Fraction:
    assert aspect.measure.step is not None
    if value < 0 or value != value.to_integral_value():
        raise Unusable(f"{aspect.code}: {value} is not a count of errors")
    return max(Fraction(_most(aspect) - value * aspect.measure.step), NOTHING)


def _in_band(aspect: Aspect, value: Decimal) -> Fraction:
    assert aspect.measure.target is not None
    off = abs(value - aspect.measure.target)
    return Fraction(next((mark for distance, mark in aspect.measure.bands if off <= distance), Decimal()))


def _given(aspect: Aspect, value: Decimal) -> Fraction:
    if aspect.kind is Kind.PENALTY:
        if value < 0:
            raise Unusable(f"{aspect.code}: a penalty is written as a positive figure, not {value}")
        return Fraction(-value)
    if aspect.maximum is not None and not 0 <= value <= aspect.maximum:
        raise Unusable(f"{aspect.code}: {value} lies outside 0 to {aspect.maximum}")
    return Fraction(value)


# --- panels --------------------------------------------------------------------------------------------------------


def _of_panel(aspect: Aspect, scores: list[Decimal], coefficient: Decimal, rounding: Roundings) -> Made:
    for score in scores:
        if wrong := score_fault(aspect, score):
            raise Unusable(f"{aspect.code}: {wrong}")
    assert aspect.panel is not None
    kept, dropped = trimmed(scores, aspect.panel)
    panel = settled(_together(aspect, kept), rounding.get(Step.PANEL))
    times = Fraction(aspect.panel.factor * coefficient)
    mark = settled(panel * times, rounding.get(Step.ASPECT))
    told = {
        "aspect": aspect.code,
        "given": " ".join(map(str, scores)),
        "dropped": " ".join(str(scores[i]) for i in dropped),
        "panel": figure(panel),
        "times": figure(times),
        "mark": figure(mark),
    }
    return Made(mark, (Worked("panel", told),), dropped)


def _together(aspect: Aspect, kept: Sequence[Decimal]) -> Fraction:
    whole = Fraction(sum(kept, Decimal()))
    if aspect.kind is Kind.JUDGEMENT:
        return whole * Fraction(_most(aspect)) / (TOP_SCORE * len(kept))
    assert aspect.panel is not None
    return whole if aspect.panel.summed else whole / len(kept)


def score_fault(aspect: Aspect, score: Decimal) -> str:
    """Say what is wrong with one judge's score, or ''."""
    panel = aspect.panel
    assert panel is not None
    highest = Decimal(TOP_SCORE) if aspect.kind is Kind.JUDGEMENT else panel.highest
    if not 0 <= score <= highest:
        return f"{score} lies outside 0 to {highest}"
    step = ONE if aspect.kind is Kind.JUDGEMENT else panel.step
    return f"{score} is no step of {step}" if step is not None and score % step else ""


def trimmed(scores: Sequence[Decimal], panel: Panel) -> tuple[list[Decimal], tuple[int, ...]]:
    """Leave out the highest and lowest marks the panel drops; gives those kept, in order, and the positions dropped.

    Equal marks are dropped from the first position on: which of them goes changes nothing in the result.
    """
    if not (panel.drop_high or panel.drop_low) or len(scores) < panel.drop_from:
        return list(scores), ()
    order = sorted(range(len(scores)), key=lambda i: (scores[i], i))
    out = {*order[: panel.drop_low], *order[len(order) - panel.drop_high :]}
    return [score for i, score in enumerate(scores) if i not in out], tuple(sorted(out))
