"""The entries of the demo city: sent by units, reviewed, their numbers drawn, checked in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from competition.directory import pinyin, records
from competition.directory import rules as directory
from competition.directory.models import Person
from competition.foundation import changes
from competition.foundation.words import OrganisationKind as Kind
from competition.foundation.words import Sex
from competition.home.demo import days
from competition.home.demo.cast import LEADS
from competition.home.demo.city import City, ItemPlan, Plan
from competition.home.demo.facts import Stage
from competition.home.demo.rows import Row, name, shown
from competition.plan.models import Competition
from competition.plan.rules import Group
from competition.registration import rules
from competition.registration.models import Coach, Draw, Entry, Member
from competition.registration.rules import EntryState

AGES = {Group.EMPLOYEE: (21, 56), Group.TEACHER: (26, 52), Group.STUDENT: (16, 21)}
LEVELS = ("5", "4", "4", "3", "3", "3", "2", "2", "1")
# no registry gives out so many of one day: invented numbers take the highest
FIRST_ORDER = 900
RETURNS = (
    "手机号码无法接通，请核对后重新报名。",
    "缺少加盖单位公章的报名表。",
    "社会保险缴纳证明已过期，请补交近三个月的证明。",
    "所填职业技能等级与证书不一致，请核对。",
)
QUOTA = 3
ABSENT = 0.025


def fill(city: City) -> None:
    """Let the units enter their people into every competition that has opened."""
    numbers = _Numbers()
    for plan in city.plans:
        if plan.fact.stage < Stage.OPEN:
            continue
        dice = city.rng("entries", plan.row["name"])
        for item in plan.items:
            _enter(city, plan, item, (dice, numbers))
        _send(city, plan, dice)
        for item in plan.items:
            _review(city, plan, item, dice)
            if plan.fact.stage >= Stage.DRAWN:
                _draw(city, plan, item)
            if plan.fact.stage >= Stage.JUDGED_NOW:
                _check_in(city, plan, item, dice)


class _Numbers:
    """Gives out ID numbers, none twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def number(self, division: str, born: date, male: bool, dice: Random) -> str:
        """Give a valid number of an invented person."""
        while True:
            order = FIRST_ORDER + dice.randrange(50) * 2 + male
            made = directory.made_id_number(division, born, order)
            if made not in self._given:
                self._given.add(made)
                return made
            born -= timedelta(days=1)


