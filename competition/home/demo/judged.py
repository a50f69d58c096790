"""Judging in the demo city: panels named, schemes locked, sheets opened, presence said and items closed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.foundation.words import OrganisationKind as Kind
from competition.home.demo import days, marking, pooled, schemes, signed
from competition.home.demo.cast import Held, grant
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.facts import Stage
from competition.home.demo.rows import Row, Somebody, name, shown
from competition.judging import rosters
from competition.judging.actions import closing, sheets, teams
from competition.judging.actions import schemes as scheme_actions
from competition.judging.models import ItemJudge
from competition.judging.rules import Presence, Seat
from competition.plan.models import Item

QUALIFICATIONS = ("高级考评员", "考评员", "高级技师", "技师", "高级工程师", "正高级讲师")
SEATS = (Seat.CHIEF, Seat.SCORING, Seat.SCORING, Seat.SCORING, Seat.RESERVE)


def fill(city: City) -> None:
    """Name the judges of every item whose numbers are drawn, and let each item be judged."""
    pool = iter(city.pool)
    for plan in city.plans:
        if plan.fact.stage < Stage.DRAWN:
            continue
        shown_now = plan.fact.stage is Stage.JUDGED_NOW
        if shown_now:
            _overseers(city, plan)
        for item in plan.items:
            _panel(city, plan, item, pool)
            _happens(city, plan, item)
    for plan in city.plans:
        if plan.fact.stage is Stage.OPEN:
            pooled.wait(city, plan, pool)


def _overseers(city: City, plan: Plan) -> None:
    parts = {"keeper": Role.CODE_KEEPER, "supervisor": Role.SUPERVISOR}
    parts |= {"clerk": Role.SCORE_CLERK, "clerk2": Role.SCORE_CLERK}
    for login, role in parts.items():
        grant(city, city.users[login], Held(role, Scope.COMPETITION, plan.id), plan.course.published)


def _panel(city: City, plan: Plan, item: ItemPlan, pool: Iterator[Somebody]) -> None:
    dice = city.rng("panel", item.row["code"])
    free = _free_units(city, item, dice)
    at = plan.course.drawn - timedelta(days=1)
    for number, seat in enumerate(SEATS):
        position = number if seat is Seat.SCORING else 1
        who = _seated(city, plan, item, seat, pool)
        unit = _in_conflict(plan, item) if (seat, position) == (Seat.SCORING, 3) else None
        judge = city.rows.add(
            ItemJudge, item_id=item.id, user_id=who.id, organisation_id=unit or next(free)["id"], seat=seat,
            position=position, qualification=dice.choice(QUALIFICATIONS), named_at=at,
        )  # fmt: skip
        city.rows.act(
            at, city.users["organiser"], "judging.judge_named", name(ItemJudge, judge), after=shown(ItemJudge, judge)
        )
        pooled.take_in(city, item, judge, who)
        item.panel.append((judge, who))


def _free_units(city: City, item: ItemPlan, dice: Random) -> Iterator[Row]:
    entered = {entry["organisation_id"] for entry in item.entries}
    free = [u for u in city.units[1:] if u["id"] not in entered and u["kind"] is not Kind.GOVERNMENT]
    dice.shuffle(free)
    return iter(free)


def _in_conflict(plan: Plan, item: ItemPlan) -> int | None:
    # one judge of the item being judged now comes from a competitor's unit: the reserve marks that competitor
    if not _is_shown(plan, item):
        return None
    units = [entry["organisation_id"] for entry in item.entries]
    here = [entry["organisation_id"] for entry in item.entries if entry["id"] in item.here]
    return next((unit for unit in here if units.count(unit) == 1), None)


def _is_shown(plan: Plan, item: ItemPlan) -> bool:
    return plan.fact.stage is Stage.JUDGED_NOW and item is plan.items[0]


def _seated(city: City, plan: Plan, item: ItemPlan, seat: Seat, pool: Iterator[Somebody]) -> Somebody:
    shown_here = _is_shown(plan, item)
    role = Role.CHIEF_JUDGE if seat is Seat.CHIEF else Role.JUDGE
    if shown_here and seat is Seat.CHIEF:
        who = city.users["chief"]
    elif shown_here and seat is Seat.SCORING and len(item.panel) == 1:
        who = city.users["judge"]
    else:
        who = next(pool)
        if seat is not Seat.CHIEF:
            return who  # the pool's judges hold their role for the whole city
    grant(city, who, Held(role, Scope.ITEM, item.id), plan.course.drawn - timedelta(days=2))
    return who


def _happens(city: City, plan: Plan, item: ItemPlan) -> None:
    what, course = f"{plan.row['name']} · {item.row['name']}", plan.course
    city.at(course.drawn + timedelta(hours=1), what, partial(_store_scheme, city, plan, item))
    city.at(course.drawn + timedelta(hours=1, minutes=20), what, partial(_lock_scheme, city, item))
    if plan.fact.stage < Stage.JUDGED_NOW:
        return
    city.at(days.moment(course.first, 8, 40), what, partial(_say_presence, item))
    city.at(days.moment(course.first, 8, 50), what, partial(_open_sheets, city, item))
    city.at(days.moment(course.first, 8, 55), what, partial(_mark, city, plan, item))
    if _is_shown(plan, item):
        city.at(days.moment(course.first, 16, 45), what, partial(signed.sign, city, item))
    if plan.fact.stage >= Stage.HELD:
        city.at(days.moment(course.last, 16, 40), what, partial(_enter_theory, city, item))
        city.at(days.moment(course.last, 17, 30), what, partial(_close, item))


def _item(item: ItemPlan) -> Item:
    return db.session.get_one(Item, item.id)


def _chief(item: ItemPlan) -> Somebody:
    return item.panel[0][1]


def _store_scheme(city: City, plan: Plan, item: ItemPlan, at: datetime) -> None:
    tree, source = schemes.example() if _is_shown(plan, item) else schemes.common(item.fact.trade.name)
    scheme_actions.store_scheme(_item(item), tree, source, by=actor(city.users["organiser"]), at=at)


def _lock_scheme(city: City, item: ItemPlan, at: datetime) -> None:
    made = rosters.schemes(item.id)[0]
    scheme_actions.lock_scheme(made, reason="", seen=None, by=actor(city.users["organiser"]), at=at)


def _say_presence(item: ItemPlan, at: datetime) -> None:
    said = {
        entry["id"]: teams.Said(Presence.PRESENT if entry["id"] in item.here else Presence.ABSENT)
        for entry in item.entries
    }
    teams.say_presence(_item(item), said, by=actor(_chief(item)), at=at)


def _open_sheets(city: City, item: ItemPlan, at: datetime) -> None:
    sheets.open_sheets(_item(item), by=actor(city.users["organiser"]), at=at)


def _mark(city: City, plan: Plan, item: ItemPlan, at: datetime) -> None:
    marking.mark(city, plan, item, at)


def _enter_theory(city: City, item: ItemPlan, at: datetime) -> None:
    dice = city.rng("theory", item.row["code"])
    marks = {
        entry["number"]: Decimal(str(round(min(max(dice.gauss(74, 11), 22), 99.5) * 2) / 2))
        for entry in item.entries
        if entry["id"] in item.here
    }
    closing.enter_theory(_item(item), marks, by=actor(city.users["organiser"]), at=at)


def _close(item: ItemPlan, at: datetime) -> None:
    closing.close_item(_item(item), by=actor(_chief(item)), at=at)
