"""Forms of looking ahead: other tables for a what-if, and what a forecast is asked for."""

from typing import Any

from wtforms import Field, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.funding import decisions, words
from competition.funding.actions.outlooks import MOST_FURTHER, Other
from competition.policy import cells, draft_words
from competition.policy import words as policy_words
from competition.policy.book import Book, Table

MOST_SEED = 2**31 - 1


class TableField(Field):
    """The cells of a table, each sent under this field's name and its own path."""

    data: dict[str, str]
    table: Table

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was typed into the cells, or what stands."""
        super().process(None, data, extra_filters)
        begin = f"{self.name}-"
        sent = {key.removeprefix(begin): formdata[key] for key in formdata if key.startswith(begin)} if formdata else {}
        self.data = sent or data or {}

    @property
    def paths(self) -> list[cells.Path]:
        """Name the cells it offers."""
        return cells.paths(self.table, tuple(policy_words.LEVELS))

    @property
    def read(self) -> tuple[Any, list[Any]]:
        """Read the cells it offers into a value, with what cannot be read."""
        names = [".".join(path) for path in self.paths]
        return cells.value_of({name: self.data[name] for name in names if name in self.data}, self.table)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002
        """Name each cell that cannot be read."""
        if faults := self.read[1]:
            raise ValidationError("; ".join(draft_words.fault(one, self.table) for one in faults))


class WhatIfForm(WriteForm):
    """Which season, and the tables it is worked out by instead."""

    year = SelectField(_l("Season"), coerce=int)
    prizes = TableField(_l("Prizes by level and place"))
    shared = SelectField(_l("Prize of a shared place"), choices=choices(list(words.SHARED.items())))
    groups = TableField(_l("Share of a prize by group"))
    hosts = TableField(_l("Host subsidy by level"))

    @classmethod
    def by(cls, book: Book, values: dict[str, Any], years: list[int]) -> "WhatIfForm":
        """Begin with values of the tables, by name."""
        ranks, groups, levels = map(book.table, (decisions.PRIZE[0], decisions.PRIZE[3], decisions.HOST[0]))
        told = {
            "prizes": cells.of(values[ranks.name], ranks),
            "groups": cells.of(values[groups.name], groups),
            "hosts": cells.of(values[levels.name], levels),
            "shared": values[decisions.PRIZE[2]],
        }
        form = cls(data=told)
        form.prizes.table, form.groups.table, form.hosts.table = ranks, groups, levels
        form.year.choices = [(year, str(year)) for year in years]
        return form

    @property
    def other(self) -> Other:
        """Give the tables as they were typed."""
        return Other(self.prizes.read[0] or {}, self.shared.data, self.groups.read[0] or {}, self.hosts.read[0] or {})


class ForecastForm(WriteForm):
    """Which season is played, with how many competitions more than are planned, and by which seed."""

    year = SelectField(_l("Season"), coerce=int)
    further = IntegerField(
        _l("Further competitions expected"), validators=[InputRequired(), NumberRange(0, MOST_FURTHER)], default=0
    )
    seed = IntegerField(_l("Seed"), validators=[InputRequired(), NumberRange(0, MOST_SEED)])
