"""What people fill in: naming, schemes, presence, theory marks, and what a tablet sends."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileAllowed, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from competition.directory import pinyin
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.forms import ConfirmForm, Form, MomentField, WriteForm
from competition.foundation.searched import SearchedField
from competition.foundation.texts import _, _l
from competition.foundation.uploads import UploadField
from competition.judging import rules, words
from competition.judging.actions.copying import Copied
from competition.judging.actions.evidence import Given
from competition.judging.actions.marks import Choice
from competition.judging.actions.teams import Said
from competition.judging.conflict_rules import DECLARED
from competition.judging.hall_models import BENCH_NOTES
from competition.judging.layers import Preset
from competition.judging.models import Aspect
from competition.judging.operations import Operation
from competition.judging.paper import Written
from competition.judging.papers import Differing
from competition.judging.rosters import Standing
from competition.judging.rules import Presence, Seat
from competition.judging.signing import Hand

OPERATION_ID = re.compile(r"[0-9a-zA-Z-]{8,40}")
MOST_OPERATIONS = 200


class NamingForm(WriteForm):
    """Name somebody for a seat in the team."""

    user_id = SelectField(_l("Judge"), coerce=int, validators=[DataRequired()])
    seat = SelectField(
        _l("Seat"), choices=[SelectChoice(s.value, words.WORDS[s]) for s in Seat], default=Seat.SCORING.value
    )
    organisation_id = SearchedField(
        _l("Organisation the judge belongs to"), sounds=pinyin.of_text, coerce=int, validators=[DataRequired()]
    )
    qualification = StringField(_l("Qualification"), validators=[Length(max=80)])


class RelationForm(WriteForm):
    """Declare a relation with a unit or a competitor of it."""

    organisation_id = SearchedField(_l("Unit"), sounds=pinyin.of_text, coerce=int, validators=[DataRequired()])
    reason = SelectField(_l("Relation"), choices=[SelectChoice(r.value, words.WORDS[r]) for r in DECLARED])
    competitor_name = StringField(_l("Name of the competitor"), validators=[Length(max=60)])
    note = StringField(_l("Note"), validators=[Length(max=300)])


class LayersForm(WriteForm):
    """Choose an item's blind layers and a keeper for each."""

    preset = RadioField(
        _l("How blind"), choices=[SelectChoice(p.value, words.WORDS[p]) for p in Preset], default=Preset.ONE.value
    )
    first = SelectField(_l("Keeper of the first layer"), coerce=int, default=0)
    second = SelectField(_l("Keeper of the second layer"), coerce=int, default=0)
    third = SelectField(_l("Keeper of the third layer"), coerce=int, default=0)

    @property
    def keepers(self) -> tuple[SelectField, ...]:
        """Give the fields of the keepers in order."""
        return self.first, self.second, self.third


class SigningForm(WriteForm):
    """Sign by a line drawn, or by the own name typed and confirmed."""

    path = HiddenField(_l("Signature"))
    typed = StringField(_l("Your name"), validators=[Length(max=120)])
    confirmed = BooleanField(_l("This typed name is my signature"))

    @property
    def hand(self) -> Hand:
        """Give what was given as a signature."""
        return Hand(self.path.data or "", self.typed.data or "", bool(self.confirmed.data))


def shown_of(values: Iterable[str]) -> dict[int, str]:
    """Read the forms chosen with the fingerprint each was shown with: "12:ab…"."""
    pairs = (value.partition(":") for value in values)
    return {int(sub): seen for sub, _colon, seen in pairs if sub.isascii() and sub.isdigit()}


class DrawForm(WriteForm):
    """Draw a layer with the word told in public."""

    word = StringField(_l("Word or number told in public"), validators=[DataRequired(), Length(max=80)])


class WorkbookForm(Form):
    """A scheme to look at before anything is stored: a CIS workbook or a JSON scheme."""

    file = UploadField(
        _l("Workbook (.xlsx) or scheme (.json)"), validators=[FileRequired(), FileAllowed(["xlsx", "json"])]
    )


class TheoryFileForm(WriteForm):
    """A workbook of theory marks."""

    file = UploadField(_l("Workbook (.xlsx)"), validators=[FileRequired(), FileAllowed(["xlsx"])])


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


