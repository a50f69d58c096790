"""When an appeal comes in time, what it holds, who must not decide it, and the re-addition."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from competition.results import appeal_rules as rules
from competition.results.appeal_rules import (
    AppealKind,
    AppealState,
    Bar,
    Candidate,
    Concerned,
    Hours,
    Moments,
    Readded,
    Standing,
)

BEGAN = datetime(2026, 9, 19, 0, 0, tzinfo=UTC)
ENDED = datetime(2026, 9, 20, 10, 0, tzinfo=UTC)
PUBLIC = datetime(2026, 9, 29, 2, 0, tzinfo=UTC)
HOURS = Hours(from_end=2, from_publication=24)
TICK = timedelta(seconds=1)
LATE, PUBLIC_LATE = ENDED + timedelta(hours=2), PUBLIC + timedelta(hours=24)


@pytest.mark.parametrize(
    ("kind", "at", "until"),
    [
        (AppealKind.FACT, BEGAN - TICK, None),
        (AppealKind.FACT, BEGAN, LATE),
        (AppealKind.CONDUCT, LATE, LATE),
        (AppealKind.ELIGIBILITY, LATE + TICK, None),
        (AppealKind.FACT, PUBLIC - TICK, None),
        (AppealKind.FACT, PUBLIC, PUBLIC_LATE),
        (AppealKind.RECHECK, LATE, None),
        (AppealKind.RECHECK, PUBLIC - TICK, None),
        (AppealKind.RECHECK, PUBLIC_LATE, PUBLIC_LATE),
        (AppealKind.RECHECK, PUBLIC_LATE + TICK, None),
    ],
)
def test_an_appeal_comes_within_the_hours_from_the_end_or_from_publication(kind, at, until):
    assert rules.open_until(kind, Moments(BEGAN, ENDED, PUBLIC), HOURS, at) == until


def test_what_is_not_published_opens_no_second_window():
    assert rules.open_until(AppealKind.RECHECK, Moments(BEGAN, ENDED), HOURS, ENDED) is None
    assert rules.open_until(AppealKind.FACT, Moments(BEGAN, ENDED), HOURS, PUBLIC) is None


@pytest.mark.parametrize(
    ("state", "seconds", "is_open"),
    [
        (AppealState.FILED, 0, True),
        (AppealState.ADMITTED, 0, True),
        (AppealState.ASKED_ON, 0, True),
        (AppealState.DECIDED, 0, True),
        (AppealState.DECIDED, 1, False),
        (AppealState.NOT_ADMITTED, 0, False),
        (AppealState.FINAL, 0, False),
    ],
)
def test_an_appeal_is_open_until_it_is_decided_and_nobody_can_ask_on(state, seconds, is_open):
    assert rules.is_open(Standing(state, ask_until=LATE), LATE + timedelta(seconds=seconds)) is is_open


@pytest.mark.parametrize(
    ("state", "upheld_version", "version", "holds"),
    [
        (AppealState.FINAL, None, 1, False),
        (AppealState.FINAL, 1, 1, True),
        (AppealState.FINAL, 1, 2, False),
        # upheld before any result was worked out: the first one takes it in
        (AppealState.FINAL, 0, 1, False),
        (AppealState.DECIDED, 2, 2, True),
        (AppealState.DECIDED, 2, 3, False),
    ],
)
def test_an_upheld_appeal_holds_until_a_later_version_stands(state, upheld_version, version, holds):
    assert rules.holds(Standing(state, LATE, upheld_version), version, LATE + TICK) is holds


def test_every_state_moves_on_or_ends():
    ends = {state for state in AppealState if not rules.MOVES[state]}
    assert ends == {AppealState.NOT_ADMITTED, AppealState.FINAL}
    assert not rules.may_move(AppealState.FILED, AppealState.DECIDED)
    assert not rules.may_move(AppealState.FINAL, AppealState.ASKED_ON)


@pytest.mark.parametrize(
    ("candidate", "found"),
    [
        (Candidate(1, "王监督"), ()),
        (Candidate(7, "王监督"), (Bar.JUDGE,)),
        (Candidate(1, "李 教练"), (Bar.COACH,)),
        (Candidate(1, "王监督", frozenset({40, 41})), (Bar.UNIT,)),
        (Candidate(7, "李教练", frozenset({41})), (Bar.JUDGE, Bar.COACH, Bar.UNIT)),
    ],
)
def test_every_reason_against_a_member_is_named(candidate, found):
    concerned = Concerned(frozenset({7}), ("张三、李教练",), frozenset({41}))
    assert rules.bars(candidate, concerned) == found


def test_the_re_addition_lays_each_figure_beside_its_own_and_takes_nothing_for_zero():
    rows = rules.readded(
        {"A1.1": Decimal(3), "theory": None, "total": Decimal("80.50")},
        {"A1.1": Decimal(3), "theory": Decimal(0), "total": Decimal("80.5"), "A1.2": Decimal(1)},
    )
    assert rows == [
        Readded("A1.1", Decimal(3), Decimal(3)),
        Readded("theory", None, Decimal(0)),
        Readded("total", Decimal("80.50"), Decimal("80.5")),
        Readded("A1.2", None, Decimal(1)),
    ]
    assert [row.is_same for row in rows] == [True, False, True, False]
