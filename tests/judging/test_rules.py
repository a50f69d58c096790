"""The rules of judging: marks, spread, who marks whom."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.judging import duty_rules, rules
from competition.judging.duty_rules import Competitor, Panelist
from competition.judging.rules import AspectKind, MarkFault, Seat, SheetState

M, J = AspectKind.MEASUREMENT, AspectKind.JUDGEMENT


@pytest.mark.parametrize(
    ("most", "scores", "mark"),
    [
        ("1.00", (1, 2, 2), "0.56"),
        ("0.50", (3, 3, 2), "0.44"),
        ("0.25", (0, 1, 1), "0.06"),
        ("1.50", (2, 2, 2), "1.00"),
        ("2.00", (3, 2, 3), "1.78"),
        ("0.75", (1, 1, 2), "0.33"),
        ("1.00", (0, 0, 0), "0.00"),
        ("2.00", (3, 3, 3), "2.00"),
        ("1.00", (2,), "0.67"),
        ("1.00", (3, 2, 2, 1, 3), "0.73"),
        ("0.09", (1, 1, 1), "0.03"),
        ("0.27", (1, 1, 3), "0.15"),
        ("0.09", (0, 0, 1), "0.01"),
        ("0.045", (0, 0, 1), "0.01"),
        ("0.04", (0, 0, 1), "0.00"),
    ],
)
def test_scores_make_a_mark_rounded_half_up_once(most, scores, mark):
    assert rules.judgement_mark([Decimal(s) for s in scores], Decimal(most)) == Decimal(mark)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.integers(1, 200))
def test_a_judgement_lies_between_zero_and_its_maximum_and_order_does_not_matter(scores, hundredths):
    most = Decimal(hundredths) / 100
    mark = rules.judgement_mark([Decimal(s) for s in scores], most)
    assert 0 <= mark <= most
    assert mark == rules.judgement_mark([Decimal(s) for s in reversed(scores)], most)
    assert mark == mark.quantize(Decimal("0.01"))


def test_no_score_is_no_mark():
    with pytest.raises(ValueError):
        rules.judgement_mark([], Decimal(1))


@pytest.mark.parametrize(
    ("kind", "most", "value", "partial", "fault"),
    [
        (J, "1.00", "3", False, None),
        (J, "1.00", "4", False, MarkFault.NOT_A_SCORE),
        (J, "1.00", "0.5", False, MarkFault.NOT_A_SCORE),
        (J, "1.00", "NaN", False, MarkFault.NOT_A_SCORE),
        (M, "0.50", "0.50", False, None),
        (M, "0.50", "0", False, None),
        (M, "0.50", "0.25", False, MarkFault.NOT_FULL_OR_ZERO),
        (M, "0.50", "0.25", True, None),
        (M, "0.50", "0.255", True, MarkFault.TOO_FINE),
        (M, "0.125", "0.125", True, None),
        (M, "0.50", "0.51", True, MarkFault.OUT_OF_RANGE),
        (M, "0.50", "-0.01", True, MarkFault.OUT_OF_RANGE),
        (M, "0.50", "Infinity", True, MarkFault.OUT_OF_RANGE),
    ],
)
def test_what_a_mark_may_be(kind, most, value, partial, fault):
    assert rules.mark_fault(kind, Decimal(most), Decimal(value), partial=partial) is fault


def test_a_missing_score_leaves_the_line_and_the_total_without_a_mark():
    whole = rules.line("A1.1", J, Decimal(1), (Decimal(1), Decimal(2), Decimal(2)), 2)
    short = rules.line("A1.2", J, Decimal(1), (Decimal(1), None, Decimal(2)), 2)
    zero = rules.line("A1.3", M, Decimal(1), (Decimal(0),), 2)
    assert (whole.mark, short.mark, zero.mark) == (Decimal("0.56"), None, Decimal(0))
    assert rules.practice([whole, zero])[0] == Decimal("0.56")
    assert rules.practice([whole, short])[0] is None
    assert rules.practice([])[0] is None


@pytest.mark.parametrize(
    ("kind", "scores", "limit", "far"),
    [
        (J, (1, 2, 2), 1, False),
        (J, (1, 3, 2), 1, True),
        (J, (0, 0, 3), 2, True),
        (J, (1, 3, 2), 2, False),
        (J, (2,), 1, False),
        (M, (0,), 1, False),
    ],
)
def test_more_than_the_limit_apart_is_too_far(kind, scores, limit, far):
    one = rules.line("C2.1", kind, Decimal(1), tuple(Decimal(s) for s in scores), 2)
    found = rules.spread_faults(7, [one], limit)
    assert bool(found) is far
    if far:
        assert (found[0].code, found[0].number, found[0].scores) == ("C2.1", 7, tuple(Decimal(s) for s in scores))


def panel(*units, reserves=()):
    scoring = [Panelist(10 + i, Seat.SCORING, i, unit) for i, unit in enumerate(units, 1)]
    return [*scoring, *(Panelist(20 + i, Seat.RESERVE, i, unit) for i, unit in enumerate(reserves, 1))]


def test_a_reserve_takes_over_for_the_competitor_in_conflict_only():
    wanted, gaps = duty_rules.duties(panel(1, 2, 3, reserves=(4,)), [Competitor(100, 1, 2), Competitor(101, 2, 9)])
    assert gaps == ()
    assert {(d.entry_id, d.position): d.judge_id for d in wanted} == {
        (100, 1): 11, (100, 2): 21, (100, 3): 13, (101, 1): 11, (101, 2): 12, (101, 3): 13,
    }  # fmt: skip


def test_a_reserve_of_the_same_unit_does_not_help_and_one_reserve_fills_one_place():
    _, gaps = duty_rules.duties(panel(1, 2, 3, reserves=(2,)), [Competitor(100, 1, 2)])
    assert [(gap.number, gap.position) for gap in gaps] == [(1, 2)]
    _, gaps = duty_rules.duties(panel(2, 2, 3, reserves=(4,)), [Competitor(100, 1, 2)])
    assert [(gap.number, gap.position) for gap in gaps] == [(1, 2)]
    _, gaps = duty_rules.duties(panel(2, 2, 3, reserves=(4, 5)), [Competitor(100, 1, 2)])
    assert gaps == ()


def test_a_closed_sheet_moves_no_more():
    assert not any(rules.may_move(SheetState.CLOSED, other) for other in SheetState)
    assert not rules.may_move(SheetState.OPEN, SheetState.CHECKED)
    assert rules.may_move(SheetState.CHECKED, SheetState.OPEN)


@pytest.mark.parametrize(
    ("text", "seconds"), [("1:23:45", 5025), ("83:45", 5025), ("0：59", 59), ("99:59:59", 359999), ("0:00", 0)]
)
def test_a_time_is_read_and_written_again(text, seconds):
    assert rules.seconds_of(text) == seconds
    assert rules.seconds_of(rules.duration(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "5", "1:60", "1:60:00", "100:00:00", "-1:00", "1:2:3:4", "一:二", "1.5:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        rules.seconds_of(text)
