"""Forms of the money."""

from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from competition.foundation.forms import WriteForm, YuanField
from competition.foundation.texts import _l
from competition.funding.actions.claims import ClaimData
from competition.funding.models import HostClaim


class ClaimForm(WriteForm):
    """A host's claim for its subsidy."""

    requested = YuanField(_l("Amount asked for, in yuan"), validators=[DataRequired()])
    eligible = YuanField(_l("Eligible costs, in yuan"), validators=[DataRequired()])
    statement = TextAreaField(_l("What the money was spent on"), validators=[Length(max=4000)])
    account_name = StringField(_l("Name of the account"), validators=[DataRequired(), Length(max=120)])
    bank_name = StringField(_l("Bank and branch"), validators=[DataRequired(), Length(max=80)])
    account = StringField(_l("Account number"), validators=[Length(max=40)])

    @classmethod
    def of(cls, claim: HostClaim) -> "ClaimForm":
        """Fill it from a claim that was returned; the account stays out of the page."""
        return cls(
            requested=claim.requested_fen,
            eligible=claim.eligible_fen,
            statement=claim.statement,
            account_name=claim.account_name,
            bank_name=claim.bank_name,
        )

    @property
    def values(self) -> ClaimData:
        """Give what was entered."""
        return ClaimData(
            self.requested.fen or 0,
            self.eligible.fen or 0,
            self.statement.data or "",
            self.bank_name.data or "",
            self.account_name.data or "",
            (self.account.data or "").strip(),
        )


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
