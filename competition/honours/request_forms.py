"""Forms of requests of people about themselves."""

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.honours import request_words
from competition.honours.asking import Answer, Asked
from competition.honours.request_models import RequestKind


class RequestForm(WriteForm):
    """A request of a person about themselves."""

    kind = RadioField(
        _l("What do you ask for?"), choices=choices(request_words.KINDS.items()), default=RequestKind.CORRECTION
    )
    name = StringField(_l("Your name"), validators=[DataRequired(), Length(max=60)])
    contact = StringField(_l("Telephone or address"), validators=[DataRequired(), Length(max=120)])
    text = TextAreaField(_l("What is it about?"), validators=[Length(max=2000)])

    def told(self) -> Asked:
        """Give what is asked for."""
        return Asked(RequestKind(self.kind.data), self.name.data or "", self.contact.data or "", self.text.data or "")


class DecideRequestForm(WriteForm):
    """The officer's decision."""

    granted = BooleanField(_l("Grant it: the person proved who they are"))
    id_number = StringField(_l("ID number that proved it (it is not kept)"), validators=[Length(max=24)])
    answer = TextAreaField(_l("Answer: what was done, or the reasons"), validators=[DataRequired(), Length(max=2000)])

    def told(self) -> Answer:
        """Give what was decided."""
        return Answer(bool(self.granted.data), self.answer.data or "", self.id_number.data or "")
