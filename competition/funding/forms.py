"""Forms of the money."""

from flask_wtf.file import FileRequired
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from competition.directory.rules import DIVISIONS
from competition.foundation.forms import WriteForm, YuanField, choices
from competition.foundation.texts import _, _l
from competition.foundation.uploads import UploadField
from competition.funding import words
from competition.funding.actions.budgets import BudgetData
from competition.funding.ledger_rules import Source
from competition.funding.prizing import Agreement


class ReasonForm(WriteForm):
    """Why something is returned, refused, held or looked at."""

    reason = StringField(_l("Reason"), validators=[DataRequired(), Length(max=300)])


class ApproveForm(WriteForm):
    """Approving all the prizes a page showed: each with the version it showed."""

    shown = HiddenField()

    @property
    def seen(self) -> dict[int, int]:
        """Give the version shown of each prize."""
        pairs = [pair.split(":") for pair in (self.shown.data or "").split(",") if pair.count(":") == 1]
        return {int(key): int(version) for key, version in pairs if key.isdecimal() and version.isdecimal()}


class AccountForm(WriteForm):
    """The bank account of a winner."""

    bank_name = StringField(_l("Bank and branch"), validators=[DataRequired(), Length(max=80)])
    account = StringField(_l("Account number"), validators=[DataRequired(), Length(max=40)])


class PaidForm(WriteForm):
    """The day a list was paid."""

    paid_on = DateField(_l("Paid on"), validators=[DataRequired()])


class RepaidForm(WriteForm):
    """The day an overpayment came back."""

    repaid_on = DateField(_l("Repaid on"), validators=[DataRequired()])


class AnswerForm(WriteForm):
    """What the bank answered, as a file."""

    file = UploadField(_l("Bank's answer"), validators=[FileRequired(_l("Choose the file of the bank."))])


class BudgetForm(WriteForm):
    """Money given for a year by one source."""

    year = IntegerField(_l("Year"), validators=[InputRequired(), NumberRange(2020, 2100)])
    source = SelectField(
        _l("Source of the money"), choices=choices([(one.value, said) for one, said in words.SOURCES.items()])
    )
    district = SelectField(
        _l("District"), choices=choices([("", "—"), *((code, names[0]) for code, names in DIVISIONS.items())])
    )
    name = StringField(_l("Name of the money"), validators=[DataRequired(), Length(max=120)])
    amount = YuanField(_l("Amount in yuan"), validators=[DataRequired()])
    document_number = StringField(_l("Document number"), validators=[Length(max=80)])
    carries_over = BooleanField(_l("What is left may be carried into the next year"))

    @property
    def values(self) -> BudgetData:
        """Give what was entered."""
        return BudgetData(
            self.year.data or 0,
            Source(self.source.data),
            self.name.data or "",
            self.amount.fen or 0,
            self.document_number.data or "",
            self.district.data or "",
            self.carries_over.data,
        )


class ChangeForm(WriteForm):
    """More or less money for an appropriation."""

    amount = YuanField(_l("More, or with a minus less, in yuan"), validators=[DataRequired()])
    document_number = StringField(_l("Document number"), validators=[DataRequired(), Length(max=80)])


class AgreementForm(WriteForm):
    """The shares a team agreed on."""

    weights = StringField(_l("Parts, in the order of the team"), validators=[DataRequired(), Length(max=120)])
    agreement = StringField(_l("Signed agreement"), validators=[DataRequired(), Length(max=300)])

    def validate_weights(self, _field: StringField) -> None:
        """Refuse what is no row of whole numbers."""
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in self._parts):
            raise ValidationError(_("Write whole numbers with colons between them, such as 2:1:1."))

    @property
    def _parts(self) -> list[str]:
        return (self.weights.data or "").replace("：", ":").replace(" ", "").split(":")

    @property
    def values(self) -> Agreement:
        """Give what was entered."""
        return Agreement(tuple(map(int, self._parts)), self.agreement.data or "")


class ExemptionForm(WriteForm):
    """Why prizes are exempt from tax."""

    ground = StringField(_l("Ground"), validators=[DataRequired(), Length(max=300)])
    paper = StringField(_l("Paper of the tax office"), validators=[DataRequired(), Length(max=80)])
