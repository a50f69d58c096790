"""Forms of destruction lists: what to look through, and what is put on a list."""

from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from competition.foundation.forms import AskingForm, WriteForm, choices
from competition.foundation.texts import _, _l
from competition.honours import destruction_words
from competition.honours.destroying import Proposal
from competition.honours.retention_rules import Destructible

KINDS = choices(destruction_words.KINDS.items())
NEEDED = InputRequired(_l("Please fill this in."))


class LookForm(AskingForm):
    """What is looked through, and past its time on which day; asked in the address."""

    kinds = SelectMultipleField(_l("Kinds of records"), choices=KINDS)
    on = DateField(_l("Past its time on"), validators=[NEEDED])
    today: date

    def validate_on(self, field: Any) -> None:
        """Refuse a day still to come: what is not past its time cannot stand on a list."""
        if field.data is not None and field.data > self.today:
            raise ValidationError(_("This day is still to come. Give today or an earlier day."))

    @property
    def wanted(self) -> tuple[Destructible, ...]:
        """Give the kinds chosen, all where none is."""
        chosen = self.kinds.data or ()
        return tuple(one for one in Destructible if one.value in chosen) or tuple(Destructible)


class PrepareForm(WriteForm):
    """What was seen, and what was found."""

    kinds = SelectMultipleField(_l("Kinds of records"), choices=KINDS)
    on = DateField(_l("Past its time on"), validators=[NEEDED])
    seen = HiddenField()
    opinion = TextAreaField(
        _l("Finding: who looked it through, and why nothing of it is needed any more"),
        validators=[DataRequired(_l("Say what was found when looking through, and who did.")), Length(max=600)],
    )

    def told(self) -> Proposal:
        """Give what is put on the list."""
        assert self.on.data is not None  # a form that validated has it
        kinds = tuple(map(Destructible, self.kinds.data or ()))
        return Proposal(kinds, self.on.data, self.opinion.data or "", self.seen.data or "")
