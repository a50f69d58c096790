"""Two tables side by side: ours on a day, or what another place published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, ValidationError

from competition.foundation.formats import is_chinese
from competition.foundation.forms import AskingForm
from competition.foundation.texts import _, _l
from competition.policy.book import Book, Dated, NoValue, Table
from competition.policy.catalogue import Elsewhere

OTHERS = "elsewhere:"
NEEDED = InputRequired(_l("Please fill this in."))


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the table, and what it says on its day or what was published elsewhere; nothing before its first day."""

    table: Table
    day: date
    said: Dated | None = None
    published: Elsewhere | None = None

    @property
    def pair(self) -> tuple[Table, Any] | None:
        """Give table and value, as they are worded."""
        if self.published:
            return self.table, self.published.value
        return (self.table, self.said.value) if self.said else None


def begun(today: date) -> dict[str, Any]:
    """Give what the form begins with: our prizes beside those of a neighbour city."""
    tables = {"left": "funding.prize.by_rank", "right": f"{OTHERS}prize_dezhou"}
    return {**tables, "left_day": today, "right_day": today}


class CompareForm(AskingForm):
    """Which two tables, each on which day."""

    left = SelectField(_l("First table"))
    left_day = DateField(_l("On the day"), validators=[NEEDED])
    right = SelectField(_l("Second table"))
    right_day = DateField(_l("On the day"), validators=[NEEDED])

    def fit(self, book: Book, elsewhere: Sequence[Elsewhere]) -> None:
        """Offer our tables, then what others published."""
        self._ours = {one.name: one for one in book.tables()}
        self._others = {OTHERS + one.name: one for one in elsewhere}
        offered = {
            str(_l("Our tables")): [(name, _named(one)) for name, one in self._ours.items()],
            str(_l("Published elsewhere")): [(name, _named(one)) for name, one in self._others.items()],
        }
        self.left.choices = self.right.choices = offered

    def validate_right(self, field: SelectField) -> None:
        """Refuse two tables of different things."""
        units = [one.unit for name in (self.left.data, field.data) if (one := self._table(name))]
        if len(set(units)) > 1:
            raise ValidationError(_("These two tables count different things. Choose two of one kind."))

    def sides(self, book: Book) -> tuple[Side, Side]:
        """Give both sides as they were asked for."""
        asked = ((self.left.data, self.left_day.data), (self.right.data, self.right_day.data))
        left, right = (self._side(book, name, day) for name, day in asked)
        return left, right

    def _side(self, book: Book, name: str, day: date) -> Side:
        other = self._others.get(name)
        if other:
            told = Table(name, other.title, other.title_en, other.unit, other.source, ())
            return Side(told, day, published=other)
        try:
            return Side(self._ours[name], day, said=book.on(day, name))
        except NoValue:
            return Side(self._ours[name], day)

    def _table(self, name: str) -> Table | Elsewhere | None:
        return self._ours.get(name) or self._others.get(name)


def _named(one: Table | Elsewhere) -> str:
    return one.title if is_chinese() else one.title_en
