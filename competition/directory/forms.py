"""Forms of the directory."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from competition.directory import rules, words
from competition.directory.actions import OrganisationData, PersonChange
from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.foundation.words import OrganisationKind, Sex


class OrganisationForm(WriteForm):
    """An organisation."""

    name = StringField(_l("Unit name"), validators=[DataRequired(), Length(max=120)])
    name_en = StringField(_l("English name"), validators=[Length(max=200)])
    credit_code = StringField(_l("Unified social credit code"), validators=[Length(max=18)])
    kind = SelectField(_l("Kind"), choices=choices((k.value, t) for k, t in words.KINDS.items()))
    division_code = SelectField(
        _l("District"), choices=choices((c, f"{n[0]} {n[1]}") for c, n in rules.DIVISIONS.items())
    )
    contact_name = StringField(_l("Contact"), validators=[Length(max=60)])
    contact_phone = StringField(_l("Telephone"), validators=[Length(max=30)])

    @property
    def values(self) -> OrganisationData:
        """Give what was entered."""
        return OrganisationData(
            self.name.data or "",
            self.name_en.data or "",
            self.credit_code.data or "",
            OrganisationKind(self.kind.data),
            self.division_code.data,
            self.contact_name.data or "",
            self.contact_phone.data or "",
        )


class PersonForm(WriteForm):
    """A person's record."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=60)])
    id_number = StringField(_l("ID number"), validators=[Length(max=30)])
    birth_date = DateField(_l("Birth date"), validators=[Optional()])
    sex = SelectField(_l("Sex"), choices=choices([("", "—"), *((s.value, t) for s, t in words.SEXES.items())]))
    phone = StringField(_l("Telephone"), validators=[Length(max=30)])

    @property
    def values(self) -> PersonChange:
        """Give what was entered."""
        sex = Sex(self.sex.data) if self.sex.data else None
        return PersonChange(
            self.name.data or "", self.id_number.data or "", self.birth_date.data, sex, self.phone.data or ""
        )


class ReasonForm(WriteForm):
    """Why something is looked at or merged."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])
