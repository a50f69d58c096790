"""Forms of corrections."""

from decimal import Decimal, InvalidOperation

from flask import request
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from competition.foundation.errors import Fault, Refused
from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.foundation.working import figure
from competition.judging.rules import Presence
from competition.results import correction_words
from competition.results.actions.correcting import Wanted, field_of
from competition.results.corrections import Standing


class SetForm(WriteForm):
    """What has to be corrected."""

    reason = StringField(
        _l("What has to be corrected"),
        validators=[
            DataRequired(_l("Say what has to be corrected and who found it; it stays in the record.")),
            Length(max=300),
        ],
    )


class DropForm(WriteForm):
    """Dropping a set."""

    reason = StringField(
        _l("Why it is dropped"),
        validators=[DataRequired(_l("Say why it is dropped; it stays in the record.")), Length(max=300)],
    )


class EntryForm(WriteForm):
    """All that is to count for one competitor; the marks' fields stand beside the form's own, one for each mark."""

    presence = SelectField(_l("Taking part"), choices=choices(correction_words.PRESENCE.items()))
    theory = StringField(_l("Theory mark"))
    reason = StringField(_l("Reason"), validators=[Length(max=300)])

    def show(self, would: Standing) -> None:
        """Fill in what would count by the set as it stands."""
        self.presence.data = (would.presence or Presence.PRESENT).value
        self.theory.data = "" if would.theory is None else figure(would.theory)

    def wanted(self, now: Standing) -> Wanted:
        """Give what was written; what is no number is refused with the field it stands in."""
        faults: list[Fault] = []
        marks = {
            (mark.sheet_id, mark.aspect.id): _number(request.form.get(field_of(mark), ""), field_of(mark), faults)
            for mark in now.marks
        }
        theory = _number(self.theory.data or "", "theory", faults) if now.has_theory else None
        if faults:
            raise Refused(_l("Some of it is no number."), faults=faults)
        return Wanted(Presence(self.presence.data), theory, marks, self.reason.data or "", self.seen_version.data)


def _number(text: str, field: str, faults: list[Fault]) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        faults.append(Fault(_l("“%(text)s” is no number. Write one such as 12.5.", text=text[:20]), field=field))
        return None


def typed(would: Standing, *, sent: bool) -> dict[str, str]:
    """Give what stands in each mark's field: what was typed, else what would count by the set as it stands."""
    return {
        field_of(mark): request.form.get(field_of(mark), "") if sent else figure(mark.value) for mark in would.marks
    }
