"""How values look on a page: yuan, marks, moments and days, the same everywhere."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import format_date, format_datetime, get_locale

from competition.foundation import clock
from competition.foundation.money import yuan


def mark(value: Decimal | None, places: int = 2) -> str:
    """Write a mark with at least `places` decimals and never fewer than it has; a missing one is a dash."""
    if value is None:
        return "—"
    exponent = value.as_tuple().exponent
    kept = max(places, -exponent) if isinstance(exponent, int) else places
    return f"{value:.{kept}f}"


def day(value: date | None) -> str:
    """Write a day: 2026年9月29日 or 29 Sep 2026."""
    if value is None:
        return "—"
    return str(format_date(value, "y年M月d日" if is_chinese() else "d MMM y"))


def moment(value: datetime | None) -> str:
    """Write a moment on the city's clocks, to the minute."""
    if value is None:
        return "—"
    return str(
        format_datetime(clock.in_city(value), "y年M月d日 HH:mm" if is_chinese() else "d MMM y, HH:mm", rebase=False)
    )


def month(number: int) -> str:
    """Name a month of a year: 9月 or Sep."""
    return str(format_date(date(2000, number, 1), "LLL"))


def weekday(value: datetime) -> str:
    """Write the day of a moment with its weekday: 2026年9月29日 星期二 or Tuesday, 29 Sep 2026."""
    pattern = "y年M月d日 EEEE" if is_chinese() else "EEEE, d MMM y"
    return str(format_datetime(clock.in_city(value), pattern, rebase=False))


def clock_time(value: datetime) -> str:
    """Write the time of a moment on the city's clocks: 09:30."""
    return f"{clock.in_city(value):%H:%M}"


def is_chinese() -> bool:
    """Say whether the page is in Chinese."""
    return str(get_locale() or "zh").startswith("zh")


def name(thing: object) -> str:
    """Give a record's name in the reader's language, the Chinese one where there is no English."""
    english = getattr(thing, "name_en", "")
    return str(getattr(thing, "name", "")) if is_chinese() or not english else str(english)


def register(app: Flask) -> None:
    """Let templates use them."""
    app.jinja_env.globals.update(has_endpoint=lambda endpoint: endpoint in app.view_functions)
    app.jinja_env.globals.update(in_city=clock.in_city)
    app.jinja_env.filters.update(yuan=yuan, mark=mark, day=day, moment=moment, local_name=name)
    app.jinja_env.filters.update(month=month, weekday=weekday, clock_time=clock_time)
