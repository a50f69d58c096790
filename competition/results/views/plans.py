"""How an item is ranked and awarded, laid down on a page; ties parted by the judges."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.forms import ConfirmForm, refusals_in
from competition.foundation.texts import _
from competition.foundation.web import Answer, found
from competition.plan import queries as plan
from competition.plan.models import Item
from competition.policy import queries as policies
from competition.results import access, award_rules, plans, queries, rules
from competition.results.actions import planning
from competition.results.forms import AWARD_TABLES
from competition.results.plan_forms import PlanForm, TieForm
from competition.results.plan_models import ResultPlan
from competition.results.rules import Ending
from competition.results.views.office import READERS

pages = Blueprint("results_plans", __name__)


@pages.route("/office/results/items/<int:item_id>/ranking", methods=["GET", "POST"])
@open_to(*READERS)
def show_plan(item_id: int) -> Answer:
    """Lay down how an item is ranked and awarded, or read it."""
    item, form = found(plan.item(item_id)), PlanForm()
    allow(access.may_read(current_user, item.competition))
    may, kept = access.may_manage(current_user, item.competition), plans.plan(item_id)
    if not form.is_submitted():
        _fill(form, item, kept)
    form.offer(plans.parts_to_compare(item_id))
    if form.is_submitted():
        allow(may)
        if form.validate():
            with refusals_in(form):
                planning.set_plan(item, form.plan(), form.seen_version.data, by=current_user, at=clock.now())
                flash(_("Ranking and awards of %(item)s are laid down.", item=item.name), "success")
                return redirect(url_for("results_plans.show_plan", item_id=item_id))
    shown = render_template(
        "results/show_plan.html", item=item, plan=kept, form=form, may=may, tables=AWARD_TABLES,
        drop=ConfirmForm(formdata=None, seen_version=kept.version if kept else None),
        has_result=queries.standing(item_id) is not None,
    )  # fmt: skip
    return shown, 422 if form.is_submitted() else 200


def _fill(form: PlanForm, item: Item, kept: ResultPlan | None) -> None:
    """Show the item's own plan, or the table asked for, or what the policy says of the day."""
    start = request.args.get("from", "")
    if kept is not None:
        form.seen_version.data = kept.version
    if kept is not None and start not in dict(AWARD_TABLES):
        form.show(kept.scheme, kept.ties, kept.ending)
        return
    book, on = policies.book(), item.competition.starts_on
    table = start if start in dict(AWARD_TABLES) else "results.awards"
    scheme = award_rules.scheme_of(book.on(on, table).value, int(book.on(on, "results.minimum_field").value))
    chain = rules.chain_of(book.on(on, "results.tie_order").value)
    form.show(scheme, [one.part for one in chain], Ending.SHARED)


@pages.post("/office/results/items/<int:item_id>/ranking/drop")
@open_to(Role.ORGANISER)
def drop_plan(item_id: int) -> Answer:
    """Let the policy's tables hold again."""
    item = found(plan.item(item_id))
    allow(access.may_manage(current_user, item.competition))
    planning.drop_plan(item, ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("The policy's tables hold for %(item)s again.", item=item.name), "success")
    return redirect(url_for("results_plans.show_plan", item_id=item_id))


@pages.post("/office/results/<int:result_id>/ties")
@open_to(Role.ORGANISER)
def part_tied(result_id: int) -> Answer:
    """Keep what the judges decided of those who share a place."""
    result, form = found(queries.result(result_id)), TieForm()
    allow(access.may_manage(current_user, result.item.competition))
    form.must_be_valid()
    planning.part_tied(result, form.order(), form.reason.data or "", by=current_user, at=clock.now())
    flash(_("The decision is kept. Work the result out anew, so that it takes effect."), "success")
    return redirect(url_for("results_office.manage_results", competition_id=result.item.competition_id))
