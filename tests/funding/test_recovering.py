"""What follows in the money when a result is corrected after its prizes were decided, on both databases."""

from datetime import date

import pytest

from competition.foundation.errors import Refused
from competition.funding import balances, consequences, queries, recoveries
from competition.funding.actions import payments, recovering, settling
from competition.funding.imports import Answer
from competition.funding.rules import ListState, PaymentState, PrizeState, RecoveryState
from competition.plan.rules import Level
from competition.policy.book import Value
from competition.results.models import ResultLine
from tests import make
from tests.funding.build import BOOK, Office, announced, another_version, held, left, listed, paid, superseded, verbs

DAY = date(2026, 9, 1)


@pytest.fixture
def office(app):
    return Office()


def follow() -> int:
    return recovering.follow_results(BOOK, make.AT)


def claimed(year: int = 2026) -> list[tuple[str, int, int, int]]:
    """Number, before tax, tax and net of the year's claims, in yuan, the first first."""
    return [
        (one.number, one.gross_fen // 100, one.tax_fen // 100, one.net_fen // 100)
        for one in reversed(recoveries.of_year(year))
    ]


def approved(office, *placed, **item):
    """A competition with one item: its result and its prizes, approved, their accounts known."""
    competition = held()
    result = announced(competition, *placed, **item)
    found = office.approved(competition)
    office.give_accounts(found)
    return competition, result, found


def test_nothing_corrected_nothing_followed(office) -> None:
    approved(office, (1, [make.person()]))
    assert (follow(), claimed()) == (0, [])


def test_an_approved_prize_of_a_corrected_result_frees_its_money(office) -> None:
    _competition, result, (prize,) = approved(office, (1, [make.person()]))
    before = left()
    superseded(result)
    assert (follow(), follow()) == (1, 0)
    assert (prize.state, left() - before, balances.faults()) == (PrizeState.ENDED, 5_000_00, [])


def test_its_line_is_taken_off_a_list_that_is_not_released_and_the_rest_goes_on(office) -> None:
    _one, result, (first,) = approved(office, (1, [make.person()]))
    _two, _other, (second,) = approved(office, (2, [make.person()]))
    made = payments.prepare_list(by=office.one, at=make.AT)
    superseded(result)
    assert follow() == 1
    made = queries.payment_list(made.id)
    assert [payment.state for payment in made.payments] == [PaymentState.TAKEN_BACK, PaymentState.LISTED]
    assert (made.total_fen, made.state, first.state) == (2_400_00, ListState.PREPARED, PrizeState.ENDED)
    payments.release_list(made, None, by=office.two, at=make.AT)
    settling.mark_paid(made, DAY, None, by=office.one, at=make.AT)
    assert (second.state, balances.faults()) == (PrizeState.PAID, [])


def test_a_list_left_empty_is_taken_back(office) -> None:
    _competition, result, _prizes = approved(office, (1, [make.person()]))
    made = payments.prepare_list(by=office.one, at=make.AT)
    superseded(result)
    follow()
    assert (queries.payment_list(made.id).state, balances.faults()) == (ListState.WITHDRAWN, [])


def test_a_released_list_waits_for_the_bank_and_what_it_paid_is_claimed_back(office) -> None:
    winner = make.person()
    _competition, result, (prize,) = approved(office, (1, [winner]))
    made = listed(office)
    another_version(result, (4, [winner]))
    assert follow() == 0
    settling.mark_paid(made, DAY, None, by=office.one, at=make.AT)
    assert (follow(), follow()) == (1, 0)
    assert claimed() == [("ZH2026-001", 5000, 1000, 4000)]
    assert (prize.state, balances.faults()) == (PrizeState.PAID, [])


def test_what_the_bank_could_not_pay_ends_with_its_result(office) -> None:
    winner = make.person()
    _competition, result, (prize,) = approved(office, (1, [winner]))
    made = listed(office)
    another_version(result, (4, [winner]))
    settling.note_answers(made, [Answer(2, made.payments[0].number, None, "退汇")], by=office.one, at=make.AT)
    assert (follow(), prize.state, claimed(), balances.faults()) == (1, PrizeState.ENDED, [], [])


def test_nothing_is_claimed_back_before_the_corrected_result_is_announced(office) -> None:
    winner = make.person()
    competition, result, _found = approved(office, (1, [winner]))
    paid(office)
    superseded(result)
    assert follow() == 0
    announced(competition, (2, [winner]), code=result.item.code + "x")
    assert follow() == 0


@pytest.fixture
def again(office):
    """A paid first prize, corrected to place 2: the item's new version is announced."""
    winner = make.person()
    competition, result, (prize,) = approved(office, (1, [winner]))
    paid(office)
    another_version(result, (2, [winner]))
    return competition, winner, prize


def test_a_medal_lost_after_payment_is_claimed_back_as_the_difference(office, again) -> None:
    assert follow() == 1
    assert claimed() == [("ZH2026-001", 2000, 400, 1600)]
    (one,) = recoveries.of_year(2026)
    assert (one.had_fen, one.best_fen, one.due_on) == (5_000_00, 3_000_00, date(2026, 10, 1))
    assert balances.faults() == []
    # what stays of the first payment is what the new place gives
    assert [prize.amount_fen for prize in office.proposed(again[0])] == [0]


def test_a_claim_repaid_is_in_its_budget_again_and_let_off_is_not(office, again) -> None:
    follow()
    (one,), before = recoveries.of_year(2026), left()
    with pytest.raises(Refused) as refusal:
        recovering.note_repaid(one, date(2026, 9, 2), None, by=office.one, at=make.AT)
    assert refusal.value.faults[0].field == "repaid_on"
    recovering.note_repaid(one, DAY, one.version, by=office.one, at=make.AT)
    assert (one.state, left() - before, balances.faults()) == (RecoveryState.REPAID, 2_000_00, [])
    with pytest.raises(Refused, match="present state"):
        recovering.propose_let_off(one, "已还", None, by=office.one, at=make.AT)
    assert follow() == 0


def test_a_claim_is_let_off_by_two_people_with_a_reason_and_does_not_come_again(office, again) -> None:
    follow()
    (one,), before = recoveries.of_year(2026), left()
    with pytest.raises(Refused, match="reason"):
        recovering.propose_let_off(one, " ", one.version, by=office.one, at=make.AT)
    with pytest.raises(Refused, match="present state"):
        recovering.let_off(one, None, by=office.two, at=make.AT)
    recovering.propose_let_off(one, "经批准免于追回", one.version, by=office.one, at=make.AT)
    # it is owed until somebody else agrees
    assert (one.state, follow(), balances.faults()) == (RecoveryState.PROPOSED, 0, [])
    with pytest.raises(Refused, match="proposed this yourself"):
        recovering.let_off(one, one.version, by=office.one, at=make.AT)
    assert [queries.for_finance(by).let_off for by in (office.one, office.two)] == [0, 1]
    recovering.let_off(one, one.version, by=office.two, at=make.AT)
    assert (one.state, left(), follow(), balances.faults()) == (RecoveryState.LET_OFF, before, 0, [])
    assert verbs()[-2:] == ["funding.let_off_proposed", "funding.recovery_let_off"]


def test_a_claim_that_is_not_let_off_is_to_be_repaid_as_before(office, again) -> None:
    follow()
    (one,) = recoveries.of_year(2026)
    recovering.propose_let_off(one, "家庭困难", one.version, by=office.one, at=make.AT)
    with pytest.raises(Refused, match="stands"):
        recovering.uphold_claim(one, "", one.version, by=office.two, at=make.AT)
    recovering.uphold_claim(one, "不符合免予追回的条件", one.version, by=office.two, at=make.AT)
    assert (one.state, one.asked_by_id, one.reason) == (RecoveryState.OPEN, None, "不符合免予追回的条件")
    recovering.propose_let_off(one, "再次申请", one.version, by=office.two, at=make.AT)
    # whoever pays in the meantime owes nothing
    recovering.note_repaid(one, DAY, one.version, by=office.one, at=make.AT)
    assert (one.state, balances.faults()) == (RecoveryState.REPAID, [])


def test_the_days_to_repay_are_those_of_the_day_it_was_claimed(office, again) -> None:
    table = BOOK.table("funding.recovery.days")
    other = BOOK.with_value(table.name, Value(DAY, "enacted", "淄财〔2026〕1号", 15))
    assert recovering.follow_results(other, make.AT) == 1
    (one,) = recoveries.of_year(2026)
    assert one.due_on == date(2026, 9, 16)
    assert one.policy[table.name]["reference"] == "淄财〔2026〕1号"


def test_a_raise_pays_the_difference(office) -> None:
    winner = make.person()
    competition, result, _found = approved(office, (2, [winner]))
    paid(office)
    another_version(result, (1, [winner]))
    assert follow() == 0
    (more,) = office.proposed(competition)
    assert more.amount_fen == 2_000_00


def test_who_still_has_as_good_a_place_elsewhere_owes_nothing(office) -> None:
    winner = make.person()
    _competition, result, _found = approved(office, (1, [winner]))
    other = held()
    announced(other, (1, [winner]))
    assert [prize.amount_fen for prize in office.proposed(other)] == [0]
    paid(office)
    another_version(result, (4, [winner]))
    assert (follow(), claimed()) == (0, [])


def test_a_lower_prize_that_came_second_is_paid_once_the_higher_one_fell_unpaid(office) -> None:
    winner = make.person()
    _competition, result, _found = approved(office, (1, [winner]))
    other = held()
    announced(other, (2, [winner]))
    (nothing,) = office.proposed(other)
    superseded(result)
    follow()
    (more,) = office.proposed(other)
    assert [(one.line_id, one.round, one.amount_fen) for one in (nothing, more)] == [
        (nothing.line_id, 1, 0),
        (nothing.line_id, 2, 3_000_00),
    ]


def test_each_of_a_team_owes_a_share_and_the_sum_is_the_whole(office) -> None:
    team = [make.person() for _ in range(3)]
    competition = held(level=Level.MUNICIPAL_GAMES)
    result = announced(competition, (1, team), team_size=3)
    office.give_accounts(office.approved(competition))
    paid(office)
    another_version(result, (2, team))
    assert follow() == 3
    found = recoveries.of_year(2026)
    assert sum(one.gross_fen for one in found) == 2_000_00
    assert {one.gross_fen for one in found} == {666_67, 666_66}
    assert (balances.faults(), verbs().count("funding.recovery_opened")) == ([], 3)


def test_a_second_fall_claims_the_rest(office, again) -> None:
    follow()
    competition, winner, prize = again
    (result,) = queries.announced_results(competition.id)
    another_version(result, (9, [winner]))
    assert (follow(), claimed()[1]) == (1, ("ZH2026-002", 3000, 600, 2400))
    assert sum(one.tax_fen for one in recoveries.of_prize(prize)) == prize.shares[0].tax_fen
    assert balances.faults() == []


def test_a_payment_of_which_part_is_claimed_back_is_not_reversed(office, again) -> None:
    follow()
    (payment,) = queries.payment_list(queries.lists_of(2026)[0].id).payments
    with pytest.raises(Refused, match="claimed back"):
        settling.reverse_payment(payment, "退汇", by=office.one, at=make.AT)


def test_what_a_correction_does_to_prizes_is_told_from_lines_that_no_result_holds_yet(office) -> None:
    competition = held()
    result = announced(competition, (1, [make.person()]), (2, [make.person()]))
    first, second = result.lines
    after = [ResultLine(entry_id=one.entry_id, entry=one.entry, place=3 - one.place) for one in (first, second)]
    told = consequences.of(result, after, BOOK)
    assert sorted((one.before, one.after) for one in told) == [("3,000.00", "5,000.00"), ("5,000.00", "3,000.00")]
