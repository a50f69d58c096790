"""Competitions held and announced, with winners, and people who handle the money."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db, transaction
from competition.funding import balances
from competition.funding.actions import budgets, claims, payments, prizes, settling
from competition.funding.actions.budgets import BudgetData
from competition.funding.actions.claims import ClaimData
from competition.funding.ledger_models import Appropriation
from competition.funding.ledger_rules import Source
from competition.funding.models import HostClaim, PaymentList, Prize, PrizeShare
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make

CARD = "6205500000000000004"
UNIT_ACCOUNT = "1603001009200012345"
BOOK = reader.book()


def data(**values) -> ClaimData:
    """A whole claim of 80,000.00 on costs of 60,000.00."""
    return ClaimData(
        **{
            "requested_fen": 80_000_00,
            "eligible_fen": 60_000_00,
            "statement": "场地、耗材与裁判劳务",
            "bank_name": "齐商银行张店支行",
            "account_name": "淄博职业学院",
            "account": UNIT_ACCOUNT,
            **values,
        }
    )


def held(**values) -> Competition:
    """A competition that was held, in a year with money."""
    made = make.competition(state=CompetitionState.HELD, **values)
    budget(made.season.year)
    return made


def budget(year: int = 2026, fen: int = 100_000_000_00, source: Source = Source.CITY, **values) -> Appropriation:
    """A year's appropriation, entered once by somebody."""
    name = values.pop("name", "竞赛专项")
    there = next((one for one in balances.of_year(year) if (one.source, one.name) == (source, name)), None)
    if there is not None:
        return there
    return budgets.appropriate(BudgetData(year, source, name, fen, **values), by=make.user(), at=make.AT)


def announced(of: Competition, *placed: tuple, state: ResultState = ResultState.ANNOUNCED, **item) -> ItemResult:
    """An announced result: each line is a place and its people, or a place and an entry's people and unit."""
    result = ItemResult(
        item_id=make.item(competition_id=of.id, **item).id,
        number=1,
        state=state,
        basis={},
        computed_at=make.AT,
        announced_on=date(2026, 10, 9),
    )
    result.lines = [_line(result, place, people) for place, people in placed]
    return make.keep(result)


def _line(result: ItemResult, place, people) -> ResultLine:
    from competition.plan import queries as plan

    unit = next((one for one in people if not hasattr(one, "name_pinyin")), None)
    members = [one for one in people if hasattr(one, "name_pinyin")]
    extra = {"organisation": unit} if unit else {}
    entry = make.entry(plan.item(result.item_id), *members, **extra)
    return ResultLine(
        entry_id=entry.id,
        number=entry.number,
        name_as_was=entry.name,
        unit_as_was=entry.unit_as_was,
        status=Status.PRESENT,
        total=Decimal(90),
        place=place,
        working=[],
    )


@dataclass
class Office:
    """Two finance officers, and a host's officer."""

    one: User = field(default_factory=lambda: make.user(Role.FINANCE_OFFICER, name="钱会计"))
    two: User = field(default_factory=lambda: make.user(Role.FINANCE_OFFICER, name="孙科长"))

    def host_of(self, of: Competition) -> User:
        return make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=of.host_id)

    def claimed(self, of: Competition, **values) -> HostClaim:
        return claims.submit_claim(of, data(**values), by=self.host_of(of), at=make.AT)

    def approved_claim(self, of: Competition, **values) -> HostClaim:
        return self.approved_of(self.claimed(of, **values))

    def approved_of(self, claim: HostClaim) -> HostClaim:
        budget(claim.competition.season.year)
        return claims.approve_claim(claim, BOOK, None, by=self.one, at=make.AT)

    def proposed(self, of: Competition) -> list[Prize]:
        return prizes.propose_prizes(of, BOOK, by=self.one, at=make.AT)

    def approved(self, of: Competition) -> list[Prize]:
        budget(of.season.year)
        found = self.proposed(of)
        prizes.approve_prizes(found, by=self.two, at=make.AT)
        return found

    def give_account(self, share: PrizeShare, account: str = CARD) -> None:
        payments.set_account(share, "工商银行张店支行", account, by=self.one, at=make.AT)

    def give_accounts(self, found: list[Prize]) -> None:
        for prize in found:
            for share in prize.shares:
                self.give_account(share)


def everything_written() -> str:
    """All text of the trail and of the money's tables, as it lies in the database."""
    tables = ("trail_rows", "funding_host_claims", "funding_prizes", "funding_prize_shares", "funding_payments")
    rows = [db.session.execute(sa.text(f"SELECT * FROM {table}")).all() for table in tables]
    return str(rows)


def verbs() -> list[str]:
    """What the trail holds, in order, but for the money these builders enter."""
    rows = sa.text("SELECT verb FROM trail_rows WHERE verb <> 'funding.budget_entered' ORDER BY seq")
    return list(db.session.scalars(rows))


def left(year: int = 2026) -> int:
    """What the year's appropriations still hold, in fen."""
    db.session.expire_all()
    return sum(one.appropriation.left_fen for one in balances.budgets(year))


def superseded(result: ItemResult) -> None:
    """Let a result be corrected: a new version is being worked out."""
    with transaction(trail=False):
        result.state = ResultState.SUPERSEDED


def another_version(result, *placed):
    """A new version of the very item, announced."""
    superseded(result)
    made = ItemResult(
        item_id=result.item_id, number=result.number + 1, state=ResultState.ANNOUNCED, basis={},
        computed_at=make.AT, announced_on=date(2026, 10, 20),
    )  # fmt: skip
    entries = {member.person_id: line.entry for line in result.lines for member in line.entry.members}
    with transaction(trail=False) as session:
        for place, people in placed:
            old = next(line for line in result.lines if line.entry_id == entries[people[0].id].id)
            made.lines.append(
                ResultLine(
                    entry_id=old.entry_id, number=old.number, name_as_was=old.name_as_was, unit_as_was=old.unit_as_was,
                    status=old.status, total=old.total, place=place, working=[],
                )
            )  # fmt: skip
        session.add(made)
    return made


def listed(office: "Office") -> PaymentList:
    """A list of all that is ready, prepared by one and released by the other."""
    made = payments.prepare_list(by=office.one, at=make.AT)
    payments.release_list(made, made.version, by=office.two, at=make.AT)
    return made


def paid(office: "Office") -> PaymentList:
    """The same, paid on the day."""
    made = listed(office)
    settling.mark_paid(made, date(2026, 9, 1), made.version, by=office.one, at=make.AT)
    return made
