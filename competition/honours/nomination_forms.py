"""Forms of nomination lists."""

from typing import TypeVar

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.honours import nomination_words, title_rules
from competition.honours.nominating import Decision
from competition.honours.nomination_models import Nominee
from competition.honours.title_rules import ListKind

LikeForm = TypeVar("LikeForm", bound=WriteForm)


def apart(form: LikeForm, number: int) -> LikeForm:
    """Give the fields of one of several like forms on a page ids of their own."""
    for field in form:
        field.id = f"{field.id}-{number}"
        field.label.field_id = field.id
    return form


class NomineeForm(WriteForm):
    """What is decided on one person: the button pressed, the papers ticked, and why."""

    verdict = StringField(_l("Decision"))
    papers = SelectMultipleField(_l("Papers seen"), choices=[])
    reason = StringField(_l("Reason"), validators=[Length(max=300)])

    def fit(self, kind: ListKind) -> "NomineeForm":
        """Offer the papers of the kind of list."""
        self.papers.choices = choices((code, nomination_words.PAPERS[code]) for code in title_rules.papers_of(kind))
        return self

    @classmethod
    def of(cls, one: Nominee) -> "NomineeForm":
        """Begin with what was decided, with ids of its own: there are many like it on a page."""
        form = cls(formdata=None, seen_version=one.version, papers=list(one.papers), reason=one.reason)
        return apart(form, one.id).fit(one.of.kind)

    def told(self) -> Decision:
        """Give what was decided."""
        return Decision(self.verdict.data == "keep", tuple(self.papers.data or ()), self.reason.data or "")


class EnterListForm(WriteForm):
    """Entering a list."""

    document_number = StringField(
        _l("Document number"),
        validators=[DataRequired(_l("Give the number of the document that gives it.")), Length(max=80)],
    )


class ReasonForm(WriteForm):
    """Taking a list back, or dropping it."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=300)])


class CertificateForm(WriteForm):
    """The number of the certificate of a new skill level."""

    number = StringField(_l("Number of the certificate"), validators=[DataRequired(), Length(max=40)])


class CertificateCorrectionForm(CertificateForm):
    """Another number in the place of one that was noted, and why."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=300)])


class ListObjectionForm(WriteForm):
    """An objection of somebody to a list on notice."""

    name = StringField(_l("Your name"), validators=[DataRequired(), Length(max=60)])
    contact = StringField(_l("Telephone or address"), validators=[DataRequired(), Length(max=120)])
    text = TextAreaField(_l("What you object to, and why"), validators=[DataRequired(), Length(max=4000)])


class ListAnswerForm(WriteForm):
    """The answer to an objection."""

    answer = TextAreaField(
        _l("Answer with reasons"), validators=[DataRequired(_l("Give the reasons.")), Length(max=4000)]
    )
    upheld = BooleanField(_l("The objection is right: the list must go back to review"))
