"""The base of every form: bilingual messages, a key so that it is kept once, and the version its page showed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, IntegerField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from competition.foundation import clock
from competition.foundation.errors import AlreadyKept, Fault, Refused
from competition.foundation.money import fen_of, yuan
from competition.foundation.texts import _, _l
from competition.foundation.uploads import UploadField

# what WTForms says of itself names a fault and no remedy
OWN_WORDS = {
    "This field is required.": _l("Please fill this in."),
    "Not a valid choice.": _l("Please choose one of the list."),
    "Invalid Choice: could not coerce.": _l("Please choose one of the list."),
    "Not a valid integer value.": _l("Write a whole number, such as 12."),
    "Not a valid decimal value.": _l("Write a number, such as 12.5."),
    "Not a valid date value.": _l("Write a day like 2026-09-18."),
    "Not a valid datetime value.": _l("Write day and time like 2026-09-18 08:30."),
    "Number must be between %(min)s and %(max)s.": _l("Write a number from %(min)s to %(max)s."),
    "Number must be at least %(min)s.": _l("Write a number of at least %(min)s."),
    "Number must be at most %(max)s.": _l("Write a number of at most %(max)s."),
    "File does not have an approved extension: {extensions}": _l("Choose a file of this kind: {extensions}."),
}


class _Words:
    """Say what is wrong in our own words where we have some, else in WTForms'."""

    def __init__(self, catalogue: Any) -> None:
        self._catalogue = catalogue

    def gettext(self, text: str) -> str:
        """Give a message in the reader's language."""
        return str(OWN_WORDS[text] if text in OWN_WORDS else self._catalogue.gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Give a message that counts something."""
        return str(self._catalogue.ngettext(one, many, count))


A = TypeVar("A")


class Form(FlaskForm):
    """A form that reads or asks; its messages come in the reader's language."""

    class Meta(FlaskForm.Meta):
        """Say in our words, else by WTForms' own catalogue, what a field finds wrong."""

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002
            """Give the messages of the language in use."""
            return _Words(get_translations(["zh"] if str(get_locale()).startswith("zh") else ["en"]))

    def take(self, refusal: Refused) -> None:
        """Put a refusal's faults at the fields they name, or at the top of the form."""
        for fault in refusal.faults:
            text = " ".join(part for part in (_place(fault), str(fault.message), str(fault.remedy)) if part)
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]
        if any(fault.row for fault in refusal.faults):
            # the file sent is wrong itself: it is mended and chosen anew, not kept for another try
            for each in self._fields.values():
                if isinstance(each, UploadField):
                    each.data = None


def _place(fault: Fault) -> str:
    """Say where in a workbook a fault stands."""
    if not fault.row:
        return ""
    if fault.value:
        return _("Row %(row)s, %(column)s “%(value)s”:", row=fault.row, column=fault.column, value=fault.value)
    return _("Row %(row)s, %(column)s:", row=fault.row, column=fault.column)


class AskingForm(Form):
    """A form that is asked in the address and changes nothing."""

    class Meta(Form.Meta):
        """It is sent with GET and writes nothing, so it needs no token."""

        csrf = False


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


class YuanField(StringField):
    """An amount in yuan, typed with or without commas and kept as whole fen."""

    fen: int | None = None

    def process_data(self, value: int | None) -> None:
        """Show stored fen as yuan."""
        self.data = None if value is None else yuan(value)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read what was typed, to the fen."""
        try:
            self.fen = fen_of(self.data or "")
        except ValueError as wrong:
            raise ValidationError(_("Write an amount in yuan, such as 50,000.00.")) from wrong


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
