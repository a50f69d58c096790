"""The certificate's template in words: where a version stands, its choices, what is wrong with a wording."""

from collections.abc import Mapping

from competition.foundation.errors import Fault
from competition.foundation.texts import _l
from competition.honours.certificate_rules import Accent, Frame, TemplateState, TextFault
from competition.honours.rules import HonourKind

STATES = {
    TemplateState.DRAFTED: ("warn", _l("Waits for a second person")),
    TemplateState.IN_FORCE: ("good", _l("Put into force")),
    TemplateState.DROPPED: ("neutral", _l("Given up")),
}
FRAMES = {
    Frame.KEY: _l("Double line with key corners"),
    Frame.LINE: _l("Double line"),
    Frame.NONE: _l("No frame, for printed paper"),
}
ACCENTS = {
    Accent.CINNABAR: _l("Cinnabar red"),
    Accent.GLAZE: _l("Celadon"),
    Accent.INK: _l("Ink blue"),
}
BODIES = {
    HonourKind.AWARD: _l("Wording of an award"),
    HonourKind.TITLE: _l("Wording of a title"),
    HonourKind.HOST: _l("Wording for a host"),
    HonourKind.MERIT: _l("Wording of a merit"),
}
BODIES_EN = {
    HonourKind.AWARD: _l("Wording of an award in English"),
    HonourKind.TITLE: _l("Wording of a title in English"),
    HonourKind.HOST: _l("Wording for a host in English"),
    HonourKind.MERIT: _l("Wording of a merit in English"),
}
LANGUAGES = {"zh": _l("Chinese certificate"), "en": _l("English certificate")}
FAULTS = {
    "lacks": _l("%(value)s is missing: without it the certificate does not say what was given."),
    "unknown": _l("%(value)s is not known here. Use only what is named beneath the field."),
    "brace": _l("A brace stands alone. Write what is filled in as it is named beneath the field."),
    "long": _l("This is too long. Use at most %(value)s characters."),
    "lines": _l("At most %(value)s lines fit above the day."),
}
VERBS: Mapping[str, str] = {
    "honours.template_drafted": _l("Version of the certificate's template drafted"),
    "honours.template_changed": _l("Version of the certificate's template changed"),
    "honours.template_enacted": _l("Version of the certificate's template put into force"),
    "honours.template_dropped": _l("Version of the certificate's template dropped"),
    "honours.certificates_asked": _l("Batch of certificates asked for"),
}
FIELDS: Mapping[str, str] = {
    "award_body": BODIES[HonourKind.AWARD],
    "title_body": BODIES[HonourKind.TITLE],
    "host_body": BODIES[HonourKind.HOST],
    "merit_body": BODIES[HonourKind.MERIT],
    "issuer_line": _l("Issuer's line"),
    "award_body_en": BODIES_EN[HonourKind.AWARD],
    "title_body_en": BODIES_EN[HonourKind.TITLE],
    "host_body_en": BODIES_EN[HonourKind.HOST],
    "merit_body_en": BODIES_EN[HonourKind.MERIT],
    "issuer_line_en": _l("Issuer's line in English"),
    "frame": _l("Frame"),
    "accent": _l("Colour"),
    "seal": _l("Picture of the seal"),
    "seal_name": _l("File name of the seal"),
    "seal_sha256": _l("Checksum of the seal (SHA-256)"),
    "seal_width": _l("Width of the seal in pixels"),
    "seal_height": _l("Height of the seal in pixels"),
    "seal_mm": _l("Width of the seal in mm"),
    "certificate_templates.first_day": _l("In force from"),
    "certificate_templates.note": _l("What changes, and why"),
    "certificate_templates.sequence": _l("Number of the template's version"),
    "drafted_at": _l("Drafted at"),
    "drafted_by_id": _l("Drafted by"),
    "certificate_templates.checked_at": _l("Checked at"),
    "checked_by_id": _l("Checked by"),
    "certificate_prints.language": _l("Language of the certificate"),
    "template_id": _l("Version of the certificate's template"),
}


def fault(one: TextFault, field: str) -> Fault:
    """Say at its field what is wrong with a wording."""
    return Fault(str(FAULTS[one.code]) % {"value": one.value}, field=field)
