"""Lists of nominees in the demo city: titles and promotions entered where all is over, titles on review where money is."""

from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from competition.foundation import workdays
from competition.foundation.database import db
from competition.home.demo import days, entered
from competition.home.demo.city import City, Plan, actor
from competition.home.demo.facts import Stage
from competition.honours import nominating, nominations, title_rules
from competition.honours.nominating import Decision
from competition.honours.nomination_models import NominationList
from competition.honours.title_rules import ListKind, Verdict
from competition.plan.models import Competition
from competition.policy import queries as policies

CERTIFICATE = "S000037030026{:06d}"


def fill(city: City) -> None:
    """Propose lists for what was announced long ago; those of competitions with everything entered go all their way."""
    for plan in city.plans:
        if plan.fact.stage is Stage.ENTERED:
            for n, kind in enumerate(ListKind):
                _whole(city, plan, kind, 15 + n)
        elif plan.fact.stage is Stage.APPROVED:
            _begun(city, plan, ListKind.TITLE, 15)


def _begun(city: City, plan: Plan, kind: ListKind, hour: int) -> date:
    """Let a list be proposed, and its first line decided on."""
    day, what = workdays.add_working_days(plan.course.announced, entered.ENTER + 1), plan.row["name"]
    city.at(days.moment(day, hour, plan.id), what, partial(_propose, city, plan, kind))
    city.at(days.moment(day, hour, plan.id + 10), what, partial(_keep, city, plan, kind, 1))
    return day


def _whole(city: City, plan: Plan, kind: ListKind, hour: int) -> None:
    """Let a list be reviewed, stand its notice and be entered."""
    day, what = _begun(city, plan, kind, hour), plan.row["name"]
    city.at(days.moment(day, hour, plan.id + 20), what, partial(_keep, city, plan, kind, None))
    city.at(days.moment(day, hour, plan.id + 30), what, partial(_put_up, city, plan, kind))
    over = workdays.add_working_days(day, days.NOTICE_DAYS) + timedelta(days=1)
    city.at(days.moment(over, hour, plan.id), what, partial(_enter, city, plan, kind))
    if kind is ListKind.LEVEL:
        city.at(days.moment(over, hour + 1, plan.id), what, partial(_certify, city, plan))


def _propose(city: City, plan: Plan, kind: ListKind, at: datetime) -> None:
    there = db.session.get_one(Competition, plan.id)
    nominating.propose_list(there, kind, policies.book(), actor(city.users["organiser"]), at)


def _keep(city: City, plan: Plan, kind: ListKind, most: int | None, at: datetime) -> None:
    waiting = [one for one in _list(plan, kind).nominees if one.verdict is Verdict.OPEN]
    told = Decision(True, title_rules.papers_of(kind))
    for one in waiting[:most]:
        nominating.decide_nominee(one, told, None, actor(city.users["organiser"]), at)


def _put_up(city: City, plan: Plan, kind: ListKind, at: datetime) -> None:
    nominating.put_list_on_notice(_list(plan, kind), policies.book(), None, actor(city.users["organiser"]), at)


def _enter(city: City, plan: Plan, kind: ListKind, at: datetime) -> None:
    number = f"淄人社发〔{at.year}〕{(120 if kind is ListKind.TITLE else 150) + plan.id}号"
    nominating.enter_list(_list(plan, kind), number, None, actor(city.users["organiser"]), at)


def _certify(city: City, plan: Plan, at: datetime) -> None:
    of = db.session.scalars(sa.select(NominationList).filter_by(competition_id=plan.id, kind=ListKind.LEVEL)).one()
    one = of.kept[0]
    nominating.note_certificate(one, CERTIFICATE.format(one.id), None, actor(city.users["organiser"]), at)


def _list(plan: Plan, kind: ListKind) -> NominationList:
    found = nominations.open_list(plan.id, kind)
    assert found is not None
    return found
