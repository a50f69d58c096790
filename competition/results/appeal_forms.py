"""Forms of appeals."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from competition.foundation.forms import WriteForm, choices
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadsField
from competition.results import appeal_words
from competition.results.appeal_rules import ENDING, AppealKind, Proof

LONGEST = 4000


def _number(value: Any) -> int | None:
    return int(value) if value else None


class AppealForm(WriteForm):
    """An appeal: what it is about and what is handed in."""

    kind = SelectField(_l("What it is about"), coerce=AppealKind)
    about = SelectField(_l("Whose award it touches"), coerce=_number, validators=[Optional()])
    text = TextAreaField(
        _l("What happened, when, and what you ask for"),
        validators=[DataRequired(_l("Say what happened and what you ask for.")), Length(max=LONGEST)],
    )
    files = UploadsField(_l("Evidence"))

    @property
    def pieces(self) -> list[Piece]:
        """Give the files handed in; an empty field hands in nothing."""
        return [Piece(str(each.filename), each.read()) for each in self.files.chosen]


class OwnAppealForm(AppealForm):
    """An appeal of a competitor, who has no account."""

    name = StringField(_l("Your name"), validators=[DataRequired(), Length(max=60)])
    ending = StringField(
        _l("Last six characters of your ID number"),
        validators=[
            DataRequired(),
            Length(min=ENDING, max=ENDING, message=_l("Write six characters, such as 12003X.")),
        ],
        filters=[lambda typed: "".join((typed or "").split()).upper()],
    )

    @property
    def shown(self) -> Proof:
        """Give what proves who files."""
        return Proof(self.name.data or "", self.ending.data or "")


class AdmissionForm(WriteForm):
    """Whether an appeal is heard."""

    admitted = RadioField(
        _l("Is it heard?"),
        choices=choices([("yes", _l("Admitted: the board hears it")), ("no", _l("Not admitted"))]),
        validators=[DataRequired(_l("Choose one of the two."))],
    )
    reason = TextAreaField(_l("Why, if it is not admitted"), validators=[Length(max=600)])


class VerdictForm(WriteForm):
    """The decision on an appeal."""

    upheld = RadioField(
        _l("What is decided"),
        choices=choices([(verdict, appeal_words.VERDICTS[verdict == "yes"][1]) for verdict in ("yes", "no")]),
        validators=[DataRequired(_l("Choose one of the two."))],
    )
    reasons = TextAreaField(_l("Reasons"), validators=[DataRequired(_l("Give the reasons.")), Length(max=LONGEST)])


class AskOnForm(WriteForm):
    """Taking an appeal to the second level."""

    text = TextAreaField(
        _l("Why the first decision is wrong"),
        validators=[DataRequired(_l("Say why the first decision is wrong.")), Length(max=LONGEST)],
    )


class MemberForm(WriteForm):
    """Naming somebody for the board."""

    user = SelectField(_l("Supervisor"), coerce=_number, validators=[DataRequired(_l("Choose somebody."))])
