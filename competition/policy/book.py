"""Looks up what the policy says on a day; pure: the tables were read before, by reader.py."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a table: from which day, enacted or an example, where it is written, and the value."""

    first_day: date
    status: str
    reference: str
    value: Any


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the policy with all its dated values, oldest first."""

    name: str
    title: str
    title_en: str
    unit: str
    basis: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """What a table says on the day asked for."""

    table: str
    title: str
    title_en: str
    first_day: date
    status: str
    reference: str
    value: Any

    @property
    def is_example(self) -> bool:
        """Say whether the figure is an example until the bureau sets its own."""
        return self.status == "example"

    def as_json(self) -> dict[str, Any]:
        """Give it as it is stored with whatever was decided on it."""
        return {
            "table": self.table,
            "title": self.title,
            "title_en": self.title_en,
            "first_day": self.first_day.isoformat(),
            "status": self.status,
            "reference": self.reference,
            "value": self.value,
        }


class NoValue(LookupError):  # noqa: N818 - reads as what it says
    """A table is not there, or has no value on the day asked for; never taken for zero."""

    def __init__(self, table: str, day: date, why: str) -> None:
        super().__init__(why)
        self.table, self.day = table, day


class Book:
    """All tables, asked by day and name."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = dict(tables)

    def tables(self) -> list[Table]:
        """Give every table, by name."""
        return [self._tables[name] for name in sorted(self._tables)]

    def table(self, name: str) -> Table:
        """Give a table by its name; KeyError where there is none."""
        return self._tables[name]

    def with_value(self, name: str, value: Value) -> "Book":
        """Give a book in which a table has one more value; one of the same first day gives way to it."""
        table = self._tables[name]
        others = [one for one in table.values if one.first_day != value.first_day]
        values = tuple(sorted((*others, value), key=lambda one: one.first_day))
        return Book({**self._tables, name: replace(table, values=values)})

    def on(self, day: date, name: str) -> Dated:
        """Give what the table says on the day: the newest value that began by then; NoValue where there is none."""
        table = self._tables.get(name)
        if table is None:
            raise NoValue(name, day, f"there is no table {name}")
        begun = [value for value in table.values if value.first_day <= day]
        if not begun:
            raise NoValue(name, day, f"table {name} has no value on {day.isoformat()}")
        value = max(begun, key=lambda value: value.first_day)
        # a copy, so that nothing a caller does to it changes the book
        held = deepcopy(value.value)
        return Dated(name, table.title, table.title_en, value.first_day, value.status, value.reference, held)
