"""How often chance does it: counted by hand on small cases, and close to the normal beyond them."""

from decimal import Decimal
from math import isnan

import pytest

from competition.judging import chances
from competition.judging.agreement import Given, dropped, judges
from competition.judging.tabulation.scheme import Panel


@pytest.mark.parametrize(
    ("seen", "choices", "chance"),
    [
        # six competitors, two judges one apart each time: 2 of 64 arrangements are as far off as the furthest
        (3.0, [(0.5, -0.5)] * 6, 2 / 64),
        (0.0, [(0.5, -0.5)] * 6, 1.0),
        (2.0, [(0.5, -0.5)] * 6, 14 / 64),
        (1.0, [(0.0, 0.0)] * 6, 0.0),
    ],
)
def test_sums_of_choices_are_counted(seen, choices, chance):
    assert chances.of_choices(seen, choices) == pytest.approx(chance)


@pytest.mark.parametrize("choices", [[], [(1, -1)] * 5, [(1, 0, -1)] * 3])
def test_too_few_competitors_tell_nothing(choices):
    assert isnan(chances.of_choices(1.0, choices))


def test_many_competitors_come_to_nearly_the_same_as_counting():
    choices = [((n % 7) / 10, -(n % 7) / 10, 0.0) for n in range(60)]
    exact = chances.of_choices(4.0, choices)
    rough = [tuple(v + n * 1e-7 for v in c) for n, c in enumerate(choices)]
    assert chances.of_choices(4.0, rough) == pytest.approx(exact, abs=0.01)


def test_two_groups_are_compared_over_all_ways_to_choose_them():
    own, others = [(3.0, 1), (3.0, 1), (3.0, 1)], [(0.0, 1)] * 6
    assert chances.of_groups(own, others) == pytest.approx(1 / 84)
    assert isnan(chances.of_groups([(3.0, 1)], [(0.0, 1)] * 8))
    assert isnan(chances.of_groups([], others))


def test_a_judge_who_is_milder_to_the_own_district_is_seen():
    objects = [
        Given({"甲": 3.0 if n < 4 else 1.0, "乙": 1.0, "丙": 1.0 + n % 2}, "", f"c{n}", "张店" if n < 4 else "博山")
        for n in range(10)
    ]
    told = {each.judge: each for each in judges(objects, {}, {"甲": "张店", "乙": "博山", "丙": "张店"})}
    assert (told["甲"].district_marks, told["甲"].own_marks) == (4, 0)
    assert told["甲"].district_favour > 1
    assert told["甲"].district_chance < 0.05
    assert isnan(told["甲"].favour_chance)


def test_which_of_equal_marks_is_dropped_is_arbitrary_and_not_counted():
    panel = Panel(5, Decimal(10), drop_high=1, drop_low=1)
    assert dropped({"a": Decimal(9), "b": Decimal(8), "c": Decimal(8), "d": Decimal(7), "e": Decimal(8)}, panel) == (
        {"a"},
        {"d"},
    )
    assert dropped({"a": Decimal(8), "b": Decimal(8), "c": Decimal(8), "d": Decimal(7), "e": Decimal(6)}, panel) == (
        set(),
        {"e"},
    )
    assert dropped({"a": Decimal(9), "b": Decimal(8), "c": Decimal(7)}, panel) == (set(), set())
