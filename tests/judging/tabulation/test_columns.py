"""Columns and the one-entry working come to the same figure in every row."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.money import Mode
from competition.judging.tabulation import columns, files, tally
from competition.judging.tabulation.columns import Column, Given, NotInColumns
from competition.judging.tabulation.scheme import Aspect, Kind, Measure, Rounding
from competition.judging.tabulation.tally import Attempt, Sheet

EXAMPLES = Path(__file__).parent.parent.parent.parent / "examples" / "schemes"
SCALE = 100


def drawn(aspect: Aspect, chance: np.random.Generator, rows: int) -> Given:
    """Make marks that the aspect allows, in hundredths, with some judges of a panel absent."""
    judges = aspect.panel.judges if aspect.panel and aspect.kind in (Kind.PANEL, Kind.JUDGEMENT) else 1
    if aspect.kind is Kind.JUDGEMENT:
        values = chance.integers(0, 4, (rows, judges)) * SCALE
    elif aspect.kind is Kind.PANEL:
        step = int((aspect.panel.step or Decimal("0.01")) * SCALE)
        values = chance.integers(0, int(aspect.panel.highest * SCALE) // step + 1, (rows, judges)) * step
    elif aspect.kind is Kind.ERRORS:
        values = chance.integers(0, 5, (rows, 1)) * SCALE
    elif aspect.kind is Kind.MEASUREMENT:
        values = chance.integers(0, 2, (rows, 1)) * int(aspect.maximum * SCALE)
    elif aspect.kind in (Kind.READING, Kind.DEDUCTION):
        values = int(aspect.measure.target * SCALE) + chance.integers(-20, 21, (rows, 1))
    else:
        most = aspect.maximum or Decimal(5)
        values = chance.integers(0, int(most * SCALE) + 1, (rows, 1))
    there = np.ones_like(values, bool)
    if judges > 3:
        there[:, -1] = chance.random(rows) > 0.3
    return Given(values.astype(np.int64), there, SCALE)


def one_by_one(scheme, marks, row):
    attempts = {}
    for aspect in scheme.aspects:
        of = marks[aspect.code]
        given = tuple(Decimal(int(v)) / SCALE for v, there in zip(of.values[row], of.there[row], strict=True) if there)
        attempts[aspect.code] = [Attempt(given)]
    return tally.tallied(scheme, str(row), Sheet(attempts)).total


def without_choices(text):
    return text.replace('"kind": "choice"', '"kind": "given"')


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("rounded", [True, False])
def test_every_row_equals_the_working_of_one_entry(path, rounded):
    scheme = files.read_scheme(without_choices(path.read_text(encoding="utf-8")))
    if not rounded:
        scheme = type(scheme)(scheme.title, scheme.criteria, scheme.parts, ties=scheme.ties)
    chance = np.random.default_rng(20260918)
    marks = {aspect.code: drawn(aspect, chance, 200) for aspect in scheme.aspects}
    found, complete = columns.totals(scheme, marks)
    assert complete.all()
    assert [found.at(row) for row in range(200)] == [one_by_one(scheme, marks, row) for row in range(200)]


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1),
    st.integers(1, 999),
    st.integers(0, 3),
    st.sampled_from(list(Mode)),
)
def test_a_column_rounds_as_one_figure_does(numbers, by, places, mode):
    from competition.foundation.money import settled

    column = Column(np.array(numbers), by).settled(Rounding(places, mode))
    for row, number in enumerate(numbers):
        assert column.at(row) == Fraction(settled(Fraction(number, by), places, mode))


def test_numbers_beyond_63_bits_stay_exact():
    huge = Column(np.array([2**61, -(2**61)])).times(Fraction(7, 3)).plus(Column(np.array([1, 1])))
    assert [huge.at(0), huge.at(1)] == [Fraction(7 * 2**61, 3) + 1, -Fraction(7 * 2**61, 3) + 1]
    assert huge.settled(Rounding(0)).at(0) == round(Fraction(7 * 2**61, 3) + 1)


def test_an_entry_without_any_mark_of_an_aspect_has_no_total():
    scheme = files.read_scheme((EXAMPLES / "judged-by-five-trimmed.json").read_text(encoding="utf-8"))
    chance = np.random.default_rng(1)
    marks = {aspect.code: drawn(aspect, chance, 3) for aspect in scheme.aspects}
    marks["A1.2"].there[1] = False
    _, complete = columns.totals(scheme, marks)
    assert complete.tolist() == [True, False, True]


def test_choices_are_worked_out_one_by_one():
    aspect = Aspect("a", Kind.CHOICE, maximum=Decimal(1), measure=Measure(choices={"x": Decimal(0)}))
    with pytest.raises(NotInColumns, match="a"):
        columns.mark(aspect, Given(np.zeros((1, 1), np.int64), np.ones((1, 1), bool)), {})
