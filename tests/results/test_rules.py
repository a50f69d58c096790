"""Totals, places, ties, awards, notice and the scale, case by case."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.results import rules
from competition.results.rules import Placed, ResultState, Standing, Status, TieLink, Weights

D = Decimal
CHAIN = (TieLink("practice"), TieLink("theory"), TieLink("time", higher_is_better=False))


def present(number: int, total: str, **parts: str) -> Standing:
    return Standing(number, number, Status.PRESENT, D(total), {name: D(mark) for name, mark in parts.items()})


def field(*totals: str | int) -> tuple[Placed, ...]:
    return rules.placed([present(i, str(total)) for i, total in enumerate(totals, start=1)])


# --- totals ---


@pytest.mark.parametrize(
    ("theory", "practice", "weight", "expected"),
    [
        ("85", "90", "20", "89.00"),
        ("77.5", "83.25", "30", "81.53"),  # 23.25 + 58.275 = 81.525, half up
        ("77.5", "83.24", "30", "81.52"),  # 81.518
        ("0", "100", "20", "80.00"),
        ("100", "100", "20", "100.00"),
        (None, "83.25", "0", "83.25"),
    ],
)
def test_a_total_is_weighted_then_rounded_once(theory: str | None, practice: str, weight: str, expected: str) -> None:
    weights = Weights(D(weight), D(100) - D(weight))
    worked = rules.total(None if theory is None else D(theory), D(practice), weights)
    assert str(worked.value) == expected
    assert worked.missing == ()
    assert worked.steps[-1].values["rounded"] == expected


def test_the_working_names_each_part_and_the_unrounded_sum() -> None:
    worked = rules.total(D("77.500000"), D("83.250000"), Weights(D("30.000000"), D("70.000000")))
    assert [step.as_json() for step in worked.steps] == [
        {"code": "part", "part": "theory", "mark": "77.5", "weight": "30", "gives": "23.25"},
        {"code": "part", "part": "practice", "mark": "83.25", "weight": "70", "gives": "58.275"},
        {"code": "total", "sum": "81.525", "rounded": "81.53"},
    ]


@pytest.mark.parametrize(
    ("theory", "practice", "missing"),
    [(None, D(90), ("theory",)), (D(80), None, ("practice",)), (None, None, ("theory", "practice"))],
)
def test_a_missing_part_makes_no_total_and_is_named(
    theory: Decimal | None, practice: Decimal | None, missing: tuple[str, ...]
) -> None:
    worked = rules.total(theory, practice, Weights(D(20), D(80)))
    assert (worked.value, worked.missing) == (None, missing)


@pytest.mark.parametrize(("theory", "practice"), [(20, 79), (20, 81), (-1, 101), (0, 0)])
def test_weights_must_sum_to_100(theory: int, practice: int) -> None:
    with pytest.raises(ValueError, match="sum to 100"):
        Weights(D(theory), D(practice))


@pytest.mark.parametrize(
    ("theory", "practice", "weight", "expected"),
    [
        ("60", "60", 20, True),
        ("59.99", "95", 20, False),
        ("95", "59.99", 20, False),
        (None, "95", 20, False),
        (None, "60", 0, True),
    ],
)
def test_each_part_that_counts_must_reach_the_pass_mark(
    theory: str | None, practice: str, weight: int, expected: bool
) -> None:
    mark = None if theory is None else D(theory)
    assert rules.passes(mark, D(practice), Weights(D(weight), D(100 - weight)), D(60)) is expected


# --- places ---


def test_equal_totals_share_a_place_and_the_next_is_skipped() -> None:
    rows = field("95", "90", "90", "80")
    assert [(row.place, row.shared, row.decided_by) for row in rows] == [
        (1, False, ""),
        (2, True, "tied"),
        (2, True, "tied"),
        (4, False, ""),
    ]


@pytest.mark.parametrize(
    ("better", "worse", "link"),
    [
        ({"practice": "91", "theory": "1"}, {"practice": "90", "theory": "99"}, "practice"),
        ({"practice": "90", "theory": "80"}, {"practice": "90", "theory": "79.99"}, "theory"),
        (
            {"practice": "90", "theory": "80", "time": "3599"},
            {"practice": "90", "theory": "80", "time": "3600"},
            "time",
        ),
        ({"practice": "90", "theory": "80"}, {"practice": "90"}, "theory"),
    ],
)
def test_the_chain_parts_equal_totals_and_says_which_link_did(
    better: dict[str, str], worse: dict[str, str], link: str
) -> None:
    rows = rules.placed([present(1, "88", **worse), present(2, "88", **better)], CHAIN)
    assert [(row.standing.number, row.place, row.decided_by) for row in rows] == [(2, 1, link), (1, 2, link)]


def test_each_of_three_equals_names_the_link_that_parted_it() -> None:
    rows = rules.placed(
        [
            present(1, "88", practice="90", theory="60"),
            present(2, "88", practice="90", theory="70"),
            present(3, "88", practice="95", theory="10"),
        ],
        CHAIN,
    )
    assert [(row.standing.number, row.decided_by) for row in rows] == [(3, "practice"), (2, "theory"), (1, "theory")]


def test_the_number_orders_the_display_of_a_tie_and_never_the_places() -> None:
    rows = rules.placed([present(9, "88"), present(2, "88"), present(1, "70")])
    assert [(row.standing.number, row.place) for row in rows] == [(2, 1), (9, 1), (1, 3)]


def test_totals_that_differ_only_in_written_zeros_are_equal() -> None:
    assert [row.place for row in field("88", "88.00", "88.000000")] == [1, 1, 1]


@pytest.mark.parametrize("status", [Status.ABSENT, Status.WITHDRAWN, Status.DISQUALIFIED])
def test_who_did_not_compete_gets_no_place_and_stands_last(status: Status) -> None:
    # a total left over from before a disqualification gives no place
    rows = rules.placed([Standing(1, 1, status, D(99)), present(2, "0")])
    assert [(row.standing.number, row.place) for row in rows] == [(2, 1), (1, None)]


@pytest.mark.parametrize("open_one", [Standing(7, 7, Status.NOT_MARKED), Standing(7, 7, Status.PRESENT, None)])
def test_nobody_is_placed_while_somebody_is_undecided(open_one: Standing) -> None:
    with pytest.raises(rules.Undecided, match="7") as error:
        rules.placed([present(1, "90"), open_one])
    assert error.value.numbers == (7,)


def test_an_empty_field_has_no_places() -> None:
    assert rules.placed([]) == ()


marks = st.integers(0, 6).map(D)
standings = st.lists(
    st.tuples(marks, marks, marks, st.sampled_from([Status.PRESENT, Status.PRESENT, Status.ABSENT])), max_size=25
).map(
    lambda rows: [
        Standing(i, i, status, total, {"practice": practice, "theory": theory})
        for i, (total, practice, theory, status) in enumerate(rows)
    ]
)


@given(standings, st.randoms())
def test_the_order_in_which_competitors_are_given_changes_nothing(given_: list[Standing], random: Any) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)
    assert rules.placed(shuffled, CHAIN) == rules.placed(given_, CHAIN)


@given(standings)
def test_a_place_is_one_more_than_the_number_of_those_who_are_better(given_: list[Standing]) -> None:
    def better(a: Standing, b: Standing) -> bool:
        assert a.parts
        assert b.parts
        mine = [(s.total, s.parts["practice"], s.parts["theory"]) for s in (a, b) if s.parts]
        return mine[0] > mine[1]

    rows = rules.placed(given_, CHAIN)
    assert len(rows) == len(given_)
    ranked = [row for row in rows if row.place is not None]
    assert all(row.standing.status is Status.PRESENT for row in ranked)
    for row in ranked:
        assert row.place == 1 + sum(better(other.standing, row.standing) for other in ranked)
        equals = sum(other.place == row.place for other in ranked)
        assert row.shared is (equals > 1)
        assert (row.decided_by == "tied") is row.shared


# --- notice, appeals, states, scale ---

HOLIDAYS = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}


def is_working_day(day: date) -> bool:
    if day.year > 2026:
        raise LookupError("no year table for 2027")
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 29), 5, date(2026, 10, 12)),  # 30 Sep, 8, 9, 10 (a working Saturday), 12 Oct
        (date(2026, 11, 2), 5, date(2026, 11, 9)),
        (date(2026, 11, 7), 1, date(2026, 11, 9)),
        (date(2026, 12, 30), 1, date(2026, 12, 31)),
    ],
)
def test_a_notice_ends_on_the_last_of_its_working_days(start: date, days: int, end: date) -> None:
    assert rules.notice_end(start, days, is_working_day) == end


def test_a_notice_into_a_year_without_a_table_is_never_guessed() -> None:
    with pytest.raises(LookupError, match="2027"):
        rules.notice_end(date(2026, 12, 30), 2, is_working_day)


def test_a_notice_lasts_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        rules.notice_end(date(2026, 11, 2), 0, is_working_day)


@pytest.mark.parametrize(("late", "in_time"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_an_appeal_at_exactly_two_hours_is_in_time(late: timedelta, in_time: bool) -> None:
    ended = datetime(2026, 9, 12, 9, tzinfo=UTC)
    assert rules.appeal_in_time(ended, ended + timedelta(hours=2) + late, 2) is in_time


@pytest.mark.parametrize("old", ResultState)
def test_a_result_goes_forward_one_step_or_is_superseded(old: ResultState) -> None:
    chain = [ResultState.COMPUTED, ResultState.FINALISED, ResultState.ON_NOTICE, ResultState.ANNOUNCED]
    allowed = {new for new in ResultState if rules.may_move(old, new)}
    if old is ResultState.SUPERSEDED:
        assert allowed == set()
    else:
        assert allowed == {*chain[chain.index(old) + 1 :][:1], ResultState.SUPERSEDED}


def test_the_scale_puts_the_median_at_700_and_one_spread_at_30() -> None:
    totals = {i: D(70 + i) for i in range(11)}  # median 75, MAD 3
    scores = rules.scale(totals).scores
    # 30 x 5 / (1.4826 x 3) = 33.72...
    assert (scores[5], scores[10], scores[0]) == (700, 734, 666)


@pytest.mark.parametrize(
    ("totals", "why"),
    [
        ([90, 89, 88, 50], "field"),
        (range(9), "field"),
        ([85] * 9 + [60], "spread"),
    ],
)
def test_the_scale_is_not_applied_to_small_or_flat_fields(totals: Any, why: str) -> None:
    assert rules.scale({i: D(mark) for i, mark in enumerate(totals)}) == rules.Scale({}, why)


@pytest.mark.parametrize(("far", "score"), [(D(-10000), 0), (D(10000), 1000)])
def test_the_scale_stays_within_0_and_1000(far: Decimal, score: int) -> None:
    totals = {i: D(i) for i in range(10)} | {99: far}
    assert rules.scale(totals).scores[99] == score
