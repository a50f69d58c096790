"""Who pays: split to the fen, laid on a team's shares, committed from each payer's own money, and paid, given back, repaid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.funding import balances, facts, grants, payer_rules, recoveries
from competition.funding.actions import claims, granting, payments, prizes, recovering, settling
from competition.funding.actions.granting import GrantData
from competition.funding.grant_rules import Giver
from competition.funding.ledger_rules import Account, Source
from competition.funding.rules import PrizeState
from competition.plan.rules import CompetitionState
from competition.policy import payer_tables
from competition.policy.book import Value
from tests import make
from tests.funding.build import BOOK, Office, announced, another_version, budget, paid, verbs

HALF = {"city": "0.50", "district": "0.50"}
PARTS = {"city": Decimal("0.50"), "district": Decimal("0.50")}
THIRDS = {"city": Decimal("0.3334"), "district": Decimal("0.3333"), "sponsor": Decimal("0.3333")}


def book(table: str, value: object):
    """The book with another value from the first day of all tables."""
    return BOOK.with_value(table, Value(date(2022, 8, 16), "enacted", "淄财社〔2026〕1号", value))


@pytest.fixture
def office(app):
    return Office()


@pytest.mark.parametrize(
    ("fen", "parts", "expected"),
    [
        (5_000_00, {"city": Decimal(1)}, [5_000_00]),
        (5_000_00, PARTS, [2_500_00, 2_500_00]),
        # the fen that is left goes to the larger remainder, of equal ones to the earlier payer
        (1, PARTS, [1, 0]),
        (3, THIRDS, [1, 1, 1]),
        (100, {"city": Decimal("0.335"), "sponsor": Decimal("0.665")}, [34, 66]),
        (0, THIRDS, [0, 0, 0]),
    ],
)
def test_an_amount_is_split_to_the_fen(fen, parts, expected) -> None:
    assert list(payer_rules.split(fen, parts).values()) == expected


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=6), st.sampled_from([PARTS, THIRDS]))
def test_every_share_and_every_payer_come_to_their_own(shares, parts) -> None:
    whole = payer_rules.split(sum(shares), parts)
    rows = payer_rules.on_shares(shares, whole)
    assert [sum(row.values()) for row in rows] == shares
    assert {payer: sum(row[payer] for row in rows) for payer in whole} == whole
    assert all(fen >= 0 for row in rows for fen in row.values())


@given(st.dictionaries(st.sampled_from(list(THIRDS)), st.integers(0, 10**9)))
def test_the_most_that_payers_can_grant_is_held_by_each(left) -> None:
    most = payer_rules.most(left, THIRDS)
    assert all(fen <= left.get(payer, 0) for payer, fen in payer_rules.split(most, THIRDS).items())


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ({"usual": HALF}, []),
        ({"usual": HALF, "municipal_2": {"sponsor": "1"}}, []),
        ({"municipal_2": HALF}, [("missing", (), "usual")]),
        ({"usual": {"city": "0.5", "district": "0.4"}}, [("whole_of_parts", ("usual",), "90")]),
        ({"usual": {"city": "0.6", "district": "0.5"}}, [("whole_of_parts", ("usual",), "110")]),
        ({"usual": HALF, "county": HALF}, [("level", (), "county")]),
        ({"usual": {"city": "0.5", "army": "0.5"}}, [("payer", ("usual",), "army")]),
        ({"usual": {"city": 1}}, [("share", ("usual", "city"), "1")]),
        ({"usual": {"city": "1", "district": "0"}}, [("share", ("usual", "district"), "0")]),
        ({"usual": {}}, [("mapping", ("usual",), "{}")]),
        ([], [("mapping", (), "[]")]),
    ],
)
def test_a_table_of_payers_names_every_fault(value, faults) -> None:
    levels = frozenset(BOOK.on(make.AT.date(), "funding.prize.by_rank").value)
    assert payer_tables.faults(value, levels) == faults


def test_the_tables_payers_are_the_ledgers_sources() -> None:
    assert tuple(Source) == payer_tables.PAYERS


def prize_of(*winners: dict, **tables: object) -> dict:
    """A first place in a municipal class I item (5,000.00), decided from facts."""
    told = {"format": facts.FORMAT, "kind": "prize", "day": date(2026, 9, 18), "level": "municipal_1", "place": 1}
    others = {f"funding.prize.{name}": value for name, value in tables.items()}
    return facts.explained({**told, "winners": list(winners), "tables": others}, BOOK)["decision"]


def codes(decision: dict) -> list[str]:
    return [step["code"] for step in decision["steps"]]


def test_a_prize_names_each_payers_share_for_its_level() -> None:
    found = prize_of({"name": "王"}, payers={"usual": {"city": "1"}, "municipal_1": HALF})
    assert found["payers"] == {"city": 2_500_00, "district": 2_500_00}
    assert [(s["payer"], s["percent"], s["yuan"]) for s in found["steps"][-2:]] == [
        ("city", "50", "2,500.00"), ("district", "50", "2,500.00"),
    ]  # fmt: skip
    assert "funding.prize.payers" in found["policy"]


@pytest.mark.parametrize(
    ("rule", "had", "others", "fen", "refusal", "said"),
    [
        ("within_policy", "0", "2000", 5_000_00, "", "others_on_top"),
        ("within_policy", "3000", "2000", 2_000_00, "", "others_on_top"),
        ("across_payers", "0", "2000", 3_000_00, "", "others_count"),
        ("across_payers", "3000", "1999.99", 1, "", "others_count"),
        ("across_payers", "3000", "2000", 0, "had", "others_count"),
    ],
)
def test_what_other_payers_gave_counts_only_where_the_table_says_so(rule, had, others, fen, refusal, said) -> None:
    found = prize_of({"name": "王", "had": had, "others": others}, highest_only=rule)
    assert (found["fen"], found["refusal"], codes(found)[0]) == (fen, refusal, said)
    assert (found["inputs"]["had_this_year_fen"], len(found["inputs"]["others_fen"])) == (int(had) * 100, 1)


def test_in_a_team_others_count_against_the_very_person() -> None:
    found = prize_of({"name": "王", "others": "1000"}, {"name": "李"}, highest_only="across_payers")
    assert found["fen"] == 4_000_00
    assert found["inputs"]["others_fen"] == [1_000_00, 0]


def holds() -> dict[str, dict[str, int]]:
    """What each payer's accounts hold besides what was given, in fen."""
    wanted = (Account.COMMITTED, Account.PAID, Account.TAX, Account.OWED)
    return {
        one.appropriation.source.value: {account.value: one.holds[account] for account in wanted if one.holds[account]}
        for one in balances.budgets(2026)
    }


