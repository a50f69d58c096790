"""The full judging record of an item: asked for here, made in the background, taken under “My exports”."""

from flask import Blueprint, flash, redirect, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, i18n, runner
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import rosters
from competition.results import access
from competition.results.actions import recording

pages = Blueprint("results_records", __name__)


@pages.post("/office/results/items/<int:item_id>/record")
@open_to(Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR)
def ask_record(item_id: int) -> Answer:
    """Ask for an item's record and go to where it will be."""
    item = found(rosters.item(item_id))
    allow(access.may_take_record(current_user, item))
    recording.ask_record(item, i18n.wanted_language(), clock.present(), by=current_user, at=clock.now())
    runner.wake()
    flash(_("The record is being made. You may go on working meanwhile."), "success")
    return redirect(url_for("exports.show_exports"))
