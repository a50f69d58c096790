"""Working days by the book: the year's calendar where it stands there, else the one this program came with."""

from collections.abc import Callable
from datetime import date

from competition.foundation import workdays
from competition.policy import calendar_rules
from competition.policy.book import Book


def of(book: Book) -> Callable[[date], bool]:
    """Give what says of a day whether it is worked; a year in neither calendar is refused by name, never guessed."""

    def is_working_day(day: date) -> bool:
        calendar = calendar_rules.year_of(book, day.year)
        return workdays.is_working_day(day) if calendar is None else calendar_rules.is_worked(calendar, day)

    return is_working_day
