"""Forms of re-checks."""

from decimal import Decimal

from wtforms import DecimalField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from competition.foundation.forms import WriteForm
from competition.foundation.texts import _l
from competition.results.review_rules import Quotas


class QuotasForm(WriteForm):
    """The quotas of a competition, in per cent."""

    top_share = DecimalField(_l("Upper part, re-checked whole, %"), validators=[InputRequired()])
    sample_share = DecimalField(_l("Sample of the others, %"), validators=[InputRequired()])
    error_share = DecimalField(_l("All are due where errors exceed, %"), validators=[InputRequired()])

    def show(self, of: Quotas) -> None:
        """Fill in what holds."""
        self.top_share.data, self.sample_share.data, self.error_share.data = of.top, of.sample, of.errors

    def quotas(self) -> Quotas:
        """Give what was written."""
        told = (self.top_share.data, self.sample_share.data, self.error_share.data)
        return Quotas(*(Decimal() if each is None else each for each in told))


class WordForm(WriteForm):
    """The word the sample is drawn with."""

    word = StringField(
        _l("Word or number told in public"),
        validators=[DataRequired(_l("Enter the word or number that was told in public.")), Length(max=80)],
    )


class ErrorForm(WriteForm):
    """An error found."""

    reason = StringField(
        _l("What was found wrong"), validators=[DataRequired(_l("Say what is wrong.")), Length(max=300)]
    )