def test_a_prize_is_committed_and_paid_from_each_payers_own_money(office) -> None:
    budget()
    budget(source=Source.DISTRICT, name="区级", fen=10_000_00, district="370303")
    competition = make.competition(state=CompetitionState.HELD)
    team = [make.person(), make.person(), make.person()]
    announced(competition, (1, [*team, make.organisation(division_code="370303")]))
    found = prizes.propose_prizes(competition, book("funding.prize.payers", {"usual": HALF}), by=office.one, at=make.AT)
    prizes.approve_prizes(found, by=office.two, at=make.AT)
    assert holds() == {"city": {"committed": 2_500_00}, "district": {"committed": 2_500_00}}
    office.give_accounts(found)
    made = paid(office)
    spent = holds()
    assert {payer: sum(of.values()) for payer, of in spent.items()} == {"city": 2_500_00, "district": 2_500_00}
    assert sum(of["tax"] for of in spent.values()) == found[0].tax_fen
    settling.reverse_payment(made.payments[0], "户名不符", by=office.one, at=make.AT)
    assert sum(of.get("committed", 0) for of in holds().values()) == found[0].shares[0].gross_fen
    assert balances.faults() == []


def test_what_was_paid_too_much_is_owed_to_each_payer_and_comes_back_to_it(office) -> None:
    budget()
    budget(source=Source.DISTRICT, name="区级", fen=10_000_00, district="370303")
    competition, person = make.competition(state=CompetitionState.HELD), make.person()
    result = announced(competition, (1, [person, make.organisation(division_code="370303")]))
    split = book("funding.prize.payers", {"usual": HALF})
    found = prizes.propose_prizes(competition, split, by=office.one, at=make.AT)
    prizes.approve_prizes(found, by=office.two, at=make.AT)
    office.give_accounts(found)
    paid(office)
    another_version(result, (2, [person]))
    recovering.follow_results(split, make.AT)
    assert [of["owed"] for of in holds().values()] == [1_000_00, 1_000_00]
    (claim,) = recoveries.of_year(2026)
    recovering.note_repaid(claim, date(2026, 9, 1), None, by=office.one, at=make.AT)
    assert [sum(of.values()) for of in holds().values()] == [1_500_00, 1_500_00]
    assert balances.faults() == []


def test_a_payer_without_money_is_named_and_another_does_not_step_in(office) -> None:
    budget()
    budget(source=Source.DISTRICT, name="区级", fen=10_000_00, district="370302")
    competition = make.competition(state=CompetitionState.HELD)
    announced(competition, (1, [make.person(), make.organisation(division_code="370303")]))
    found = prizes.propose_prizes(competition, book("funding.prize.payers", {"usual": HALF}), by=office.one, at=make.AT)
    with pytest.raises(Refused, match=r"District budget does not hold 2,500\.00 yuan: at most 0\.00"):
        prizes.approve_prizes(found, by=office.two, at=make.AT)
    assert holds() == {"city": {}, "district": {}}


