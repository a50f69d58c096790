"""Each kind of aspect, case by case, and what holds for every one of them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.money import Mode, settled
from competition.judging.tabulation.aspects import Unusable, figure, made, trimmed
from competition.judging.tabulation.scheme import Aspect, Count, Kind, Measure, Panel, Rounding, Step

D = Decimal
TWO = {Step.ASPECT: Rounding(2)}
ONE = D(1)
THREE = Panel(3, D(3))


def judged(maximum):
    return Aspect("A1.1", Kind.JUDGEMENT, maximum=D(maximum), panel=THREE)


@pytest.mark.parametrize(
    ("maximum", "scores", "mark"),
    [
        ("1.00", (1, 2, 2), "0.56"),
        ("0.50", (3, 3, 2), "0.44"),
        ("0.25", (0, 1, 1), "0.06"),
        ("1.50", (2, 2, 2), "1.00"),
        ("2.00", (3, 2, 3), "1.78"),
        ("0.75", (1, 1, 2), "0.33"),
    ],
)
def test_a_judgement_is_the_ninth_part_of_the_scores_times_the_maximum(maximum, scores, mark):
    assert made(judged(maximum), [D(s) for s in scores], ONE, TWO).mark == Fraction(mark)


@pytest.mark.parametrize(
    ("count", "reading", "mark"),
    [
        (Count.WHOLE, "10", "1"),
        (Count.WHOLE, "10.9", "1"),
        (Count.WHOLE, "11", "0.75"),
        (Count.BEGUN, "10.1", "0.75"),
        (Count.BEGUN, "9", "0.75"),
        (Count.EXACT, "10.5", "0.875"),
        (Count.WHOLE, "30", "0"),
    ],
)
def test_a_deduction_for_each_unit_off_the_target_never_falls_below_zero(count, reading, mark):
    aspect = Aspect(
        "A1.2", Kind.DEDUCTION, maximum=ONE, measure=Measure(target=D(10), unit=ONE, step=D("0.25"), count=count)
    )
    assert made(aspect, [D(reading)], ONE, {}).mark == Fraction(mark)


@pytest.mark.parametrize(
    ("aspect", "value", "mark"),
    [
        (Aspect("a", Kind.MEASUREMENT, maximum=D("1.5")), D("1.5"), "1.5"),
        (Aspect("a", Kind.MEASUREMENT, maximum=D("1.5")), D(0), "0"),
        (Aspect("a", Kind.MEASUREMENT, maximum=D("1.5"), measure=Measure(partial=True)), D("0.7"), "0.7"),
        (Aspect("a", Kind.ERRORS, maximum=D(2), measure=Measure(step=D("0.25"))), D(3), "1.25"),
        (Aspect("a", Kind.ERRORS, maximum=D(2), measure=Measure(step=D("0.25"))), D(9), "0"),
        (Aspect("a", Kind.CHOICE, maximum=D(1), measure=Measure(choices={"全部": D(0), "部分": D("0.25")})), "部分", "0.75"),
        (
            Aspect("a", Kind.READING, maximum=D(2), measure=Measure(target=D("25.00"), bands=((D("0.02"), D(2)), (D("0.05"), D(1))))),
            D("24.96"),
            "1",
        ),
        (
            Aspect("a", Kind.READING, maximum=D(2), measure=Measure(target=D("25.00"), bands=((D("0.02"), D(2)),))),
            D("25.03"),
            "0",
        ),
        (Aspect("a", Kind.GIVEN, maximum=D(100)), D("78.5"), "78.5"),
        (Aspect("a", Kind.PENALTY), D("1.5"), "-1.5"),
    ],
)  # fmt: skip
def test_measured_aspects(aspect, value, mark):
    assert made(aspect, [value], ONE, {}).mark == Fraction(mark)


@pytest.mark.parametrize(
    ("aspect", "values"),
    [
        (Aspect("a", Kind.MEASUREMENT, maximum=D(1)), [D("0.5")]),
        (Aspect("a", Kind.MEASUREMENT, maximum=D(1)), [D(2)]),
        (Aspect("a", Kind.MEASUREMENT, maximum=D(1)), [D(0), D(1)]),
        (Aspect("a", Kind.ERRORS, maximum=D(1), measure=Measure(step=D(1))), [D("0.5")]),
        (Aspect("a", Kind.CHOICE, maximum=D(1), measure=Measure(choices={"x": D(0)})), ["y"]),
        (Aspect("a", Kind.PENALTY), [D(-1)]),
        (Aspect("a", Kind.GIVEN, maximum=D(100)), [D(101)]),
        (judged("1.00"), [D(4), D(1), D(1)]),
        (judged("1.00"), [D("1.5"), D(1), D(1)]),
    ],
)
def test_what_the_scheme_does_not_allow_is_refused(aspect, values):
    with pytest.raises(Unusable, match=aspect.code):
        made(aspect, values, ONE, TWO)


def test_a_missing_mark_makes_none_and_never_a_zero():
    assert made(judged("1.00"), [D(3), None, D(3)], ONE, TWO).mark is None
    assert made(Aspect("a", Kind.GIVEN), [], ONE, TWO).mark is None


def test_a_dive_is_the_sum_of_five_times_difficulty_times_point_six():
    dive = Aspect(
        "dive", Kind.PANEL, panel=Panel(7, D(10), D("0.5"), drop_high=1, drop_low=1, summed=True, factor=D("0.6"))
    )
    found = made(dive, [D(x) for x in ("9", "9.5", "9", "8.5", "9.5", "9", "10")], D("3.2"), TWO)
    assert found.mark == Fraction("88.32")
    assert found.dropped == (3, 6)


def test_nothing_is_dropped_from_a_panel_that_is_too_small():
    panel = Panel(5, D(10), drop_high=1, drop_low=1, drop_from=5)
    assert trimmed([D(1), D(9), D(5), D(5)], panel) == ([D(1), D(9), D(5), D(5)], ())


scores = st.lists(st.decimals(0, 10, places=2), min_size=5, max_size=9)


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_the_judges_never_changes_a_mark(values, chance):
    panel = Panel(len(values), D(10), drop_high=1, drop_low=1)
    aspect, mixed = Aspect("p", Kind.PANEL, panel=panel), list(values)
    chance.shuffle(mixed)
    assert made(aspect, values, ONE, {}).mark == made(aspect, mixed, ONE, {}).mark


@given(scores)
def test_a_trimmed_mean_lies_between_the_marks_kept(values):
    panel = Panel(len(values), D(10), drop_high=1, drop_low=1)
    kept, _ = trimmed(values, panel)
    mark = made(Aspect("p", Kind.PANEL, panel=panel), values, ONE, {}).mark
    assert min(kept) <= mark <= max(kept)


@given(st.fractions(), st.integers(0, 6), st.sampled_from(list(Mode)))
def test_rounding_keeps_its_places_and_moves_less_than_one_step(value, places, mode):
    found = settled(value, places, mode)
    assert found.as_tuple().exponent == -places
    assert abs(Fraction(found) - value) < Fraction(1, 10**places)


@given(st.decimals(-1000, 1000, places=5), st.integers(0, 4), st.sampled_from(list(Mode)))
def test_fractions_round_as_decimals_do(value, places, mode):
    from competition.foundation.money import rounded

    assert settled(Fraction(value), places, mode) == rounded(value, places, mode)


def test_thirds_do_not_decide_a_tie_by_their_last_digit():
    third = Fraction(1, 3)
    assert settled((third + third + third) * Fraction("0.005"), 2) == D("0.01")
    assert figure(third) == "0.33333333…"
    assert figure(Fraction("88.32")) == "88.32"
