"""Re-checks in the demo city: asked for a competition, an item's sample drawn, the marks looked at before it was final."""

from datetime import datetime, timedelta
from functools import partial

from competition.foundation.database import db
from competition.home.demo import days
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.decided import result_of
from competition.home.demo.facts import Stage
from competition.judging import layers
from competition.plan.models import Competition, Item
from competition.policy import queries as policies
from competition.results import review_rules, reviews
from competition.results.actions import reviewing
from competition.results.review_models import ReviewDraw
from competition.results.review_rules import Finding

# what was told in public before the draw
WORD = "2026301"


def fill(city: City) -> None:
    """Let the marks of the item that is on notice have been looked at again; a second one's wait for its result."""
    plan, item = next((plan, item) for plan in city.plans for item in plan.items if item.stage is Stage.ON_NOTICE)
    if sum(each.stage is Stage.ON_NOTICE for each in plan.items) > 1:
        # re-checks are asked for a whole competition; in the large city its other results are final before they are due
        return
    day, what = plan.course.decided, f"{plan.row['name']} · {item.row['name']}"
    asked = days.moment(plan.course.first, 8, 30)
    _commit(city, plan, asked)
    city.at(asked, what, partial(_ask, city, plan))
    city.at(days.moment(day, 9, 40), what, partial(_draw, city, item))
    # after the correction was applied, before it was made final
    city.at(days.moment(day, 14, 10), what, partial(_look, city, item))


def _commit(city: City, plan: Plan, at: datetime) -> None:
    # by the city's own dice, so that two loads draw alike
    for item in plan.items:
        seed = city.rng("re-check", item.row["code"]).randbytes(32).hex()
        city.rows.add(
            ReviewDraw,
            item_id=item.id,
            seed=seed,
            commitment=layers.commitment(seed),
            committed_at=at,
            word="",
            pairs=[],
        )


def _ask(city: City, plan: Plan, at: datetime) -> None:
    there, book = db.session.get_one(Competition, plan.id), policies.book()
    quotas = review_rules.quotas_of(book.on(there.starts_on, reviewing.TABLE).value)
    reviewing.set_quotas(there, quotas, book, None, actor(city.users["organiser"]), at)


def _draw(city: City, item: ItemPlan, at: datetime) -> None:
    reviewing.draw_sample(db.session.get_one(Item, item.id), WORD, actor(city.users["organiser"]), at)


def _look(city: City, item: ItemPlan, at: datetime) -> None:
    # the competition's supervisor had no hand in the marks; one competitor after the other
    review = reviews.of_result(result_of(item))
    assert review is not None
    reviewing.keep_recheck(review.open[0].line, Finding.RIGHT, "", actor(city.users["supervisor"]), at)
    if len(review.open) > 1:
        city.at(at + timedelta(minutes=2), item.row["name"], partial(_look, city, item))
