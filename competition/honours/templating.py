"""What is done with the certificate's template: a version drafted, changed, dropped, put into force by a second person."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from competition.accounts.models import User
from competition.foundation import clock, glyphs, media, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, SeenChanged, refuse_faults
from competition.foundation.media import Piece
from competition.foundation.texts import _l
from competition.honours import access, certificate_rules, template_words, templates
from competition.honours.certificate_rules import Accent, Frame, TemplateState
from competition.honours.rules import HonourKind
from competition.honours.template_models import CertificateTemplate

BODY_FIELDS: Mapping[HonourKind, str] = {
    HonourKind.AWARD: "award_body",
    HonourKind.TITLE: "title_body",
    HonourKind.HOST: "host_body",
    HonourKind.MERIT: "merit_body",
}
BODY_FIELDS_EN: Mapping[HonourKind, str] = {kind: f"{field}_en" for kind, field in BODY_FIELDS.items()}


@dataclass(frozen=True, slots=True)
class TemplateData:
    """A version as it was drafted; without a seal of its own it keeps the one before, unless it is to have none."""

    bodies: Mapping[HonourKind, str]
    issuer_line: str
    frame: Frame
    accent: Accent
    first_day: date
    note: str
    seal_mm: int
    seal: Piece | None = None
    without_seal: bool = False
    bodies_en: Mapping[HonourKind, str] = field(default_factory=lambda: dict(certificate_rules.BODIES_EN))
    issuer_line_en: str = certificate_rules.ISSUER_EN

    @property
    def texts(self) -> dict[str, str]:
        """Give every wording by its field."""
        texts = {field: self.bodies[kind] for kind, field in BODY_FIELDS.items()}
        texts |= {field: self.bodies_en[kind] for kind, field in BODY_FIELDS_EN.items()}
        return {**texts, "issuer_line": self.issuer_line, "issuer_line_en": self.issuer_line_en}


def draft_template(data: TemplateData, by: User, at: datetime) -> CertificateTemplate:
    """Draft a version, beginning with the one in force; every fault of it is named at once."""
    _may_draft(by)
    _refuse_faults(data, at)
    with transaction() as session:
        made = CertificateTemplate(state=TemplateState.DRAFTED)
        _fill(made, data, templates.in_force(clock.in_city(at).date()), by, at)
        session.add(made)
        session.flush()
        trail.record(by, "honours.template_drafted", made, at)
    return made


def change_template(of: CertificateTemplate, data: TemplateData, seen: int | None, by: User, at: datetime) -> None:
    """Change a draft; whoever changed it last does not put it into force."""
    _may_draft(by)
    _refuse_faults(data, at)
    with transaction():
        of.must_be_as_seen(seen)
        of.must_be_open()
        _fill(of, data, of, by, at)
        trail.record(by, "honours.template_changed", of, at)


def enact_template(of: CertificateTemplate, seen: int | None, by: User, at: datetime) -> None:
    """Put a version into force from its first day on; never by its author, never from a day that is over."""
    with transaction() as session:
        of.must_be_as_seen(seen)
        if not access.may_give(by) or of.drafted_by_id == by.id:
            raise NotAllowed(
                _l("Somebody else than its author puts a version into force: another organiser of the city.")
            )
        if of.first_day < clock.in_city(at).date():
            raise Refused(_l("Its first day is over: certificates were made meanwhile. Change the first day."))
        of.move(TemplateState.IN_FORCE)
        of.sequence = templates.last_sequence() + 1
        of.checked_at, of.checked_by_id = at, by.id
        try:
            session.flush()
        except IntegrityError as other:
            raise SeenChanged(
                _l("Another version was put into force at the same moment. Look at it, then try again.")
            ) from other
        trail.record(by, "honours.template_enacted", of, at)


def drop_template(of: CertificateTemplate, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give a draft up, with the reason; it stays readable and is never in force."""
    _may_draft(by)
    if not reason.strip():
        raise Refused(_l("Give the reason."), field="reason")
    with transaction():
        of.must_be_as_seen(seen)
        of.move(TemplateState.DROPPED)
        of.reason, of.checked_at, of.checked_by_id = reason.strip(), at, by.id
        trail.record(by, "honours.template_dropped", of, at, {"reason": reason.strip()})


