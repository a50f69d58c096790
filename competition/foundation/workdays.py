"""Working days by the official calendar, make-up days included; a year without data is asked for, never guessed."""

from datetime import date, timedelta

import chinese_calendar

from competition.foundation.errors import Refused
from competition.foundation.texts import _


def is_working_day(day: date) -> bool:
    """Say whether a day is worked; refuses a year the official calendar has no data for."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise Refused(
            _(
                "The official calendar of %(year)s is not in this installation yet. Import it before counting working days.",
                year=day.year,
            )
        ) from error


def add_working_days(start: date, days: int) -> date:
    """Give the day on which `days` working days after `start` end; `start` itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
