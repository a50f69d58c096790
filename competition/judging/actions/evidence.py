"""What a judge keeps as evidence for an aspect while marking: words, a photo, or both; it stays for good."""

from dataclasses import dataclass
from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import access, evidence, photos, sheets
from competition.judging.hall_models import Note, NoteKind
from competition.judging.models import Sheet

MOST = 40


@dataclass(frozen=True, slots=True)
class Given:
    """What is kept: for which aspect, in what words, with which photo."""

    aspect_id: int
    text: str = ""
    photo: bytes = b""


def keep_evidence(sheet: Sheet, given: Given, *, by: User, at: datetime) -> Note:
    """Keep a note or a photo for an aspect of a sheet that is still with its judge."""
    with transaction() as session:
        if not access.may_mark(by, sheet):
            raise NotAllowed(_l("This sheet is not yours to mark."))
        sheet.must_be_open()
        if given.aspect_id not in {aspect.id for aspect in sheets.aspects_of(sheet)}:
            raise Refused(_l("This aspect is not on this sheet."))
        if not given.text.strip() and not given.photo:
            raise Refused(_l("Write a few words, or take a photo."), field="text")
        if sum(map(len, evidence.of_sheet(sheet.id).values())) >= MOST:
            raise Refused(_l("This sheet holds forty pieces of evidence; no more are taken."))
        made = Note(
            item_id=sheet.judge.item_id, entry_id=sheet.entry_id, sheet_id=sheet.id, aspect_id=given.aspect_id,
            kind=NoteKind.EVIDENCE, text=given.text.strip()[:500], **photos.columns(given.photo),
            written_by_id=by.id, written_at=at,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "judging.evidence_kept", made, at)
    return made
