"""Sample works that all judges mark before they begin: laid out, marked on the tablet, compared once all have entered."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts import signing_in
from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import access, agreement, calibrations, compared_words, kinds, queries, rosters
from competition.judging.actions import calibrating
from competition.judging.calibration_models import Calibration
from competition.judging.forms import SampleForm, references_of, sample_marks_of

pages = Blueprint("calibration", __name__)
READERS = frozenset({Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR})


@pages.route("/office/judging/items/<int:item_id>/sample-works", methods=["GET", "POST"])
@open_to(READERS)
def show_calibrations(item_id: int) -> Answer:
    """List an item's sample works, and lay out a new one."""
    item, form = found(rosters.item(item_id)), SampleForm()
    allow(access.may_see_progress(current_user, item))
    aspects = calibrations.aspects(item_id)
    if request.method == "POST":
        allow(access.is_chief(current_user, item))
        if form.validate():
            with refusals_in(form):
                references = references_of(request.form, [each.aspect_id for each in aspects])
                sample = calibrating.Sample(form.title.data or "", form.note.data or "", references)
                made = calibrating.make_calibration(item, sample, by=current_user, at=clock.now())
                flash(_("The sample work lies before the panel. Every judge finds it on the tablet."), "success")
                return redirect(url_for("calibration.show_calibration", calibration_id=made.id))
    page = render_template(
        "judging/show_calibrations.html", item=item, form=form, aspects=aspects, typed=request.form,
        rows=calibrations.progress(item_id), closed=queries.is_closed(item_id), highest=kinds.highest_score,
        descriptions=calibrations.descriptions(aspects),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@pages.get("/office/judging/sample-works/<int:calibration_id>")
@open_to(READERS)
def show_calibration(calibration_id: int) -> Answer:
    """Show who has entered a sample work, and once all have, how they lie beside the reference."""
    of = found(calibrations.one(calibration_id))
    allow(access.may_see_progress(current_user, of.item))
    return render_template(
        "judging/show_calibration.html", of=of, progress=calibrations.progress_of(of), form=ConfirmForm(), **_told(of)
    )


@pages.post("/office/judging/sample-works/<int:calibration_id>/reveal")
@open_to(Role.CHIEF_JUDGE)
def reveal_calibration(calibration_id: int) -> Answer:
    """Show the scores where the last missing judge has left the panel."""
    of = found(calibrations.one(calibration_id))
    allow(access.is_chief(current_user, of.item))
    calibrating.reveal_calibration(of, by=current_user, at=clock.now())
    return redirect(url_for("calibration.show_calibration", calibration_id=calibration_id))


@pages.post("/office/judging/sample-works/<int:calibration_id>/withdraw")
@open_to(Role.CHIEF_JUDGE)
def withdraw_calibration(calibration_id: int) -> Answer:
    """Take a sample work away that nobody has marked."""
    of = found(calibrations.one(calibration_id))
    allow(access.is_chief(current_user, of.item))
    item_id = of.item_id
    calibrating.withdraw_calibration(of, by=current_user, at=clock.now())
    flash(_("The sample work is taken away."), "success")
    return redirect(url_for("calibration.show_calibrations", item_id=item_id))


@pages.route("/tablet/sample-works/<int:calibration_id>", methods=["GET", "POST"])
@open_to(Role.JUDGE)
def mark_calibration(calibration_id: int) -> Answer:
    """Let a judge mark a sample work, and show the comparison once all have."""
    of, form = found(calibrations.one(calibration_id)), ConfirmForm()
    allow(access.may_calibrate(current_user, of.item) and signing_in.bound_item() in (None, of.item_id))
    seat = found(rosters.seat(current_user.id, of.item_id))
    if request.method == "POST":
        with refusals_in(form):
            marks = sample_marks_of(request.form, [line.id for line in of.lines])
            kept = calibrating.mark_calibration(of, marks, by=current_user, at=clock.now())
            if kept.revealed_at is not None:
                flash(_("All have entered: the panel sees its scores."), "success")
            return redirect(url_for("calibration.mark_calibration", calibration_id=calibration_id))
    own = calibrations.own(of.id, seat.id)
    shown = of.revealed_at is not None and bool(own)
    page = render_template(
        "judging/mark_calibration.html", of=of, own=own, shown=shown, form=form, typed=request.form,
        closed=queries.is_closed(of.item_id), progress=calibrations.progress_of(of), **_told(of, shown=shown),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _told(of: Calibration, *, shown: bool = True) -> dict[str, object]:
    """Give a sample work's aspects; scores only to whoever may see them now."""
    rows = calibrations.rows(of, shown=shown)
    beside = calibrations.beside(rows)
    return {
        "rows": rows,
        "beside": beside,
        "top": agreement.common_scale(row.highest for row in rows),
        "say": compared_words,
    }
