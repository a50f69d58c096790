"""Forms of registration."""

from collections.abc import Mapping, Sequence

from flask_wtf.file import FileRequired
from wtforms import FieldList, FormField, SelectField, StringField
from wtforms.form import Form as PlainForm
from wtforms.validators import Length

from competition.directory import pinyin
from competition.directory.models import Organisation
from competition.directory.rules import SKILL_LEVELS
from competition.foundation.forms import WriteForm, choices
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadField
from competition.plan.models import Item
from competition.registration import coach_rules
from competition.registration.coach_rules import Named
from competition.registration.models import Coach
from competition.registration.rules import Row


class UploadForm(WriteForm):
    """A registration workbook."""

    file = UploadField(_l("Registration workbook"), validators=[FileRequired(_l("Choose the workbook you filled in."))])


class MemberForm(PlainForm):
    """One person of an entry."""

    name = StringField(_l("Name"), validators=[Length(max=60)])
    id_number = StringField(_l("ID number"), validators=[Length(max=30)])
    phone = StringField(_l("Mobile telephone"), validators=[Length(max=30)])
    level = SelectField(_l("Skill level"), choices=choices([("", "—"), *((v, v) for v in SKILL_LEVELS.values())]))


class CoachForm(PlainForm):
    """One coach of an entry."""

    name = StringField(_l("Name"), validators=[Length(max=60)])
    id_number = StringField(_l("ID number"), validators=[Length(max=30)])


class CoachesForm(WriteForm):
    """The coaches of an entry, in their order."""

    coaches = FieldList(FormField(CoachForm), min_entries=coach_rules.MOST)

    @property
    def named(self) -> list[Named]:
        """Give the coaches typed; places left empty are passed over."""
        typed = [(one["name"] or "", one["id_number"] or "") for one in (coach.data for coach in self.coaches)]
        return [((name.strip(), coach_rules.plain(number))) for name, number in typed if name.strip() or number.strip()]


class EntryForm(CoachesForm):
    """One entry typed in the browser."""

    unit = StringField(_l("Unit name"), validators=[Length(max=120)])
    credit_code = StringField(_l("Credit code"), validators=[Length(max=30)])
    team = StringField(_l("Team"), validators=[Length(max=80)])
    members = FieldList(FormField(MemberForm))
    # credit codes of the units offered, by name
    units: Mapping[str, str] = {}
    # how a name sounds, for who types pinyin
    sounds = staticmethod(pinyin.of_text)

    def offer(self, item: Item, units: Sequence[Organisation]) -> None:
        """Offer as many members as an entry has, and the units to choose from while the name is typed."""
        self.units = {unit.name: unit.credit_code or "" for unit in units}
        self.unit.render_kw = {"list": "units", "autocomplete": "off"} if len(units) > 1 else {}
        while len(self.members) < item.team_size:
            self.members.append_entry()

    def rows(self, item: Item) -> list[Row]:
        """Give what was entered as rows, numbered like the members on the page; a known unit's code needs no typing."""
        unit = (self.unit.data or "").strip()
        names, numbers = ("、".join(one[part] for one in self.named) for part in (0, 1))
        code = (self.credit_code.data or "").strip() or self.units.get(unit, "")
        return [
            Row(
                i,
                item.code,
                self.team.data or "",
                (m["name"] or "").strip(),
                m["id_number"] or "",
                "",
                "",
                m["phone"] or "",
                unit,
                code,
                m["level"] or "",
                names,
                numbers,
            )
            for i, m in enumerate((member.data for member in self.members), 1)
        ]


class ReasonForm(WriteForm):
    """Why an entry is returned or withdrawn."""

    reason = StringField(_l("Reason"), validators=[Length(max=300)])


class AgainForm(CoachesForm):
    """A returned entry sent in again."""

    @classmethod
    def of(cls, coaches: Sequence[Coach], version: int) -> "AgainForm":
        """Show the coaches that stand there; their numbers are shown to nobody."""
        form = cls(formdata=None, seen_version=version)
        for place, coach in zip(form.coaches, coaches, strict=False):
            place.form.name.data = coach.name_as_was
        return form
