"""The form for what another payer gave."""

from collections.abc import Sequence

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from competition.foundation.forms import WriteForm, YuanField, choices
from competition.foundation.texts import _l
from competition.funding.actions.granting import GrantData
from competition.funding.grant_rules import Giver
from competition.funding.grant_words import GIVERS
from competition.registration.models import Member


class GrantForm(WriteForm):
    """Who was given how much, by whom, when, and by which document."""

    person = SelectField(_l("Winner"), validators=[DataRequired()])
    giver = SelectField(
        _l("Kind of payer"),
        choices=choices([("", "—"), *((one.value, said) for one, said in GIVERS.items())]),
        validators=[DataRequired()],
    )
    giver_name = StringField(_l("Payer"), validators=[DataRequired(), Length(max=120)])
    amount = YuanField(_l("Amount before tax, in yuan"), validators=[DataRequired()])
    given_on = DateField(_l("Given on"), validators=[DataRequired()])
    document_number = StringField(_l("Document number"), validators=[DataRequired(), Length(max=80)])

    def offer(self, winners: Sequence[Member]) -> None:
        """Offer the winners of a competition to choose from."""
        named = [(str(one.person_id), f"{one.name_as_was} · {one.entry.unit_as_was}") for one in winners]
        self.person.choices = [("", "—"), *named]

    @property
    def values(self) -> GrantData:
        """Give what was entered."""
        return GrantData(
            int(self.person.data),
            Giver(self.giver.data),
            self.giver_name.data or "",
            self.amount.fen or 0,
            self.given_on.data,
            self.document_number.data or "",
        )
