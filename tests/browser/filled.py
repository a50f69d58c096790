"""Fills an installation with a small season in which something is true of every page; run as a program.

The clock is set to the morning of 2026-09-18, so that the same pages show the same states on any day.
"""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from competition.accounts import passwords
from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.app import create_app
from competition.directory import pinyin
from competition.foundation import clock, schema, settings
from competition.foundation.database import db
from competition.judging.actions import closing
from competition.plan.models import Competition, Item, TimetableEntry
from competition.plan.rules import CompetitionState, Group, Level
from competition.policy import reader
from competition.registration.rules import EntryState
from competition.results import actions as results
from tests import make
from tests.judging.build import Hall, hall

PASSWORD = "kiln-glaze-19"
NOON = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
# who signs in, the part, and for which thing
PEOPLE = {
    "organiser": Role.ORGANISER,
    "host": Role.HOST_OFFICER,
    "leader": Role.DELEGATION_LEADER,
    "judge": Role.JUDGE,
    "chief": Role.CHIEF_JUDGE,
    "keeper": Role.CODE_KEEPER,
    "supervisor": Role.SUPERVISOR,
    "finance": Role.FINANCE_OFFICER,
    "auditor": Role.AUDITOR,
    "system": Role.SYSTEM_ADMIN,
    "security": Role.SECURITY_ADMIN,
}
UNITS = (
    ("淄博职业学院", "Zibo Vocational Institute"),
    ("山东工业职业学院", ""),
    ("淄博市技师学院", "Zibo Technician College"),
    ("山东新华制药股份有限公司", "Shandong Xinhua Pharmaceutical"),
    ("淄博华光国瓷科技文化有限公司", ""),
    ("齐鲁石化公司研究院", ""),
    ("鲁泰纺织股份有限公司", "Lu Thai Textile"),
)
NAMES = ("孙丽娟", "张伟", "王秀英", "李建国", "刘洋", "赵志强", "周敏", "单志远", "曾雪", "欧阳文轩", "仇磊", "解春梅")
_codes = count(1)


def main() -> None:
    """Fill the installation of this environment."""
    folder = settings.instance_folder()
    folder.mkdir(parents=True, exist_ok=True)
    shift = (NOON - datetime.now(UTC)).total_seconds()
    (folder / "demo.json").write_text(json.dumps({"password": PASSWORD}), encoding="utf-8")
    (folder / "clock.json").write_text(json.dumps({"seconds": shift}), encoding="utf-8")
    app = create_app({"SCHEDULER": False})
    with app.app_context():
        schema.upgrade()
        _season()
        db.session.remove()
        db.engine.dispose()


def _season() -> None:
    units = [make.organisation(name=name, name_en=english) for name, english in UNITS]
    make.season(title_en="Zibo Skills Games 2026", published_at=make.AT)
    organiser = _person("organiser", "王建华")
    games = _competition("淄博市第二届职业技能大赛", CompetitionState.RUNNING, units[0], 0, level=Level.MUNICIPAL_GAMES)
    marking = _hall(games, "陶瓷装饰工", "Ceramic decoration", opened=True)
    closed = _hall(games, "焊工", "Welding", opened=True)
    _mark(marking, closed)
    _on_notice(closed.item, organiser)
    _announced(units, organiser)
    _others(units)
    _people(games, marking, units)
    _timetable(games)


def _competition(name: str, state: CompetitionState, host: Any, days: int, **values: Any) -> Competition:
    first = date(2026, 9, 18) + timedelta(days=days)
    begins = datetime(first.year, first.month, first.day, 0, 30, tzinfo=UTC)
    return make.competition(
        **{
            "name": name,
            "state": state,
            "host_id": host.id,
            "venue": host.name,
            "venue_en": host.name_en,
            "starts_on": first,
            "ends_on": first + timedelta(days=2),
            "registration_opens_at": begins - timedelta(days=40),
            "registration_closes_at": begins - timedelta(days=9),
            "document_number": f"淄人社字〔2026〕{next(_codes)}号",
            "synthetic": True,
            **values,
        }
    )


def _hall(of: Competition, name: str, english: str, *, opened: bool, competitors: int = 12) -> Hall:
    made = hall(competitors, opened=opened)
    with make.transaction(trail=False):
        item = made.item
        item.competition_id, item.name, item.name_en, item.code = of.id, name, english, f"ZB{next(_codes):02d}"
        for entry, who in zip(made.entries, NAMES, strict=False):
            member = entry.members[0]
            entry.unit_as_was = UNITS[entry.id % len(UNITS)][0]
            member.name_as_was = member.person.name = who
            member.person.name_pinyin = pinyin.of_name(who)
    db.session.expire_all()
    return made


def _mark(marking: Hall, closed: Hall) -> None:
    for one in (marking, closed):
        one.all_theory()
        one.all_present()
    closed.mark_all()
    closing.close_item(closed.item, by=closed.chief, at=make.AT)
    first = marking.sheet("A1", marking.entries[0])
    marking.mark(first, 2, 39)
    closing.submit_sheet(marking.sheet("A1", marking.entries[0]), seen=None, by=marking.user_of(first), at=make.AT)


