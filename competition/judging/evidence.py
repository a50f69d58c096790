"""What is read of evidence: of one sheet by aspect, of an item as its signatures cover it, and one piece of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging.hall_models import Note, NoteKind
from competition.judging.models import Aspect, SubCriterion

IS_EVIDENCE = Note.kind == NoteKind.EVIDENCE


def of_sheet(sheet_id: int, by: int | None = None) -> dict[int, list[Note]]:
    """Give what its judges kept for each aspect of a sheet, or one of them, in order; photos are read one by one."""
    query = sa.select(Note).options(joinedload(Note.written_by).lazyload(User.parts), lazyload(Note.entry))
    query = query if by is None else query.where(Note.written_by_id == by)
    found: dict[int, list[Note]] = {}
    for note in db.session.scalars(query.where(IS_EVIDENCE, Note.sheet_id == sheet_id).order_by(Note.id)):
        found.setdefault(note.aspect_id or 0, []).append(note)
    return found


def one(sheet_id: int, note_id: int) -> Note | None:
    """Find one piece of a sheet's evidence."""
    return db.session.scalar(sa.select(Note).where(IS_EVIDENCE, Note.sheet_id == sheet_id, Note.id == note_id))


def proofs(item_id: int) -> dict[int, list[dict[str, Any]]]:
    """Give each sheet's evidence as a signature covers it: aspect, words, and the photo by its hash."""
    found: dict[int, list[dict[str, Any]]] = {}
    for note, code in of_item(item_id):
        told = {"aspect": code, "text": note.text, "photo_sha256": note.photo_sha256}
        found.setdefault(note.sheet_id or 0, []).append(told)
    return found


def of_item(item_id: int) -> Sequence[tuple[Note, str]]:
    """List all evidence of an item with the code of its aspect, in the order it was kept."""
    query = (
        sa.select(Note, SubCriterion.code, Aspect.tag)
        .join(Aspect, Aspect.id == Note.aspect_id)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .options(lazyload("*"))
        .where(IS_EVIDENCE, Note.item_id == item_id)
        .order_by(Note.id)
    )
    return [(note, f"{form}.{tag}") for note, form, tag in db.session.execute(query)]
