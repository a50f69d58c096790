"""A year's official calendar as a policy table holds it: holidays and the weekend days worked for them; pure.

Source: the State Council's yearly notice (国务院办公厅关于部分节假日安排的通知).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from competition.policy.book import Book

TABLE, UNIT = "plan.calendar", "calendar"
KEYS = ("year", "holidays", "worked")
HOLIDAY = ("name", "first", "last")
SATURDAY = 5
# the seven holidays of the law (全国年节及纪念日放假办法); two may fall together
LEAST, MOST = 4, 20
# a fault's code for words, the place in the value, and what stands there
Found = tuple[str, tuple[str, ...], str]


def faults(value: Any) -> list[Found]:
    """Name every fault of a year's calendar: keys, days outside the year, holidays that overlap, a week day “worked”."""
    if not isinstance(value, Mapping):
        return [("mapping", (), str(value)[:60])]
    found = _keys(value, KEYS, ())
    if found:
        return found
    if type(value["year"]) is not int:
        return [("whole", ("year",), str(value["year"])[:60])]
    holidays, worked = value["holidays"], value["worked"]
    found = [("list", (key,), "") for key in ("holidays", "worked") if not isinstance(value[key], list)]
    if found:
        return found
    if not LEAST <= len(holidays) <= MOST:
        return [("holidays", ("holidays",), str(len(holidays)))]
    found = [each for n, one in enumerate(holidays, 1) for each in _holiday(one, value["year"], ("holidays", str(n)))]
    found += [each for n, one in enumerate(worked, 1) for each in _day(one, value["year"], ("worked", str(n)))]
    return found or _between(holidays, worked)


def _keys(of: Any, keys: Sequence[str], at: tuple[str, ...]) -> list[Found]:
    if not isinstance(of, Mapping):
        return [("mapping", at, str(of)[:60])]
    unknown = [("unknown", at, str(key)[:60]) for key in of if key not in keys]
    return unknown + [("missing", at, key) for key in keys if key not in of]


def _holiday(one: Any, year: int, at: tuple[str, ...]) -> list[Found]:
    if found := _keys(one, HOLIDAY, at):
        return found
    if not isinstance(one["name"], str) or not one["name"].strip():
        return [("empty", (*at, "name"), "")]
    found = [each for key in ("first", "last") for each in _day(one[key], year, (*at, key))]
    if not found and one["last"] < one["first"]:
        found.append(("backwards_days", at, f"{one['first']} – {one['last']}"))
    return found


def _day(one: Any, year: int, at: tuple[str, ...]) -> list[Found]:
    if type(one) is not date:
        return [("day", at, str(one)[:60])]
    return [] if one.year == year else [("other_year", at, one.isoformat())]


def _between(holidays: Sequence[Mapping[str, Any]], worked: Sequence[date]) -> list[Found]:
    ordered = sorted(holidays, key=lambda one: one["first"])
    found: list[Found] = [
        ("two_holidays", ("holidays",), two["first"].isoformat())
        for one, two in pairwise(ordered)
        if two["first"] <= one["last"]
    ]
    found += [("no_weekend", ("worked",), one.isoformat()) for one in worked if one.weekday() < SATURDAY]
    found += [("twice_a_day", ("worked",), one.isoformat()) for one in sorted(set(worked)) if worked.count(one) > 1]
    off = _off(holidays)
    return found + [("both", ("worked",), one.isoformat()) for one in worked if one in off]


def _off(holidays: Sequence[Mapping[str, Any]]) -> frozenset[date]:
    return frozenset(
        one["first"] + timedelta(days=n) for one in holidays for n in range((one["last"] - one["first"]).days + 1)
    )


def year_of(book: Book, year: int) -> Mapping[str, Any] | None:
    """Find a year's calendar in the book, the newest where there are several; None where it holds none of that year."""
    try:
        values = book.table(TABLE).values
    except KeyError:
        return None
    return next((one.value for one in reversed(values) if one.value["year"] == year), None)


def is_worked(calendar: Mapping[str, Any], day: date) -> bool:
    """Say whether a day of a calendar's year is a working day."""
    if day in calendar["worked"]:
        return True
    return day.weekday() < SATURDAY and not any(one["first"] <= day <= one["last"] for one in calendar["holidays"])
