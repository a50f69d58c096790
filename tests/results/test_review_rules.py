"""Who is looked at again: the upper share, the sample beside it, everybody where errors exceed the limit."""

from decimal import Decimal

import pytest

from competition.judging import layers
from competition.results import review_rules as rules
from competition.results.review_rules import Why

D = Decimal
QUOTAS = rules.quotas_of({"top": 30, "sample": 15, "errors": 5})


@pytest.mark.parametrize(
    ("count", "per_cent", "share"),
    [
        (7, "30", 3),
        (10, "30", 3),
        (11, "30", 4),
        (1, "30", 1),
        (0, "30", 0),
        (20, "15", 3),
        (21, "15", 4),
        (10, "0", 0),
        (3, "33.4", 2),
    ],
)
def test_a_share_is_rounded_up(count, per_cent, share):
    assert rules.share_of(count, D(per_cent)) == share


@pytest.mark.parametrize(
    ("places", "keys"),
    [
        ([1, 2, 3, 4, 5, 6, 7], {0, 1, 2}),
        ([1, 2, 3, 3, 5, 6, 7], {0, 1, 2, 3}),
        ([1, 1, 1, 1, 1, 1, 1], {0, 1, 2, 3, 4, 5, 6}),
        ([1, 2, 3, 4, 4, 6, 7], {0, 1, 2}),
        ([], set()),
    ],
)
def test_the_upper_share_takes_all_who_are_tied_at_the_cut(places, keys):
    assert rules.top(dict(enumerate(places)), D(30)) == keys


def test_the_sample_leaves_out_who_is_due_anyway():
    # of ten, three are due for their place; 15 % of the other seven are two
    order = [0, 9, 1, 8, 2, 7, 3, 6, 4, 5]
    assert rules.sample(order, {0, 1, 2}, D(15)) == {9, 8}


@pytest.mark.parametrize(
    ("errors", "checked", "more"),
    [(0, 0, False), (0, 20, False), (1, 20, False), (1, 19, True), (2, 40, False), (3, 40, True), (1, 5, True)],
)
def test_exactly_the_share_of_errors_does_not_exceed_it(errors, checked, more):
    assert rules.exceeds(errors, checked, D(5)) is more


def test_in_full_everybody_is_due_and_the_first_reason_stays():
    places = {key: key for key in range(1, 11)}
    order = list(range(1, 11))
    some = rules.due(places, order, QUOTAS, full=False)
    assert some == {1: Why.TOP, 2: Why.TOP, 3: Why.TOP, 4: Why.SAMPLE, 5: Why.SAMPLE}
    every = rules.due(places, order, QUOTAS, full=True)
    assert every == some | dict.fromkeys(range(6, 11), Why.FULL)


def test_the_sample_can_be_drawn_again_from_seed_and_word():
    codes = layers.drawn(range(1, 11), "seed", "word")
    order = sorted(codes, key=codes.__getitem__)
    assert order == sorted(layers.drawn(range(10, 0, -1), "seed", "word"), key=codes.__getitem__)
    assert len(rules.sample(order, {1, 2, 3}, D(15))) == 2
