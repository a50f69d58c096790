"""What people fill in about the judges' pool."""

from flask_wtf.file import FileAllowed
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from competition.directory import pinyin
from competition.foundation.forms import WriteForm
from competition.foundation.searched import SearchedField
from competition.foundation.texts import _, _l
from competition.foundation.uploads import UploadField
from competition.judging import words
from competition.judging.actions.pooling import Facts, Held, Passed
from competition.judging.actions.recommending import Newcomer
from competition.judging.pool_rules import LADDERS, Demand, Grade, Ladder

GRADES = [SelectChoice("", _l("Choose …")), *(SelectChoice(g.value, words.WORDS[g]) for g in Grade)]
YEARS = NumberRange(1950, 2100)


def _ladder(of: Ladder) -> list[SelectChoice]:
    return [SelectChoice("", _l("not asked")), *(SelectChoice(g.value, words.WORDS[g]) for g in LADDERS[of])]


class RecommendForm(WriteForm):
    """Recommend a judge: one of the pool, or a new person with the certificate the recommendation rests on."""

    item_id = SelectField(_l("Item"), coerce=int, validators=[DataRequired()])
    unit_id = SelectField(_l("Recommended by"), coerce=int)
    judge_id = SelectField(_l("Judge"), coerce=int, default=0)
    ground = TextAreaField(_l("Ground of the recommendation"), validators=[DataRequired(), Length(max=300)])
    name = StringField(_l("Name"), validators=[Length(max=60)])
    organisation_id = SearchedField(_l("Employer"), sounds=pinyin.of_text, coerce=int, default=0)
    occupation = StringField(_l("Occupation"), validators=[Length(max=60)])
    since = IntegerField(_l("In the trade since (year)"), validators=[Optional(), YEARS])
    grade = SelectField(_l("Qualification"), choices=GRADES, default="")
    number = StringField(_l("Number of the certificate"), validators=[Length(max=60)])
    valid_until = DateField(_l("Valid until"), validators=[Optional()])

    def newcomer(self) -> Newcomer:
        """Give the new person; a unit recommends its own people."""
        return Newcomer(
            self.name.data or "",
            self.unit_id.data or self.organisation_id.data,
            self.occupation.data or "",
            self.since.data,
            Grade(self.grade.data) if self.grade.data else None,
            self.number.data or "",
            self.valid_until.data,
        )


class PoolFileForm(WriteForm):
    """A workbook of judges: sent it is only looked at; coming back with the page, signed, it is taken in."""

    file = UploadField(_l("Workbook (.xlsx)"), validators=[FileAllowed(["xlsx"])])
    workbook = HiddenField()

    def validate_file(self, field: UploadField) -> None:
        """Ask for the file where the page does not carry it yet."""
        if not field.data and not self.workbook.data:
            raise ValidationError(_("Choose a file first."))


class FactsForm(WriteForm):
    """What a record says of a judge."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=60)])
    organisation_id = SearchedField(_l("Employer"), sounds=pinyin.of_text, coerce=int, validators=[DataRequired()])
    occupation = StringField(_l("Occupation"), validators=[Length(max=60)])
    since = IntegerField(_l("In the trade since (year)"), validators=[Optional(), YEARS])
    user_id = SelectField(_l("Account"), coerce=int, default=0)

    @property
    def facts(self) -> Facts:
        """Give what was entered."""
        return Facts(
            self.name.data or "",
            self.organisation_id.data,
            self.occupation.data or "",
            self.since.data,
            self.user_id.data or None,
        )


class QualificationForm(WriteForm):
    """Enter a certificate."""

    grade = SelectField(_l("Qualification"), choices=GRADES, validators=[DataRequired()])
    number = StringField(_l("Number of the certificate"), validators=[Length(max=60)])
    valid_until = DateField(_l("Valid until"), validators=[Optional()])

    @property
    def held(self) -> Held:
        """Give what was entered."""
        return Held(Grade(self.grade.data), self.number.data or "", self.valid_until.data)


class TrainingForm(WriteForm):
    """Enter a training passed."""

    training = StringField(_l("Training"), validators=[DataRequired(), Length(max=120)])
    passed_on = DateField(_l("Passed on"), validators=[DataRequired()])
    valid_until = DateField(_l("Valid until"), validators=[Optional()])

    @property
    def passed(self) -> Passed:
        """Give what was entered."""
        assert self.passed_on.data is not None  # a form that validated has it
        return Passed(self.training.data or "", self.passed_on.data, self.valid_until.data)


class DemandForm(WriteForm):
    """Say what an item asks of its judges."""

    skill = SelectField(_l("Vocational skill level"), choices=_ladder(Ladder.SKILL), default="")
    title = SelectField(_l("Professional title"), choices=_ladder(Ladder.TITLE), default="")
    assessing = SelectField(_l("Assessor's certificate"), choices=_ladder(Ladder.ASSESSING), default="")
    refereeing = SelectField(_l("Judge's certificate"), choices=_ladder(Ladder.REFEREEING), default="")
    trained = BooleanField(_l("Training that is valid on the day of the item"), default=True)
    years = IntegerField(_l("Years in the trade, at least"), validators=[Optional(), NumberRange(0, 60)], default=0)

    def show(self, asks: Demand) -> None:
        """Fill in what is asked now."""
        for ladder, steps in LADDERS.items():
            self._fields[ladder.value].data = next((g.value for g in asks.grades if g in steps), "")
        self.trained.data, self.years.data = asks.trained, asks.years

    @property
    def asks(self) -> Demand:
        """Give what was entered."""
        told = [self._fields[ladder.value].data for ladder in LADDERS]
        return Demand(tuple(Grade(each) for each in told if each), bool(self.trained.data), self.years.data or 0)


class CorrectionForm(WriteForm):
    """Ask for a correction of one's own record."""

    text = TextAreaField(_l("What is wrong, and how it should be"), validators=[DataRequired(), Length(max=500)])
