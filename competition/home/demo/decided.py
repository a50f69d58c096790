"""Results in the demo city: worked out, put on notice, objected to, announced."""

from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from competition.foundation import workdays
from competition.foundation.database import db
from competition.home.demo import days
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.facts import Stage
from competition.plan.models import Item
from competition.plan.rules import Level
from competition.policy import queries as policies
from competition.results import queries
from competition.results.actions import computing, finishing, objecting
from competition.results.models import ItemResult, Objection

SCHEMES = {Level.MUNICIPAL_2: "results.awards_by_ratio"}
AWARDS = "results.awards"
REJECTED = "第3号选手B2“操作顺序符合规程”一项得分偏低，请求复核。"
ANSWER = "经裁判长会同监督员复核该项原始评分表和现场影像，评分依据充分、录入无误，维持原成绩。"
WAITING = "公示名单中所在单位名称与参赛证不一致，请核实。"


def fill(city: City) -> None:
    """Let every item that was judged take its way to the announcement."""
    answered = waiting = False
    for plan in city.plans:
        for item in plan.items:
            if item.stage < Stage.ON_NOTICE:
                continue
            _work_out(city, plan, item)
            if item.stage >= Stage.ANNOUNCED:
                _announce(city, plan, item)
            if item.stage is Stage.ANNOUNCED and not answered:
                answered = True
                _objection(city, plan, item, REJECTED, answered=True)
            if item.stage is Stage.ON_NOTICE and not waiting:
                waiting = True
                _objection(city, plan, item, WAITING, answered=False)


def result_of(item: ItemPlan) -> ItemResult:
    """Read the version of an item's result that stands, whole."""
    found = queries.standing(item.id)
    assert found is not None
    result = queries.result(found.id)
    assert result is not None
    return result


def _work_out(city: City, plan: Plan, item: ItemPlan) -> None:
    day, what = plan.course.decided, f"{plan.row['name']} · {item.row['name']}"
    city.at(days.moment(day, 10), what, partial(_compute, city, plan, item))
    city.at(days.moment(day, 15), what, partial(_finalise, city, item))
    city.at(days.moment(day, 16, 30), what, partial(_put_up, city, item))


def _compute(city: City, plan: Plan, item: ItemPlan, at: datetime) -> None:
    there, awards = db.session.get_one(Item, item.id), SCHEMES.get(plan.fact.level, AWARDS)
    computing.compute_result(there, policies.book(), awards, "", actor(city.users["organiser"]), at)


def _finalise(city: City, item: ItemPlan, at: datetime) -> None:
    finishing.finalise_result(result_of(item), "评分表已复核，无未决事项。", None, actor(city.users["organiser"]), at)


def _put_up(city: City, item: ItemPlan, at: datetime) -> None:
    finishing.put_on_notice(result_of(item), policies.book(), None, actor(city.users["organiser"]), at)


def _announce(city: City, plan: Plan, item: ItemPlan) -> None:
    what = f"{plan.row['name']} · {item.row['name']}"
    over = workdays.add_working_days(plan.course.decided, days.NOTICE_DAYS) + timedelta(days=1)
    city.at(days.moment(over, 0, 1), what, finishing.end_notices)
    city.at(days.moment(plan.course.announced, 10), what, partial(_say, city, plan, item))


def _say(city: City, plan: Plan, item: ItemPlan, at: datetime) -> None:
    number = f"淄人社发〔{at.year}〕{60 + plan.id}号"
    finishing.announce_result(result_of(item), number, None, actor(city.users["organiser"]), at)


def _objection(city: City, plan: Plan, item: ItemPlan, text: str, *, answered: bool) -> None:
    day, what = plan.course.decided + timedelta(days=1), plan.row["name"]
    city.at(days.moment(day, 11, 20), what, partial(_object, city, item, text))
    if answered:
        city.at(days.moment(day + timedelta(days=1), 15), what, partial(_answer, city, item))


def _object(city: City, item: ItemPlan, text: str, at: datetime) -> None:
    objecting.receive_objection(result_of(item), next(city.people)[0], "19900000001", text, at)


def _answer(city: City, item: ItemPlan, at: datetime) -> None:
    result = result_of(item)
    objection = db.session.scalars(sa.select(Objection).where(Objection.result_id == result.id)).one()
    objecting.answer_objection(objection, False, ANSWER, actor(city.users["organiser"]), at)
