"""Forms of results."""

from typing import TypeVar

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l

LikeForm = TypeVar("LikeForm", bound=WriteForm)
AWARD_TABLES = (
    ("results.awards", _l("Medals for the first three, merit award to the upper half")),
    ("results.awards_by_ratio", _l("First, second and third prize to 10, 20 and 30 %")),
    ("results.awards_by_ratio_capped", _l("First, second and third prize to 5, 10 and 15 %, at most 3, 6 and 9")),
    ("results.awards_small_field", _l("Medals by the size of the field: gold from 4, silver from 5, bronze from 6 on")),
)


def apart(form: LikeForm, number: int) -> LikeForm:
    """Give the fields of one of several like forms on a page ids of their own."""
    for field in form:
        field.id = f"{field.id}-{number}"
        field.label.field_id = field.id
    return form


class ComputeForm(WriteForm):
    """Working out a result."""

    awards = SelectField(_l("Awards"), choices=choices(AWARD_TABLES))
    reason = StringField(_l("Reason, if a result stands already"), validators=[Length(max=300)])


class FinaliseForm(WriteForm):
    """Making a result final."""

    comment = StringField(_l("Comment"), validators=[Length(max=300)])


class AnnounceForm(WriteForm):
    """Announcing a result."""

    document_number = StringField(
        _l("Document number"),
        validators=[DataRequired(_l("Give the number of the document that announces it.")), Length(max=80)],
    )


class ObjectionForm(WriteForm):
    """An objection of somebody to a result on notice."""

    name = StringField(_l("Your name"), validators=[DataRequired(), Length(max=60)])
    contact = StringField(_l("Telephone or address"), validators=[DataRequired(), Length(max=120)])
    text = TextAreaField(_l("What you object to, and why"), validators=[DataRequired(), Length(max=4000)])


class AnswerForm(WriteForm):
    """The answer to an objection."""

    answer = TextAreaField(
        _l("Answer with reasons"), validators=[DataRequired(_l("Give the reasons.")), Length(max=4000)]
    )
    upheld = BooleanField(_l("The objection is right: the result must be corrected"))
