"""The money of the demo city: subsidies claimed and decided, prizes proposed, approved, listed and paid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from competition.accounts.rules import Role, Scope
from competition.foundation import workdays
from competition.foundation.database import db
from competition.funding import payouts, queries
from competition.funding.actions import budgets, claims, payments, prizes, settling
from competition.funding.actions.budgets import BudgetData
from competition.funding.imports import Answer
from competition.funding.ledger_rules import Source
from competition.funding.rules import PrizeState
from competition.home.demo import cast, days
from competition.home.demo.cast import Held
from competition.home.demo.city import City, Plan, actor
from competition.home.demo.facts import Stage
from competition.home.demo.rows import Somebody
from competition.plan.models import Competition
from competition.policy import queries as policies

BANKS = ("般阳农村商业银行淄川支行", "齐都商业银行张店支行", "稷下村镇银行高新区支行", "博山商业银行城区支行")
REFUSED = "账号与户名不符，银行退回"
STATEMENT = "场地设备、耗材、裁判劳务及赛务支出，决算表和票据另附。"
# on which working day after the announcement each step is done
CLAIM, PROPOSE, APPROVE, DECIDE, ACCOUNTS, PREPARE, RELEASE, PAY = 1, 2, 3, 4, 5, 7, 8, 10


def fill(city: City) -> None:
    """Let the money of each announced competition go as far as its stage says."""
    announced = [plan for plan in city.plans if plan.fact.stage >= Stage.ANNOUNCED]
    due = next(plan for plan in announced if plan.fact.stage is Stage.ANNOUNCED)
    for year in sorted({plan.row["starts_on"].year for plan in city.plans}):
        # the year's money is given in its first days, or when the installation is set up
        at = max(city.begins + timedelta(days=1), days.moment(date(year, 1, 6), 9))
        city.at(at, f"{year}", partial(_appropriate, city, year))
    for plan in announced:
        _officer(city, plan, due)
        if plan is not due:
            _then(city, plan, CLAIM, partial(_claim, city, plan))
        if plan.fact.stage >= Stage.PROPOSED:
            _then(city, plan, PROPOSE, partial(_propose, city, plan))
        if plan.fact.stage >= Stage.APPROVED:
            _then(city, plan, APPROVE, partial(_approve, city, plan))
            _then(city, plan, DECIDE, partial(_decide, city, plan))
            _then(city, plan, ACCOUNTS, partial(_enter_accounts, city, plan))
        if plan.fact.stage >= Stage.PAID:
            _then(city, plan, PREPARE, partial(_prepare, city))
            _then(city, plan, RELEASE, partial(_release, city))
            _then(city, plan, PAY, partial(_pay, city))


def _then(city: City, plan: Plan, day: int, do: Callable[[datetime], None]) -> None:
    at = days.moment(workdays.add_working_days(plan.course.announced, day), 10, plan.id)
    city.at(at, plan.row["name"], do)


def _appropriate(city: City, year: int, at: datetime) -> None:
    given = (
        BudgetData(
            year, Source.CITY, "职业技能竞赛专项资金", 3_000_000_00, f"淄财社指〔{year}〕6号", carries_over=True
        ),
        BudgetData(year, Source.DISTRICT, "张店区竞赛配套资金", 200_000_00, f"张财指〔{year}〕11号", "370303"),
        BudgetData(year, Source.SPONSOR, "企业赞助", 120_000_00, "赞助协议"),
    )
    for data in given:
        budgets.appropriate(data, actor(city.users["finance"]), at)


def _officer(city: City, plan: Plan, due: Plan) -> None:
    # the host whose claim is due is the one whose officer signs in to the demo
    held = Held(Role.HOST_OFFICER, Scope.ORGANISATION, plan.row["host_id"])
    login = "host" if plan is due else f"host{plan.fact.host:02d}"
    if login == "host":
        cast.grant(city, city.users[login], held, plan.course.published)
    elif login not in city.users:
        city.users[login] = cast.user(city, login, [held], city.begins)


def _host(city: City, plan: Plan) -> Somebody:
    return city.users[f"host{plan.fact.host:02d}"]


def _competition(plan: Plan) -> Competition:
    return db.session.get_one(Competition, plan.id)


def _claim(city: City, plan: Plan, at: datetime) -> None:
    dice, unit = city.rng("claim", plan.id), city.hosts[plan.fact.host]
    spent = dice.randrange(70_000, 168_000) * 100 + dice.randrange(100)
    asked = min(spent, 120_000_00)
    account = f"3705{dice.randrange(10**11):011d}"
    data = claims.ClaimData(asked, spent, STATEMENT, dice.choice(BANKS), unit["name"], account)
    claims.submit_claim(_competition(plan), data, actor(_host(city, plan)), at)


def _decide(city: City, plan: Plan, at: datetime) -> None:
    claim = queries.claim_of(plan.id)
    assert claim is not None
    claims.approve_claim(claim, policies.book(), None, actor(city.users["finance"]), at)


def _propose(city: City, plan: Plan, at: datetime) -> None:
    prizes.propose_prizes(_competition(plan), policies.book(), actor(city.users["finance"]), at)


def _approve(city: City, plan: Plan, at: datetime) -> None:
    proposed = [prize for prize in queries.prizes_of(plan.id) if prize.state is PrizeState.PROPOSED]
    # where it goes no further, the last one waits yet
    wanted = proposed if plan.fact.stage > Stage.APPROVED else proposed[:-1]
    prizes.approve_prizes(wanted, actor(city.users["finance2"]), at)


def _enter_accounts(city: City, plan: Plan, at: datetime) -> None:
    dice = city.rng("accounts", plan.id)
    found = [share for prize in queries.prizes_of(plan.id) for share in prize.shares]
    wanted = found if plan.fact.stage > Stage.APPROVED else found[: (len(found) + 1) // 2]
    for share in wanted:
        leader = city.leaders[share.prize.line.entry.organisation_id]
        payments.set_account(share, dice.choice(BANKS), card(dice), actor(leader), at)


def card(dice: Random) -> str:
    """Make the number of an invented bank card, with its Luhn digit."""
    first = f"621799{dice.randrange(10**12):012d}"
    doubled = [sum(divmod(2 * int(d), 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(first))]
    return f"{first}{-sum(doubled) % 10}"


def _prepare(city: City, at: datetime) -> None:
    payments.prepare_list(actor(city.users["finance"]), at)


def _release(city: City, at: datetime) -> None:
    payments.release_list(queries.lists_of(at.year)[0], None, actor(city.users["finance2"]), at)


def _pay(city: City, at: datetime) -> None:
    made, by = queries.payment_list(queries.lists_of(at.year)[0].id), actor(city.users["finance"])
    assert made is not None
    if made.number.endswith("-001") and _paid_plans(city) > 1:
        # the bank could not pay one winner of the year's first list; the next one pays with the account entered again
        *paid, last = (Answer(row, payment.number, at.date()) for row, payment in enumerate(made.payments, 2))
        settling.note_answers(made, [*paid, replace(last, paid_on=None, reason=REFUSED)], by, at)
        city.at(at + timedelta(hours=5), made.number, partial(_enter_again, city, made.payments[-1].id))
    else:
        settling.mark_paid(made, at.date(), None, by, at)
    payments.publish_notice(made, None, by, at)


def _paid_plans(city: City) -> int:
    return sum(plan.fact.stage >= Stage.PAID for plan in city.plans)


def _enter_again(city: City, payment_id: int, at: datetime) -> None:
    payment = payouts.payment(payment_id)
    assert payment is not None
    assert payment.share is not None
    leader = city.leaders[payment.share.prize.line.entry.organisation_id]
    payments.set_account(payment.share, BANKS[0], card(city.rng("again", payment_id)), actor(leader), at)
