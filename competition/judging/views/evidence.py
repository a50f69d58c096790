"""Evidence for an aspect: kept from the tablet, its photo shown to whoever may see the sheet."""

from flask import Blueprint, request
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, sendings
from competition.foundation.errors import AlreadyKept
from competition.foundation.web import Answer, found, show_file
from competition.judging import access, evidence, saving, sheets
from competition.judging.actions import evidence as keeping
from competition.judging.forms import evidence_of

pages = Blueprint("evidence", __name__)
READERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR, Role.JUDGE})


@pages.post("/api/v1/sheets/<int:sheet_id>/evidence")
@open_to(Role.JUDGE)
def keep_evidence(sheet_id: int) -> Answer:
    """Keep a note or a photo from a tablet, once, however often it is sent."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    named, given = evidence_of(request.form, request.files)
    try:
        with sendings.sending(saving.kept_id(sheet_id, named)):
            keeping.keep_evidence(sheet, given, by=current_user, at=clock.now())
    except AlreadyKept:
        return {"id": named, "again": True}
    return {"id": named, "again": False}


@pages.get("/tablet/sheets/<int:sheet_id>/evidence/<int:note_id>")
@open_to(READERS)
def show_photo(sheet_id: int, note_id: int) -> Answer:
    """Give the photo of a piece of evidence."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_see_sheet(current_user, sheet))
    note = found(evidence.one(sheet_id, note_id))
    # a reserve who took the sheet over marks without what the judge before kept
    mine = note.written_by_id == current_user.id or not access.may_mark(current_user, sheet)
    found(note if mine else None)
    note.must_be_kept()
    return show_file(found(note.photo), f"{note.id}.{note.photo_type.removeprefix('image/')}", note.photo_type)
