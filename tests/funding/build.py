"""Competitions held and announced, with winners, and people who handle the money."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db, transaction
from competition.foundation.media import Piece
from competition.funding import balances, papers
from competition.funding.actions import applying, budgets, claims, payments, prizes, settling
from competition.funding.actions.applying import ClaimData
from competition.funding.actions.budgets import BudgetData
from competition.funding.claim_models import ClaimAim, ClaimBudget, ClaimCost, ClaimPaper, Inspection
from competition.funding.claim_rules import Aim, Category, PaperKind, Verdict, invoice_key
from competition.funding.grant_models import OtherGrant
from competition.funding.grant_rules import Giver
from competition.funding.ledger_models import Appropriation
from competition.funding.ledger_rules import Source
from competition.funding.models import HostClaim, PaymentList, Prize, PrizeShare
from competition.funding.paper_rules import Check
from competition.funding.rules import ClaimState
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make

CARD = "6205500000000000004"
UNIT_ACCOUNT = "1603001009200012345"
BOOK = reader.book()


PNG = b"\x89PNG\r\n\x1a\n"
AIMS = {Aim.ITEMS: 2, Aim.ENTRIES: 60, Aim.UNITS: 12, Aim.SATISFACTION: 90, Aim.REPORTS: 3, Aim.INCIDENTS: 0}


def data(**values) -> ClaimData:
    """A whole application for 80,000.00 of a budget of 100,000.00."""
    return ClaimData(
        **{
            "requested_fen": 80_000_00,
            "budget": {Category.VENUE: 60_000_00, Category.LABOUR: 40_000_00},
            "aims": AIMS,
            "statement": "三天两个赛项，实训中心举办",
            "bank_name": "齐商银行张店支行",
            "account_name": "淄博职业学院",
            "account": UNIT_ACCOUNT,
            **values,
        }
    )


def piece(name: str = "申请表.png", content: bytes = PNG) -> Piece:
    """A photo of a paper."""
    return Piece(name, content)


def opened(of: Competition, by: User, at=make.AT, **values) -> HostClaim:
    """An application that is begun."""
    return applying.open_claim(of, data(**values), BOOK, by=by, at=at)


def sent(of: Competition, by: User, at=make.AT, **values) -> HostClaim:
    """An application with all its papers, sent."""
    claim = opened(of, by, at, **values)
    for n, kind in enumerate(BOOK.on(of.starts_on, "funding.host.documents").value):
        applying.add_paper(claim, PaperKind(kind), piece(content=PNG + bytes([n])), by=by, at=at)
    applying.send_claim(claim, BOOK, None, by=by, at=at)
    return claim


def inspected(of: Competition, by: User, state: ClaimState = ClaimState.INSPECTED, **values) -> HostClaim:
    """A claim that came as far, as it lies in the database: 80,000.00 asked for, one invoice of 60,000.00 eligible."""
    eligible = values.pop("eligible_fen", 60_000_00)
    whole = {"requested_fen": 80_000_00, "bank_name": "齐商银行张店支行", "account_name": "淄博职业学院", **values}
    made = HostClaim(
        competition_id=of.id, organisation_id=of.host_id, state=state, account=UNIT_ACCOUNT, round=1,
        submitted_at=make.AT, submitted_by_id=by.id, accounted_at=make.AT, accounted_by_id=by.id,
        eligible_fen=eligible, self_report="圆满完成", **whole,
    )  # fmt: skip
    make.keep(made)
    number = f"{made.id:020d}"
    cost = ClaimCost(
        claim_id=made.id, category=Category.VENUE, day=make.AT.date(), payee="淄博会展中心", number=number,
        invoice_key=invoice_key("淄博会展中心", number), amount_fen=eligible or 1, eligible=bool(eligible),
        reason="" if eligible else "不在支持范围",
    )  # fmt: skip
    paper = ClaimPaper(
        claim_id=made.id, kind=PaperKind.APPLICATION, name="申请表.png", content=PNG, media_type="image/png",
        size=len(PNG), sha256="0" * 64, added_at=make.AT, added_by_id=by.id,
    )  # fmt: skip
    seen = Inspection(
        claim_id=made.id, round=1, verdict=Verdict.PASSED, inspected_on=make.AT.date(), persons="张科长",
        opinion="场地与设备符合要求", as_held={}, noted_at=make.AT, noted_by_id=by.id,
    )  # fmt: skip
    aims = [ClaimAim(claim_id=made.id, aim=aim, target=target, reached=target) for aim, target in AIMS.items()]
    budget_ = ClaimBudget(claim_id=made.id, category=Category.VENUE, amount_fen=100_000_00)
    make.keep(cost, paper, seen, budget_, *aims)
    return made


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
        return inspected(of, self.host_of(of), **values)

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
        with transaction(trail=False):
            share.has_papers = True

    def give_accounts(self, found: list[Prize]) -> None:
        for prize in found:
            for share in prize.shares:
                self.give_account(share)

    def with_certificate(self, prize: Prize) -> Prize:
        """A prize ready to be paid, with the copy of a certificate besides."""
        self.give_accounts([prize])
        made = papers.paper(prize, PaperKind.CERTIFICATE, piece("证书.png"))
        made.answer, made.added_at, made.added_by_id = Check.WAITING, make.AT, self.one.id
        make.keep(made)
        return prize


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


def other_grant(prize: Prize) -> OtherGrant:
    """What another payer gave the first of a prize's winners, as it lies in the database."""
    share = prize.shares[0]
    of = {"competition_id": prize.competition_id, "person_id": share.person_id, "name_as_was": share.name_as_was}
    told = {"giver": Giver.PROVINCE, "giver_name": "省厅", "amount_fen": 100, "given_on": make.AT.date()}
    by = {"document_number": "鲁人社字9号", "entered_at": make.AT, "entered_by_id": make.user().id}
    return make.keep(OtherGrant(**of, **told, **by))


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
