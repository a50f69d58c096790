"""The money of the demo city: budgets given, prizes proposed and approved, all of it listed and paid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

import sqlalchemy as sa

from competition.foundation import workdays
from competition.foundation.database import db
from competition.funding import payouts, queries
from competition.funding.actions import budgets, payments, prizes, settling
from competition.funding.actions.budgets import BudgetData
from competition.funding.imports import Answer
from competition.funding.ledger_rules import Source
from competition.funding.models import Payment, PaymentList
from competition.funding.rules import PrizeState
from competition.home.demo import days, papers_sent
from competition.home.demo.city import City, Plan, actor
from competition.home.demo.claimed import BANKS
from competition.home.demo.facts import Stage
from competition.plan.models import Competition
from competition.policy import queries as policies

REFUSED = "账号与户名不符，银行退回"
# on which working day after the announcement each step is done
PROPOSE, APPROVE, ACCOUNTS, PREPARE, RELEASE, PAY = 2, 3, 5, 7, 8, 10


def fill(city: City) -> None:
    """Let the money of each announced competition go as far as its stage says."""
    announced = [plan for plan in city.plans if plan.fact.stage >= Stage.ANNOUNCED]
    for year in sorted({plan.row["starts_on"].year for plan in city.plans}):
        # the year's money is given in its first days, or when the installation is set up
        at = max(city.begins + timedelta(days=1), days.moment(date(year, 1, 6), 9))
        city.at(at, f"{year}", partial(_appropriate, city, year))
    for plan in announced:
        if plan.fact.stage >= Stage.PROPOSED:
            _then(city, plan, PROPOSE, partial(_propose, city, plan))
        if plan.fact.stage >= Stage.APPROVED:
            _then(city, plan, APPROVE, partial(_approve, city, plan))
            _then(city, plan, ACCOUNTS, partial(_enter_accounts, city, plan))
        if plan.fact.stage >= Stage.ENTERED:
            # what was approved ahead of the competition
            for day, do in ((13, _prepare), (14, _release), (16, _pay)):
                city.at(
                    plan.course.published + timedelta(days=day, minutes=plan.id), plan.row["name"], partial(do, city)
                )
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


def _propose(city: City, plan: Plan, at: datetime) -> None:
    prizes.propose_prizes(db.session.get_one(Competition, plan.id), policies.book(), actor(city.users["finance"]), at)


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
    prizes = list(dict.fromkeys(share.prize for share in wanted if share.prize.amount_fen))
    papers_sent.send(city, prizes, at)
    check = partial(papers_sent.check, city, [prize.id for prize in prizes], plan.fact.stage > Stage.APPROVED)
    city.at(at + timedelta(hours=3), plan.row["name"], check)


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
    if _is_first_of_winners(made) and _paid_plans(city) > 1:
        # the bank could not pay one winner of the first list; the next one pays with the account entered again
        *paid, last = (Answer(row, payment.number, at.date()) for row, payment in enumerate(made.payments, 2))
        settling.note_answers(made, [*paid, replace(last, paid_on=None, reason=REFUSED)], by, at)
        city.at(at + timedelta(hours=5), made.number, partial(_enter_again, city, made.payments[-1].id))
    else:
        settling.mark_paid(made, at.date(), None, by, at)
    payments.publish_notice(made, None, by, at)


def _is_first_of_winners(made: PaymentList) -> bool:
    earlier = sa.exists().where(Payment.list_id < made.id, Payment.share_id.is_not(None))
    return made.payments[-1].share_id is not None and not db.session.scalar(sa.select(earlier))


def _paid_plans(city: City) -> int:
    return sum(plan.fact.stage >= Stage.PAID for plan in city.plans)


def _enter_again(city: City, payment_id: int, at: datetime) -> None:
    payment = payouts.payment(payment_id)
    assert payment is not None
    assert payment.share is not None
    leader = city.leaders[payment.share.prize.line.entry.organisation_id]
    payments.set_account(payment.share, BANKS[0], card(city.rng("again", payment_id)), actor(leader), at)
