"""What is not agreed on in the demo city: an appeal at its second level and one of a competitor, corrections applied and waiting; and the news."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from competition.accounts.rules import Role, Scope
from competition.foundation.cards import Card, picture
from competition.foundation.database import db
from competition.foundation.media import Piece
from competition.home.demo import cast, days
from competition.home.demo.cast import Held
from competition.home.demo.city import City, ItemPlan, Plan, actor
from competition.home.demo.decided import result_of
from competition.home.demo.facts import Stage
from competition.plan import actions as planning
from competition.plan.actions import NewsData
from competition.plan.models import Competition
from competition.policy import queries as policies
from competition.registration.models import Entry
from competition.results import appeals, corrections
from competition.results.actions import appealing, boards, correcting
from competition.results.actions.appealing import Filing, Verdict
from competition.results.actions.correcting import Wanted
from competition.results.appeal_rules import ENDING, AppealKind, Proof

WHAT = "第二天实操中设备断电约六分钟，现场裁判长同意补时，实际未补足，请求复议。"
HEARD = "监督员在场记录和录像显示补时六分钟已给足，评分未受影响。"
ADDED = "请复核本人各模块得分的登记和合计。"
READDED = "各评分表得分已重新登记、合计，与公示成绩一致。"
ASKED_ON = "录像未拍到工位计时器，请求调取设备断电日志再作认定。"
FOUND = "登分复核发现理论成绩录入有误，已与原卷核对。"
# taken from the theory mark of the last who has an award: enough for the next to get it
LESS = Decimal(25)
CLAIMS = NewsData(
    "市级竞赛办赛补助开始申报",
    "Hosts may claim their subsidies",
    "各承办单位请在竞赛成绩公布后10个工作日内在线提交办赛补助申报，并附决算表和票据。",
    "Hosts send their claim with accounts and receipts within 10 working days of the announcement.",
    None,
)
NOTICE = "公示期间，任何单位和个人如有异议，可在成绩页面实名提出，凭回执查询处理结果。"
NOTICE_EN = (
    "During the public notice anyone may object under a real name on the result's page, and follow it with the receipt."
)


def fill(city: City) -> None:
    """Let there be two appeals, two sets of corrections and two pieces of news."""
    on_notice = next(_items(city, Stage.ON_NOTICE))
    _applied(city, *on_notice)
    _appeal(city, *on_notice)
    _waiting(city, *next(_items(city, Stage.ANNOUNCED)))
    _news(city, on_notice[0])


def _items(city: City, stage: Stage) -> Iterator[tuple[Plan, ItemPlan]]:
    return ((plan, item) for plan in city.plans for item in plan.items if item.stage is stage)


def _appeal(city: City, plan: Plan, item: ItemPlan) -> None:
    held = Held(Role.SUPERVISOR, Scope.COMPETITION, plan.id)
    cast.grant(city, city.users["supervisor"], held, plan.course.published)
    # within a day of the publication, on whatever day of the week
    day, what = plan.course.decided + timedelta(days=1), _name(plan, item)
    city.at(days.moment(plan.course.first, 8), what, partial(_name_board, city, plan))
    for hour, minute, do in ((10, 40, _file), (11, 0, _admit), (11, 50, _reject), (13, 20, _ask_on)):
        city.at(days.moment(day, hour, minute), what, partial(do, city, item))

    city.at(days.moment(day, 10, 45), what, partial(_file_own, item))
    for hour, minute, do in ((11, 10, _admit_own), (11, 55, _reject_own)):
        city.at(days.moment(day, hour, minute), what, partial(do, city, item))


def _name(plan: Plan, item: ItemPlan) -> str:
    return f"{plan.row['name']} · {item.row['name']}"


def _name_board(city: City, plan: Plan, at: datetime) -> None:
    there = db.session.get_one(Competition, plan.id)
    boards.name_member(there, actor(city.users["supervisor"]), actor(city.users["organiser"]), at)


def _entry(item: ItemPlan, place: int) -> Entry:
    return next(line.entry for line in result_of(item).lines if line.place == place)


def _last_with_award(item: ItemPlan) -> Entry:
    awarded = [line for line in result_of(item).lines if line.award and line.place]
    return max(awarded, key=lambda line: line.place or 0).entry


def _file(city: City, item: ItemPlan, at: datetime) -> None:
    entry = _entry(item, 3)
    card = Card("工位现场情况", f"{item.row['code']} 实操第二天", ("断电 10:12，恢复 10:18",), synthetic=True)
    filing = Filing(entry, AppealKind.FACT, WHAT, files=[Piece("现场情况.png", picture(card))])
    appealing.file_appeal(filing, policies.book(), actor(city.leaders[entry.organisation_id]), at)


def _admit(city: City, item: ItemPlan, at: datetime) -> None:
    (appeal,) = appeals.of_entry(_entry(item, 3).id)
    appealing.admit_appeal(appeal, True, "", None, actor(city.users["supervisor"]), at)


def _reject(city: City, item: ItemPlan, at: datetime) -> None:
    (appeal,) = appeals.of_entry(_entry(item, 3).id)
    appealing.decide_appeal(appeal, Verdict(False, HEARD), None, actor(city.users["supervisor"]), at)


def _ask_on(city: City, item: ItemPlan, at: datetime) -> None:
    (appeal,) = appeals.of_entry(_entry(item, 3).id)
    appealing.ask_on(appeal, ASKED_ON, None, actor(city.leaders[appeal.entry.organisation_id]), at)


def _without_award(item: ItemPlan) -> Entry:
    return next(line.entry for line in result_of(item).lines if line.place and not line.award)


def _file_own(item: ItemPlan, at: datetime) -> None:
    entry = _without_award(item)
    member = entry.members[0]
    shown = Proof(member.name_as_was, (member.person.id_number or "")[-ENDING:])
    appealing.file_own_appeal(Filing(entry, AppealKind.RECHECK, ADDED), shown, policies.book(), at)


def _admit_own(city: City, item: ItemPlan, at: datetime) -> None:
    (appeal,) = appeals.of_entry(_without_award(item).id)
    appealing.admit_appeal(appeal, True, "", None, actor(city.users["supervisor"]), at)


def _reject_own(city: City, item: ItemPlan, at: datetime) -> None:
    (appeal,) = appeals.of_entry(_without_award(item).id)
    appealing.decide_appeal(appeal, Verdict(False, READDED), None, actor(city.users["supervisor"]), at)


def _applied(city: City, plan: Plan, item: ItemPlan) -> None:
    # found between working out and making final
    day, what = plan.course.decided, _name(plan, item)
    city.at(days.moment(day, 11), what, partial(_prepare, city, item))
    city.at(days.moment(day, 14), what, partial(_apply, city, item))


def _waiting(city: City, plan: Plan, item: ItemPlan) -> None:
    day = days.worked_by(city.anchor - timedelta(days=1))
    city.at(days.moment(day, 16, 5), _name(plan, item), partial(_prepare, city, item))


def _prepare(city: City, item: ItemPlan, at: datetime) -> None:
    by, entry = actor(city.users["organiser"]), _last_with_award(item)
    made = correcting.open_set(result_of(item), FOUND, by, at)
    now, there = corrections.standing(item.id, entry.id), corrections.one(made.id)
    assert there is not None
    assert now is not None
    assert now.theory is not None
    marks = {(mark.sheet_id, mark.aspect.id): mark.value for mark in now.marks}
    wanted = Wanted(now.presence, max(now.theory - LESS, Decimal(0)), marks, "按理论原卷得分")
    correcting.put_changes(there, now, wanted, by, at)


def _apply(city: City, item: ItemPlan, at: datetime) -> None:
    there = corrections.open_of(item.id)
    assert there is not None
    correcting.apply_set(there, policies.book(), None, actor(city.users["organiser2"]), at)


def _news(city: City, plan: Plan) -> None:
    name, name_en = plan.row["name"], plan.row["name_en"]
    notice = NewsData(f"{name}成绩公示", f"{name_en}: results on public notice", NOTICE, NOTICE_EN, None)
    claims = days.worked_by(city.anchor - timedelta(days=12))
    for at, data in ((days.moment(claims, 9), CLAIMS), (days.moment(plan.course.decided, 17), notice)):
        city.at(at, data.title, partial(_tell, city, data))


def _tell(city: City, data: NewsData, at: datetime) -> None:
    planning.add_news(data, actor(city.users["organiser"]), at)
