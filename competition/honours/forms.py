"""Forms of the register."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from competition.foundation.forms import WriteForm
from competition.foundation.texts import _l


class HostForm(WriteForm):
    """Honouring a host."""

    document_number = StringField(_l("Document number"), validators=[DataRequired(), Length(max=80)])


class CorrectForm(WriteForm):
    """Correcting an entry."""

    name = StringField(_l("Name on the certificate"), validators=[DataRequired(), Length(max=200)])
    unit = StringField(_l("Unit"), validators=[Length(max=120)])
    document_number = StringField(_l("Document number"), validators=[Length(max=80)])
    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=300)])


class RevokeForm(WriteForm):
    """Revoking an entry."""

    reason = TextAreaField(_l("Reason"), validators=[DataRequired(), Length(max=300)])