def test_a_host_gets_what_all_payers_can_give_together(office) -> None:
    budget()
    budget(source=Source.SPONSOR, name="赞助", fen=9_000_00)
    split = book("funding.host.payers", {"usual": {"city": "0.70", "sponsor": "0.30"}})
    claim = office.claimed(make.competition(state=CompetitionState.HELD))
    claims.approve_claim(claim, split, None, by=office.one, at=make.AT)
    assert (claim.amount_fen, claim.decision["payers"]) == (30_000_00, {"city": 21_000_00, "sponsor": 9_000_00})
    assert holds() == {"city": {"committed": 21_000_00}, "sponsor": {"committed": 9_000_00}}
    payments.prepare_list(by=office.one, at=make.AT)
    assert balances.faults() == []


ACROSS = book("funding.prize.highest_only", "across_payers")


def grant(person, **values) -> GrantData:
    told = {"giver": Giver.PROVINCE, "giver_name": "山东省人力资源和社会保障厅", "amount_fen": 2_000_00}
    return GrantData(
        person.id, **(told | {"given_on": make.AT.date(), "document_number": "鲁人社字〔2026〕9号"} | values)
    )


@pytest.fixture
def proposed(office):
    """A first place with its prize of 5,000.00 proposed, in a competition begun a day before the day of the tests."""
    budget()
    competition, person = make.competition(state=CompetitionState.HELD, starts_on=date(2026, 8, 31)), make.person()
    announced(competition, (1, [person]))
    (prize,) = prizes.propose_prizes(competition, ACROSS, by=office.one, at=make.AT)
    return competition, person, prize


def test_what_another_payer_gave_counts_in_open_prizes_and_a_new_entry_takes_it_back(office, proposed) -> None:
    competition, person, prize = proposed
    made = granting.enter_grant(competition, grant(person), ACROSS, by=office.one, at=make.AT)
    assert (prize.amount_fen, prize.shares[0].gross_fen, codes(prize.decision)[0]) == (
        3_000_00,
        3_000_00,
        "others_count",
    )
    back = granting.take_grant_back(made, "记错了人", ACROSS, by=office.one, at=make.AT)
    assert (prize.amount_fen, back.amount_fen, grants.sum_of(competition.id)) == (5_000_00, -2_000_00, 0)
    with pytest.raises(Refused, match="taken back already"):
        granting.take_grant_back(made, "再次", ACROSS, by=office.one, at=make.AT)
    (kept,) = grants.of_competition(competition.id)
    assert (kept.grant.id, kept.taken_back_by.id) == (made.id, back.id)
    assert verbs()[-2:] == ["funding.grant_entered", "funding.grant_taken_back"]
    with pytest.raises(RuntimeError, match="written once"), transaction(trail=False):
        made.amount_fen = 1


def test_an_approved_prize_is_put_on_hold_before_another_payers_money_counts_in_it(office, proposed) -> None:
    competition, person, prize = proposed
    prizes.approve_prizes([prize], by=office.two, at=make.AT)
    with pytest.raises(Refused, match="Put it on hold first"):
        granting.enter_grant(competition, grant(person), ACROSS, by=office.one, at=make.AT)
    prizes.hold_prize(prize, "另有省级奖励", None, by=office.one, at=make.AT)
    granting.enter_grant(competition, grant(person, amount_fen=5_000_00), ACROSS, by=office.one, at=make.AT)
    assert (prize.amount_fen, prize.decision["refusal"], prize.decision["payers"]) == (0, "had", {})
    assert balances.faults() == []


def test_within_the_policy_an_entry_is_kept_and_changes_no_prize(office, proposed) -> None:
    competition, person, prize = proposed
    prizes.approve_prizes([prize], by=office.two, at=make.AT)
    granting.enter_grant(competition, grant(person), BOOK, by=office.one, at=make.AT)
    assert (prize.state, prize.amount_fen) == (PrizeState.APPROVED, 5_000_00)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount_fen": 0}, "amount"),
        ({"giver_name": " "}, "giver_name"),
        ({"document_number": ""}, "document_number"),
        ({"given_on": date(2026, 8, 30)}, "given_on"),
        ({"given_on": date(2026, 9, 2)}, "given_on"),
    ],
)
def test_an_entry_that_is_not_whole_names_its_field(office, proposed, changed, field) -> None:
    competition, person, _prize = proposed
    with pytest.raises(Refused) as refusal:
        granting.enter_grant(competition, grant(person, **changed), ACROSS, by=office.one, at=make.AT)
    assert [fault.field for fault in refusal.value.faults] == [field]
    with pytest.raises(Refused, match="no announced place"):
        granting.enter_grant(competition, grant(make.person()), ACROSS, by=office.one, at=make.AT)