def _enter(city: City, plan: Plan, item: ItemPlan, given: tuple[Random, _Numbers]) -> None:
    wanted = max(city.size.field // item.fact.team, 3)
    if plan.fact.stage is Stage.OPEN:
        wanted = wanted * 2 // 3
    for unit, count in _units(city, plan, item, wanted, given[0]):
        for number in range(1, count + 1):
            item.entries.append(_entry(city, item, unit, number, given))


def _units(city: City, plan: Plan, item: ItemPlan, wanted: int, dice: Random) -> Iterator[tuple[Row, int]]:
    kind = Kind.ENTERPRISE if item.fact.group is Group.EMPLOYEE else Kind.SCHOOL
    every = [unit for unit in city.units[1:] if unit["kind"] is kind]
    dice.shuffle(every)
    # those of the trade come first; the sort keeps the shuffled order within
    every.sort(key=lambda unit: not any(word in unit["name"] for word in item.fact.trade.work))
    if plan.fact.stage is Stage.OPEN and kind is Kind.ENTERPRISE:
        # the unit whose leader signs in to the demo
        yield city.units[LEADS], QUOTA
        every.remove(city.units[LEADS])
        wanted -= QUOTA
    if plan.fact.stage is Stage.JUDGED_NOW:
        # one comes alone from a unit whose judge will have to step aside
        yield every.pop(), 1
        wanted -= 1
    # some units must be left over, whose judges may mark
    for unit in every[: max(len(every) * 3 // 4, 1)]:
        count = min(dice.choice((1, 2, 2, 3, 3)), wanted)
        if count > 0:
            yield unit, count
        wanted -= count


def _entry(city: City, item: ItemPlan, unit: Row, number: int, given: tuple[Random, _Numbers]) -> Row:
    entry = city.rows.add(
        Entry, item_id=item.id, organisation_id=unit["id"], unit_as_was=unit["name"], state=EntryState.SUBMITTED
    )
    if item.fact.team > 1:
        entry["team_name"] = f"{unit['name'].removeprefix('淄博')[:10]}{'一二三'[number - 1]}队"
    papers = city.papers.setdefault(entry["id"], {})
    if item.fact.group is not Group.EMPLOYEE:
        # dice of their own: who is coached by whom leaves everything else as it falls
        person = _person(city, item, unit, (city.rng("coach", entry["id"]), given[1]), Group.TEACHER)
        coach = city.rows.add(
            Coach, entry_id=entry["id"], person_id=person["id"], position=1, name_as_was=person["name"]
        )
        papers |= shown(Person, person) | shown(Coach, coach)
    for position in range(1, item.fact.team + 1):
        person = _person(city, item, unit, given, item.fact.group)
        level = given[0].choice(LEVELS) if item.fact.group is Group.EMPLOYEE else ""
        member = city.rows.add(
            Member, entry_id=entry["id"], person_id=person["id"], position=position, name_as_was=person["name"],
            level_as_was=level,
        )  # fmt: skip
        papers |= shown(Person, person) | shown(Member, member)
    return entry


def _person(city: City, item: ItemPlan, unit: Row, given: tuple[Random, _Numbers], group: Group) -> Row:
    dice, numbers = given
    called, male = next(city.people)
    youngest, oldest = AGES[group]
    born = item.row["held_on"] - timedelta(days=dice.randrange(youngest * 366, oldest * 365))
    division = unit["division_code"] if unit["division_code"] < "370390" else "370303"
    number = numbers.number(division, born, male, dice)
    read = directory.id_number(number, city.anchor)
    return city.rows.add(
        Person, name=called, name_pinyin=pinyin.of_name(called), id_number=number,
        id_number_index=records.index_of(number), birth_date=read.birth_date,
        sex=Sex.MALE if male else Sex.FEMALE, phone=f"199{dice.randrange(10**8):08d}", synthetic=True,
        created_at=city.begins,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Window:
    """When entries come in: working hours between two moments."""

    first: datetime
    last: datetime

    def moment(self, dice: Random) -> datetime:
        """Give a moment of it."""
        while True:
            day = (self.first + (self.last - self.first) * dice.random()).astimezone(self.first.tzinfo).date()
            found = days.moment(day, dice.randrange(9, 17), dice.randrange(60))
            if self.first <= found < self.last:
                return found


def _end_of_day_before(city: City) -> datetime:
    return days.moment(city.anchor - timedelta(days=1), 19)


def _send(city: City, plan: Plan, dice: Random) -> None:
    entries = sorted((e for item in plan.items for e in item.entries), key=lambda e: (e["organisation_id"], e["id"]))
    window = _Window(plan.course.opens, min(plan.course.closes, _end_of_day_before(city)) - timedelta(hours=3))
    for unit_id, group in groupby(entries, key=lambda e: e["organisation_id"]):
        sent, at, by = list(group), window.moment(dice), city.leaders[unit_id]
        after: dict[str, Any] = {}
        for entry in sent:
            entry["submitted_at"], entry["submitted_by_id"] = at, by.id
            after |= city.papers.pop(entry["id"]) | shown(Entry, entry)
        subject = name(Competition, plan.row)
        city.rows.act(at, by, "registration.entries_imported", subject, after=after, note={"entries": len(sent)})


def _review(city: City, plan: Plan, item: ItemPlan, dice: Random) -> None:
    last = min(plan.course.drawn - timedelta(hours=2), _end_of_day_before(city))
    for number, entry in enumerate(item.entries):
        state = _outcome(plan, number, dice)
        if state is EntryState.SUBMITTED:
            continue
        at = min(entry["submitted_at"] + timedelta(hours=dice.randrange(2, 60), minutes=dice.randrange(60)), last)
        reason = dice.choice(RETURNS) if state is EntryState.RETURNED else ""
        reason = "选手因工作安排不能参赛。" if state is EntryState.WITHDRAWN else reason
        _decide(city, entry, (state, reason), at)
    item.entries[:] = [e for e in item.entries if plan.fact.stage is Stage.OPEN or e["state"] is EntryState.ACCEPTED]


def _outcome(plan: Plan, number: int, dice: Random) -> EntryState:
    if plan.fact.stage is Stage.OPEN:
        # the demo leader's own unit comes first and shows every state
        first = (EntryState.RETURNED, EntryState.SUBMITTED, EntryState.ACCEPTED)
        chances = (EntryState.SUBMITTED,) * 9 + (EntryState.ACCEPTED,) * 8 + (EntryState.RETURNED,) * 3
        return first[number] if number < len(first) else dice.choice(chances)
    return EntryState.WITHDRAWN if dice.random() < 0.03 else EntryState.ACCEPTED


VERBS = {
    EntryState.ACCEPTED: "registration.entry_accepted",
    EntryState.RETURNED: "registration.entry_returned",
    EntryState.WITHDRAWN: "registration.entry_withdrawn",
}


def _decide(city: City, entry: Row, outcome: tuple[EntryState, str], at: datetime) -> None:
    organiser = city.users["organiser"]
    state, reason = outcome
    new: dict[str, Any] = {"state": state, "decided_at": at, "decided_by_id": organiser.id}
    new |= {"reason": reason} if reason else {}
    _change(city, entry, new, (at, VERBS[state]), {"reason": reason} if reason else {})


def _change(city: City, entry: Row, new: Row, act: tuple[datetime, str], note: Row) -> None:
    subject = name(Entry, entry)
    before = {key: changes.plain(entry[key]) for key in new}
    entry.update(new)
    entry["version"] += 1
    after = {key: changes.plain(value) for key, value in new.items()}
    told = {"before": {subject: before}, "after": {subject: after}, "note": note}
    city.rows.act(act[0], city.users["organiser"], act[1], subject, **told)


def _draw(city: City, plan: Plan, item: ItemPlan) -> None:
    seed = f"{city.rng('draw', item.row['code']).getrandbits(128):032x}"
    organiser, at = city.users["organiser"], plan.course.drawn
    drawn = rules.draw([entry["id"] for entry in item.entries], seed)
    before, after = {}, {}
    for entry in item.entries:
        entry["number"] = drawn[entry["id"]]
        entry["version"] += 1
        before[name(Entry, entry)], after[name(Entry, entry)] = {"number": None}, {"number": entry["number"]}
    kept = city.rows.add(
        Draw, item_id=item.id, seed=seed, drawn_at=at, drawn_by_id=organiser.id, count=len(item.entries)
    )
    told = {"before": before, "after": after | shown(Draw, kept)}
    city.rows.act(at, organiser, "registration.numbers_drawn", name(Draw, kept), **told)
    item.entries.sort(key=lambda entry: entry["number"])


def _check_in(city: City, plan: Plan, item: ItemPlan, dice: Random) -> None:
    for entry in item.entries:
        if dice.random() > ABSENT or plan.fact.stage is Stage.JUDGED_NOW:
            item.here.add(entry["id"])
            at = days.moment(plan.course.first, 8) + timedelta(seconds=dice.randrange(30 * 60))
            _change(city, entry, {"checked_in_at": at}, (at, "registration.checked_in"), {"here": True})
