"""Forms of hosts' claims: the application, its papers, the final account, the report and the inspection."""

from typing import Any

from flask_wtf.file import FileRequired
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from competition.foundation.forms import WriteForm, YuanField, choices
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadField
from competition.funding import claim_words, paper_rules
from competition.funding.actions.accounting import Report
from competition.funding.actions.applying import ClaimData
from competition.funding.actions.claims import Found
from competition.funding.applications import Application
from competition.funding.claim_models import ClaimCost
from competition.funding.claim_rules import Aim, Category, CostLine, PaperKind, Verdict


def _money(category: Category) -> YuanField:
    return YuanField(claim_words.CATEGORIES[category], validators=[Optional()])


def _figure(aim: Aim) -> IntegerField:
    return IntegerField(claim_words.AIMS[aim], validators=[InputRequired()])


class ClaimForm(WriteForm):
    """A host's application for its subsidy."""

    requested = YuanField(_l("Amount asked for, in yuan"), validators=[DataRequired()])
    budget_venue = _money(Category.VENUE)
    budget_equipment = _money(Category.EQUIPMENT)
    budget_labour = _money(Category.LABOUR)
    budget_board = _money(Category.BOARD)
    budget_publicity = _money(Category.PUBLICITY)
    budget_awards = _money(Category.AWARDS)
    budget_safety = _money(Category.SAFETY)
    budget_other = _money(Category.OTHER)
    aim_items = _figure(Aim.ITEMS)
    aim_entries = _figure(Aim.ENTRIES)
    aim_units = _figure(Aim.UNITS)
    aim_satisfaction = _figure(Aim.SATISFACTION)
    aim_reports = _figure(Aim.REPORTS)
    aim_incidents = _figure(Aim.INCIDENTS)
    statement = TextAreaField(_l("How the competition is to be held"), validators=[Length(max=4000)])
    account_name = StringField(_l("Name of the account"), validators=[DataRequired(), Length(max=120)])
    bank_name = StringField(_l("Bank and branch"), validators=[DataRequired(), Length(max=80)])
    account = StringField(_l("Account number"), validators=[Length(max=40)])

    @classmethod
    def of(cls, application: Application) -> "ClaimForm":
        """Fill it from an application that is not sent or was returned; the account stays out of the page."""
        claim = application.claim
        return cls(
            requested=claim.requested_fen,
            statement=claim.statement,
            account_name=claim.account_name,
            bank_name=claim.bank_name,
            **{f"budget_{category}": fen for category, fen in application.budget.items()},
            **{f"aim_{aim}": one.target for aim, one in application.aims.items()},
        )

    @property
    def money(self) -> list[YuanField]:
        """List the fields of the budget."""
        return [self[f"budget_{category}"] for category in Category]

    @property
    def aims(self) -> list[IntegerField]:
        """List the fields of the aims."""
        return [self[f"aim_{aim}"] for aim in Aim]

    @property
    def values(self) -> ClaimData:
        """Give what was entered."""
        return ClaimData(
            self.requested.fen or 0,
            {category: self[f"budget_{category}"].fen or 0 for category in Category},
            {aim: self[f"aim_{aim}"].data for aim in Aim},
            self.statement.data or "",
            self.bank_name.data or "",
            self.account_name.data or "",
            (self.account.data or "").strip(),
        )


class PaperForm(WriteForm):
    """A paper to keep with an application."""

    kind = SelectField(
        _l("Which paper"),
        choices=choices(
            [(kind.value, claim_words.PAPERS[kind]) for kind in paper_rules.OF_HOST if kind is not PaperKind.INVOICE]
        ),
    )
    paper = UploadField(_l("File"), validators=[FileRequired(_l("Choose a photo or a PDF."))])

    @property
    def piece(self) -> Piece:
        """Give the file that was sent."""
        return piece_of(self.paper)


def piece_of(field: Any) -> Piece:
    """Give the file of a field, with its name."""
    return Piece(field.data.filename or "", field.data.read())


class CostForm(WriteForm):
    """An invoice of the final account."""

    cost_id = HiddenField()
    category = SelectField(
        _l("Category"), choices=choices([(one.value, said) for one, said in claim_words.CATEGORIES.items()])
    )
    day = DateField(_l("Day of the invoice"), validators=[DataRequired()])
    payee = StringField(_l("Paid to"), validators=[DataRequired(), Length(max=120)])
    number = StringField(_l("Invoice number"), validators=[DataRequired(), Length(max=40)])
    amount = YuanField(_l("Amount in yuan"), validators=[DataRequired()])
    note = StringField(_l("Spent for"), validators=[Length(max=200)])
    paper = UploadField(_l("The invoice as a photo or PDF"))

    @classmethod
    def of(cls, cost: ClaimCost | None) -> "CostForm":
        """Fill it from an invoice to change, or leave it empty."""
        if cost is None:
            return cls()
        return cls(
            cost_id=cost.id,
            category=cost.category.value,
            day=cost.day,
            payee=cost.payee,
            number=cost.number,
            amount=cost.amount_fen,
            note=cost.note,
        )

    @property
    def line(self) -> CostLine:
        """Give what was entered."""
        assert self.day.data is not None
        said = (self.payee.data or "", self.number.data or "")
        return CostLine(Category(self.category.data), self.day.data, *said, self.amount.fen or 0, self.note.data or "")

    @property
    def changes(self) -> int | None:
        """Say which invoice is changed, None for a new one."""
        said = self.cost_id.data or ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


class CostsFileForm(WriteForm):
    """A whole final account as a workbook."""

    workbook = UploadField(_l("Final account as Excel"), validators=[FileRequired(_l("Choose the workbook."))])


class ReportForm(WriteForm):
    """What a host says it reached."""

    reached_items = _figure(Aim.ITEMS)
    reached_entries = _figure(Aim.ENTRIES)
    reached_units = _figure(Aim.UNITS)
    reached_satisfaction = _figure(Aim.SATISFACTION)
    reached_reports = _figure(Aim.REPORTS)
    reached_incidents = _figure(Aim.INCIDENTS)
    self_report = TextAreaField(
        _l("What came of it, what fell short and why"), validators=[DataRequired(), Length(max=4000)]
    )

    @property
    def values(self) -> Report:
        """Give what was entered."""
        return Report({aim: self[f"reached_{aim}"].data for aim in Aim}, self.self_report.data or "")


class InspectionForm(WriteForm):
    """What an inspection found."""

    inspected_on = DateField(_l("Inspected on"), validators=[DataRequired()])
    persons = StringField(_l("Who was there"), validators=[DataRequired(), Length(max=300)])
    opinion = TextAreaField(_l("Opinion"), validators=[DataRequired(), Length(max=2000)])
    verdict = RadioField(
        _l("Verdict"),
        choices=choices([(one.value, said[1]) for one, said in claim_words.VERDICTS.items()]),
        validators=[InputRequired()],
    )

    @property
    def found(self) -> Found:
        """Give what was entered."""
        assert self.inspected_on.data is not None
        verdict = Verdict(self.verdict.data)
        return Found(self.inspected_on.data, self.persons.data or "", verdict, self.opinion.data or "")
