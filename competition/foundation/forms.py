"""The base of every form: bilingual messages, a key so that it is kept once, and the version its page showed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from competition.foundation import clock
from competition.foundation.errors import AlreadyKept, Fault, Refused

A = TypeVar("A")


class Form(FlaskForm):
    """A form that reads or asks; its messages come in the reader's language."""

    class Meta(FlaskForm.Meta):
        """Take WTForms' own catalogue for its own messages."""

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002
            """Give the catalogue of the language in use."""
            return get_translations(["zh"] if str(get_locale()).startswith("zh") else ["en"])

    def take(self, refusal: Refused) -> None:
        """Put a refusal's faults at the fields they name, or at the top of the form."""
        for fault in refusal.faults:
            text = " ".join(part for part in (str(fault.message), str(fault.remedy)) if part)
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]


class WriteForm(Form):
    """A form that changes something: sent twice it is kept once, and an old page never overwrites."""

    form_key = HiddenField()
    seen_version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.form_key.data:
            self.form_key.data = uuid4().hex

    def must_be_valid(self) -> None:
        """Refuse what breaks the form's own rules, for buttons whose page is not shown again with the form."""
        if self.validate():
            return
        faults = [
            Fault(f"{field.label.text}: {error}", field=name)
            for name, field in self._fields.items()
            for error in field.errors
        ]
        raise Refused(" ".join(fault.message for fault in faults), faults=faults)


class ConfirmForm(WriteForm):
    """A button that changes something, with no field of its own."""


@contextmanager
def refusals_in(form: Form) -> Iterator[None]:
    """Show an action's refusal in the form it came from, with all that was typed still there."""
    try:
        yield
    except AlreadyKept:
        raise
    except Refused as refusal:
        form.take(refusal)


def answered(form: Form, do: Callable[[], A], again: Callable[[], A]) -> A:
    """Do what a form asks for; where it breaks its rules or is refused, show its page again with all that was typed."""
    if form.validate():
        with refusals_in(form):
            return do()
    return again()


class MomentField(DateTimeLocalField):
    """A moment on the city's clocks."""

    def process_data(self, value: datetime | None) -> None:
        """Show a stored moment as the city's clocks do."""
        self.data = None if value is None else clock.in_city(value).replace(tzinfo=None)

    @property
    def moment(self) -> datetime:
        """Give the moment entered, with its zone."""
        assert isinstance(self.data, datetime)  # a form that validated has it
        return self.data.replace(tzinfo=clock.CITY)


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Make what a select offers from values and their words."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]