class LockTimeForm(WriteForm):
    """Say when a draft is locked by itself; empty: only by hand."""

    locks_at = MomentField(_l("Locked by itself at"), validators=[Optional()])


class KeeperForm(ReasonForm):
    """Give a layer to another code keeper, and why."""

    keeper_id = IntegerField(_l("New code keeper"), validators=[DataRequired()])


class NoteForm(WriteForm):
    """Note extra time, a fault or an incident."""

    kind = SelectField(_l("Kind of note"), choices=[SelectChoice(k.value, words.WORDS[k]) for k in BENCH_NOTES])
    entry_id = SelectField(_l("Competitor"), coerce=int, default=0)
    minutes = IntegerField(_l("Minutes"), validators=[Optional(), NumberRange(0, 600)])
    text = TextAreaField(_l("What happened"), validators=[Length(max=500)])
    photo = UploadField(_l("Photo (up to 4 MB)"))


class CopyForm(WriteForm):
    """A sheet copied from paper or from what the judge says; its marks are fields of their own, one an aspect."""

    empty_is_meant = BooleanField(_l("What is empty here is empty on the paper too"))


class PaperForm(CopyForm):
    """A sheet copied from paper, with its scan."""

    scan = UploadField(_l("Scan or photo of the paper (up to 8 MB)"))


class CodeForm(Form):
    """The code of a pairing, scanned or typed."""

    code = StringField(_l("Pairing code"), validators=[DataRequired(), Length(max=20)])


def said_of(sent: Mapping[str, str], there: Iterable[Standing]) -> dict[int, Said]:
    """Read the presence of each competitor, and the time used, from the form; one nobody decided on is left out."""
    found, faults = {}, []
    for each in there:
        told, time = sent.get(f"presence-{each.entry_id}", ""), sent.get(f"time-{each.entry_id}", "").strip()
        if told not in set(Presence):
            continue
        try:
            seconds = rules.seconds_of(time) if time else None
        except ValueError:
            number = words.number(each.number)
            message = _(
                "Competitor %(number)s: “%(value)s” is not a time. Write 1:23:45, or 83:45.", number=number, value=time
            )
            faults.append(Fault(message, field=f"time-{each.entry_id}", value=time))
            continue
        found[each.entry_id] = Said(Presence(told), sent.get(f"reason-{each.entry_id}", "")[:300], seconds)
    refuse_faults(faults, _("Nothing was stored."))
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


def copied_of(sent: Mapping[str, str], aspects: Iterable[Aspect]) -> Copied:
    """Read what was copied from a sheet: m12 is the mark of aspect 12, why12 the reason of a penalty."""
    found, faults = dict[int, Written](), list[Fault]()
    for aspect in aspects:
        told = sent.get(f"m{aspect.id}", "").strip()
        found[aspect.id] = Written(_figure(told, faults, aspect), sent.get(f"why{aspect.id}", "")[:300].strip())
    refuse_faults(faults, _("Some marks cannot be what is meant."))
    return Copied(found, bool(sent.get("empty_is_meant")))


def decided_of(sent: Mapping[str, str], differing: Iterable[Differing]) -> dict[int, Written]:
    """Read which of two entries is right: take12 is "first", "second" or "other" (then m12), why12 the reason."""
    found, faults = dict[int, Written](), list[Fault]()
    for each in differing:
        key = each.aspect.id
        take, typed = sent.get(f"take{key}", ""), sent.get(f"m{key}", "").strip()
        values = {"first": each.first, "second": each.second}
        if take == "other":
            values["other"] = _figure(typed, faults, each.aspect)
        if take in values:
            found[key] = Written(values[take], sent.get(f"why{key}", "")[:300].strip())
    refuse_faults(faults, _("Some marks cannot be what is meant."))
    return found


def _figure(told: str, faults: list[Fault], aspect: Aspect) -> Decimal | None:
    try:
        value = Decimal(told.replace("，", ".").replace(",", ".").replace("−", "-")) if told else None
    except ArithmeticError:
        value = Decimal("NaN")
    if value is None or value.is_finite():
        return value
    message = _("%(aspect)s: “%(value)s” is not a number.", aspect=aspect.description, value=told)
    faults.append(Fault(message, field=f"m{aspect.id}", value=told))
    return None


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