def _on_notice(item: Item, organiser: User) -> Any:
    result = results.compute_result(item, reader.book(), "results.awards", "", by=organiser, at=make.AT)
    results.finalise_result(result, "", None, by=organiser, at=make.AT)
    results.put_on_notice(result, reader.book(), None, by=organiser, at=NOON - timedelta(days=2))
    results.receive_objection(result, "张三", "0533-1234567", "第3名的实操成绩请复核。", at=NOON - timedelta(hours=4))
    return result


def _announced(units: list[Any], organiser: User) -> None:
    held = _competition("淄博市新医药职业技能竞赛", CompetitionState.HELD, units[3], -60, level=Level.MUNICIPAL_1)
    over = _hall(held, "药物制剂工", "Pharmaceutical preparation", opened=True, competitors=10)
    over.all_theory()
    over.all_present()
    over.mark_all(3)
    closing.close_item(over.item, by=over.chief, at=make.AT)
    at = NOON - timedelta(days=40)
    result = results.compute_result(over.item, reader.book(), "results.awards", "", by=organiser, at=at)
    results.finalise_result(result, "", None, by=organiser, at=at)
    results.put_on_notice(result, reader.book(), None, by=organiser, at=at)
    results.end_notices(NOON - timedelta(days=20))
    results.announce_result(result, "淄人社字〔2026〕88号", None, by=organiser, at=NOON - timedelta(days=10))


def _others(units: list[Any]) -> None:
    window = {"registration_opens_at": NOON - timedelta(days=3), "registration_closes_at": NOON + timedelta(days=12)}
    entered = _competition(
        "淄博市新能源汽车职业技能竞赛", CompetitionState.OPEN, units[2], 30, name_en="New-energy vehicles", **window
    )
    for name, group in (("汽车维修工（新能源）", Group.EMPLOYEE), ("智能网联汽车装调", Group.STUDENT)):
        item = make.item(competition_id=entered.id, name=name, group=group, code=f"ZB{next(_codes):02d}")
        make.entry(item, make.person(name=NAMES[0]), state=EntryState.SUBMITTED, number=None, organisation=units[4])
    closed = _competition("淄博市纺织行业职业技能竞赛", CompetitionState.CLOSED, units[6], 7, level=Level.MUNICIPAL_2)
    make.item(competition_id=closed.id, name="纺织染色工", name_en="Textile dyeing", team_size=2, code="ZB21")
    planned = _competition("山东省聚烯烃智能制造技能竞赛", CompetitionState.PUBLISHED, units[5], 60)
    make.item(competition_id=planned.id, name="化工总控工", code="ZB31")
    _competition("淄博市智能装备职业技能竞赛", CompetitionState.DRAFT, units[1], 70, published_at=None)
    ended = _competition("淄博市网络安全职业技能竞赛", CompetitionState.CANCELLED, units[0], 50)
    with make.transaction(trail=False):
        ended.state_reason = "报名不足，按规定停办"


def _people(games: Competition, marking: Hall, units: list[Any]) -> None:
    scopes: dict[str, tuple[Scope, int | None]] = {
        "host": (Scope.ORGANISATION, games.host_id),
        "leader": (Scope.ORGANISATION, units[4].id),
        "chief": (Scope.ITEM, marking.item.id),
        "keeper": (Scope.COMPETITION, games.id),
        "supervisor": (Scope.COMPETITION, games.id),
    }
    for n, login in enumerate(name for name in PEOPLE if name not in ("organiser", "judge", "chief")):
        scope, scope_id = scopes.get(login, (Scope.CITY, None))
        _person(login, NAMES[n], scope, scope_id)
    hashed = passwords.hash_of(PASSWORD)
    judge = marking.user_of(marking.sheet("A1", marking.entries[0]))
    with make.transaction(trail=False):
        judge.login, judge.name, judge.password_hash = "judge", "刘师傅", hashed
        marking.chief.login, marking.chief.name, marking.chief.password_hash = "chief", "陈裁判长", hashed


def _person(login: str, name: str, scope: Scope = Scope.CITY, scope_id: int | None = None) -> User:
    hashed = passwords.hash_of(PASSWORD)
    return make.user(PEOPLE[login], scope=scope, scope_id=scope_id, login=login, name=name, password_hash=hashed)


def _timetable(games: Competition) -> None:
    plan = (("裁判员赛前培训", "Judges' briefing", 0, "一号报告厅"), ("开幕式", "Opening", 4, "体育馆"))
    plan += (("实操比赛 第一场", "Practice, first run", 7, "实训楼A座"), ("闭幕式", "Closing", 55, "体育馆"))
    for title, english, hours, place in plan:
        begins = clock.now().replace(minute=0) + timedelta(hours=hours)
        ends = begins + timedelta(hours=2)
        make.keep(
            TimetableEntry(
                competition_id=games.id, starts_at=begins, ends_at=ends, title=title, title_en=english, place=place
            )
        )


if __name__ == "__main__":
    main()
