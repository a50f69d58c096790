"""What is done with claims, prizes and payment lists, on both databases."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from competition.foundation.database import db
from competition.foundation.errors import Refused, SeenChanged
from competition.funding import decisions, queries, words
from competition.funding.actions import applying, claims, payments, settling
from competition.funding.models import Payment, PaymentList
from competition.funding.rules import ClaimState, ListState, PrizeState
from competition.plan.rules import CompetitionState, Level
from tests import make
from tests.funding.build import BOOK, CARD, UNIT_ACCOUNT, Office, announced, everything_written, held, inspected, verbs


@pytest.fixture
def office(app):
    return Office()


# --- claims ---


def test_a_claim_is_approved_with_the_least_of_the_figures_and_keeps_all_it_rests_on(office) -> None:
    claim = office.approved_claim(held())
    assert (claim.state, claim.amount_fen) == (ClaimState.APPROVED, 60_000_00)
    assert [step["code"] for step in claim.decision["steps"]] == [
        "host_table",
        "host_costs",
        "host_requested",
        "host_cap",
        "host_budget",
        "host_least",
        "payer",
    ]
    assert claim.decision["policy"]["funding.host.cap"]["value"] == 500_000_00
    assert claim.decision["policy"]["funding.host.by_level"]["status"] == "example"
    assert claim.decision["policy"]["funding.host.cap_scope"]["value"] == "competition"
    assert verbs() == ["funding.claim_approved"]


def test_whoever_sent_a_claim_cannot_approve_it(office) -> None:
    claim = inspected(held(), office.one)
    with pytest.raises(Refused, match="Another person"):
        claims.approve_claim(claim, BOOK, claim.version, by=office.one, at=make.AT)
    assert queries.claim(claim.id).state is ClaimState.INSPECTED
    assert claims.approve_claim(claim, BOOK, claim.version, by=office.two, at=make.AT).state is ClaimState.APPROVED


@pytest.mark.parametrize(
    ("competition", "values", "ground"),
    [
        ({"level": Level.COUNTY}, {}, "level"),
        ({"state": CompetitionState.RUNNING}, {}, "not_held"),
        ({}, {"eligible_fen": 0}, "costs"),
    ],
)
def test_a_claim_that_is_due_nothing_is_not_approved_and_says_why(office, competition, values, ground) -> None:
    claim = office.claimed(make.competition(**{"state": CompetitionState.HELD, **competition}), **values)
    with pytest.raises(Refused) as refusal:
        claims.approve_claim(claim, BOOK, claim.version, by=office.one, at=make.AT)
    assert str(refusal.value.message) == str(words.GROUNDS[ground])
    again = queries.claim(claim.id)
    assert (again.state, again.amount_fen, again.decision) == (ClaimState.INSPECTED, None, None)
    assert verbs() == []


@pytest.mark.parametrize("state", [state for state in ClaimState if state is not ClaimState.INSPECTED])
def test_only_an_inspected_claim_is_approved(office, state) -> None:
    claim = inspected(held(), make.user(), state=state)
    with pytest.raises(Refused, match="present state"):
        claims.approve_claim(claim, BOOK, None, by=office.one, at=make.AT)


def test_of_two_people_who_approve_one_claim_the_second_is_told(office) -> None:
    claim = office.claimed(held())
    seen = claim.version
    claims.approve_claim(claim, BOOK, seen, by=office.one, at=make.AT)
    with pytest.raises(SeenChanged):
        claims.approve_claim(claim, BOOK, seen, by=office.two, at=make.AT)
    assert queries.claim(claim.id).decided_by_id == office.one.id
    assert verbs().count("funding.claim_approved") == 1


def refuse(claim, reason, seen, **who) -> None:
    claims.refuse_claim(claim, reason, BOOK, seen, **who)


@pytest.mark.parametrize("act", [claims.return_claim, refuse])
def test_a_claim_is_returned_or_refused_with_a_reason_only(office, act) -> None:
    claim = office.claimed(held())
    with pytest.raises(Refused) as refusal:
        act(claim, " ", claim.version, by=office.one, at=make.AT)
    assert refusal.value.faults[0].field == "reason"
    act(claim, "重复申报", claim.version, by=office.one, at=make.AT)
    assert claim.reason == "重复申报"


def test_a_refused_claim_is_the_end(office) -> None:
    claim = office.claimed(held())
    claims.refuse_claim(claim, "非市级竞赛", BOOK, None, by=office.one, at=make.AT)
    for act in (
        lambda: claims.approve_claim(claim, BOOK, None, by=office.two, at=make.AT),
        lambda: claims.return_claim(claim, "再看", None, by=office.two, at=make.AT),
        lambda: applying.send_claim(claim, BOOK, None, by=office.two, at=make.AT),
    ):
        with pytest.raises(Refused, match="present state"):
            act()


# --- accounts and payment lists ---


@pytest.fixture
def winners(office):
    """A team of two in first place and a single in second, approved, and an approved claim."""
    competition = held(level=Level.MUNICIPAL_GAMES)
    announced(competition, (1, [make.person(), make.person()]), team_size=2, code="A01")
    announced(competition, (2, [make.person()]), code="B01")
    office.approved_claim(competition)
    return office.approved(competition)


@pytest.mark.parametrize(
    ("bank", "account", "field"),
    [("", CARD, "bank_name"), ("工行", "6217990000000000007", "account"), ("工行", "", "account")],
)
def test_an_account_is_checked(office, winners, bank, account, field) -> None:
    with pytest.raises(Refused) as refusal:
        payments.set_account(winners[0].shares[0], bank, account, by=office.one, at=make.AT)
    assert [fault.field for fault in refusal.value.faults] == [field]


def test_a_prize_is_claimed_in_time_and_mended_later_and_the_bureau_may_always(office, winners) -> None:
    of = winners[1].shares[0]
    last = decisions.last_day_to_claim(of.prize, BOOK)
    assert last == date(2027, 10, 9), "365 days after it was announced"
    in_time, late = (datetime.combine(day, time(4), UTC) for day in (last, last + timedelta(days=1)))
    entered = {"bank_name": "工行", "account": CARD, "by": office.one}
    with pytest.raises(Refused, match="ended on"):
        payments.set_account(of, **entered, at=late, last=last)
    payments.set_account(of, **entered, at=in_time, last=last)
    payments.set_account(of, **entered, at=late, last=last)
    payments.set_account(winners[0].shares[0], **entered, at=late)


def test_a_whole_account_is_looked_at_with_a_reason_that_is_kept(office, winners) -> None:
    share = winners[0].shares[0]
    office.give_account(share, "6205 5000 0000 0000 004")
    with pytest.raises(Refused, match="reason"):
        payments.see_account(share, " ", by=office.one, at=make.AT)
    assert payments.see_account(share, "核对银行退票", by=office.one, at=make.AT) == CARD
    assert verbs()[-1] == "funding.account_seen"


def test_a_team_whose_one_account_is_missing_waits_whole(office, winners) -> None:
    team, single = winners
    office.give_account(team.shares[0])
    office.give_account(single.shares[0])
    first = payments.prepare_list(by=office.one, at=make.AT)
    assert [p.amount_fen for p in first.payments] == [60_000_00, 6_400_00]
    assert (team.state, single.state) == (PrizeState.APPROVED, PrizeState.LISTED)
    office.give_account(team.shares[1])
    second = payments.prepare_list(by=office.one, at=make.AT)
    assert [p.amount_fen for p in second.payments] == [4_000_00, 4_000_00]
    assert (first.number, second.number) == ("ZF2026-001", "ZF2026-002")
    assert [p.number for p in second.payments] == ["ZF2026-002-0001", "ZF2026-002-0002"]


def test_a_list_prepared_twice_holds_nothing_twice(office, winners) -> None:
    office.give_accounts(winners)
    made = payments.prepare_list(by=office.one, at=make.AT)
    assert made.total_fen == 60_000_00 + 8_000_00 + 6_400_00
    with pytest.raises(Refused, match="nothing to pay"):
        payments.prepare_list(by=office.two, at=make.AT)
    assert db.session.scalar(sa.select(sa.func.count(PaymentList.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Payment.id))) == 4


def test_a_prize_with_nothing_due_is_never_listed(office) -> None:
    winner, competition = make.person(), held()
    announced(competition, (1, [winner]), code="A01")
    announced(competition, (2, [winner]), code="B01")
    found = office.approved(competition)
    office.give_accounts(found[:1])
    made = payments.prepare_list(by=office.one, at=make.AT)
    assert len(made.payments) == 1
    assert found[1].state is PrizeState.APPROVED


def test_lists_are_numbered_anew_each_year_by_the_citys_calendar(office) -> None:
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in the city
    numbers = []
    for at in (eve, eve + timedelta(minutes=1)):
        office.approved_claim(held())
        numbers.append(payments.prepare_list(by=office.one, at=at).number)
    assert numbers == ["ZF2026-001", "ZF2027-001"]


def test_an_account_on_a_list_no_longer_changes(office, winners) -> None:
    office.give_accounts(winners)
    payments.prepare_list(by=office.one, at=make.AT)
    with pytest.raises(Refused, match="payment list already"):
        office.give_account(winners[0].shares[0])


def test_a_list_is_released_by_another_person_and_then_paid_with_all_on_it(office, winners) -> None:
    office.give_accounts(winners)
    made = payments.prepare_list(by=office.one, at=make.AT)
    with pytest.raises(Refused, match="Another person"):
        payments.release_list(made, made.version, by=office.one, at=make.AT)
    with pytest.raises(Refused, match="present state"):
        settling.mark_paid(made, date(2026, 9, 1), None, by=office.two, at=make.AT)
    payments.release_list(made, made.version, by=office.two, at=make.AT)
    for day, why in ((date(2026, 9, 2), "not come"), (date(2026, 8, 31), "before it was released")):
        with pytest.raises(Refused, match=why):
            settling.mark_paid(made, day, made.version, by=office.one, at=make.AT)
    settling.mark_paid(made, date(2026, 9, 1), made.version, by=office.one, at=make.AT)
    assert (made.state, made.paid_on) == (ListState.PAID, date(2026, 9, 1))
    assert {prize.state for prize in winners} == {PrizeState.PAID}
    assert queries.claim_of(winners[0].competition_id).state is ClaimState.PAID
    with pytest.raises(SeenChanged):
        settling.mark_paid(made, date(2026, 9, 1), made.version - 1, by=office.one, at=make.AT)


def test_no_account_lies_in_clear_in_the_database_or_the_trail(office, winners) -> None:
    office.give_accounts(winners)
    made = payments.prepare_list(by=office.one, at=make.AT)
    payments.see_account(winners[0].shares[0], "核对", by=office.one, at=make.AT)
    payments.note_export(made, whole=True, by=office.one, at=make.AT)
    written = everything_written()
    assert CARD not in written
    assert UNIT_ACCOUNT not in written
    assert {p.account for p in made.payments} == {CARD, UNIT_ACCOUNT}