def operations_of(body: Any) -> tuple[str, list[Operation]]:
    """Read what a tablet sends: {"device": "…", "operations": [{"id": "…", "aspect": 12, "value": "0.5", "base": ""}]}."""
    try:
        device, told = str(body["device"])[:40], list(body["operations"])
        found = [_operation(one) for one in told]
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise Refused(_("The sending is not understood: it needs a device and operations.")) from wrong
    if not 1 <= len(found) <= MOST_OPERATIONS or not all(OPERATION_ID.fullmatch(each.id) for each in found):
        raise Refused(_("The sending is not understood: it needs a device and operations."))
    return device, found


def _operation(told: Any) -> Operation:
    value = None if told["value"] is None else Decimal(str(told["value"]))
    if value is not None and not value.is_finite():
        raise ValueError(value)
    base, sequence = str(told.get("base") or "")[:40], int(told.get("sequence") or 0)
    return Operation(str(told["id"]), int(told["aspect"]), value, base, min(max(sequence, 0), 2**31 - 1))


def choice_of(body: Any) -> Choice:
    """Read what a judge decided of two marks: {"operation": "…", "take": true}."""
    try:
        return Choice(str(body["operation"]), bool(body["take"]))
    except (KeyError, TypeError) as wrong:
        raise Refused(_("The sending is not understood: it needs a device and operations.")) from wrong


class SettleForm(ConfirmForm):
    """Which of two marks counts, and why."""

    operation = HiddenField()
    take = BooleanField()
    reason = StringField(_l("Reason"), [Length(max=300)])


def reason_of(body: Any) -> tuple[str, int, str]:
    """Read why a penalty was given: {"id": "…", "aspect": 12, "reason": "…"}."""
    try:
        named, aspect, reason = str(body["id"]), int(body["aspect"]), str(body["reason"])[:300]
    except (KeyError, TypeError, ValueError) as wrong:
        raise Refused(_("The sending is not understood: it needs its id, the aspect and the reason.")) from wrong
    if not OPERATION_ID.fullmatch(named):
        raise Refused(_("The sending is not understood: it needs its id, the aspect and the reason."))
    return named, aspect, reason


def evidence_of(sent: Mapping[str, str], files: Mapping[str, FileStorage]) -> tuple[str, Given]:
    """Read a piece of evidence: its id, the aspect, words and a photo."""
    named, aspect = sent.get("id", ""), sent.get("aspect", "")
    if not OPERATION_ID.fullmatch(named) or not re.fullmatch(r"[0-9]{1,9}", aspect):
        raise Refused(_("The evidence is not understood: it needs its id and the aspect."))
    photo = files["photo"].read() if "photo" in files else b""
    return named, Given(int(aspect), sent.get("text", ""), photo)


class SampleForm(WriteForm):
    """Lay out a sample work that every judge of the panel marks."""

    title = StringField(_l("Sample work"), validators=[DataRequired(), Length(max=120)])
    note = TextAreaField(_l("What it is, and where it lies"), validators=[Length(max=500)])


def references_of(sent: Mapping[str, str], aspect_ids: Iterable[int]) -> dict[int, Decimal | None]:
    """Read which aspects a sample work is marked by, each with the expert's score where one is given."""
    chosen = [each for each in aspect_ids if f"a-{each}" in sent]
    told = _figures(sent, {each: f"r-{each}" for each in chosen})
    return {each: told.get(each) for each in chosen}


def sample_marks_of(sent: Mapping[str, str], line_ids: Iterable[int]) -> dict[int, Decimal | None]:
    """Read what a judge gives for each aspect of a sample work; an empty field is missing and not zero."""
    lines = list(line_ids)
    told = _figures(sent, {each: f"m{each}" for each in lines})
    return {each: told.get(each) for each in lines}


def _figures(sent: Mapping[str, str], fields: Mapping[int, str]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    faults: list[Fault] = []
    for key, name in fields.items():
        text = sent.get(name, "").strip().replace("，", ".").replace(",", ".")
        try:
            found |= {key: Decimal(text)} if text else {}
        except ArithmeticError:
            faults.append(Fault(_("“%(value)s” is not a number.", value=text), value=text))
    refuse_faults(faults, _("Nothing was stored."))
    return found
