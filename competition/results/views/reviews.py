"""Re-checks in the office: quotas, the open draw, who is due and what was found; the draw for everybody."""

import json

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.plan import queries as plan
from competition.policy import queries as policies
from competition.results import access, queries, review_rules, review_words, reviews
from competition.results.actions import reviewing
from competition.results.models import ItemResult, ResultLine
from competition.results.review_forms import ErrorForm, QuotasForm, WordForm
from competition.results.review_rules import Finding
from competition.results.rules import ResultState
from competition.results.views.office import READERS, readable_result

pages = Blueprint("results_reviews", __name__)


@pages.route("/office/results/competitions/<int:competition_id>/re-checks", methods=["GET", "POST"])
@open_to(*READERS)
def show_quotas(competition_id: int) -> Answer:
    """Lay down by which quotas a competition's marks are re-checked, or read it."""
    competition, form = found(plan.competition(competition_id)), QuotasForm()
    allow(access.may_read(current_user, competition))
    may, kept = access.may_manage(current_user, competition), reviews.plan(competition_id)
    said = policies.book().on(competition.starts_on, reviewing.TABLE)
    if not form.is_submitted():
        form.show(kept.quotas if kept else review_rules.quotas_of(said.value))
        form.seen_version.data = kept.version if kept else None
    else:
        allow(may)
        if form.validate():
            with refusals_in(form):
                seen = form.seen_version.data
                reviewing.set_quotas(competition, form.quotas(), policies.book(), seen, by=current_user, at=clock.now())
                flash(_("Marks of this competition are re-checked before a result is final."), "success")
                return redirect(url_for("results_reviews.show_quotas", competition_id=competition_id))
    page = render_template(
        "results/show_quotas.html", competition=competition, plan=kept, form=form, may=may, said=said,
        drop=ConfirmForm(formdata=None, seen_version=kept.version if kept else None),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@pages.post("/office/results/competitions/<int:competition_id>/re-checks/drop")
@open_to(Role.ORGANISER)
def drop_quotas(competition_id: int) -> Answer:
    """Ask for no re-checks any more."""
    competition = found(plan.competition(competition_id))
    allow(access.may_manage(current_user, competition))
    reviewing.drop_quotas(competition, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("No re-check is asked for any more."), "success")
    return redirect(url_for("results_reviews.show_quotas", competition_id=competition_id))


@pages.get("/office/results/<int:result_id>/re-check")
@open_to(*READERS)
def show_review(result_id: int) -> Answer:
    """Show who is due to be re-checked and why, and what was found."""
    result = readable_result(result_id)
    may = access.may_recheck(current_user, result.item.competition) and result.state is ResultState.COMPUTED
    return render_template(
        "results/show_review.html", result=result, review=reviews.of_result(result), may=may, words=review_words,
        word=WordForm(formdata=None), confirm=ConfirmForm(formdata=None),
    )  # fmt: skip


@pages.post("/office/results/<int:result_id>/re-check/draw")
@open_to(Role.ORGANISER, Role.SUPERVISOR)
def draw_sample(result_id: int) -> Answer:
    """Draw the sample by the committed seed and a word told in public."""
    result, form = readable_result(result_id), WordForm()
    allow(access.may_recheck(current_user, result.item.competition))
    form.must_be_valid()
    reviewing.draw_sample(result.item, form.word.data or "", by=current_user, at=clock.now())
    flash(_("The sample is drawn. Anyone may draw it again from seed and word."), "success")
    return _to(result)


@pages.post("/office/results/lines/<int:line_id>/re-check/right")
@open_to(Role.ORGANISER, Role.SUPERVISOR)
def recheck_right(line_id: int) -> Answer:
    """Keep that a competitor's marks were looked at again and are right."""
    line = _line(line_id)
    reviewing.keep_recheck(line, Finding.RIGHT, "", by=current_user, at=clock.now())
    flash(_("Competitor %(number)s: right.", number=line.number), "success")
    return _to(line.result)


@pages.post("/office/results/lines/<int:line_id>/re-check/error")
@open_to(Role.ORGANISER, Role.SUPERVISOR)
def recheck_error(line_id: int) -> Answer:
    """Keep that an error was found in a competitor's marks, and which."""
    line, form = _line(line_id), ErrorForm()
    form.must_be_valid()
    reviewing.keep_recheck(line, Finding.ERROR, form.reason.data or "", by=current_user, at=clock.now())
    flash(_("Competitor %(number)s: the error is kept. A correction mends it.", number=line.number), "success")
    return _to(line.result)


@pages.get("/results/<int:item_id>/re-check.json")
@open_to(EVERYONE)
def review_file(item_id: int) -> Answer:
    """Give the draw of a sample as a file that `competition redraw` recomputes."""
    item = found(plan.item(item_id))
    drawn = found(reviews.draw(item_id) if item.competition.is_public else None)
    text = json.dumps(reviews.published(item, drawn), ensure_ascii=False, indent=1).encode()
    return send_file(text, f"{item.code}-re-check.json", "application/json")


def _line(line_id: int) -> ResultLine:
    line = found(queries.line(line_id))
    allow(access.may_recheck(current_user, line.result.item.competition))
    return line


def _to(result: ItemResult) -> Answer:
    return redirect(url_for("results_reviews.show_review", result_id=result.id))
