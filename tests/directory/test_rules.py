"""ID numbers and credit codes by their vectors (policy.md 4.4, 4.5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from competition.directory import rules
from competition.foundation.words import Sex

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("text", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("11010519491231002x", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", None, None),
        ("34052419800101001X", date(1980, 1, 1), Sex.MALE),
        ("370101190102039973", date(1901, 2, 3), Sex.MALE),
        ("370303199003070013", date(1990, 3, 7), Sex.MALE),
        (" 3703 0319 9003 0700 13 ", date(1990, 3, 7), Sex.MALE),
        (rules.made_id_number("810000", date(1995, 5, 5), 2), date(1995, 5, 5), Sex.FEMALE),
        (rules.made_id_number("830000", date(1995, 5, 5), 1), date(1995, 5, 5), Sex.MALE),
    ],
)
def test_right_numbers(text, born, sex):
    found = rules.id_number(text, TODAY)
    if born is None:
        # right by its check digit, but nobody born in 1880 competes
        assert rules.check_character(text) == text[17]
        assert found.fault == "birth_date"
    else:
        assert (found.fault, found.birth_date, found.sex) == ("", born, sex)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "missing"),
        ("37030319900307001", "length"),
        ("370303199003070014", "check"),
        ("370303199002300010", "birth_date"),
        ("370303209903070016", "birth_date"),
        ("370303900307001", "old"),
        ("3.70303199003070E+17", "lost_digits"),
        ("370303199003070000", "lost_digits"),
        ("37030319900307O013", "characters"),
        ("CHN110100010101", "foreign"),
        ("911124198108030024", "foreign"),
    ],
)
def test_wrong_numbers(text, fault):
    assert rules.id_number(text, TODAY).fault == fault


def test_born_today_is_the_last_day_and_tomorrow_is_not():
    for born, fault in ((TODAY, ""), (date(2026, 9, 2), "birth_date")):
        assert rules.id_number(rules.made_id_number("370303", born, 1), TODAY).fault == fault


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999), st.sampled_from(sorted(rules.DIVISIONS)))
def test_made_numbers_are_right_and_any_wrong_digit_shows(born, order, place):
    number = rules.made_id_number(place, born, order)
    found = rules.id_number(number, TODAY)
    assert (found.birth_date, found.fault) == (born, "")
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert rules.id_number(wrong, TODAY).fault


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y43", ""),
        ("11320000MB151840XJ", ""),
        ("91350100M000100Y4Z", "characters"),
        ("91350100M000100Y44", "check"),
        ("9135", "length"),
        ("91350100I000100Y43", "characters"),
    ],
)
def test_credit_codes(code, fault):
    assert rules.credit_code_fault(code) == fault
    assert uscc.is_valid(code) == (fault == "")


def test_a_sum_that_leaves_nothing_is_written_nought():
    noughts = [c for c in (rules.made_credit_code("370303", n) for n in range(200)) if c.endswith("0")]
    assert noughts
    assert all(uscc.is_valid(code) for code in noughts)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 9, 1), date(2026, 9, 1), 16),
        (date(2010, 9, 2), date(2026, 9, 1), 15),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
    ],
)
def test_age(born, day, age):
    assert rules.age_on(born, day) == age


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("王㛃琳", True),
        ("买买提·吐尔逊", True),
        ("𠮷田", True),
        ("Anna O'Neil", True),
        ("王3", False),
        ("王", False),
        ("张三<b>", False),
    ],
)
def test_names(name, plain):
    assert rules.name_is_plain(name) is plain
