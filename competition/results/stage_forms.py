"""The form of an item that follows an earlier one."""

from collections.abc import Iterable

from wtforms import DecimalField, IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.plan.models import Following, Item
from competition.results.actions.staging import Wanted


class StageForm(WriteForm):
    """Which item is followed, how many go on, and what is carried over."""

    earlier_id = SelectField(_l("Follows the item"), coerce=int)
    first = IntegerField(_l("How many go on"), validators=[InputRequired(_l("Say how many go on."))])
    weight = DecimalField(_l("Share of the earlier total, %"), places=None, validators=[Optional()])

    def offer(self, items: Iterable[Item]) -> None:
        """Offer the items that can be followed."""
        self.earlier_id.choices = choices([(one.id, f"{one.code} {one.name}") for one in items])

    def show(self, kept: Following) -> None:
        """Fill in what holds."""
        self.earlier_id.data, self.first.data, self.weight.data = kept.earlier_id, kept.first, kept.weight
        self.seen_version.data = kept.version

    def wanted(self) -> Wanted:
        """Give what was written."""
        return Wanted(self.earlier_id.data, self.first.data or 0, self.weight.data)


class MoveUpForm(WriteForm):
    """Why others move up."""

    reason = TextAreaField(
        _l("Who withdrew, and why others move up"),
        validators=[DataRequired(_l("Say who withdrew and why others move up.")), Length(max=300)],
    )
