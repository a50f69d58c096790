"""The official calendar of a year: shipped as the State Council set it, entered for the years to come, never guessed."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from competition.accounts.rules import Role
from competition.foundation.workdays import NoCalendar
from competition.policy import actions, calendar_rules, queries, reader, today, working_days
from competition.policy.book import Value
from competition.policy.calendar_rules import TABLE
from competition.results import rules as results
from tests import make
from tests.policy.test_drafts import drafted

# no notice of the State Council: holidays made up for these tests
YEAR_2027 = """
year: 2027
holidays:
  - {name: 元旦, first: 2027-01-01, last: 2027-01-03}
  - {name: 春节, first: 2027-02-06, last: 2027-02-12}
  - {name: 清明节, first: 2027-04-03, last: 2027-04-05}
  - {name: 国庆节、中秋节, first: 2027-10-01, last: 2027-10-08}
worked: [2027-02-20]
"""
FIRST = date(2027, 1, 1)


def value(**more):
    return reader.value_of(YEAR_2027) | more


def with_2027(**more):
    return reader.book().with_value(TABLE, Value(more.pop("first_day", FIRST), "enacted", "测试", value(**more)))


def test_every_day_of_the_shipped_year_is_as_the_notice_says():
    is_working_day = working_days.of(reader.book())
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert calendar_rules.year_of(reader.book(), 2026)
    assert [is_working_day(day) for day in days] == [chinese_calendar.is_workday(day) for day in days]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # over the National Day and a Saturday that is worked
        (date(2026, 9, 29), date(2026, 10, 12)),
        # over the New Year into a year that was entered
        (date(2026, 12, 30), date(2027, 1, 7)),
        # over the Spring Festival and a Saturday that is worked
        (date(2027, 2, 5), date(2027, 2, 19)),
        (date(2027, 2, 16), date(2027, 2, 22)),
    ],
)
def test_five_working_days_end_on_the_day_the_calendars_give(start, end):
    assert results.notice_end(start, 5, working_days.of(with_2027())) == end


def test_a_year_in_no_calendar_is_refused_by_name(app):
    with pytest.raises(NoCalendar) as refused:
        results.notice_end(date(2026, 12, 30), 5, working_days.of(reader.book()))
    assert refused.value.year == 2027


def test_the_year_after_next_entered_early_hides_no_other():
    early = Value(date(2026, 11, 20), "enacted", "测试", value(year=2028))
    is_working_day = working_days.of(with_2027().with_value(TABLE, early))
    assert [is_working_day(date(year, 1, 4)) for year in (2026, 2027)] == [True, True]
    assert not is_working_day(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({}, []),
        ({"year": "2027"}, ["whole"]),
        ({"worked": None}, ["list"]),
        ({"holidays": []}, ["holidays"]),
        ({"makeup": []}, ["unknown"]),
        ({"worked": ["2027-02-20"]}, ["day"]),
        ({"worked": [date(2026, 2, 21)]}, ["other_year"]),
        ({"worked": [date(2027, 2, 22)]}, ["no_weekend"]),
        ({"worked": [date(2027, 2, 20), date(2027, 2, 20)]}, ["twice_a_day"]),
        ({"worked": [date(2027, 1, 2)]}, ["both"]),
        ({"year": 2028}, ["other_year"] * 9),
    ],
)
def test_every_fault_of_a_calendar_is_named(wrong, codes):
    assert [code for code, _place, _found in calendar_rules.faults(value(**wrong))] == codes


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (date(2027, 1, 4), date(2027, 1, 1), ["backwards_days"]),
        (date(2027, 2, 12), date(2027, 2, 14), ["two_holidays"]),
        (date(2027, 2, 13), date(2027, 2, 14), []),
    ],
)
def test_holidays_stand_apart_and_forwards(first, last, codes):
    holidays = [*value()["holidays"], {"name": "其他", "first": first, "last": last}]
    assert [code for code, _place, _found in calendar_rules.faults(value(holidays=holidays))] == codes


def waiting(user):
    return {str(one.text): one.count for one in today.waiting(user, make.AT.replace(month=11, day=26)) if one.count}


def test_the_next_years_calendar_is_asked_for_until_somebody_drafts_it(app):
    organiser, missing = make.user(Role.ORGANISER), {"official calendar of a coming year to enter": 1}
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert waiting(organiser) == missing
        assert waiting(make.user(Role.AUDITOR)) == {}
        draft = drafted(TABLE, value=YEAR_2027, first_day=FIRST)
        assert waiting(organiser) == {"policy tables to check": 1}
        actions.enact_draft(draft, None, by=organiser, at=make.AT)
        assert waiting(organiser) == {}
        assert working_days.of(queries.book())(date(2027, 2, 20))
