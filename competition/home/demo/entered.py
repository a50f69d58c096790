"""The register in the demo city: the honours of the competitions that have come to their end."""

from datetime import datetime, timedelta
from functools import partial

from competition.foundation import workdays
from competition.foundation.database import db
from competition.home.demo import days
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.decided import result_of
from competition.home.demo.facts import Stage
from competition.honours import actions, log_actions
from competition.plan.models import Competition
from competition.policy import queries as policies

# working days after the announcement
ENTER = 12


def fill(city: City) -> None:
    """Enter winners and hosts of every competition that has come so far."""
    for plan in city.plans:
        if plan.fact.stage < Stage.ENTERED:
            continue
        at = days.moment(workdays.add_working_days(plan.course.announced, ENTER), 14, plan.id)
        for item in plan.items:
            city.at(at, f"{plan.row['name']} · {item.row['name']}", partial(_enter, city, item))
        city.at(at + timedelta(minutes=30), plan.row["name"], partial(_enter_host, city, plan))
        # the night after, as the daily job does
        city.at(at + timedelta(hours=11), plan.row["name"], log_actions.sign_head)


def _enter(city: City, item: ItemPlan, at: datetime) -> None:
    actions.enter_honours(result_of(item), policies.book(), actor(city.users["organiser"]), at)


def _enter_host(city: City, plan: Plan, at: datetime) -> None:
    there = db.session.get_one(Competition, plan.id)
    actions.enter_host_honour(there, f"淄人社发〔{at.year}〕{90 + plan.id}号", actor(city.users["organiser"]), at)
