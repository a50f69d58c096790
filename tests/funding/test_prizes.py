"""What is done with prizes, on both databases."""

from datetime import date

import pytest

from competition.foundation.database import transaction
from competition.foundation.errors import Refused, SeenChanged
from competition.funding import queries, words
from competition.funding.actions import payments, prizes
from competition.funding.models import Prize
from competition.funding.rules import PrizeState
from competition.plan.rules import Level
from competition.results.models import Objection
from competition.results.rules import ObjectionState, ResultState
from tests import make
from tests.funding.build import Office, announced, held, superseded


@pytest.fixture
def office(app):
    return Office()


def amounts(found: list[Prize]) -> list[int]:
    return [prize.amount_fen // 100 for prize in found]


def test_each_placed_line_with_a_prize_gets_one_and_no_other_line_does(office) -> None:
    competition = held()
    announced(competition, *[(place, [make.person()]) for place in (1, 2, 2, 4, None)])
    found = office.proposed(competition)
    assert amounts(found) == [5000, 3000, 3000]
    assert {prize.state for prize in found} == {PrizeState.PROPOSED}
    first = found[0]
    assert [(s.gross_fen, s.tax_fen, s.net_fen) for s in first.shares] == [(5_000_00, 1_000_00, 4_000_00)]
    assert [step["code"] for step in first.decision["steps"]] == ["prize_table", "prize_cap", "share", "payer"]
    assert first.decision["policy"]["funding.tax.prize"]["value"] == "0.20"
    with pytest.raises(Refused, match="waits for its prizes"):
        office.proposed(competition)
    assert len(queries.prizes_of(competition.id)) == 3


@pytest.mark.parametrize("state", [s for s in ResultState if s is not ResultState.ANNOUNCED])
def test_a_result_that_is_not_announced_gives_no_prize(office, state) -> None:
    competition = held()
    announced(competition, (1, [make.person()]), state=state)
    with pytest.raises(Refused, match="waits for its prizes"):
        office.proposed(competition)


def test_a_county_competition_gives_no_prize(office) -> None:
    competition = held(level=Level.COUNTY)
    announced(competition, (1, [make.person()]))
    with pytest.raises(Refused, match="waits for its prizes"):
        office.proposed(competition)


def test_a_team_of_three_shares_ten_thousand_and_each_is_taxed(office) -> None:
    competition = held(level=Level.MUNICIPAL_GAMES)
    announced(competition, (1, [make.person() for _ in range(3)]), team_size=3)
    (prize,) = office.proposed(competition)
    assert [(s.gross_fen, s.tax_fen, s.net_fen) for s in prize.shares] == [
        (3_333_34, 666_67, 2_666_67),
        (3_333_33, 666_67, 2_666_66),
        (3_333_33, 666_67, 2_666_66),
    ]
    assert prize.amount_fen == sum(s.gross_fen for s in prize.shares) == 10_000_00


@pytest.mark.parametrize(
    ("first", "second", "then"),
    [
        ((Level.MUNICIPAL_1, 1), (Level.MUNICIPAL_1, 2), [0]),  # 5,000 had, 3,000 would be due
        ((Level.MUNICIPAL_1, 2), (Level.MUNICIPAL_1, 1), [2000]),  # the difference to the higher one
        ((Level.MUNICIPAL_2, 3), (Level.PROVINCIAL_1, 1), [4000]),
        ((Level.MUNICIPAL_1, 1), (Level.MUNICIPAL_1, 1), [0]),
    ],
)
def test_a_years_prizes_of_one_person_come_to_the_highest(office, first, second, then) -> None:
    winner, one, two = make.person(), held(level=first[0]), held(level=second[0])
    announced(one, (first[1], [winner]))
    announced(two, (second[1], [winner]))
    office.proposed(one)
    (later,) = office.proposed(two)
    assert amounts([later]) == then
    assert "highest_only" in [step["code"] for step in later.decision["steps"]]
    assert later.decision["refusal"] == ("" if later.amount_fen else "had")


def test_two_items_of_one_competition_pay_the_better_place_in_full(office) -> None:
    winner, competition = make.person(), held()
    announced(competition, (3, [winner]), code="A01")
    announced(competition, (1, [winner]), code="B01")
    assert amounts(office.proposed(competition)) == [5000, 0]


def test_a_merged_record_is_the_same_winner(office) -> None:
    competition, other = held(), held()
    kept = make.person()
    announced(competition, (1, [make.person(merged_into_id=kept.id)]))
    announced(other, (2, [kept]))
    office.proposed(competition)
    assert amounts(office.proposed(other)) == [0]


def test_another_years_prize_is_not_taken_off(office) -> None:
    winner = make.person()
    before = held(season_id=make.season(year=2025).id, starts_on=date(2025, 9, 18), ends_on=date(2025, 9, 20))
    competition = held()
    announced(before, (1, [winner]))
    announced(competition, (1, [winner]))
    office.proposed(before)
    assert amounts(office.proposed(competition)) == [5000]


def test_of_a_team_what_a_member_had_is_taken_off_that_members_share_alone(office) -> None:
    winner, mate = make.person(name="李一"), make.person(name="李二")
    single, team = held(), held(level=Level.MUNICIPAL_GAMES)
    announced(single, (2, [winner]))
    announced(team, (1, [mate, winner]), team_size=2)
    office.proposed(single)
    (prize,) = office.proposed(team)
    assert [share.gross_fen for share in prize.shares] == [5_000_00, 2_000_00]
    assert amounts([prize]) == [7000]
    told = {"code": "share_had", "name": "李一", "had": "3,000.00", "yuan": "2,000.00"}
    assert told in prize.decision["steps"]


def test_a_corrected_result_pays_the_difference_and_never_twice(office) -> None:
    winner, competition = make.person(), held()
    old = announced(competition, (2, [winner]))
    (paid,) = office.approved(competition)
    office.give_accounts([paid])
    payments.prepare_list(by=office.one, at=make.AT)
    superseded(old)
    announced(competition, (1, [winner]))
    assert amounts(office.proposed(competition)) == [2000]


def test_a_prize_of_a_superseded_result_is_not_listed_and_not_taken_off(office) -> None:
    winner, competition = make.person(), held()
    old = announced(competition, (2, [winner]))
    (prize,) = office.approved(competition)
    office.give_accounts([prize])
    superseded(old)
    with pytest.raises(Refused, match="nothing to pay"):
        payments.prepare_list(by=office.one, at=make.AT)
    announced(competition, (1, [winner]))
    assert amounts(office.proposed(competition)) == [5000]


def test_a_proposal_of_a_superseded_result_is_not_approved(office) -> None:
    competition = held()
    old = announced(competition, (2, [make.person()]))
    found = office.proposed(competition)
    superseded(old)
    with pytest.raises(Refused, match="not announced"):
        prizes.approve_prizes(found, by=office.two, at=make.AT)


def test_a_superseded_proposal_stands_in_nobodys_way(office) -> None:
    winner, competition = make.person(), held()
    old = announced(competition, (2, [winner]))
    office.proposed(competition)
    superseded(old)
    announced(competition, (1, [winner]))
    found = office.proposed(competition)
    assert queries.for_finance(office.two).prizes == 1
    assert queries.prize_sums([competition.id])[competition.id][PrizeState.PROPOSED].fen == 5_000_00
    assert [prize.stands for prize in queries.prizes_of(competition.id)] == [False, True]
    assert prizes.approve_prizes(found, by=office.two, at=make.AT) == 1


def _objection(result, state: ObjectionState = ObjectionState.OPEN) -> Objection:
    return make.keep(
        Objection(
            result_id=result.id, receipt="YY1", name="甲", contact="乙", text="丙", state=state, received_at=make.AT
        )
    )


def test_a_line_with_an_open_objection_waits_on_hold_until_it_is_answered(office) -> None:
    competition = held()
    objection = _objection(announced(competition, (1, [make.person()])))
    (prize,) = office.proposed(competition)
    assert (prize.state, words.reason(prize.reason)) == (PrizeState.HELD, str(words.OPEN_OBJECTION))
    with pytest.raises(Refused, match="objection"):
        prizes.release_prize(prize, None, by=office.two, at=make.AT)
    with transaction(trail=False):
        objection.state = ObjectionState.REJECTED
    prizes.release_prize(prize, prize.version, by=office.two, at=make.AT)
    assert (prize.state, prize.reason) == (PrizeState.PROPOSED, "")


def test_whoever_proposed_prizes_cannot_approve_them(office) -> None:
    competition = held()
    announced(competition, *[(place, [make.person()]) for place in (1, 2)])
    found = office.proposed(competition)
    with pytest.raises(Refused, match="Another person"):
        prizes.approve_prizes(found, by=office.one, at=make.AT)
    assert prizes.approve_prizes(found, by=office.two, at=make.AT) == 2
    with pytest.raises(Refused, match="present state"):
        prizes.approve_prizes(found, by=office.two, at=make.AT)


def test_prizes_changed_since_the_page_was_shown_are_not_approved(office) -> None:
    competition = held()
    announced(competition, *[(place, [make.person()]) for place in (1, 2)])
    found = office.proposed(competition)
    seen = {prize.id: prize.version for prize in found}
    prizes.hold_prize(found[0], "核对", None, by=office.two, at=make.AT)
    prizes.release_prize(found[0], None, by=office.two, at=make.AT)
    with pytest.raises(SeenChanged):
        prizes.approve_prizes(found, by=office.two, at=make.AT, seen=seen)
    assert {prize.state for prize in queries.prizes_of(competition.id)} == {PrizeState.PROPOSED}


def test_an_approved_prize_put_on_hold_is_approved_anew(office) -> None:
    competition = held()
    announced(competition, (1, [make.person()]))
    (prize,) = office.approved(competition)
    with pytest.raises(Refused, match="why"):
        prizes.hold_prize(prize, "", None, by=office.one, at=make.AT)
    prizes.hold_prize(prize, "账户有误", prize.version, by=office.one, at=make.AT)
    assert (prize.state, prize.approved_by_id) == (PrizeState.HELD, None)
    prizes.release_prize(prize, prize.version, by=office.one, at=make.AT)
    assert prizes.approve_prizes([prize], by=office.two, at=make.AT) == 1
