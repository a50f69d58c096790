"""Host subsidies, prizes, shares, tax, accounts and moves, case by case."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.money import fen_of
from competition.funding import rules
from competition.funding.rules import (
    ClaimState,
    HostCase,
    ListState,
    PrizeCase,
    PrizeState,
    SharedRank,
)
from competition.policy import reader
from competition.policy.book import Dated

D = Decimal
DAY = date(2026, 9, 12)
CAP = 500_000_00
BY_LEVEL = reader.book().on(DAY, "funding.host.by_level").value
BY_RANK = reader.book().on(DAY, "funding.prize.by_rank").value


def host(level: str, requested: str, eligible: str, **more: Any) -> HostCase:
    return HostCase(
        level, **{"in_plan": True, "held": True} | more, requested_fen=fen_of(requested), eligible_fen=fen_of(eligible)
    )


def dated(table: str, value: Any) -> Dated:
    return Dated(table, "表", "Table", date(2022, 8, 16), "example", "reference of " + table, value)


# --- host subsidy ---


@pytest.mark.parametrize(
    ("case", "rate", "yuan", "by"),
    [
        (host("municipal_1", "150,000", "130,000"), "1.00", "100,000", "table"),
        (host("municipal_1", "150,000", "86,432.17"), "1.00", "86,432.17", "costs"),
        (host("municipal_1", "60,000", "130,000"), "1.00", "60,000", "requested"),
        (host("municipal_1", "150,000", "130,000", left_in_budget_fen=1_234_56), "1.00", "1,234.56", "budget"),
        (host("municipal_2", "90,000", "90,000"), "1.00", "50,000", "table"),
        (host("world", "900,000", "900,000"), "1.00", "500,000", "table"),
        (host("municipal_1", "90,000", "100,000.01"), "0.50", "50,000", "costs"),  # 50,000.005 goes down
        (host("municipal_1", "90,000", "99,999.99"), "0.333", "33,299.99", "costs"),  # 33,299.99667
        (host("municipal_games", "100,000", "100,000"), "1.00", "100,000", "table"),
        (host("municipal_games", "99,999.99", "100,000"), "1.00", "99,999.99", "requested"),
    ],
)
def test_a_host_gets_the_least_of_the_figures(case: HostCase, rate: str, yuan: str, by: str) -> None:
    worked = rules.host_subsidy(case, BY_LEVEL, CAP, D(rate))
    assert (worked.fen, worked.refusal) == (fen_of(yuan), "")
    assert worked.steps[-1].code == "host_least"
    assert worked.steps[-1].values["by"] == by
    assert fen_of(worked.steps[-1].values["yuan"]) == worked.fen


def test_a_table_above_the_ceiling_pays_the_ceiling() -> None:
    worked = rules.host_subsidy(host("world", "900,000", "900,000"), {"world": 600_000_00}, CAP, D(1))
    assert (worked.fen, worked.steps[-1].values["by"]) == (CAP, "cap")


@pytest.mark.parametrize(
    ("case", "ground"),
    [
        (host("county", "10,000", "10,000"), "level"),
        (host("village", "10,000", "10,000"), "level"),
        (host("municipal_2", "10,000", "10,000", in_plan=False), "plan"),
        (host("municipal_2", "10,000", "10,000", held=False), "not_held"),
        (host("municipal_2", "10,000", "0"), "costs"),
        (host("municipal_2", "10,000", "10,000", left_in_budget_fen=0), "budget"),
        (host("municipal_2", "10,000", "10,000", left_in_budget_fen=-1), "budget"),
    ],
)
def test_a_claim_that_is_due_nothing_names_its_ground(case: HostCase, ground: str) -> None:
    worked = rules.host_subsidy(case, BY_LEVEL, CAP, D(1))
    assert (worked.fen, worked.refusal) == (0, ground)
    assert worked.steps


def test_every_figure_of_a_host_subsidy_is_a_step() -> None:
    case = host("municipal_1", "150,000", "86,432.17", left_in_budget_fen=200_000_00)
    steps = rules.host_subsidy(case, BY_LEVEL, CAP, D("1.00")).steps
    assert [(step.code, step.values["yuan"]) for step in steps] == [
        ("host_table", "100,000.00"),
        ("host_costs", "86,432.17"),
        ("host_requested", "150,000.00"),
        ("host_cap", "500,000.00"),
        ("host_budget", "200,000.00"),
        ("host_least", "86,432.17"),
    ]
    assert (steps[1].values["rate"], steps[1].values["eligible"]) == ("1", "86,432.17")


amounts = st.integers(0, 2_000_000_00)


@given(st.sampled_from(sorted(BY_LEVEL)), amounts, amounts, st.one_of(st.none(), amounts), st.decimals(0, 1, places=3))
def test_a_host_never_gets_more_than_any_of_the_figures(
    level: str, requested: int, eligible: int, left: int | None, rate: Decimal
) -> None:
    worked = rules.host_subsidy(HostCase(level, True, True, requested, eligible, left), BY_LEVEL, CAP, rate)
    limits = [BY_LEVEL[level], requested, int(eligible * rate), CAP, *([] if left is None else [left])]
    assert worked.fen == min(limits)
    assert bool(worked.refusal) is (worked.fen == 0)


# --- prizes ---


@pytest.mark.parametrize(
    ("case", "yuan"),
    [
        (PrizeCase("municipal_1", 1), "5,000"),
        (PrizeCase("municipal_1", 3), "2,000"),
        (PrizeCase("municipal_games", 1), "10,000"),
        (PrizeCase("world", 1), "500,000"),
        (PrizeCase("world", 4), "100,000"),
        (PrizeCase("municipal_1", 1, had_this_year_fen=3_000_00), "2,000"),
        (PrizeCase("national_1", 1, had_this_year_fen=5_000_00), "45,000"),
    ],
)
def test_a_prize_is_level_times_place_less_what_was_had(case: PrizeCase, yuan: str) -> None:
    worked = rules.prize(case, BY_RANK, CAP)
    assert (worked.fen, worked.refusal) == (fen_of(yuan), "")


@pytest.mark.parametrize(
    ("case", "ground"),
    [
        (PrizeCase("county", 1), "level"),
        (PrizeCase("municipal_1", 1, in_plan=False), "plan"),
        (PrizeCase("municipal_1", 4), "place"),
        (PrizeCase("municipal_2", 1, had_this_year_fen=3_000_00), "had"),
        (PrizeCase("municipal_2", 1, had_this_year_fen=5_000_00), "had"),
    ],
)
def test_a_prize_that_is_not_due_names_its_ground(case: PrizeCase, ground: str) -> None:
    worked = rules.prize(case, BY_RANK, CAP)
    assert (worked.fen, worked.refusal) == (0, ground)
    assert worked.steps


GROUPS = {"employee": "1.00", "teacher": "0.333", "student": "0"}


@pytest.mark.parametrize(
    ("group", "yuan", "codes"),
    [
        ("", "5,000", ["prize_table", "prize_cap", "highest_only"]),
        ("employee", "5,000", ["prize_table", "prize_cap", "highest_only"]),
        ("teacher", "1,665", ["prize_table", "prize_group", "prize_cap", "highest_only"]),
        ("student", "0", ["refused"]),
    ],
)
def test_each_group_gets_its_share_of_the_table(group: str, yuan: str, codes: list[str]) -> None:
    worked = rules.prize(PrizeCase("municipal_1", 1, 1, True, 1_00, group), BY_RANK, CAP, SharedRank.EACH_FULL, GROUPS)
    assert worked.fen == max(fen_of(yuan) - 1_00, 0)
    assert [step.code for step in worked.steps] == codes
    assert worked.refusal == ("group" if group == "student" else "")


def test_a_groups_share_rounds_down_to_the_fen() -> None:
    case = PrizeCase("municipal_1", 1, 3, group="teacher")
    # a third of the three places' 10,000.00, and 0.333 of it
    assert rules.prize(case, BY_RANK, CAP, SharedRank.DIVIDED, GROUPS).fen == 1_109_99


@pytest.mark.parametrize(("items", "fen"), [(1, 2_000_00), (2, 4_000_00), (3, 5_000_00)])
def test_a_ceiling_for_each_item_counts_once_for_each(items: int, fen: int) -> None:
    case = HostCase("municipal_1", True, True, 5_000_00, 9_000_00, items=items)
    worked = rules.host_subsidy(case, {"municipal_1": 8_000_00}, 2_000_00, Decimal(1), rules.CapScope.ITEM)
    assert worked.fen == fen
    assert "host_cap_item" in [step.code for step in worked.steps]


@pytest.mark.parametrize(
    ("rule", "place", "sharing", "yuan"),
    [
        (SharedRank.EACH_FULL, 2, 2, "3,000"),
        (SharedRank.DIVIDED, 2, 2, "2,500"),  # places 2 and 3: 3,000 + 2,000
        (SharedRank.DIVIDED, 1, 3, "3,333.33"),  # 10,000 over three, down to the fen
        (SharedRank.DIVIDED, 3, 2, "1,000"),  # places 3 and 4: 2,000 + nothing
        (SharedRank.DIVIDED, 2, 1, "3,000"),
    ],
)
def test_a_shared_place_is_paid_by_the_declared_rule(rule: SharedRank, place: int, sharing: int, yuan: str) -> None:
    assert rules.prize(PrizeCase("municipal_1", place, sharing), BY_RANK, CAP, rule).fen == fen_of(yuan)


@given(st.sampled_from(sorted(BY_RANK)), st.integers(1, 5), st.integers(1, 6))
def test_a_divided_pot_never_pays_more_than_its_places(level: str, place: int, sharing: int) -> None:
    worked = rules.prize(PrizeCase(level, place, sharing), BY_RANK, CAP, SharedRank.DIVIDED)
    pot = sum(BY_RANK[level].get(p, 0) for p in range(place, place + sharing))
    assert pot - sharing < worked.fen * sharing <= pot


@given(st.lists(st.tuples(st.sampled_from(sorted(BY_RANK)), st.integers(1, 4)), max_size=8))
def test_a_years_prizes_of_one_winner_come_to_the_highest_in_whatever_order(won: list[tuple[str, int]]) -> None:
    had = 0
    for level, place in won:
        had += rules.prize(PrizeCase(level, place, had_this_year_fen=had), BY_RANK, CAP).fen
    assert had == max((BY_RANK[level].get(place, 0) for level, place in won), default=0)
    assert had <= CAP


@pytest.mark.parametrize(("fen", "stands"), [(CAP, True), (CAP + 1, False)])
def test_a_prize_table_above_the_ceiling_is_refused(fen: int, stands: bool) -> None:
    table = {"world": {1: fen}, "municipal_2": {1: 3_000_00}}
    case = PrizeCase("municipal_2", 1)
    if stands:
        assert rules.prize(case, table, CAP).fen == 3_000_00
    else:
        with pytest.raises(ValueError, match="above the cap"):
            rules.prize(case, table, CAP)


# --- decisions as stored ---


def test_a_host_decision_keeps_inputs_steps_and_every_value_it_used() -> None:
    decision = rules.decide_host(
        host("municipal_2", "10,000", "8,000"),
        dated("by_level", BY_LEVEL),
        dated("cap", CAP),
        dated("rate", "1.00"),
        dated("scope", "competition"),
    ).as_json()
    assert (decision["fen"], decision["refusal"]) == (8_000_00, "")
    assert decision["inputs"] == {
        "level": "municipal_2",
        "in_plan": True,
        "held": True,
        "requested_fen": 10_000_00,
        "eligible_fen": 8_000_00,
        "left_in_budget_fen": None,
        "had_this_year_fen": 0,
        "items": 1,
    }
    assert decision["steps"][-1] == {"code": "host_least", "yuan": "8,000.00", "by": "costs"}
    assert [used["table"] for used in decision["used"]] == ["by_level", "cap", "rate", "scope"]
    assert decision["used"][0] == {
        "table": "by_level",
        "first_day": "2022-08-16",
        "status": "example",
        "reference": "reference of by_level",
    }


def test_a_prize_decision_follows_the_dated_rule_for_shared_places() -> None:
    tables = (dated("by_rank", BY_RANK), dated("cap", CAP))
    alike = dated("by_group", GROUPS)
    case = PrizeCase("municipal_1", 1, sharing=2)
    assert rules.decide_prize(case, *tables, dated("shared_rank", "each_full"), alike).worked.fen == 5_000_00
    divided = rules.decide_prize(case, *tables, dated("shared_rank", "divided"), alike).as_json()
    assert divided["fen"] == 4_000_00
    assert divided["steps"][0] == {
        "code": "prize_divided",
        "level": "municipal_1",
        "places": "1-2",
        "pot": "8,000.00",
        "sharing": "2",
        "yuan": "4,000.00",
    }


# --- tax and shares ---


@pytest.mark.parametrize(
    ("gross", "rate", "exempt", "tax"),
    [
        (5_000_00, "0.20", False, 1_000_00),
        (5_000_00, "0.20", True, 0),
        (12, "0.20", False, 2),  # 2.4 fen
        (13, "0.20", False, 3),  # 2.6 fen
        (0, "0.20", False, 0),
        (25, "0.10", False, 3),  # 2.5 fen goes up
    ],
)
def test_tax_is_withheld_on_the_whole_and_gross_is_tax_and_net(gross: int, rate: str, exempt: bool, tax: int) -> None:
    assert rules.taxed(gross, D(rate), exempt) == rules.Taxed(gross, tax, gross - tax)


@pytest.mark.parametrize(
    ("fen", "members", "agreed", "expected"),
    [
        (10_000_00, 3, None, [3333_34, 3333_33, 3333_33]),
        (5_000_00, 2, None, [2500_00, 2500_00]),
        (5_000_00, 2, [60, 40], [3000_00, 2000_00]),
        (5_000_00, 2, [1, 0], [5000_00, 0]),
    ],
)
def test_a_teams_prize_is_split_equally_or_as_agreed(
    fen: int, members: int, agreed: list[int] | None, expected: list[int]
) -> None:
    assert rules.team_shares(fen, members, agreed) == expected


@given(st.integers(0, CAP), st.lists(st.integers(0, 100), min_size=1, max_size=20).filter(any))
def test_a_teams_shares_sum_to_the_whole(fen: int, agreed: list[int]) -> None:
    assert sum(rules.team_shares(fen, len(agreed), agreed)) == fen
    assert sum(rules.team_shares(fen, len(agreed))) == fen


def test_an_agreement_must_name_every_member() -> None:
    with pytest.raises(ValueError, match="each member"):
        rules.team_shares(100, 3, [50, 50])


# --- moves ---


@pytest.mark.parametrize(
    ("old", "allowed"),
    [
        (ClaimState.DRAFT, {"submitted"}),
        (ClaimState.SUBMITTED, {"returned", "admitted", "refused"}),
        (ClaimState.RETURNED, {"submitted"}),
        (ClaimState.ADMITTED, {"accounted", "refused"}),
        (ClaimState.ACCOUNTED, {"admitted", "reviewed", "refused"}),
        (ClaimState.REVIEWED, {"admitted", "inspected", "refused"}),
        (ClaimState.INSPECTED, {"admitted", "approved", "refused"}),
        (ClaimState.APPROVED, {"listed", "paid", "admitted"}),
        (ClaimState.REFUSED, set()),
        (ClaimState.LISTED, {"paid", "approved"}),
        (ClaimState.PAID, {"listed"}),
    ],
)
def test_a_claim_moves_only_as_drawn_and_a_paid_one_only_where_the_bank_gave_it_back(
    old: ClaimState, allowed: set[str]
) -> None:
    assert {new.value for new in ClaimState if rules.may_move_claim(old, new)} == allowed


@pytest.mark.parametrize(
    ("old", "allowed"),
    [
        (PrizeState.PROPOSED, {"held", "approved"}),
        (PrizeState.HELD, {"proposed"}),
        (PrizeState.APPROVED, {"listed", "held", "ended"}),
        (PrizeState.LISTED, {"paid", "approved", "ended"}),
        (PrizeState.PAID, {"listed"}),
        (PrizeState.ENDED, set()),
    ],
)
def test_a_prize_moves_only_as_drawn_and_a_paid_one_only_where_the_bank_gave_it_back(
    old: PrizeState, allowed: set[str]
) -> None:
    assert {new.value for new in PrizeState if rules.may_move_prize(old, new)} == allowed


@pytest.mark.parametrize(
    ("old", "allowed"),
    [
        (ListState.PREPARED, {"released", "withdrawn"}),
        (ListState.RELEASED, {"paid"}),
        (ListState.PAID, set()),
        (ListState.WITHDRAWN, set()),
    ],
)
def test_a_payment_list_is_prepared_then_released_then_paid_or_taken_back_before(
    old: ListState, allowed: set[str]
) -> None:
    assert {new.value for new in ListState if rules.may_move_list(old, new)} == allowed
