"""Recommending judges, deciding on it, appointing for an item from the pool, and the judges' cards."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.directory import access as directory_access
from competition.directory import queries as directory
from competition.foundation import clock, documents
from competition.foundation.errors import Refused
from competition.foundation.forms import ConfirmForm, choices, refusals_in
from competition.foundation.paging import paged
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, limiter, show_file
from competition.judging import access, cards, pool, pool_rules, rosters, words
from competition.judging.actions import pooling, recommending, teams
from competition.judging.forms import ReasonForm
from competition.judging.pool_forms import DemandForm, RecommendForm
from competition.judging.pool_models import PoolJudge, Recommendation
from competition.judging.pool_rules import Demand, RecommendationState
from competition.judging.rules import Seat
from competition.plan.models import Item
from competition.policy import queries as policies

pages = Blueprint("judging_recommendations", __name__)
RECOMMENDING = frozenset({Role.HOST_OFFICER, Role.DELEGATION_LEADER, Role.ORGANISER})
# only a card that was not found counts: a door checks many cards from one address
guesses = limiter.limit("20/minute;100/hour", deduct_when=lambda answer: answer.status_code == 404)


@pages.route("/office/judging/recommendations", methods=["GET", "POST"])
@open_to(RECOMMENDING)
def show_recommendations() -> Answer:
    """List one's own unit's recommendations, or those of the items one runs, and recommend a judge."""
    form = RecommendForm()
    items, judges = _offer(form)
    if form.validate_on_submit():
        with refusals_in(form):
            item = items[form.item_id.data]
            unit_id, who = form.unit_id.data or None, judges.get(form.judge_id.data) or form.newcomer()
            told = recommending.Recommending(who, unit_id, form.ground.data or "")
            made = recommending.recommend_judge(item, told, most=_most(item), by=current_user, at=clock.now())
            flash(_("%(name)s is recommended for %(item)s.", name=made.judge.name, item=item.name), "success")
            return redirect(url_for("judging_recommendations.show_recommendations"))
    state = request.args.get("state", "")
    page = paged(pool.recommendations(current_user, state), request.args.get("page", 1, int))
    shown = render_template(
        "judging/show_recommendations.html", page=page, form=form, state=state, states=RecommendationState,
        confirm=ConfirmForm(formdata=None), judges=judges, items=items,
    )  # fmt: skip
    return shown, 422 if form.is_submitted() else 200


def _offer(form: RecommendForm) -> tuple[dict[int, Item], dict[int, PoolJudge]]:
    own = directory_access.own_organisations(current_user)
    organises = Role.ORGANISER in current_user.roles
    items = {item.id: item for item in pool.recommendable_items(current_user, units=bool(own))}
    judges = {judge.id: judge for judge in (pool.of_unit(own) if own else pool.everybody())}
    units = [(unit_id, found(directory.organisation(unit_id)).name) for unit_id in sorted(own)]
    form.item_id.choices = choices(
        [
            (0, _("Choose …")),
            *((key, f"{each.code} {each.name} · {each.competition.name}") for key, each in items.items()),
        ]
    )
    form.unit_id.choices = choices([*units, *([(0, _("The organiser"))] if organises and not own else [])])
    form.judge_id.choices = choices(
        [
            (0, _("a new person, entered below")),
            *((key, f"{each.name} · {each.organisation.name}") for key, each in judges.items()),
        ]
    )
    employers = [] if own else [(unit.id, unit.name) for unit in rosters.organisations()]
    form.organisation_id.choices = choices([(0, _("Choose …")), *employers])
    return items, judges


def _most(item: Item) -> int:
    return int(policies.book().on(item.competition.starts_on, "judging.recommendations").value)


@pages.post("/office/judging/recommendations/<int:recommendation_id>/accept")
@open_to(Role.ORGANISER)
def accept_recommendation(recommendation_id: int) -> Answer:
    """Accept a recommendation."""
    of = _to_decide(recommendation_id)
    recommending.accept_recommendation(
        of, most=_most(of.item), seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("%(name)s is in the pool. Appoint judges on the item's page.", name=of.judge.name), "success")
    return redirect(url_for("judging_recommendations.show_recommendations"))


@pages.post("/office/judging/recommendations/<int:recommendation_id>/return")
@open_to(Role.ORGANISER)
def return_recommendation(recommendation_id: int) -> Answer:
    """Give a recommendation back with the reason."""
    of, form = _to_decide(recommendation_id), ReasonForm()
    form.must_be_valid()
    recommending.return_recommendation(
        of, reason=form.reason.data or "", seen=form.seen_version.data, by=current_user, at=clock.now()
    )
    flash(_("The recommendation is returned; the unit reads the reason."), "success")
    return redirect(url_for("judging_recommendations.show_recommendations"))


@pages.post("/office/judging/recommendations/<int:recommendation_id>/withdraw")
@open_to(RECOMMENDING)
def withdraw_recommendation(recommendation_id: int) -> Answer:
    """Take back what nobody decided on."""
    of = found(pool.recommendation(recommendation_id))
    allow(access.may_recommend_for(current_user, of))
    recommending.withdraw_recommendation(of, seen=ConfirmForm().seen_version.data, by=current_user, at=clock.now())
    flash(_("The recommendation is taken back."), "success")
    return redirect(url_for("judging_recommendations.show_recommendations"))


def _to_decide(recommendation_id: int) -> Recommendation:
    of = found(pool.recommendation(recommendation_id))
    allow(access.may_manage(current_user, of.item))
    return of


@pages.route("/office/judging/items/<int:item_id>/appointing", methods=["GET", "POST"])
@open_to(Role.ORGANISER)
def show_appointing(item_id: int) -> Answer:
    """Show the pool beside what the item asks, what each lacks, and appoint for the team."""
    item, form = _managed(item_id), ConfirmForm()
    if request.method == "POST":
        with refusals_in(form):
            return _appointed(item)
    said = pool.demand(item_id)
    demand = DemandForm(formdata=None)
    demand.show(said.asks if said else Demand())
    page = render_template(
        "judging/show_appointing.html", item=item, candidates=pool.candidates(item), form=form, demand=demand,
        asks=said.asks if said else Demand(), seats=Seat,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _appointed(item: Item) -> Answer:
    judge, told = pool.judge(request.form.get("judge_id", 0, int)), request.form.get("seat", "")
    if judge is None or judge.user is None or told not in set(Seat):
        raise Refused(_("Choose a judge with an account, and a seat."))
    grades = "、".join(pool_rules.NAMES[grade] for grade in judge.grades)
    naming = teams.Naming(judge.user, judge.organisation_id, Seat(told), grades[:80])
    teams.name_judge(item, naming, by=current_user, at=clock.now())
    flash(_("%(name)s is named for the team.", name=judge.user.name), "success")
    return redirect(url_for("judging_recommendations.show_appointing", item_id=item.id))


@pages.post("/office/judging/items/<int:item_id>/demand")
@open_to(Role.ORGANISER)
def set_demand(item_id: int) -> Answer:
    """Say what the item asks of its judges."""
    item, form = _managed(item_id), DemandForm()
    form.must_be_valid()
    pooling.set_demand(item, form.asks, by=current_user, at=clock.now())
    flash(_("What the item asks of its judges is set."), "success")
    return redirect(url_for("judging_recommendations.show_appointing", item_id=item_id))


def _managed(item_id: int) -> Item:
    item = found(rosters.item(item_id))
    allow(access.may_manage(current_user, item))
    return item


@pages.get("/office/judging/items/<int:item_id>/cards.pdf")
@open_to(Role.ORGANISER)
def print_cards(item_id: int) -> Answer:
    """Give the cards of the team to print."""
    item, at = _managed(item_id), clock.now().replace(microsecond=0)
    team = [judge for judge in rosters.judges(item_id) if judge.ended_at is None]
    if not team:
        raise Refused(_("Nobody is named yet. Name the team first, then print its cards."))
    made = cards.pdf(item, team, at)
    return show_file(made, f"{item.code}-{_('cards')}.pdf", documents.MEDIA_TYPE)


@pages.get("/judge-card/<code>")
@open_to(EVERYONE)
@guesses
def verify_card(code: str) -> Answer:
    """Say whether a judge's card counts now: name, seat, item and validity, and nothing else."""
    card = cards.verified(code, clock.now())
    page = render_template("judging/verify_card.html", card=card, word=words.word, at=clock.now())
    return page, 200 if card else 404
