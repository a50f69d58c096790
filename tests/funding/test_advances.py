"""What is paid ahead of a competition: how much, through the same lists and ledger, and back where it was too much."""

from datetime import date
from decimal import Decimal

import pytest

from competition.foundation.errors import Refused, SeenChanged
from competition.funding import advances, balances, claim_rules, payouts, queries, recoveries, words
from competition.funding.actions import advancing, claims, payments, recovering, settling
from competition.funding.claim_rules import AdvanceState
from competition.funding.imports import Answer
from competition.funding.models import HostClaim
from competition.funding.rules import CapScope, ClaimState, HostCase, PaymentState, RecoveryState, ceiling
from tests import make, scenes
from tests.funding.build import BOOK, UNIT_ACCOUNT, Office, budget, held, inspected, left, listed, paid

GIVEN = 200_000_00
TABLE = {"municipal_1": 100_000_00}
DAY = date(2026, 9, 1)


def case(requested: int = 80_000_00, **values) -> HostCase:
    return HostCase(
        "municipal_1", **{"in_plan": True, "held": False, "eligible_fen": 0, **values}, requested_fen=requested
    )


@pytest.mark.parametrize(
    ("told", "cap", "share", "fen", "refusal"),
    [
        (case(), 500_000_00, "0.50", 40_000_00, ""),
        (case(200_000_00), 500_000_00, "0.50", 50_000_00, ""),
        (case(), 30_000_00, "0.50", 15_000_00, ""),
        (case(3), 500_000_00, "0.50", 1, ""),
        (case(1), 500_000_00, "0.50", 0, "requested"),
        (case(left_in_budget_fen=10_000_00), 500_000_00, "0.50", 10_000_00, ""),
        (case(left_in_budget_fen=0), 500_000_00, "0.50", 0, "budget"),
        (case(in_plan=False), 500_000_00, "0.50", 0, "plan"),
    ],
)
def test_an_advance_is_a_share_of_the_least_within_the_budget(told, cap, share, fen, refusal) -> None:
    worked = claim_rules.advance(told, TABLE, cap, Decimal(share))
    assert (worked.fen, worked.refusal) == (fen, refusal)
    assert all(words.step({"code": step.code, **step.values}) for step in worked.steps)


@pytest.mark.parametrize(
    ("scope", "fen"), [("competition", 500_000_00), ("item", 1_500_000_00), ("host_year", 180_000_00)]
)
def test_a_ceiling_is_whole_or_once_for_each_item_or_less_what_the_hosts_year_had(scope, fen) -> None:
    assert ceiling(case(had_this_year_fen=320_000_00, items=3), 500_000_00, CapScope(scope))[1] == fen


@pytest.mark.parametrize(
    ("amount", "ahead", "due", "too_much"), [(60, 40, 20, 0), (40, 40, 0, 0), (30, 40, 0, 10), (60, 0, 60, 0)]
)
def test_what_was_paid_ahead_is_taken_off_and_what_was_too_much_is_told(amount, ahead, due, too_much) -> None:
    assert claim_rules.settled(amount, ahead) == (due, too_much)


@scenes.kept
def admitted():
    """An application of 80,000.00 admitted, in a year with 200,000.00."""
    budget(fen=GIVEN)
    office, competition = Office(), held()
    claim = inspected(competition, office.host_of(competition), state=ClaimState.ADMITTED)
    with make.transaction(trail=False):
        claim.round, claim.eligible_fen = 0, None
    return office, claim


def inspect(claim: HostClaim, eligible: int) -> None:
    with make.transaction(trail=False):
        claim.state, claim.eligible_fen, claim.round = ClaimState.INSPECTED, eligible, 1


def test_an_advance_goes_through_list_and_ledger_and_the_final_payment_pays_the_rest(app) -> None:
    office, claim = admitted()
    made = advancing.approve_advance(claim, BOOK, claim.version, by=office.one, at=make.AT, shown_fen=40_000_00)
    assert (made.amount_fen, left(), balances.faults()) == (40_000_00, GIVEN - 40_000_00, [])
    with pytest.raises(Refused, match="present state"):
        advancing.approve_advance(claim, BOOK, None, by=office.two, at=make.AT)
    inspect(claim, 60_000_00)
    with pytest.raises(Refused, match="advance is not paid yet"):
        claims.approve_claim(claim, BOOK, None, by=office.two, at=make.AT)
    first = paid(office)
    assert ([one.amount_fen for one in first.payments], made.state) == ([40_000_00], AdvanceState.PAID)
    assert words.payee(first.payments[0]) == claim.account_name
    claims.approve_claim(claim, BOOK, None, by=office.two, at=make.AT, shown_fen=60_000_00)
    assert (claim.amount_fen, claim.ahead_fen, claim.due_fen) == (60_000_00, 40_000_00, 20_000_00)
    assert [one.amount_fen for one in paid(office).payments] == [20_000_00]
    assert (claim.state, left(), balances.faults()) == (ClaimState.PAID, GIVEN - 60_000_00, [])


def test_an_advance_is_approved_by_another_person_for_the_sum_shown_before_the_account(app) -> None:
    office, claim = admitted()
    sender = claim.submitted_by
    with pytest.raises(Refused, match="Another person"):
        advancing.approve_advance(claim, BOOK, None, by=sender, at=make.AT)
    with pytest.raises(SeenChanged):
        advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT, shown_fen=1)
    with make.transaction(trail=False):
        claim.round = 1
    with pytest.raises(Refused, match="sent already"):
        advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)


