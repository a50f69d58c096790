"""Lists of nominees in the demo city: titles and promotions entered where all is over, titles on review where money is."""

from datetime import datetime, timedelta
from functools import partial

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
        day = workdays.add_working_days(plan.course.announced, entered.ENTER + 1) if _is_over(plan) else None
        if day is None:
            continue
        what, at = plan.row["name"], days.moment(day, 15, plan.id)
        for kind in ListKind if plan.fact.stage is Stage.ENTERED else (ListKind.TITLE,):
            city.at(at, what, partial(_propose, city, plan, kind))
            if plan.fact.stage is Stage.ENTERED:
                over = workdays.add_working_days(day, days.NOTICE_DAYS) + timedelta(days=1)
                city.at(days.moment(over, 10, plan.id), what, partial(_enter, city, plan, kind))


def _is_over(plan: Plan) -> bool:
    return plan.fact.stage in (Stage.APPROVED, Stage.ENTERED)


def _propose(city: City, plan: Plan, kind: ListKind, at: datetime) -> None:
    by, book = actor(city.users["organiser"]), policies.book()
    there = db.session.get_one(Competition, plan.id)
    of = nominating.propose_list(there, kind, book, by, at)
    waiting = [one for one in of.nominees if one.verdict is Verdict.OPEN]
    is_whole = plan.fact.stage is Stage.ENTERED
    # on review the first is decided on and the others wait
    for one in waiting if is_whole else waiting[:1]:
        nominating.decide_nominee(
            one, Decision(True, title_rules.papers_of(kind)), None, by, at + timedelta(minutes=20)
        )
    if is_whole:
        nominating.put_list_on_notice(_list(plan, kind), book, None, by, at + timedelta(minutes=40))


def _list(plan: Plan, kind: ListKind) -> NominationList:
    found = nominations.open_list(plan.id, kind)
    assert found is not None
    return found


def _enter(city: City, plan: Plan, kind: ListKind, at: datetime) -> None:
    by, of = actor(city.users["organiser"]), _list(plan, kind)
    number = f"淄人社发〔{at.year}〕{(120 if kind is ListKind.TITLE else 150) + plan.id}号"
    nominating.enter_list(of, number, None, by, at)
    if kind is ListKind.LEVEL:
        for one in of.kept[:1]:
            nominating.note_certificate(one, CERTIFICATE.format(one.id), None, by, at + timedelta(hours=2))
