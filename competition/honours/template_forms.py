"""Forms of the certificate's template and of batches of certificates."""

from collections.abc import Sequence

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from competition.foundation import formats
from competition.foundation.forms import WriteForm, choices
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.foundation.uploads import UploadField
from competition.honours import certificate_rules, printing, template_words, templates
from competition.honours.certificate_rules import Accent, Frame
from competition.honours.printing import Batch
from competition.honours.rules import HonourKind
from competition.honours.template_models import CertificateTemplate
from competition.honours.templating import BODY_FIELDS, BODY_FIELDS_EN, TemplateData
from competition.plan.models import Item

ROWS, ROWS_EN = {"rows": 3, "lang": "zh-CN"}, {"rows": 3, "lang": "en"}


def _body(kind: HonourKind) -> TextAreaField:
    return TextAreaField(
        template_words.BODIES[kind],
        validators=[DataRequired(), Length(max=200)],
        description="　".join(certificate_rules.blanks(kind)),
        render_kw=ROWS,
    )


def _body_en(kind: HonourKind) -> TextAreaField:
    return TextAreaField(
        template_words.BODIES_EN[kind],
        validators=[DataRequired(), Length(max=300)],
        description="  ".join(certificate_rules.blanks(kind, english=True)),
        render_kw=ROWS_EN,
    )


class TemplateForm(WriteForm):
    """A version of the certificate's template."""

    award_body = _body(HonourKind.AWARD)
    title_body = _body(HonourKind.TITLE)
    host_body = _body(HonourKind.HOST)
    merit_body = _body(HonourKind.MERIT)
    issuer_line = TextAreaField(
        _l("Issuer's line"),
        validators=[DataRequired(), Length(max=200)],
        description=certificate_rules.ISSUER,
        render_kw=ROWS,
    )
    award_body_en = _body_en(HonourKind.AWARD)
    title_body_en = _body_en(HonourKind.TITLE)
    host_body_en = _body_en(HonourKind.HOST)
    merit_body_en = _body_en(HonourKind.MERIT)
    issuer_line_en = TextAreaField(
        _l("Issuer's line in English"),
        validators=[DataRequired(), Length(max=300)],
        description=certificate_rules.ISSUER_EN,
        render_kw=ROWS_EN,
    )
    seal = UploadField(_l("Picture of the seal"))
    without_seal = BooleanField(_l("No seal: it is put on by hand"))
    seal_mm = IntegerField(_l("Width of the seal in mm"), validators=[InputRequired()])
    frame = RadioField(_l("Frame"), choices=choices(template_words.FRAMES.items()), validators=[InputRequired()])
    accent = RadioField(_l("Colour"), choices=choices(template_words.ACCENTS.items()), validators=[InputRequired()])
    first_day = DateField(_l("In force from"), validators=[DataRequired()])
    note = TextAreaField(_l("What changes, and why"), validators=[DataRequired(), Length(max=300)])

    @classmethod
    def beginning_with(cls, of: CertificateTemplate | None, *, whole: bool = False) -> "TemplateForm":
        """Begin with a version's look, or with the one certificates are shipped with; `whole` with its day and note too."""
        look = templates.look(of)
        told = {field: look.bodies[kind] for kind, field in BODY_FIELDS.items()}
        told |= {field: look.bodies_en[kind] for kind, field in BODY_FIELDS_EN.items()}
        told |= {"issuer_line_en": look.issuer_line_en}
        told |= {"issuer_line": look.issuer_line, "frame": look.frame, "accent": look.accent}
        dated = {"first_day": of.first_day, "note": of.note} if of is not None and whole else {}
        return cls(data={**told, **dated, "seal_mm": look.seal_mm})

    def told(self) -> TemplateData:
        """Give what was drafted."""
        assert self.first_day.data is not None  # a form that validated has it
        return TemplateData(
            bodies={kind: _text(self[field].data) for kind, field in BODY_FIELDS.items()},
            issuer_line=_text(self.issuer_line.data),
            frame=Frame(self.frame.data),
            accent=Accent(self.accent.data),
            first_day=self.first_day.data,
            note=self.note.data or "",
            seal_mm=self.seal_mm.data or 0,
            seal=next((Piece(str(one.filename), one.read()) for one in self.seal.chosen), None),
            without_seal=bool(self.without_seal.data),
            bodies_en={kind: _text(self[field].data) for kind, field in BODY_FIELDS_EN.items()},
            issuer_line_en=_text(self.issuer_line_en.data),
        )


def _text(typed: str | None) -> str:
    return (typed or "").replace("\r\n", "\n").strip()


class BatchForm(WriteForm):
    """Which certificates of a competition are made, and how."""

    item = SelectField(_l("Item"), coerce=int, choices=[])
    language = RadioField(
        _l("Language of the certificate"),
        choices=choices(template_words.LANGUAGES.items()),
        default=templates.CHINESE,
        validators=[InputRequired()],
    )
    form = RadioField(
        _l("Form of the file"),
        choices=choices(
            [
                (printing.ONE, _l("One file for the printer (PDF)")),
                (printing.EACH, _l("A file for each, with a list (zip)")),
            ]
        ),
        default=printing.ONE,
        validators=[InputRequired()],
    )
    only_new = BooleanField(_l("Only what was never made in this language"))

    def fit(self, items: Sequence[Item]) -> "BatchForm":
        """Offer the items of a competition."""
        offered = [(one.id, f"{one.code} {formats.name(one)}") for one in items]
        self.item.choices = choices([(0, _l("all, hosts and merits too")), *offered])
        return self

    def told(self) -> Batch:
        """Give what is asked for."""
        return Batch(self.item.data, self.language.data, self.form.data, bool(self.only_new.data))
