"""The season's competitions, items and timetables, and how each is published, opened, begun and ended."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from competition.foundation.database import db
from competition.home.demo import days, rows
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.days import Course
from competition.home.demo.facts import Fact, ItemFact, Stage
from competition.home.demo.rows import Row
from competition.plan import actions
from competition.plan.models import Competition, Item, Season, TimetableEntry
from competition.plan.rules import Group
from competition.policy import queries as policies

QUOTA = 3


def fill(city: City) -> None:
    """Put the season's competitions into the plan, and let each take its course."""
    seasons: dict[int, Row] = {}
    for fact, course in city.courses:
        year = course.first.year
        if year not in seasons:
            seasons[year] = _season(city, year)
        plan = _competition(city, fact, course, seasons[year])
        city.plans.append(plan)
        _items(city, plan)
        _timetable(city, plan)
        _happens(city, plan)


def _season(city: City, year: int) -> Row:
    at = city.begins + timedelta(days=5)
    season = city.rows.add(
        Season, year=year, title=f"{year}年淄博市职业技能大赛", title_en=f"Zibo Skills Season {year}", created_at=at
    )
    _act(city, at, "plan.season_added", Season, season)
    return season


def _competition(city: City, fact: Fact, course: Course, season: Row) -> Plan:
    made = city.rows.add(
        Competition, season_id=season["id"], name=f"{season['year']}年淄博市{fact.name}",
        name_en=f"Zibo {season['year']} Competition: {fact.name_en}", level=fact.level,
        document_number=f"淄人社字〔{season['year']}〕{20 + len(city.plans)}号" if fact.stage > Stage.DRAFT else "",
        organiser_id=city.units[0]["id"], host_id=city.hosts[fact.host]["id"], starts_on=course.first,
        ends_on=course.last, venue=fact.venue[0], venue_en=fact.venue[1], registration_opens_at=course.opens,
        registration_closes_at=course.closes, synthetic=True, created_at=course.added,
    )  # fmt: skip
    _act(city, course.added, "plan.competition_added", Competition, made)
    return Plan(fact, course, made)


def _items(city: City, plan: Plan) -> None:
    for number, fact in enumerate(plan.fact.items):
        made = city.rows.add(
            Item, competition_id=plan.id, code=fact.code, name=fact.trade.name,
            name_en=fact.trade.name_en, occupation_code=fact.trade.code, occupation_name=fact.trade.name,
            group=fact.group, team_size=fact.team, unit_quota=QUOTA, theory_weight=Decimal(fact.theory),
            practice_weight=Decimal(100 - fact.theory), held_on=plan.course.first, **_born(fact, plan.course.first),
            venue=f"{plan.fact.venue[0]}{number + 1}号赛场",
        )  # fmt: skip
        _act(city, plan.course.added + timedelta(minutes=10 + number), "plan.item_added", Item, made)
        plan.items.append(ItemPlan(fact, fact.stage or plan.fact.stage, made))


def _born(fact: ItemFact, on: date) -> dict[str, date]:
    # students are young; the other end of the window is the policy's youngest age
    return {"born_from": date(on.year - 24, 1, 1)} if fact.group is Group.STUDENT else {}


def _timetable(city: City, plan: Plan) -> None:
    first, last, place = plan.course.first, plan.course.last, plan.fact.venue[0]
    eve = first - timedelta(days=1)
    lines: list[tuple[date, tuple[int, int], str, str, str, int | None]] = [
        (eve, (14, 17), "报到、熟悉赛场", "Arrival and familiarisation", f"{place}服务台", None),
        (eve, (17, 18), "领队会", "Leaders' meeting", f"{place}会议室", None),
        (last, (17, 18), "点评与闭幕", "Review and closing", f"{place}报告厅", None),
    ]
    for number, item in enumerate(plan.items, 1):
        hall, code = f"{place}{number}号赛场", item.row["code"]
        lines += [
            (first, (9, 11), f"{code} 理论考试", f"{code} theory", f"{place}{number}号机房", item.id),
            (first, (13, 17), f"{code} 实操（一）", f"{code} practice, day 1", hall, item.id),
            (first + timedelta(days=1), (8, 16), f"{code} 实操（二）", f"{code} practice, day 2", hall, item.id),
        ]
    for day, (starts, ends), title, title_en, where, item_id in lines:
        line = city.rows.add(
            TimetableEntry, competition_id=plan.id, item_id=item_id, title=title, title_en=title_en, place=where,
            starts_at=days.moment(day, starts), ends_at=days.moment(day, ends),
        )  # fmt: skip
        _act(city, plan.course.added + timedelta(minutes=30), "plan.timetable_changed", TimetableEntry, line)


def _act(city: City, at: datetime, verb: str, model: type, row: Row) -> None:
    city.rows.act(at, city.users["organiser"], verb, rows.name(model, row), after=rows.shown(model, row))


def _happens(city: City, plan: Plan) -> None:
    stage, course = plan.fact.stage, plan.course
    if stage >= Stage.PUBLISHED:
        city.at(course.published, plan.row["name"], partial(_publish, city, plan))
    if stage >= Stage.OPEN:
        city.at(course.opens, plan.row["name"], actions.follow_clock)
    if stage >= Stage.DRAWN:
        city.at(course.closes, plan.row["name"], actions.follow_clock)
    if stage >= Stage.JUDGED_NOW:
        city.at(days.moment(course.first, 8, 30), plan.row["name"], partial(_start, city, plan))
    if stage >= Stage.HELD:
        city.at(days.moment(course.last, 18), plan.row["name"], partial(_end, city, plan))


def _publish(city: City, plan: Plan, at: datetime) -> None:
    there = db.session.get_one(Competition, plan.id)
    actions.publish_competition(there, policies.book(), None, actor(city.users["organiser"]), at)


def _start(city: City, plan: Plan, at: datetime) -> None:
    actions.start_competition(db.session.get_one(Competition, plan.id), actor(city.users["organiser"]), at)


def _end(city: City, plan: Plan, at: datetime) -> None:
    actions.end_competition(db.session.get_one(Competition, plan.id), actor(city.users["organiser"]), at)
