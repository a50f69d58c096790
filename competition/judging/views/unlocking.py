"""Unlocking a closed sheet, and the versions of a sheet that were signed or closed."""

import json
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import access, sheets, signatures, unlockings
from competition.judging.actions import unlocking
from competition.judging.forms import ReasonForm
from competition.judging.signature_models import Unlocking

pages = Blueprint("unlocking", __name__)


@pages.post("/office/judging/sheets/<int:sheet_id>/unlocking")
@open_to(Role.CHIEF_JUDGE)
def ask_unlocking(sheet_id: int) -> Answer:
    """Ask the organiser to unlock a closed sheet."""
    sheet, form = found(sheets.one(sheet_id)), ReasonForm()
    allow(access.is_chief(current_user, sheet.judge.item))
    unlocking.ask_unlocking(sheet, reason=form.reason.data or "", by=current_user, at=clock.now())
    flash(_("The organiser is asked to unlock the sheet. Until then it stays closed."), "success")
    return redirect(url_for("judging_sheets.show_sheet", sheet_id=sheet_id))


@pages.post("/office/judging/unlockings/<int:unlocking_id>/agree")
@open_to(Role.ORGANISER)
def agree_unlocking(unlocking_id: int) -> Answer:
    """Agree to unlock a sheet."""
    asked, form = _asked(unlocking_id), ReasonForm()
    _answer(asked, unlocking.Answer(True), form)
    flash(_("The sheet is unlocked. It is submitted, checked and signed anew before the judging closes."), "success")
    return redirect(url_for("judging.show_closing", item_id=asked.item_id))


@pages.post("/office/judging/unlockings/<int:unlocking_id>/decline")
@open_to(Role.ORGANISER)
def decline_unlocking(unlocking_id: int) -> Answer:
    """Decline to unlock a sheet, with the reason."""
    asked, form = _asked(unlocking_id), ReasonForm()
    _answer(asked, unlocking.Answer(False, form.reason.data or ""), form)
    flash(_("Declined. The sheet stays as it was closed."), "success")
    return redirect(url_for("judging.show_closing", item_id=asked.item_id))


def _asked(unlocking_id: int) -> Unlocking:
    asked = found(unlockings.one(unlocking_id))
    allow(access.may_manage(current_user, found(asked.snapshot.sheet).judge.item))
    return asked


def _answer(asked: Unlocking, answer: unlocking.Answer, form: ReasonForm) -> None:
    unlocking.answer_unlocking(asked, answer, seen=form.seen_version.data, by=current_user, at=clock.now())


@pages.get("/office/judging/snapshots/<int:snapshot_id>")
@open_to(Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR, Role.JUDGE)
def show_snapshot(snapshot_id: int) -> Answer:
    """Show a version of a sheet as it was signed or closed, with its signatures."""
    snapshot = found(signatures.snapshot(snapshot_id))
    # a form that a later scheme took out has no sheet any more: the auditor still reads what was signed
    sheet = sheets.one(snapshot.sheet_id) if snapshot.sheet_id else None
    allow(access.may_see_sheet(current_user, sheet) if sheet else Role.AUDITOR in current_user.roles)
    kept, content = signatures.version(snapshot), json.loads(snapshot.content)
    checked = content["checked"]["at"]
    return render_template(
        "judging/show_snapshot.html", kept=kept, content=content, sheet=sheet,
        checked_at=datetime.fromisoformat(checked) if checked else None,
    )  # fmt: skip
