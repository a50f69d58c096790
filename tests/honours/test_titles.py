"""Who earns a title or a higher level by the conditions that cities and the province published, and by our own tables."""

from dataclasses import replace
from datetime import date

import pytest

from competition.honours import title_rules
from competition.honours.title_rules import ListState, TitleCase
from competition.policy import reader, title_tables

PUBLISHED = {
    one.name.removeprefix("title_"): title_tables.table_of(one.value)
    for one in reader.elsewhere()
    if one.unit == "title"
}
BOOK = reader.book()
OURS = title_tables.table_of(BOOK.on(date(2026, 9, 12), "honours.municipal_technician").value)
LEVELS = title_tables.table_of(BOOK.on(date(2026, 9, 12), "honours.level_promotion").value)
HELD = frozenset({"municipal_technician"})
WINNER = TitleCase("municipal_1", "employee", 1, passed=True, award="first", field=20, members=1, age=30)


def unmet(table, **told):
    worked = title_rules.technician_title(replace(WINNER, **told), table)
    codes = [step.code for step in worked.steps if not title_rules.is_met(step)]
    assert worked.earned is (codes == [])
    return codes


@pytest.mark.parametrize(
    ("where", "level", "last"),
    [
        ("dezhou", "municipal_1", 2), ("dezhou", "municipal_2", 1),
        ("yantai", "municipal_1", 2), ("yantai", "municipal_2", 1),
        ("weifang", "municipal_1", 3), ("weifang", "municipal_2", 1),
        ("zaozhuang", "provincial_2", 2), ("zaozhuang", "municipal_1", 2),
        ("shandong", "provincial_2", 1),
    ],
)  # fmt: skip
def test_the_last_place_earns_it_and_the_next_does_not(where, level, last):
    assert unmet(PUBLISHED[where], level=level, place=last) == []
    assert unmet(PUBLISHED[where], level=level, place=last + 1) == ["title_place_not"]


@pytest.mark.parametrize(("members", "last"), [(1, 3), (2, 2), (3, 1)])
def test_the_province_counts_places_by_the_size_of_the_team(members, last):
    told = {"level": "provincial_1", "members": members}
    assert unmet(PUBLISHED["shandong"], **told, place=last) == []
    assert unmet(PUBLISHED["shandong"], **told, place=last + 1) == ["title_place_not"]
    assert unmet(PUBLISHED["shandong"], level="provincial_1", members=4) == ["title_level_not"]


@pytest.mark.parametrize(
    ("where", "level", "field", "last"),
    [
        ("shenzhen", "municipal_1", 10, 2), ("shenzhen", "municipal_1", 24, 2), ("shenzhen", "municipal_1", 25, 4),
        ("shenzhen", "municipal_1", 49, 4), ("shenzhen", "municipal_1", 55, 8),
        ("anhui", "provincial_1", 9, 1), ("anhui", "provincial_1", 11, 2), ("anhui", "provincial_1", 30, 2),
        ("anhui", "provincial_1", 31, 3),
    ],
)  # fmt: skip
def test_by_size_of_field(where, level, field, last):
    assert unmet(PUBLISHED[where], level=level, field=field, place=last) == []
    assert unmet(PUBLISHED[where], level=level, field=field, place=last + 1) == ["title_place_not"]


@pytest.mark.parametrize(
    ("where", "level", "field"),
    [
        ("shenzhen", "municipal_1", 9),
        ("shenzhen", "municipal_1", 50),
        ("shenzhen", "municipal_1", 54),
        ("anhui", "provincial_1", 10),
    ],
)
def test_what_a_published_size_table_leaves_out_earns_nothing(where, level, field):
    assert unmet(PUBLISHED[where], level=level, field=field) == ["title_level_not"]


@pytest.mark.parametrize("where", PUBLISHED)
def test_a_student_never_earns_it(where):
    level = PUBLISHED[where].rows[-1].level
    assert "title_group_not" in unmet(PUBLISHED[where], level=level, group="student", field=60)


@pytest.mark.parametrize(
    ("table", "told", "codes"),
    [
        (OURS, {}, []),
        (OURS, {"group": "teacher"}, []),
        (OURS, {"group": "student"}, ["title_group_not"]),
        (OURS, {"held": HELD}, ["title_held_not"]),
        (OURS, {"held": frozenset({"municipal_labour_medal"})}, []),
        (OURS, {"passed": False}, ["title_passed_not"]),
        (OURS, {"age": 16}, []),
        (OURS, {"age": 15}, ["title_age_not"]),
        (OURS, {"age": None}, ["title_age_unknown_not"]),
        (OURS, {"level": "municipal_games", "place": 3, "group": "student"}, ["title_place_not", "title_group_not"]),
        (OURS, {"level": "county"}, ["title_level_not"]),
        (PUBLISHED["zaozhuang"], {"level": "provincial_1"}, []),
        (PUBLISHED["zaozhuang"], {"level": "provincial_1", "award": "second"}, ["title_award_not"]),
        (PUBLISHED["zaozhuang"], {"held": frozenset({"provincial_technician"})}, ["title_held_not"]),
        (PUBLISHED["dezhou"], {"passed": False, "age": None, "held": HELD}, []),
        (PUBLISHED["dezhou"], {"group": "teacher"}, ["title_group_not"]),
    ],
)  # fmt: skip
def test_every_condition_that_is_not_met_is_named(table, told, codes):
    assert unmet(table, **told) == codes


@pytest.mark.parametrize(("day", "age"), [(date(2026, 3, 6), 15), (date(2026, 3, 7), 16)])
def test_age_is_counted_on_the_day(day, age):
    assert title_rules.age_on(date(2010, 3, 7), day) == age


@pytest.mark.parametrize(
    ("place", "field", "held", "gives", "earned"),
    [
        (6, 20, "3", "2", True),
        (6, 20, "2", "1", True),
        (6, 20, "1", "2", False),
        (6, 20, "chief", "2", False),
        (7, 20, "4", "3", True),
        (7, 20, "", "3", True),
        (7, 20, "3", "3", False),
        (10, 20, "4", "3", True),
        (11, 20, "4", "", False),
        (7, 15, "4", "3", True),
        (8, 15, "4", "", False),
    ],
)
def test_a_promotion_goes_by_place_then_share_and_never_down(place, field, held, gives, earned):
    case = replace(WINNER, place=place, field=field, skill_level=held)
    worked = title_rules.promotion(case, LEVELS)
    assert (worked.gives, worked.earned) == (gives, earned)
    assert not title_rules.promotion(replace(case, passed=False), LEVELS).earned


@pytest.mark.parametrize("old", ListState)
@pytest.mark.parametrize("new", ListState)
def test_a_list_moves_only_as_it_may(old, new):
    allowed = {
        ("list_on_review", "list_on_notice"),
        ("list_on_notice", "list_on_review"),
        ("list_on_notice", "list_entered"),
    }
    allowed |= {("list_on_review", "list_dropped"), ("list_on_notice", "list_dropped")}
    assert title_rules.may_move_list(old, new) is ((old.value, new.value) in allowed)