def _may_draft(by: User) -> None:
    if not access.may_give(by):
        raise NotAllowed(_l("An organiser of the whole city sets the certificate's template."))


def _fill(
    of: CertificateTemplate, data: TemplateData, before: CertificateTemplate | None, by: User, at: datetime
) -> None:
    seal_name, content = _seal(data, before)
    read = media.png(content)
    for name, text in data.texts.items():
        setattr(of, name, text.strip())
    of.frame, of.accent = data.frame, data.accent
    of.first_day, of.note, of.seal_mm = data.first_day, data.note.strip(), data.seal_mm
    of.drafted_at, of.drafted_by_id = at, by.id
    of.seal, of.seal_name = content or None, seal_name
    of.seal_width, of.seal_height = (read.width, read.height) if read else (0, 0)
    of.seal_sha256 = hashlib.sha256(content).hexdigest() if content else ""


def _seal(data: TemplateData, before: CertificateTemplate | None) -> tuple[str, bytes]:
    if data.seal is not None:
        return data.seal.name[:120], data.seal.content
    if data.without_seal or before is None or before.seal is None:
        return "", b""
    return before.seal_name, before.seal


# --- what may be wrong ---------------------------------------------------------------------------------------------


def _refuse_faults(data: TemplateData, at: datetime) -> None:
    faults = [*_wording_faults(data), *_seal_faults(data)]
    if data.first_day < clock.in_city(at).date():
        faults.append(Fault(_l("This day is over. Give today or a later day."), field="first_day"))
    refuse_faults(faults, _l("The version cannot be kept so."))


def _wording_faults(data: TemplateData) -> list[Fault]:
    found = []
    for english, bodies, fields in ((False, data.bodies, BODY_FIELDS), (True, data.bodies_en, BODY_FIELDS_EN)):
        for kind, at in fields.items():
            faults = certificate_rules.body_faults(kind, bodies[kind], english=english)
            found += [template_words.fault(one, at) for one in faults]
    for at, line in (("issuer_line", data.issuer_line), ("issuer_line_en", data.issuer_line_en)):
        faults = certificate_rules.issuer_faults(line, english=at.endswith("_en"))
        found += [template_words.fault(one, at) for one in faults]
    for at, text in data.texts.items():
        if lacking := glyphs.replaced(text.replace("\r", ""))[1]:
            found.append(Fault(_l("Our fonts lack a character: %(list)s.", list=glyphs.note(lacking)), field=at))
    return found


def _seal_faults(data: TemplateData) -> list[Fault]:
    least, most = certificate_rules.SEAL_MM
    found = [] if least <= data.seal_mm <= most else [Fault(_l("A seal is 30 to 60 mm wide."), field="seal_mm")]
    if data.seal is None:
        return found
    read = media.png(data.seal.content)
    least, most = certificate_rules.SEAL_PIXELS
    if len(data.seal.content) > certificate_rules.LARGEST_SEAL:
        found.append(Fault(_l("The picture is larger than 1 MB. Send a smaller one."), field="seal"))
    elif read is None:
        found.append(Fault(_l("This is no PNG, or it was cut off. Save the seal as PNG."), field="seal"))
    elif not (least <= min(read.width, read.height) and max(read.width, read.height) <= most):
        found.append(Fault(_l("The picture must have 200 to 2,000 pixels each way."), field="seal"))
    elif not read.is_clear:
        message = _l(
            "The picture has no transparent background: it would cover the issuer and the day. Save it with one."
        )
        found.append(Fault(message, field="seal"))
    return found
