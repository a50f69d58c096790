"""A panel on its tablets: what its judges may see of each other, and the discussion of a stopped aspect."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, flash, redirect, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import access, panel_queries, sheets
from competition.judging.actions import panels
from competition.judging.forms import ReasonForm
from competition.judging.panels import PanelAspect
from competition.judging.rules import plain

pages = Blueprint("panel", __name__)


@pages.get("/api/v1/sheets/<int:sheet_id>/panel")
@open_to(Role.JUDGE)
def read_panel(sheet_id: int) -> Answer:
    """Give what the panel may see of each judged aspect of a sheet: all scores, or nothing at all."""
    sheet = found(sheets.one(sheet_id))
    allow(access.may_mark(current_user, sheet))
    return {"position": sheet.position, "version": sheet.version, "state": sheet.state.value,
            "aspects": {str(each.aspect_id): _told(each) for each in panel_queries.of_sheet(sheet)}}  # fmt: skip


@pages.post("/tablet/sheets/<int:sheet_id>/panel/<int:aspect_id>")
@open_to(Role.JUDGE, Role.CHIEF_JUDGE)
def write_discussion(sheet_id: int, aspect_id: int) -> Answer:
    """Keep what the panel found, and let it mark the aspect again."""
    sheet, form = found(sheets.one(sheet_id)), ReasonForm()
    allow(access.may_mark(current_user, sheet) or access.is_chief(current_user, sheet.judge.item))
    panels.write_discussion(sheet, aspect_id, reason=form.reason.data or "", by=current_user, at=clock.now())
    flash(_("The discussion is kept. Every judge of the panel now enters this aspect again."), "success")
    if access.may_mark(current_user, sheet):
        return redirect(url_for("tablet.mark_sheet", sheet_id=sheet_id, _anchor=f"a{aspect_id}"))
    return redirect(url_for("judging_sheets.show_sheet", sheet_id=sheet_id))


def _told(of: PanelAspect) -> dict[str, object]:
    rounds = [
        {"round": each.number, "scores": _scores(each.scores), "reason": each.reason, "by": each.by}
        for each in of.rounds
    ]
    return {"state": of.state.value, "scores": _scores(of.shown), "rounds": rounds}


def _scores(scores: Mapping[int, Decimal]) -> list[list[object]]:
    return [[position, plain(score)] for position, score in sorted(scores.items())]
