"""Unlocking a closed sheet before the result is final: the chief judge asks with a reason, the organiser answers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import access, blind, queries, sheets, unlockings
from competition.judging.actions.signing import keep_snapshots
from competition.judging.models import Closing, Sheet
from competition.judging.rules import SheetState
from competition.judging.signature_models import UndoneClosing, Unlocking
from competition.judging.signing import SnapshotKind, UnlockState


@dataclass(frozen=True, slots=True)
class Answer:
    """What the organiser answers, and why."""

    agreed: bool
    reason: str = ""


def ask_unlocking(sheet: Sheet, *, reason: str, by: User, at: datetime) -> Unlocking:
    """Ask for a closed sheet to be unlocked; it stays closed until another person in another part agrees."""
    with transaction() as session:
        item = sheet.judge.item
        if not access.is_chief(by, item):
            raise NotAllowed(_l("The chief judge named for this item asks for it."))
        if not reason.strip():
            raise Refused(_l("Say why; the judge reads it, and it stays in the record."), field="reason")
        if sheet.state is not SheetState.CLOSED:
            raise Refused(_l("Only a closed sheet can be unlocked."))
        _must_be_free(item.id)
        if any(each.state is UnlockState.ASKED for each in unlockings.of_sheet(sheet.id)):
            raise Refused(_l("It is asked for already; the organiser has to answer."))
        kept = keep_snapshots([(sheet.id, sheet.snapshot)], SnapshotKind.CLOSED, at)
        made = Unlocking(item_id=item.id, snapshot_id=kept[0], reason=reason.strip()[:300])
        made.state, made.asked_by_id, made.asked_at = UnlockState.ASKED, by.id, at
        session.add(made)
        session.flush()
        trail.record(by, "judging.unlocking_asked", made, at)
    return made


def answer_unlocking(asked: Unlocking, answer: Answer, *, seen: int | None, by: User, at: datetime) -> None:
    """Agree or decline, as organiser and never as the one who asked; agreed, the sheet is its judge's again.

    Signatures and the closed version stay; the item's closing is undone and kept, and comes again only when the sheet
    was submitted, checked and signed anew.
    """
    with transaction():
        asked.must_be_as_seen(seen)
        asked.must_be_asked()
        sheet = _sheet(asked)
        if not access.may_manage(by, sheet.judge.item):
            raise NotAllowed(_l("The organiser of the competition answers this."))
        if by.id == asked.asked_by_id:
            raise NotAllowed(_l("You asked for it yourself: another person answers."))
        if not answer.agreed and not answer.reason.strip():
            raise Refused(_l("Say why you decline; the chief judge reads it."), field="reason")
        asked.state = UnlockState.AGREED if answer.agreed else UnlockState.DECLINED
        asked.answer, asked.answered_by_id, asked.answered_at = answer.reason.strip()[:300], by.id, at
        if answer.agreed:
            _must_be_free(asked.item_id)
            sheet.unlock(asked.reason)
            _undo_closing(asked, at)
        trail.record(by, f"judging.unlocking_{asked.state}", asked, at)


def _sheet(asked: Unlocking) -> Sheet:
    sheet = sheets.one(asked.snapshot.sheet_id or 0)
    if sheet is None:
        raise Refused(_l("Only a closed sheet can be unlocked."))
    return sheet


def _must_be_free(item_id: int) -> None:
    closed = queries.held_closing(item_id)
    if closed:
        closed.must_not_be_taken_up()
    if blind.is_decoded(item_id):
        raise Refused(_l("The codes of this item are decoded: its judges know whom they marked."))


def _undo_closing(asked: Unlocking, at: datetime) -> None:
    closed = queries.held_closing(asked.item_id)
    if closed is None:
        return
    db.session.add(
        UndoneClosing(
            item_id=closed.item_id, closed_at=closed.closed_at, closed_by_id=closed.closed_by_id,
            snapshot=closed.snapshot, snapshot_sha256=closed.snapshot_sha256, unlocking_id=asked.id, undone_at=at,
        )
    )  # fmt: skip
    db.session.execute(sa.delete(Closing).where(Closing.id == closed.id))
