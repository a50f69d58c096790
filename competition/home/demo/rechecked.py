"""Re-checks in the demo city: asked for a competition, one item's sample drawn, most marks looked at again, some waiting."""

from datetime import datetime, timedelta
from functools import partial

from competition.foundation.database import db
from competition.home.demo import days
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.decided import AWARDS, result_of
from competition.home.demo.facts import Stage
from competition.judging import layers
from competition.plan.models import Competition, Item
from competition.policy import reader
from competition.results import review_rules, reviews
from competition.results.actions import computing, reviewing
from competition.results.review_models import ReviewDraw
from competition.results.review_rules import Finding

# what was told in public before the draw
WORD = "2026301"
# how many of those due wait for whoever opens the page
WAITING = 2


def fill(city: City) -> None:
    """Let the first item that is judged and not yet decided on be looked at again."""
    plan, item = next((plan, item) for plan in city.plans for item in plan.items if item.stage is Stage.HELD)
    # after what else is decided in the competition that day went on notice
    day, what = plan.course.decided, f"{plan.row['name']} · {item.row['name']}"
    _commit(city, plan, days.moment(day, 16, 45))
    city.at(days.moment(day, 16, 45), what, partial(_ask, city, plan))
    city.at(days.moment(day, 17), what, partial(_draw, city, item))
    city.at(days.moment(day + timedelta(days=1), 9, 20), what, partial(_look, city, item))


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
    there = db.session.get_one(Competition, plan.id)
    book = reader.book()
    quotas = review_rules.quotas_of(book.on(there.starts_on, reviewing.TABLE).value)
    reviewing.set_quotas(there, quotas, book, None, actor(city.users["organiser"]), at)


def _draw(city: City, item: ItemPlan, at: datetime) -> None:
    there, by = db.session.get_one(Item, item.id), actor(city.users["organiser"])
    computing.compute_result(there, reader.book(), AWARDS, "", by, at)
    reviewing.draw_sample(there, WORD, by, at)


def _look(city: City, item: ItemPlan, at: datetime) -> None:
    # by somebody who had no hand in the marks, one competitor after the other
    review = reviews.of_result(result_of(item))
    assert review is not None
    reviewing.keep_recheck(review.open[0].line, Finding.RIGHT, "", actor(city.users["organiser2"]), at)
    if len(review.open) > WAITING + 1:
        city.at(at + timedelta(minutes=4), item.row["name"], partial(_look, city, item))
