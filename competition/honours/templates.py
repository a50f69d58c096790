"""Reads of the certificate's template: the version in force, and by which version each certificate is set."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from competition.foundation import clock
from competition.foundation.database import db
from competition.honours import queries
from competition.honours.certificate_rules import Look, TemplateState
from competition.honours.models import CertificatePrint
from competition.honours.template_models import CertificateTemplate

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)
_PEOPLE = (joinedload(CertificateTemplate.drafted_by), joinedload(CertificateTemplate.checked_by))


@dataclass(frozen=True, slots=True)
class Paper:
    """How certificates are set: by which version each, how versions look, in which language, and which are reprints."""

    versions: Mapping[int, int | None]
    looks: Mapping[int | None, Look]
    language: str = CHINESE
    reprinted: frozenset[int] = frozenset()


def one(template_id: int) -> CertificateTemplate | None:
    """Find a version with who drafted and who checked it."""
    return db.session.scalar(
        sa.select(CertificateTemplate).options(*_PEOPLE).where(CertificateTemplate.id == template_id)
    )


def every() -> Sequence[CertificateTemplate]:
    """List all versions and drafts, the newest first."""
    query = sa.select(CertificateTemplate).options(*_PEOPLE)
    return db.session.scalars(query.order_by(CertificateTemplate.id.desc())).all()


def in_force(on: date) -> CertificateTemplate | None:
    """Find the version in force on a day; None while certificates are as they are shipped."""
    query = sa.select(CertificateTemplate).where(
        CertificateTemplate.state == TemplateState.IN_FORCE, CertificateTemplate.first_day <= on
    )
    return db.session.scalar(
        query.order_by(CertificateTemplate.first_day.desc(), CertificateTemplate.sequence.desc()).limit(1)
    )


def last_sequence() -> int:
    """Give the number of the version put into force last, 0 where there is none."""
    return db.session.scalar(sa.select(sa.func.max(CertificateTemplate.sequence))) or 0


def waiting_for(user_id: int) -> int:
    """Count the drafts that wait for somebody other than their author."""
    c = CertificateTemplate
    query = sa.select(sa.func.count()).where(c.state == TemplateState.DRAFTED, c.drafted_by_id != user_id)
    return db.session.scalar(query) or 0


def look(of: CertificateTemplate | None) -> Look:
    """Say how certificates of a version look."""
    if of is None:
        return Look()
    return Look(
        of.bodies, of.issuer_line, of.frame, of.accent, of.seal or b"", of.seal_width, of.seal_height, of.seal_mm,
        of.bodies_en, of.issuer_line_en,
    )  # fmt: skip


def paper(entry_ids: Collection[int], at: datetime, language: str = CHINESE) -> Paper:
    """Say how certificates of entries are set now: each by the version of its first print, else by the one in force."""
    now = in_force(clock.in_city(at).date())
    first = _first_prints(entry_ids)
    versions = {entry_id: first.get(entry_id, now.id if now else None) for entry_id in entry_ids}
    return Paper(versions, _looks(versions.values()), language, queries.printed(entry_ids, language))


def _first_prints(entry_ids: Collection[int]) -> dict[int, int | None]:
    first = sa.select(sa.func.min(CertificatePrint.id)).where(CertificatePrint.entry_id.in_(entry_ids))
    query = sa.select(CertificatePrint.entry_id, CertificatePrint.template_id)
    rows = db.session.execute(query.where(CertificatePrint.id.in_(first.group_by(CertificatePrint.entry_id))))
    return {row.entry_id: row.template_id for row in rows}


def _looks(ids: Iterable[int | None]) -> dict[int | None, Look]:
    asked = set(ids)
    query = sa.select(CertificateTemplate).options(undefer(CertificateTemplate.seal))
    found = db.session.scalars(query.where(CertificateTemplate.id.in_({one for one in asked if one is not None})))
    return {None: Look()} | {of.id: look(of) for of in found}
