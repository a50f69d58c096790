"""What people fill in: naming, schemes, presence, theory marks, and what a tablet sends."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.forms import Form, WriteForm
from competition.foundation.texts import _, _l
from competition.judging import words
from competition.judging.actions.sheets import Sending
from competition.judging.actions.teams import Said
from competition.judging.rosters import Standing
from competition.judging.rules import Presence, Seat

LONGEST_KEY = 48


class NamingForm(WriteForm):
    """Name somebody for a seat in the team."""

    user_id = SelectField(_l("Judge"), coerce=int, validators=[DataRequired()])
    seat = SelectField(
        _l("Seat"), choices=[SelectChoice(s.value, words.WORDS[s]) for s in Seat], default=Seat.SCORING.value
    )
    organisation_id = SelectField(_l("Organisation the judge belongs to"), coerce=int, validators=[DataRequired()])
    qualification = StringField(_l("Qualification"), validators=[Length(max=80)])


class WorkbookForm(Form):
    """A scheme to look at before anything is stored: a CIS workbook or a JSON scheme."""

    file = FileField(
        _l("Workbook (.xlsx) or scheme (.json)"), validators=[FileRequired(), FileAllowed(["xlsx", "json"])]
    )


class TheoryFileForm(WriteForm):
    """A workbook of theory marks."""

    file = FileField(_l("Workbook (.xlsx)"), validators=[FileRequired(), FileAllowed(["xlsx"])])


class StoreSchemeForm(WriteForm):
    """Store the scheme that was looked at; the workbook travels with the page, signed."""

    workbook = HiddenField(validators=[DataRequired()])
    name = HiddenField(validators=[Length(max=200)])
    reason = StringField(_l("What is new in this version"), validators=[Length(max=300)])


class EditSchemeForm(WriteForm):
    """A scheme changed in the editor, as one."""

    tree = TextAreaField(validators=[DataRequired()])
    reason = StringField(_l("What is new in this version, and why"), validators=[Length(max=300)])


class ReasonForm(WriteForm):
    """A step that needs its reason."""

    reason = TextAreaField(_l("Reason"), validators=[Length(max=300)])


def said_of(sent: Mapping[str, str], there: Iterable[Standing]) -> dict[int, Said]:
    """Read the presence of each competitor from the form; one nobody decided on is left out."""
    found = {}
    for each in there:
        told = sent.get(f"presence-{each.entry_id}", "")
        if told in set(Presence):
            found[each.entry_id] = Said(Presence(told), sent.get(f"reason-{each.entry_id}", "")[:300])
    return found


def theory_of(sent: Mapping[str, str], there: Iterable[Standing]) -> dict[int, Decimal]:
    """Read theory marks by competitor number from the form; an empty field says nothing."""
    found, faults = {}, []
    for each in there:
        told = sent.get(f"mark-{each.number}", "").strip()
        if not told or each.number is None:
            continue
        try:
            found[each.number] = Decimal(told.replace("，", ".").replace(",", "."))
        except ArithmeticError:
            message = _(
                "Competitor %(number)s: “%(value)s” is not a number.", number=words.number(each.number), value=told
            )
            faults.append(Fault(message, field=f"mark-{each.number}", value=told))
    refuse_faults(faults, _("No theory mark was stored."))
    return found


def coefficients_of(sent: Mapping[str, str], places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Decimal]:
    """Read coefficients by competitor and aspect from the form; an empty field says nothing."""
    found: dict[tuple[int, int], Decimal] = {}
    faults: list[Fault] = []
    for entry_id, aspect_id in places:
        told = sent.get(f"c-{entry_id}-{aspect_id}", "").strip().replace("，", ".").replace(",", ".")
        try:
            found |= {(entry_id, aspect_id): Decimal(told)} if told else {}
        except ArithmeticError:
            faults.append(Fault(_("“%(value)s” is not a number.", value=told), value=told))
    refuse_faults(faults, _("No coefficient was stored."))
    return found


def sending_of(body: Any) -> Sending:
    """Read what a tablet sends: {"key": ..., "seen_version": 3, "marks": {"12": "0.5", "13": null}}."""
    try:
        key, seen, marks = str(body["key"]), int(body["seen_version"]), dict(body["marks"])
        told = {int(aspect): None if value is None else Decimal(str(value)) for aspect, value in marks.items()}
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise Refused(_("The sending is not understood: it needs a key, the version seen and marks.")) from wrong
    if not 8 <= len(key) <= LONGEST_KEY or not told:
        raise Refused(_("The sending is not understood: it needs a key, the version seen and marks."))
    return Sending(key, seen, told)


def reason_of(body: Any) -> tuple[int, str]:
    """Read why a penalty was given: {"aspect": 12, "reason": "..."}."""
    try:
        return int(body["aspect"]), str(body["reason"])[:300]
    except (KeyError, TypeError, ValueError) as wrong:
        raise Refused(_("The sending is not understood: it needs the aspect and the reason.")) from wrong
