"""Where a competition stands for the public, which year is shown, and what a search finds."""

import pytest

from competition.home import rules
from competition.home.rules import Stage
from competition.plan.rules import CompetitionState as State
from competition.results.rules import ResultState as Result


@pytest.mark.parametrize(
    ("state", "results", "expected"),
    [
        (State.PUBLISHED, (), Stage.COMING),
        (State.OPEN, (), Stage.OPEN),
        (State.CLOSED, (), Stage.COMING),
        (State.RUNNING, (), Stage.RUNNING),
        (State.RUNNING, (Result.ON_NOTICE,), Stage.RUNNING),
        (State.HELD, (), Stage.DECIDING),
        (State.HELD, (Result.FINALISED,), Stage.DECIDING),
        (State.HELD, (Result.ON_NOTICE,), Stage.ON_NOTICE),
        (State.HELD, (Result.ANNOUNCED,), Stage.ANNOUNCED),
        (State.HELD, (Result.ANNOUNCED, Result.ON_NOTICE), Stage.ON_NOTICE),
        (State.CANCELLED, (), Stage.CANCELLED),
    ],
)
def test_a_competition_stands_where_its_state_and_then_its_results_say(state, results, expected) -> None:
    assert rules.stage_of(state, results) is expected


@pytest.mark.parametrize(
    ("years", "today", "expected"),
    [((), 2026, None), ((2025, 2026), 2026, 2026), ((2024, 2025), 2026, 2025), ((2026, 2027), 2026, 2026)],
)
def test_this_year_is_shown_where_it_is_public_else_the_newest(years, today, expected) -> None:
    assert rules.season_to_show(years, today) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("焊", True),
        ("han gong", True),
        ("HANG", True),
        ("hg", True),
        ("焊钳", False),
        ("", False),
        (" ", False),
        ("gongh", False),
    ],
)
def test_a_part_of_any_form_is_found_whatever_its_case_and_spaces(wanted, expected) -> None:
    assert rules.is_found(wanted, "焊工", "hangong", "hg") is expected


@pytest.mark.parametrize(
    ("wanted", "expected"), [("hangong", True), ("焊工", False), ("2026", False), ("焊 a", False), ("", False)]
)
def test_only_latin_letters_may_be_pinyin(wanted, expected) -> None:
    assert rules.is_latin(wanted) is expected
