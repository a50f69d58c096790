"""Hosts' subsidies in the demo city: applied for, admitted, paid ahead, accounted for, reviewed, inspected, approved."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from competition.accounts.rules import Role, Scope
from competition.foundation import workdays
from competition.foundation.cards import Card, picture
from competition.foundation.database import db
from competition.foundation.media import Piece
from competition.funding import applications, decisions, queries
from competition.funding.actions import accounting, advancing, applying, claims
from competition.funding.actions.accounting import Report
from competition.funding.actions.claims import Found, Said
from competition.funding.claim_rules import Aim, Category, CostLine, PaperKind, Verdict
from competition.funding.models import HostClaim
from competition.home.demo import cast, days
from competition.home.demo.cast import Held
from competition.home.demo.city import City, Plan, actor
from competition.home.demo.facts import Stage
from competition.home.demo.rows import Somebody
from competition.plan.models import Competition
from competition.policy import queries as policies

BANKS = ("般阳农村商业银行淄川支行", "齐都商业银行张店支行", "稷下村镇银行高新区支行", "博山商业银行城区支行")
STATEMENT = "实训中心场地和设备齐备，按技术文件布置工位；安排检录、医疗、安保和后勤保障。"
REPORT = "竞赛按期举办，赛务组织、安全保障和媒体宣传均按方案完成；观众参与偏少，下届将提前发布观摩安排。"
OPINION = "场地、设备与决算资料一致，发票齐全，绩效目标基本完成，同意验收。"
NAMES = {
    PaperKind.APPLICATION: "办赛补助申请表",
    PaperKind.PLAN: "办赛方案",
    PaperKind.BUDGET: "预算明细表",
    PaperKind.APPROVAL: "主管部门批复",
    PaperKind.BANK: "开户证明",
    PaperKind.INVOICE: "发票",
}
# what a host spends on: the category, to whom, what for, and the share of the whole
SPENDING = (
    (Category.VENUE, "淄博般阳会展服务有限公司", "场地和工位搭建", 24),
    (Category.EQUIPMENT, "山东齐工设备租赁有限公司", "竞赛设备租赁", 22),
    (Category.EQUIPMENT, "淄博稷下耗材供应有限公司", "竞赛耗材", 11),
    (Category.LABOUR, "裁判员劳务发放表", "裁判员和专家劳务", 17),
    (Category.BOARD, "淄博柳泉餐饮管理有限公司", "裁判员和工作人员食宿", 12),
    (Category.PUBLICITY, "淄博融媒体服务中心", "宣传和直播", 5),
    (Category.AWARDS, "山东鲁艺证章有限公司", "证书、奖牌", 4),
    (Category.SAFETY, "淄博安泰保险代理有限公司", "意外险和安保", 5),
)
# how many days after the plan was published each step of an application is done
APPLY, ADMIT, ADVANCE = 3, 6, 10


def fill(city: City) -> None:
    """Let the claim of each published competition go as far as the stage of the competition says."""
    announced = [plan for plan in city.plans if plan.fact.stage >= Stage.ANNOUNCED]
    due = next(plan for plan in announced if plan.fact.stage is Stage.ANNOUNCED)
    for plan in (one for one in city.plans if one.fact.stage >= Stage.PUBLISHED):
        _officer(city, plan, due)
        _after(city, plan, APPLY, partial(_apply, city, plan))
        if plan.fact.stage >= Stage.OPEN:
            _after(city, plan, APPLY + 1, partial(_send, city, plan))
        if plan.fact.stage >= Stage.DRAWN:
            _after(city, plan, ADMIT, partial(_admit, city, plan))
        if plan.fact.stage in (Stage.DRAWN, Stage.JUDGED_NOW, Stage.ENTERED):
            # not before the year's money is there
            given = days.moment(date(plan.row["starts_on"].year, 1, 7), 9)
            _on(
                city, plan, max(plan.course.published + timedelta(days=ADVANCE), given), partial(_pay_ahead, city, plan)
            )
        if plan.fact.stage > Stage.HELD:
            _account_for(city, plan, due)


def _account_for(city: City, plan: Plan, due: Plan) -> None:
    stage, last = plan.fact.stage, plan.course.last
    # the account of the host whose officer signs in to the demo is half written
    _on(city, plan, days.moment(last + timedelta(days=1), 15), partial(_spend, city, plan, whole=plan is not due))
    if plan is due:
        return
    _on(city, plan, days.moment(last + timedelta(days=2), 10), partial(_report, city, plan))
    if stage > Stage.ANNOUNCED:
        _on(city, plan, days.moment(plan.course.announced, 15), partial(_review, city, plan))
    if stage > Stage.PROPOSED:
        _on(city, plan, days.moment(plan.course.announced, 16), partial(_inspect, city, plan))
    if stage > Stage.APPROVED:
        at = days.moment(workdays.add_working_days(plan.course.announced, 2), 10, plan.id)
        _on(city, plan, at, partial(_approve, city, plan))


def _after(city: City, plan: Plan, days_: int, do: Callable[[datetime], None]) -> None:
    _on(city, plan, plan.course.published + timedelta(days=days_, minutes=plan.id), do)


def _on(city: City, plan: Plan, at: datetime, do: Callable[[datetime], None]) -> None:
    city.at(at, plan.row["name"], do)


def _officer(city: City, plan: Plan, due: Plan) -> None:
    # the host whose account is due is the one whose officer signs in to the demo
    held = Held(Role.HOST_OFFICER, Scope.ORGANISATION, plan.row["host_id"])
    login = "host" if plan.fact.host == due.fact.host else f"host{plan.fact.host:02d}"
    name = f"host of {plan.fact.host}"
    if name in city.users:
        return
    if login == "host":
        cast.grant(city, city.users[login], held, plan.course.published)
        city.users[name] = city.users[login]
    else:
        city.users[name] = city.users[login] = cast.user(city, login, [held], city.begins)


def _host(city: City, plan: Plan) -> Somebody:
    return city.users[f"host of {plan.fact.host}"]


def _claim(plan: Plan) -> HostClaim:
    claim = queries.claim_of(plan.id)
    assert claim is not None
    return claim


def _whole(city: City, plan: Plan) -> int:
    dice: Random = city.rng("claim", plan.id)
    return dice.randrange(70_000, 168_000) * 100 + dice.randrange(100)


def _parts(fen: int) -> Sequence[int]:
    parts = [fen * share // 100 for *_said, share in SPENDING]
    return [parts[0] + fen - sum(parts), *parts[1:]]


def _apply(city: City, plan: Plan, at: datetime) -> None:
    dice, unit, whole = city.rng("apply", plan.id), city.hosts[plan.fact.host], _whole(city, plan)
    budget: dict[Category, int] = {}
    for (category, *_said), fen in zip(SPENDING, _parts(whole // 100_00 * 100_00 + 100_00), strict=True):
        budget[category] = budget.get(category, 0) + fen
    asked = min(sum(budget.values()) // 100_00 * 100_00, 120_000_00)
    entries = sum(len(item.entries) for item in plan.items) or 20
    aims = {Aim.ITEMS: len(plan.items), Aim.ENTRIES: entries, Aim.UNITS: 10}
    aims |= {Aim.SATISFACTION: 90, Aim.REPORTS: 3, Aim.INCIDENTS: 0}
    account = f"3705{dice.randrange(10**11):011d}"
    data = applying.ClaimData(asked, budget, aims, STATEMENT, dice.choice(BANKS), unit["name"], account)
    competition, host = db.session.get_one(Competition, plan.id), actor(_host(city, plan))
    claim = applying.open_claim(competition, data, policies.book(), host, at)
    required = [PaperKind(kind) for kind in decisions.required_papers(competition, policies.book())]
    # where the application is not sent yet, papers are missing
    for kind in required if plan.fact.stage >= Stage.OPEN else required[:2]:
        applying.add_paper(claim, kind, _paper(kind), host, at)


def _paper(kind: PaperKind) -> Piece:
    card = Card("办赛补助申报材料", NAMES[kind], ("演示文件",), synthetic=True)
    return Piece(f"{NAMES[kind]}.png", picture(card))


def _send(city: City, plan: Plan, at: datetime) -> None:
    applying.send_claim(_claim(plan), policies.book(), None, actor(_host(city, plan)), at)


def _admit(city: City, plan: Plan, at: datetime) -> None:
    claims.admit_claim(_claim(plan), policies.book(), None, actor(city.users["finance"]), at)


def _pay_ahead(city: City, plan: Plan, at: datetime) -> None:
    advancing.approve_advance(_claim(plan), policies.book(), None, actor(city.users["finance"]), at)


def _spend(city: City, plan: Plan, at: datetime, *, whole: bool) -> None:
    claim, host, day = _claim(plan), actor(_host(city, plan)), plan.course.last
    spent = list(zip(SPENDING, _parts(_whole(city, plan)), strict=True))
    for n, ((category, payee, note, _share), fen) in enumerate(spent if whole else spent[:3]):
        line = CostLine(category, day, payee, f"2437{plan.id:06d}{n:010d}", fen, note)
        accounting.put_cost(claim, line, host, at, piece=None if n else _paper(PaperKind.INVOICE))


def _report(city: City, plan: Plan, at: datetime) -> None:
    claim, host, held = _claim(plan), actor(_host(city, plan)), applications.as_held(plan.id)
    reached: dict[Aim, int | None] = {aim: held.of(aim) for aim in Aim}
    reached |= {Aim.SATISFACTION: 93, Aim.REPORTS: 4, Aim.INCIDENTS: 0}
    accounting.report(claim, Report(reached, REPORT), host, at)
    accounting.send_account(claim, policies.book(), None, host, at)


def _review(city: City, plan: Plan, at: datetime) -> None:
    claim = _claim(plan)
    said = {cost.id: Said(True) for cost in applications.of(claim).costs}
    publicity = next(cost for cost in applications.of(claim).costs if cost.category is Category.PUBLICITY)
    said[publicity.id] = Said(False, "直播费用由赞助单位承担，不在支持范围")
    claims.review_account(claim, said, None, actor(city.users["finance"]), at)


def _inspect(city: City, plan: Plan, at: datetime) -> None:
    found = Found(at.date(), "市人社局职业能力建设科、财务科和承办单位人员", Verdict.PASSED, OPINION)
    claims.inspect_claim(_claim(plan), found, None, actor(city.users["finance2"]), at)


def _approve(city: City, plan: Plan, at: datetime) -> None:
    claims.approve_claim(_claim(plan), policies.book(), None, actor(city.users["finance"]), at)
