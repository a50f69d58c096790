"""Corrections in the office: a set is prepared, looked at before and after, applied or dropped by another person."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.judging import scheme_words
from competition.policy import queries as policies
from competition.results import access, correction_words, corrections, queries
from competition.results.actions import correcting
from competition.results.correction_forms import DropForm, EntryForm, SetForm, typed
from competition.results.correction_models import CorrectionSet
from competition.results.correction_rules import CorrectionState
from competition.results.corrections import Preview, Standing
from competition.results.forms import apart
from competition.results.plan_forms import TieForm
from competition.results.views.office import READERS

pages = Blueprint("results_corrections", __name__)


@pages.post("/office/results/<int:result_id>/corrections")
@open_to(Role.ORGANISER)
def open_set(result_id: int) -> Answer:
    """Begin a set of corrections."""
    result, form = found(queries.result(result_id)), SetForm()
    allow(access.may_manage(current_user, result.item.competition))
    form.must_be_valid()
    made = correcting.open_set(result, form.reason.data or "", by=current_user, at=clock.now())
    flash(
        _("Now choose whose marks or taking part is wrong. Nothing counts before another person applies it."), "success"
    )
    return redirect(url_for("results_corrections.show_correction", set_id=made.id))


@pages.get("/office/corrections/<int:set_id>")
@open_to(*READERS)
def show_correction(set_id: int) -> Answer:
    """Show a set: what it changes, and the result before and after."""
    of = _readable(set_id)
    moved = corrections.moved(of) if of.state is CorrectionState.OPEN else []
    shown, refused = _preview(of) if of.state is CorrectionState.OPEN and of.changes and not moved else (None, None)
    confirm = ConfirmForm(formdata=None, seen_version=of.version)
    return render_template(
        "results/show_correction.html",
        of=of, words=correction_words, names=corrections.entry_names(of), moved=moved, preview=shown, refused=refused,
        differing=corrections.differing(of.result, of.made) if of.made else [],
        made_lines={line.entry_id: line for line in (*of.result.lines, *of.made.lines)} if of.made else {},
        may=access.may_manage(current_user, of.result.item.competition) and of.state is CorrectionState.OPEN,
        may_apply=current_user.id not in of.authors,
        confirm=confirm, drop=DropForm(formdata=None, seen_version=of.version),
        parting=[apart(TieForm(formdata=None, seen_version=of.version), n) for n in range(len(shown.tied) if shown else 0)],
    )  # fmt: skip


def _preview(of: CorrectionSet) -> tuple[Preview | None, Refused | None]:
    # a set may leave somebody without a place; then the page says so in the preview's stead
    try:
        return corrections.preview(of, policies.book()), None
    except Refused as refusal:
        return None, refusal


@pages.route("/office/corrections/<int:set_id>/entries/<int:entry_id>", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def correct_entry(set_id: int, entry_id: int) -> Answer:
    """Write down what is to count for one competitor."""
    of, form = _mine(set_id), EntryForm()
    now = found(corrections.standing(of.result.item_id, entry_id))
    if not form.is_submitted():
        form.show(found(corrections.would_stand(of, entry_id)))
        form.seen_version.data = of.version
        return _entry_page(of, now, form)
    if form.validate():
        with refusals_in(form):
            count = correcting.put_changes(of, now, form.wanted(now), by=current_user, at=clock.now())
            flash(_("%(count)s corrections of this competitor stand in the set.", count=count), "success")
            return _to(of)
    return _entry_page(of, now, form), 422


def _entry_page(of: CorrectionSet, now: Standing, form: EntryForm) -> str:
    would = found(corrections.would_stand(of, now.entry_id))
    return render_template(
        "results/correct_entry.html", of=of, now=now, form=form, name=corrections.entry_names(of).get(now.entry_id, ""),
        typed=typed(would, sent=form.is_submitted()), field_of=correcting.field_of, scheme_words=scheme_words,
    )  # fmt: skip


@pages.post("/office/corrections/<int:set_id>/ties")
@open_to(Role.ORGANISER)
def correct_tie(set_id: int) -> Answer:
    """Put what the judges decided of a tie into a set."""
    of, form = _mine(set_id), TieForm()
    form.must_be_valid()
    of.must_be_as_seen(form.seen_version.data)
    entry_of = {line.number: line.entry_id for line in of.result.lines}
    order = [entry_of.get(number, 0) for number in form.order()]
    correcting.put_order(of, order, form.reason.data or "", policies.book(), by=current_user, at=clock.now())
    flash(_("The judges' decision stands in the set."), "success")
    return _to(of)


@pages.post("/office/corrections/<int:set_id>/changes/<int:change_id>/take-out")
@open_to(Role.ORGANISER)
def take_out_change(set_id: int, change_id: int) -> Answer:
    """Take one change out of a set."""
    of = _mine(set_id)
    correcting.take_out(of, change_id, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("Taken out of the set."), "success")
    return _to(of)


@pages.post("/office/corrections/<int:set_id>/apply")
@open_to(Role.ORGANISER)
def apply_set(set_id: int) -> Answer:
    """Let a whole set count."""
    of = _mine(set_id)
    result = correcting.apply_set(of, policies.book(), ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("Applied: version %(n)s stands in its place. Make it final next.", n=result.number), "success")
    return redirect(url_for("results_office.manage_result", result_id=result.id))


@pages.post("/office/corrections/<int:set_id>/drop")
@open_to(Role.ORGANISER)
def drop_set(set_id: int) -> Answer:
    """Drop a whole set."""
    of, form = _mine(set_id), DropForm()
    form.must_be_valid()
    correcting.drop_set(of, form.reason.data or "", form.seen_version.data, by=current_user, at=clock.now())
    flash(_("Dropped: the result is as it was."), "success")
    return _to(of)


def _readable(set_id: int) -> CorrectionSet:
    of = found(corrections.one(set_id))
    allow(access.may_read(current_user, of.result.item.competition))
    return of


def _mine(set_id: int) -> CorrectionSet:
    of = found(corrections.one(set_id))
    allow(access.may_manage(current_user, of.result.item.competition))
    return of


def _to(of: CorrectionSet) -> Answer:
    return redirect(url_for("results_corrections.show_correction", set_id=of.id))
