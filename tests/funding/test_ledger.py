"""Budgets and their ledger, on both databases: what an approval takes, what frees it, and that nobody writes it anew."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.funding import balances, ledger_rules
from competition.funding.actions import budgets, claims, payments, prizes
from competition.funding.actions.budgets import BudgetData
from competition.funding.ledger_models import LedgerEntry
from competition.funding.ledger_rules import MOVES, Account, Kind, Source
from competition.funding.rules import ClaimState, PrizeState
from competition.plan.rules import CompetitionState
from tests import make
from tests.funding.build import BOOK, Office, announced, budget, left, paid
from tests.funding.build import held as rich

GIVEN = 70_000_00


@pytest.fixture
def office(app):
    return Office()


def held(**values):
    """A competition that was held; the year's money is the test's own."""
    return make.competition(state=CompetitionState.HELD, **values)


def holds(year: int = 2026) -> dict[str, int]:
    """What the accounts of the first appropriation hold, in yuan, without the empty ones."""
    (first, *_rest) = balances.budgets(year)
    return {str(account): first.holds[account] // 100 for account in Account if first.holds[account]}


def test_each_kind_moves_between_two_accounts_and_all_together_come_to_nothing() -> None:
    assert set(MOVES) == set(Kind)
    moves = [(*MOVES[kind], number) for number, kind in enumerate(Kind, 1)]
    assert all(taken is not given for taken, given, _fen in moves)
    assert sum(ledger_rules.balances(moves).by_account.values()) == 0


def test_an_approval_commits_a_payment_spends_and_the_ledger_says_so(office) -> None:
    budget(fen=GIVEN)
    competition = held()
    announced(competition, (1, [make.person()]))
    claims.approve_claim(office.claimed(competition), BOOK, None, by=office.one, at=make.AT)
    assert holds() == {"granted": -70_000, "free": 10_000, "committed": 60_000}
    found = office.approved(competition)
    assert holds() == {"granted": -70_000, "free": 5_000, "committed": 65_000}
    office.give_accounts(found)
    paid(office)
    assert holds() == {"granted": -70_000, "free": 5_000, "paid": 64_000, "tax": 1_000}
    assert balances.faults() == []


def test_what_is_on_a_list_is_not_approved_and_committed_a_second_time(office) -> None:
    budget(fen=100_000_00)
    competition = held()
    announced(competition, (1, [make.person()]))
    claim, found = office.approved_claim(competition), office.approved(competition)
    office.give_accounts(found)
    payments.prepare_list(by=office.one, at=make.AT)
    before = holds()
    for again in (
        lambda: claims.approve_claim(claim, BOOK, None, by=office.one, at=make.AT),
        lambda: prizes.approve_prizes(found, by=office.two, at=make.AT),
    ):
        with pytest.raises(Refused, match="present state"):
            again()
    assert (holds(), balances.faults()) == (before, [])


def test_a_claim_gets_no_more_than_the_budget_holds_and_the_page_it_was_shown_on_counts(office) -> None:
    budget(fen=10_000_00)
    claim = office.claimed(held())
    with pytest.raises(Refused, match="less or more"):
        claims.approve_claim(claim, BOOK, None, by=office.one, at=make.AT, shown_fen=60_000_00)
    claims.approve_claim(claim, BOOK, None, by=office.one, at=make.AT, shown_fen=10_000_00)
    assert (claim.amount_fen, claim.decision["steps"][-2]["by"], left()) == (10_000_00, "budget", 0)


@pytest.mark.parametrize("fen", [None, 4_999_99])
def test_a_prize_the_budget_does_not_hold_whole_is_refused_and_nothing_is_kept(office, fen) -> None:
    if fen:
        budget(fen=fen)
    competition = held()
    announced(competition, (1, [make.person()]))
    found = office.proposed(competition)
    with pytest.raises(Refused, match=r"does not hold 5,000\.00 yuan"):
        prizes.approve_prizes(found, by=office.two, at=make.AT)
    db.session.expire_all()
    assert (found[0].state, left()) == (PrizeState.PROPOSED, fen or 0)


def test_a_prize_the_budget_holds_to_the_fen_is_approved(office) -> None:
    budget(fen=5_000_00)
    competition = held()
    announced(competition, (1, [make.person()]))
    assert prizes.approve_prizes(office.proposed(competition), by=office.two, at=make.AT) == 1
    assert left() == 0


def test_of_several_prizes_the_budget_holds_one_of_none_is_approved(office) -> None:
    budget(fen=7_999_99)
    competition = held()
    announced(competition, (1, [make.person()]), (2, [make.person()]))
    with pytest.raises(Refused, match=r"3,000\.00"):
        prizes.approve_prizes(office.proposed(competition), by=office.two, at=make.AT)
    assert left() == 7_999_99


def test_taking_an_approval_back_frees_its_money(office) -> None:
    budget(fen=GIVEN)
    competition = held()
    announced(competition, (1, [make.person()]))
    claim = claims.approve_claim(office.claimed(competition), BOOK, None, by=office.one, at=make.AT)
    claims.return_claim(claim, "材料不全", None, by=office.one, at=make.AT)
    (prize,) = office.approved(competition)
    prizes.hold_prize(prize, "核对", None, by=office.one, at=make.AT)
    assert (claim.state, left()) == (ClaimState.ADMITTED, GIVEN)
    assert balances.faults() == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (BudgetData(2026, Source.CITY, " ", 100), "name"),
        (BudgetData(2026, Source.CITY, "专项", 0), "amount"),
        (BudgetData(2026, Source.DISTRICT, "专项", 100), "district"),
    ],
)
def test_an_appropriation_that_is_not_whole_names_its_field(office, data, field) -> None:
    with pytest.raises(Refused) as refusal:
        budgets.appropriate(data, by=office.one, at=make.AT)
    assert [fault.field for fault in refusal.value.faults] == [field]
    assert balances.of_year(2026) == []


def test_an_appropriation_is_raised_and_cut_to_what_is_left_and_no_further(office) -> None:
    of = budget(fen=GIVEN)
    budgets.change_amount(of, 5_000_00, "追加文", by=office.one, at=make.AT)
    claims.approve_claim(office.claimed(held()), BOOK, None, by=office.one, at=make.AT)
    with pytest.raises(Refused, match=r"Only 15,000\.00 yuan are left"):
        budgets.change_amount(of, -15_000_01, "收回文", by=office.one, at=make.AT)
    budgets.change_amount(of, -15_000_00, "收回文", by=office.one, at=make.AT)
    assert holds() == {"granted": -60_000, "committed": 60_000}
    with pytest.raises(Refused, match="entered already"):
        budgets.appropriate(BudgetData(2026, Source.CITY, "竞赛专项", 1), by=office.one, at=make.AT)


def test_what_is_left_is_carried_over_once_after_the_year_where_it_may_be(office) -> None:
    stays, goes = budget(fen=1_00, name="不结转"), budget(fen=GIVEN, carries_over=True)
    eve, after = datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    for of, at, why in ((stays, after, "goes back"), (goes, eve, "not over yet")):
        with pytest.raises(Refused, match=why):
            budgets.carry_over(of, by=office.one, at=at)
    made = budgets.carry_over(goes, by=office.one, at=after)
    assert (made.year, made.left_fen, left()) == (2027, GIVEN, 1_00)
    assert holds(2027) == {"free": 70_000, "carried": -70_000}
    with pytest.raises(Refused, match="carried over already"):
        budgets.carry_over(goes, by=office.one, at=after)
    assert balances.faults() == []


@pytest.mark.parametrize("what", ["UPDATE funding_ledger SET amount_fen = 1", "DELETE FROM funding_ledger"])
def test_the_database_itself_lets_no_entry_be_changed_or_taken_away(office, what) -> None:
    budget(fen=GIVEN)
    with pytest.raises(sa.exc.DBAPIError, match="written once"), transaction(trail=False) as session:
        session.execute(sa.text(what))
    assert holds() == {"granted": -70_000, "free": 70_000}


def test_no_entry_is_changed_through_the_record_either(office) -> None:
    budget(fen=GIVEN)
    with pytest.raises(RuntimeError, match="written once"), transaction(trail=False) as session:
        session.scalars(sa.select(LedgerEntry)).one().amount_fen = 1


def test_the_database_itself_refuses_a_budget_below_nothing(office) -> None:
    of = budget(fen=GIVEN)
    with pytest.raises(sa.exc.IntegrityError, match="left"), transaction(trail=False):
        of.left_fen = -1


def test_the_check_names_a_balance_and_an_amount_that_do_not_fit(office) -> None:
    of = budget(fen=GIVEN)
    claim = claims.approve_claim(office.claimed(held()), BOOK, None, by=office.one, at=make.AT)
    assert balances.faults() == []
    with transaction(trail=False):
        of.left_fen += 1
        claim.amount_fen = 59_999_99
    found = {(one.code, one.stands_fen - one.should_fen) for one in balances.faults()}
    assert found == {("left", 1), ("committed", 1)}


def test_a_builders_year_has_money_for_all(office) -> None:
    competition = rich()
    announced(competition, (1, [make.person()]))
    office.approved(competition)
    assert balances.faults() == []
    with pytest.raises(Refused, match="nothing to pay"):
        payments.prepare_list(by=office.one, at=make.AT)
