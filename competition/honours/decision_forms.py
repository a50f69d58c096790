"""Forms of decisions of other bodies."""

from collections.abc import Sequence

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from competition.foundation import formats
from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadField
from competition.honours import decisions
from competition.honours.deciding import DecisionData
from competition.honours.decision_rules import PERSON, UNIT, DecisionRow, RowFault
from competition.plan.models import Competition


class DecisionForm(WriteForm):
    """A decision with its document: one honoured by hand, or all of them in a workbook."""

    body = StringField(_l("Deciding body"), validators=[DataRequired(), Length(max=120)])
    document_title = StringField(_l("Title of the document"), validators=[DataRequired(), Length(max=200)])
    document_number = StringField(_l("Document number"), validators=[DataRequired(), Length(max=80)])
    decided_on = DateField(_l("Day of the document"), validators=[DataRequired()])
    scan = UploadField(_l("Scan of the document (PDF or photo)"))
    competition_id = SelectField(_l("Of a competition of ours"), coerce=int, default=0)
    workbook = UploadField(_l("Workbook with everybody honoured (.xlsx)"))
    person_or_unit = SelectField(
        _l("Person or unit"), choices=choices([(PERSON, _l("A person")), (UNIT, _l("A unit"))]), default=PERSON
    )
    name = StringField(_l("Name as the document gives it"), validators=[Length(max=120)])
    id_number = StringField(_l("ID number, where the document has it"), validators=[Length(max=18)])
    unit = StringField(_l("Unit"), validators=[Length(max=120)])
    honour = StringField(_l("Honour"), validators=[Length(max=80)])
    competition = StringField(_l("Competition"), validators=[Length(max=120)])
    item = StringField(_l("Item"), validators=[Length(max=80)])

    def fit(self, competitions: Sequence[Competition]) -> "DecisionForm":
        """Offer the competitions of ours whose judges, coaches and units a decision may honour."""
        offered = [(one.id, formats.name(one)) for one in competitions]
        self.competition_id.choices = choices([(0, _l("no, another body's")), *offered])
        return self

    def told(self) -> DecisionData:
        """Give the decision and its document."""
        name, content = next(((str(one.filename), one.read()) for one in self.scan.chosen), ("", b""))
        assert self.decided_on.data is not None  # a form that validated has it
        return DecisionData(
            self.body.data or "", self.document_title.data or "", self.document_number.data or "", self.decided_on.data,
            name, content, self.competition_id.data or None,
        )  # fmt: skip

    def rows(self) -> tuple[list[DecisionRow], list[RowFault]]:
        """Give who is honoured: the workbook's rows, or the one written by hand."""
        for file in self.workbook.chosen:
            return decisions.rows_of(file.read())
        told = {name: (self[name].data or "").strip() for name in ("name", "unit", "honour", "competition", "item")}
        if not (told["name"] or told["honour"]):
            return [], []
        number = "".join((self.id_number.data or "").split()).upper()
        return [DecisionRow(0, kind=self.person_or_unit.data or PERSON, id_number=number, **told)], []