def test_an_advance_taken_back_frees_its_money_and_may_be_approved_again(app) -> None:
    office, claim = admitted()
    advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    with pytest.raises(Refused, match="Say why"):
        advancing.end_advance(claim, " ", by=office.one, at=make.AT)
    advancing.end_advance(claim, "承办单位不需要", by=office.one, at=make.AT)
    assert (advances.of(claim).state, left(), balances.faults()) == (AdvanceState.ENDED, GIVEN, [])
    advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    assert (left(), balances.faults()) == (GIVEN - 40_000_00, [])
    payments.prepare_list(by=office.one, at=make.AT)
    with pytest.raises(Refused, match="present state"):
        advancing.end_advance(claim, "迟了", by=office.one, at=make.AT)


def test_an_advance_the_bank_could_not_pay_or_gave_back_goes_on_a_later_list(app) -> None:
    office, claim = admitted()
    made = advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    there = listed(office)
    settling.note_answers(there, [Answer(2, there.payments[0].number, reason="户名不符")], by=office.one, at=make.AT)
    assert (claim.account, made.state, payouts.account_is_open(claim)) == (None, AdvanceState.LISTED, True)
    assert (payouts.claims_without_account(), advances.to_pay()) == ([claim], [])
    assert queries.for_finance(office.one).accounts == 1
    payments.set_account(claim, "工行", UNIT_ACCOUNT, by=office.one, at=make.AT)
    assert queries.for_finance(office.one).ready == 1
    again = paid(office)
    assert (made.state, balances.faults()) == (AdvanceState.PAID, [])
    settling.reverse_payment(again.payments[0], "退汇", by=office.one, at=make.AT)
    assert (made.state, again.payments[0].state, balances.faults()) == (
        AdvanceState.LISTED, PaymentState.REVERSED, [],
    )  # fmt: skip
    payments.set_account(claim, "工行", UNIT_ACCOUNT, by=office.one, at=make.AT)
    paid(office)
    assert (made.state, balances.faults()) == (AdvanceState.PAID, [])


def test_a_list_taken_back_lets_its_advance_wait_for_the_next(app) -> None:
    office, claim = admitted()
    made = advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    there = payments.prepare_list(by=office.one, at=make.AT)
    payments.take_list_back(there, "再核对", None, by=office.one, at=make.AT)
    assert (made.state, list(advances.to_pay())) == (AdvanceState.APPROVED, [made])


@pytest.mark.parametrize(("eligible", "owed"), [(40_000_00, None), (39_999_99, 1), (25_000_00, 15_000_00)])
def test_what_was_paid_ahead_too_much_is_claimed_back_and_repaid_into_its_budget(app, eligible, owed) -> None:
    office, claim = admitted()
    made = advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    first = paid(office)
    inspect(claim, eligible)
    claims.approve_claim(claim, BOOK, None, by=office.two, at=make.AT)
    assert (claim.state, claim.due_fen, balances.faults()) == (ClaimState.PAID, 0, [])
    found = recoveries.of_advance(made)
    assert (found and found.net_fen) == owed
    if found is not None:
        assert (found.number, found.tax_fen, found.debtor) == ("ZH2026-001", 0, claim.account_name)
        with pytest.raises(Refused, match="claimed back"):
            settling.reverse_payment(first.payments[0], "退汇", by=office.one, at=make.AT)
        recovering.note_repaid(found, DAY, None, by=office.one, at=make.AT)
        assert (found.state, left(), balances.faults()) == (RecoveryState.REPAID, GIVEN - eligible, [])
        assert payouts.withheld(DAY, DAY) == []


def test_a_claim_refused_after_its_advance_was_paid_owes_all_of_it(app) -> None:
    office, claim = admitted()
    made = advancing.approve_advance(claim, BOOK, None, by=office.one, at=make.AT)
    with pytest.raises(Refused, match="advance is not paid yet"):
        claims.refuse_claim(claim, "竞赛取消", BOOK, None, by=office.two, at=make.AT)
    paid(office)
    claims.refuse_claim(claim, "竞赛取消", BOOK, None, by=office.two, at=make.AT)
    found = recoveries.of_advance(made)
    assert (found.net_fen, claim.state, balances.faults()) == (40_000_00, ClaimState.REFUSED, [])
    recovering.propose_let_off(found, "经批准", None, by=office.one, at=make.AT)
    recovering.let_off(found, None, by=office.two, at=make.AT)
    assert balances.faults() == []


# --- the ceiling's scope ---


def test_the_ceiling_of_a_hosts_year_counts_all_its_competitions_of_the_year(app) -> None:
    from competition.policy.book import Value

    value = Value(date(2022, 8, 16), "enacted", "淄人社发〔2026〕1号", "host_year")
    cap = Value(date(2022, 8, 16), "enacted", "淄人社发〔2026〕1号", 100_000_00)
    book = BOOK.with_value("funding.host.cap_scope", value).with_value("funding.host.cap", cap)
    office, one = Office(), held()
    two, elsewhere = held(host_id=one.host_id), held()
    for competition in (one, elsewhere):
        claims.approve_claim(office.claimed(competition), book, None, by=office.one, at=make.AT)
    second = claims.approve_claim(office.claimed(two), book, None, by=office.one, at=make.AT)
    assert second.amount_fen == 40_000_00
    steps = {step["code"]: words.step(step) for step in second.decision["steps"]}
    assert "host_cap" not in steps
    assert (
        steps["host_cap_year"]
        == "Ceiling of the host's year: 100,000.00 yuan, less 60,000.00 yuan granted = 40,000.00 yuan"
    )
    assert "the ceiling of the host's year" in steps["host_least"]
