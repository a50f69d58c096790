"""Results for everyone: on notice and announced; objections to them."""

from datetime import date
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import clock, i18n
from competition.foundation.forms import refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter
from competition.plan import queries as plan
from competition.results import appeals, pictures, progress, queries, released, words
from competition.results.actions import objecting
from competition.results.forms import ObjectionForm
from competition.results.serving import drawn, greeting, sent
from competition.results.snapshot_models import SnapshotKind
from competition.results.views.released import public_item

pages = Blueprint("results", __name__)


@pages.get("/results")
@open_to(EVERYONE)
def show_results() -> Answer:
    """Show everything on notice or announced."""
    shown = queries.public_results(request.args.get("year", None, int))
    groups = [(c, list(rows)) for c, rows in groupby(shown, key=lambda r: r.item.competition)]
    return greeting("results/show_results.html", groups=groups)


@pages.get("/results/<int:item_id>")
@open_to(EVERYONE)
def show_result(item_id: int) -> Answer:
    """Show the result of an item: what was released of it, and until then that there is none."""
    if kept := released.snapshot(item_id, SnapshotKind.HTML, i18n.wanted_language()):
        return sent(kept)
    item = public_item(item_id)
    result = queries.public_result(item_id)
    held = appeals.held_of(result, clock.now()) if result else {}
    return drawn(
        "results/show_result.html",
        item=item,
        result=result,
        names=queries.public_names(result) if result else {},
        held=held,
        lie=result and pictures.totals(pictures.of_result(result, held)),
        people={},
        corrected=None if result else queries.under_correction(item_id),
        takes_objections=result is not None and result.takes_objections(_today()),
    )


@pages.get("/competitions/<int:competition_id>/progress")
@open_to(EVERYONE)
def show_progress(competition_id: int) -> Answer:
    """Show how far the judging of a competition is, without any mark."""
    competition = found(plan.competition(competition_id))
    found(competition if competition.is_public else None)
    rows = progress.of(competition)
    return drawn("results/show_progress.html", competition=competition, rows=rows, at=clock.now())


@pages.route("/results/<int:item_id>/objection", methods=["GET", "POST"])
@open_to(EVERYONE)
@limiter.limit("10 per hour", methods=["POST"])
def object_to(item_id: int) -> Answer:
    """Take an objection to a result on notice."""
    result = found(queries.public_result(item_id))
    result.must_take_objections(_today())
    form = ObjectionForm()
    if form.validate_on_submit():
        with refusals_in(form):
            receipt = objecting.receive_objection(
                result, form.name.data or "", form.contact.data or "", form.text.data or "", at=clock.now()
            )
            flash(_("Your objection was received. Keep the receipt %(receipt)s.", receipt=receipt), "success")
            return redirect(url_for("results.show_objection", receipt=receipt))
    return render_template("results/object_to.html", result=result, form=form), 422 if form.errors else 200


@pages.get("/results/objections")
@open_to(EVERYONE)
@limiter.limit("30 per hour")
def show_objection() -> Answer:
    """Show how an objection was answered, to whoever has its receipt; never who made it."""
    receipt = request.args.get("receipt", "")
    objection = queries.objection_by_receipt(receipt) if receipt else None
    return render_template("results/show_objection.html", receipt=receipt, objection=objection)


def _today() -> date:
    return clock.in_city(clock.now()).date()


@pages.app_context_processor
def words_of_results() -> dict[str, object]:
    """Let every page name awards and states alike."""
    return {"results_words": words}
