"""Working days by the official calendar, make-up days included; a year without data is asked for, never guessed."""

from datetime import date, timedelta

import chinese_calendar

from competition.foundation.errors import Refused
from competition.foundation.texts import _


class NoCalendar(Refused):
    """No official calendar of a year is in this installation; `year` says which."""

    def __init__(self, year: int) -> None:
        said = _(
            "The official calendar of %(year)s is not in this installation yet. An organiser of the whole city drafts"
            " it under “Policy tables” from the State Council's notice, and a second person enacts it.",
            year=year,
        )
        super().__init__(said)
        self.year = year


def is_working_day(day: date) -> bool:
    """Say whether a day is worked; refuses a year the official calendar has no data for."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise NoCalendar(day.year) from error


def add_working_days(start: date, days: int) -> date:
    """Give the day on which `days` working days after `start` end; `start` itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
