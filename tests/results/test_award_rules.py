"""Awards, case by case: places, shares, caps, bands by the size of the field, the WorldSkills rule; and what is refused."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.money import Mode
from competition.results import award_rules, rules
from competition.results.award_rules import AwardScheme, AwardStep, Band, content_of, near_medals, scheme_of
from competition.results.rules import Placed, Standing, Status
from tests.results.test_rules import CHAIN, field, present, standings

D = Decimal
PODIUM = (AwardStep("gold", 1), AwardStep("silver", 2), AwardStep("bronze", 3))


def scheme(*steps: AwardStep, merit: Any = None, first: int = 1, **more: Any) -> AwardScheme:
    return AwardScheme((Band(steps, first, merit_share=merit),), **more)


def ratio(*steps: tuple[str, int, int | None], **more: Any) -> AwardScheme:
    return scheme(*(AwardStep(name, share=D(share), cap=cap) for name, share, cap in steps), **more)


MEDALS = scheme(*PODIUM, merit=D(50))
BY_RATIO = ratio(("first", 10, None), ("second", 20, None), ("third", 30, None))
CAPPED = ratio(("first", 5, 3), ("second", 10, 6), ("third", 15, 9))
# Moscow 2018: all medals from 6, gold and silver for 5, gold for 4, no contest of 3
SMALL = AwardScheme((Band(PODIUM[:1], 4, 4), Band(PODIUM[:2], 5, 5), Band(PODIUM, 6)))


def counts(rows: tuple[Placed, ...], of: AwardScheme) -> dict[str, int]:
    return dict(Counter(award for award in award_rules.awarded(rows, of).awards.values() if award))


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (range(100, 90, -1), {"gold": 1, "silver": 1, "bronze": 1, "merit": 2}),
        (range(100, 89, -1), {"gold": 1, "silver": 1, "bronze": 1, "merit": 2}),  # half of 11 is 5 places
        ([100, 100, 98, *range(90, 83, -1)], {"gold": 2, "bronze": 1, "merit": 2}),
        ([100, 99, 98, 98, *range(90, 84, -1)], {"gold": 1, "silver": 1, "bronze": 2, "merit": 1}),
        ([100, 99, 98, 97, 96, 96, *range(80, 76, -1)], {"gold": 1, "silver": 1, "bronze": 1, "merit": 3}),
    ],
)
def test_medals_go_by_place_and_merit_to_the_upper_half(totals: Any, expected: dict[str, int]) -> None:
    assert counts(field(*totals), MEDALS) == expected


@pytest.mark.parametrize(
    ("size", "of", "expected"),
    [
        (10, BY_RATIO, {"first": 1, "second": 2, "third": 3}),
        (14, BY_RATIO, {"first": 1, "second": 3, "third": 4}),  # 1.4, 2.8, 4.2
        (15, BY_RATIO, {"first": 2, "second": 3, "third": 5}),  # 1.5 and 4.5 go up
        (29, CAPPED, {"first": 1, "second": 3, "third": 4}),  # 1.45, 2.9, 4.35
        (60, CAPPED, {"first": 3, "second": 6, "third": 9}),
        (90, CAPPED, {"first": 3, "second": 6, "third": 9}),  # 4.5, 9, 13.5 are capped
        (3, SMALL, {}),
        (4, SMALL, {"gold": 1}),
        (5, SMALL, {"gold": 1, "silver": 1}),
        (6, SMALL, {"gold": 1, "silver": 1, "bronze": 1}),
    ],
)
def test_awards_by_ratio_cap_and_size_of_field(size: int, of: AwardScheme, expected: dict[str, int]) -> None:
    assert counts(field(*range(100, 100 - size, -1)), of) == expected


def test_everyone_tied_at_a_cut_off_gets_the_award_and_the_next_award_shrinks() -> None:
    assert counts(field(100, 99, 99, 99, *range(90, 84, -1)), BY_RATIO) == {"first": 1, "second": 3, "third": 2}


@pytest.mark.parametrize(
    ("tied", "expected"),
    [
        # 60 compete: 3, 6, 9. Four tied at place 3 would make first 6: they are all second, and second has room for two
        ([100, 99, *[98] * 4, *range(90, 36, -1)], {"first": 2, "second": 6, "third": 10 - 1}),
        # seven tied at the top fit neither first nor second: all are third
        ([100] * 7 + [*range(90, 37, -1)], {"third": 9}),
    ],
)
def test_a_cap_is_never_passed_and_those_tied_are_never_parted(tied: list[int], expected: dict[str, int]) -> None:
    rows = field(*tied)
    got = award_rules.awarded(rows, CAPPED).awards
    by_total: dict[Any, set[str]] = {}
    for row in rows:
        by_total.setdefault(row.standing.total, set()).add(got[row.standing.key])
    assert all(len(awards) == 1 for awards in by_total.values())
    found = counts(rows, CAPPED)
    assert found.get("first", 0) == expected.get("first", 0)
    assert found.get("second", 0) == expected.get("second", 0)
    assert found["third"] <= 9


@pytest.mark.parametrize(("size", "awards"), [(9, 0), (10, 6)])
def test_a_field_below_the_smallest_gets_no_awards(size: int, awards: int) -> None:
    of = AwardScheme((Band(BY_RATIO.bands[0].steps, 10),))
    worked = award_rules.awarded(field(*range(100, 100 - size, -1)), of)
    assert sum(award != "" for award in worked.awards.values()) == awards
    assert (worked.steps[0].code == "field_too_small") is (size < 10)


def test_the_field_is_those_who_competed() -> None:
    absent = [Standing(100 + i, 100 + i, Status.ABSENT) for i in range(5)]
    rows = rules.placed([present(i, str(100 - i)) for i in range(1, 10)] + absent)
    worked = award_rules.awarded(rows, AwardScheme((Band(BY_RATIO.bands[0].steps, 10),)))
    assert worked.steps[0].values == {"field": "9", "minimum": "10"}
    assert set(worked.awards.values()) == {""}
    assert len(worked.awards) == 14


def test_a_place_below_the_lowest_total_for_awards_gets_none_and_nobody_moves_up() -> None:
    of = scheme(*PODIUM, merit=D(100), minimum_total=D(60))
    rows = field("80", "59.99", "59.99", "59.98")
    assert counts(rows, of) == {"gold": 1}
    assert award_rules.awarded(rows, of).steps[-1].values == {"minimum": "60", "count": "3"}


def test_the_working_of_awards_names_each_cut_off() -> None:
    steps = award_rules.awarded(field(*range(100, 10, -1)), CAPPED).steps
    assert [step.values["to_place"] for step in steps] == ["3", "9", "18"]
    told = {
        "award": "first",
        "to_place": "3",
        "field": "90",
        "cap": "3",
        "share": "5",
        "rounding": "half_up",
        "given": "3",
    }
    assert steps[0].values == told


@given(standings, st.sampled_from([BY_RATIO, CAPPED, MEDALS, SMALL]))
def test_awards_go_down_from_the_top_equal_standings_alike_and_no_cap_is_passed(
    given_: list[Standing], of: AwardScheme
) -> None:
    rows = rules.placed(given_, CHAIN)
    awards = award_rules.awarded(rows, of).awards
    ranked = [row for row in rows if row.place is not None]
    order = [*dict.fromkeys(step.award for band in of.bands for step in band.steps), "merit", ""]
    got = [order.index(awards[row.standing.key]) for row in ranked]
    assert got == sorted(got)
    assert all(one == two for (a, one), (b, two) in pairwise(zip(ranked, got, strict=True)) if a.place == b.place)
    for step in (step for band in of.bands for step in band.steps if step.cap):
        assert got.count(order.index(step.award)) <= (step.cap or 0)
    assert all(awards[row.standing.key] == "" for row in rows if row.place is None)


@given(standings)
def test_without_caps_an_award_passes_its_cut_off_only_by_a_tie_at_it(given_: list[Standing]) -> None:
    rows = rules.placed(given_, CHAIN)
    worked = award_rules.awarded(rows, BY_RATIO)
    ranked = [row for row in rows if row.place is not None]
    for step in worked.steps if ranked else ():
        reach = int(step.values["to_place"])
        at = ["first", "second", "third"].index(step.values["award"])
        holders = [r for r in ranked if worked.awards[r.standing.key] in ["first", "second", "third"][: at + 1]]
        assert holders == [row for row in ranked if row.place is not None and row.place <= reach]
        assert len(holders) <= reach or holders[-1].shared


# --- the WorldSkills rule ---


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([750, 740, 730, 720], "gold silver bronze -"),
        ([750, 748, 730, 720], "gold gold bronze -"),  # two golds: no silver
        ([750, 748, 746, 745], "gold gold gold gold"),  # a chain of neighbours
        ([750, 749, 748, 745], "gold gold gold -"),  # three golds: no silver, no bronze
        ([750, 740, 739, 730], "gold silver silver -"),  # two silvers: no bronze
        ([750, 740, 730, 728], "gold silver bronze bronze"),
        ([750, 747, 730, 720], "gold silver bronze -"),  # three points are too many
    ],
)
def test_a_medal_is_shared_with_whoever_is_within_two_points_of_the_one_before(points: Any, expected: str) -> None:
    medals = near_medals(list(enumerate(points)), D(2))
    assert " ".join(medals.get(key, "-") for key in range(len(points))) == expected


def test_medals_are_shared_on_the_scale_where_it_applies_and_by_place_where_it_does_not() -> None:
    close = scheme(*PODIUM, near=D(2))
    few = award_rules.awarded(field("90", "89.99", "80"), close)
    assert few.awards == {1: "gold", 2: "silver", 3: "bronze"}
    assert few.steps[-1].values == {"why": "field"}
    many = award_rules.awarded(field("90", "89.99", *range(80, 60, -2)), close)
    assert [many.awards[key] for key in (1, 2, 3, 4)] == ["gold", "gold", "bronze", ""]
    assert many.steps[-1].values == {"near": "2", "gold": "2", "silver": "0", "bronze": "1"}


# --- what is unusable ---


@pytest.mark.parametrize(
    ("of", "faults"),
    [
        (MEDALS, ()),
        (BY_RATIO, ()),
        (SMALL, ()),
        (AwardScheme(()), ("no_bands",)),
        (scheme(), ("empty",)),
        (scheme(AwardStep("gold", 1), AwardStep("gold", 2)), ("doubled",)),
        (scheme(AwardStep("gold")), ("both_or_neither",)),
        (scheme(AwardStep("gold", 1), AwardStep("merit", share=D(10))), ("mixed",)),
        (scheme(AwardStep("gold", 0)), ("not_positive",)),
        (ratio(("first", 10, 0)), ("not_positive",)),
        (ratio(("first", 0, None)), ("not_positive",)),
        (scheme(AwardStep("gold", 3), AwardStep("silver", 3)), ("not_rising",)),
        (scheme(AwardStep("gold", 3), AwardStep("silver", 1)), ("not_rising",)),
        (ratio(("first", 60, None), ("second", 40, None)), ()),
        (ratio(("first", 60, None), ("second", 41, None)), ("over_the_field",)),
        (scheme(*PODIUM, merit=D(101)), ("merit",)),
        (AwardScheme((Band(PODIUM, 1, 9), Band(PODIUM, 11))), ("gap",)),
        (AwardScheme((Band(PODIUM, 1, 9),)), ("gap",)),
        (AwardScheme((Band(PODIUM, 1, 10), Band(PODIUM, 10))), ("overlap",)),
        (AwardScheme((Band(PODIUM, 9, 3), Band(PODIUM, 10))), ("upside_down", "gap")),
        (scheme(*PODIUM, near=D(-1)), ("near",)),
        (AwardScheme(BY_RATIO.bands, near=D(2)), ("near",)),
    ],
)
def test_an_unusable_scheme_is_named(of: AwardScheme, faults: tuple[str, ...]) -> None:
    assert award_rules.scheme_faults(of) == faults


def test_holes_and_overlaps_say_which_fields() -> None:
    published = [Band(PODIUM, 1, 9), Band(PODIUM, 11, 49), Band(PODIUM, 55, 99)]
    assert award_rules.holes(published) == [(10, 10), (50, 54), (100, None)]
    assert award_rules.overlaps(published) == []
    assert award_rules.overlaps([Band(PODIUM, 1, 30), Band(PODIUM, 20, 50), Band(PODIUM, 45)]) == [(20, 30), (45, 50)]


def test_a_scheme_is_read_from_its_table_and_refused_with_its_faults() -> None:
    table = {"steps": [{"award": "first", "share": 5, "cap": 3}], "merit_share": 50}
    assert scheme_of(table, 10) == ratio(("first", 5, 3), merit=D(50), first=10)
    with pytest.raises(award_rules.Unusable, match="over_the_field"):
        scheme_of({"steps": [{"award": "first", "share": 101}], "merit_share": None})


ROUNDED_UP = ratio(("first", 10, None), ("second", 25, None), mode=Mode.UP)


@pytest.mark.parametrize("of", [MEDALS, CAPPED, SMALL, ROUNDED_UP, scheme(*PODIUM, near=D(2), minimum_total=D("59.5"))])
def test_what_is_written_is_read_back_equal(of: AwardScheme) -> None:
    assert scheme_of(content_of(of)) == of


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # 10 % and 25 % of 14 are 1.4 and 3.5
        (Mode.HALF_UP, {"first": 1, "second": 4}),
        (Mode.DOWN, {"first": 1, "second": 3}),
        (Mode.UP, {"first": 2, "second": 4}),
    ],
)
def test_shares_are_rounded_as_the_scheme_declares(mode: Mode, expected: dict[str, int]) -> None:
    of = ratio(("first", 10, None), ("second", 25, None), mode=mode)
    assert counts(field(*range(100, 86, -1)), of) == expected
    assert {step.values["rounding"] for step in award_rules.awarded(field(*range(100, 86, -1)), of).steps} == {mode}
