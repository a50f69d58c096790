"""How long records are kept: the shipped table, its faults, and the days on which a time is over."""

from copy import deepcopy
from datetime import date

import pytest

from competition.foundation.database import Base
from competition.honours.retention_rules import Destructible, first_day_free, is_due, number
from competition.policy import reader, retention_tables, retention_words
from competition.policy.retention_tables import FOR_GOOD, GROUNDS, KEEPS, KINDS

DAY = date(2026, 11, 26)
VALUE = reader.book().on(DAY, "honours.retention").value


@pytest.mark.parametrize(
    ("keep", "counted_from", "free"),
    [
        ("years_10", date(2026, 9, 20), date(2037, 1, 1)),
        ("years_10", date(2026, 12, 31), date(2037, 1, 1)),
        ("years_10", date(2027, 1, 1), date(2038, 1, 1)),
        ("years_30", date(2026, 9, 20), date(2057, 1, 1)),
        ("months_3", date(2026, 9, 20), date(2026, 12, 20)),
        ("months_3", date(2026, 11, 30), date(2027, 2, 28)),
        ("months_6", date(2026, 8, 31), date(2027, 2, 28)),
        ("permanent", date(1926, 1, 1), None),
    ],
)
def test_the_first_day_on_which_a_record_may_go(keep, counted_from, free):
    assert first_day_free(keep, counted_from) == free


@pytest.mark.parametrize(("on", "due"), [(date(2036, 12, 31), False), (date(2037, 1, 1), True)])
def test_the_day_before_and_the_day_of(on, due):
    assert is_due("years_10", date(2026, 9, 20), on) is due
    assert not is_due("permanent", date(1926, 9, 20), on)


def test_a_class_that_is_none_is_our_fault():
    with pytest.raises(ValueError, match="years_11"):
        first_day_free("years_11", DAY)


def test_the_shipped_table_has_no_fault_and_every_word():
    assert retention_tables.faults(VALUE) == []
    assert set(VALUE) == set(KINDS) == set(retention_words.KINDS)
    assert set(KEEPS) == set(retention_words.KEEPS)
    assert set(GROUNDS) == set(retention_words.GROUNDS)
    assert {one["ground"] for one in VALUE.values()} == set(GROUNDS)


def test_what_is_kept_for_good_stands_on_no_list():
    assert {one.value for one in Destructible} <= set(KINDS) - set(FOR_GOOD)
    assert {kind for kind, of in VALUE.items() if of["keep"] == "permanent"} >= set(FOR_GOOD)
    tables = set(Base.metadata.tables)
    assert {"honours_entries", "honours_log_leaves", "trail_rows"} <= tables


def changed(kind, **values):
    told = deepcopy(VALUE)
    told[kind] = {**told[kind], **values}
    return told


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ([], ("mapping", (), "[]")),
        ({**VALUE, "dreams": {}}, ("unknown", (), "dreams")),
        ({kind: of for kind, of in VALUE.items() if kind != "cctv"}, ("missing", (), "cctv")),
        (changed("cctv", keep="years_11"), ("keep", ("cctv",), "years_11")),
        (changed("register", keep="years_30"), ("for_good", ("register",), "years_30")),
        (changed("trail", keep="years_10"), ("for_good", ("trail",), "years_10")),
        (changed("cctv", ground="habit"), ("keep_ground", ("cctv",), "habit")),
        (changed("cctv", why="x"), ("unknown", ("cctv",), "why")),
        ({**VALUE, "cctv": "months_3"}, ("mapping", ("cctv",), "months_3")),
    ],
)
def test_every_fault_of_a_new_table_is_named(value, fault):
    assert retention_tables.faults(value) == [fault]


def test_a_list_is_numbered_by_year():
    assert number(2037, 1) == "XH2037-001"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_Hans_CN", ("档案保管期限", "永久", "3个月", "示例")),
        ("en", ("How long records are kept", "Kept for good", "3 months", "Example")),
    ],
)
def test_everybody_reads_the_table_in_both_languages(client, language, words):
    page = client.get(f"/honours/retention?lang={language}")
    assert page.status_code == 200
    assert all(word in page.text for word in words)


def test_the_table_stands_among_the_policy_tables_and_can_be_compared(client):
    assert "honours.retention" in client.get("/policy/tables?lang=en").text
    asked = "left=honours.retention&left_day=2026-11-26&right=honours.retention&right_day=2026-11-26"
    assert "Nothing differs" in client.get(f"/policy/compare?lang=en&{asked}").text
