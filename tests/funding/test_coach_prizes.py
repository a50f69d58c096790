"""What a coach team gets: by its own dated table, one prize a team, highest only for each person, both databases."""

import pytest

from competition.foundation.database import transaction
from competition.funding import consequences, decision_words, decisions, explained, facts, queries, recoveries
from competition.funding.actions import agreements, recovering
from competition.funding.prizing import Agreement
from competition.funding.rules import PrizeState
from competition.plan.rules import Level
from competition.registration.models import Coach
from competition.results.models import ResultLine
from tests import make
from tests.funding.build import BOOK, Office, announced, another_version, held, paid

GAMES = Level.NATIONAL_GAMES


@pytest.fixture
def office(app):
    return Office()


def coached(line, *people):
    """Let an entry name its coaches."""
    with transaction(trail=False):
        line.entry.coaches = [
            Coach(person_id=one.id, position=n, name_as_was=one.name) for n, one in enumerate(people, 1)
        ]


def by_coaches(found):
    return [(prize.for_coaches, [share.gross_fen // 100 for share in prize.shares]) for prize in found]


@pytest.mark.parametrize(
    ("told", "fen", "refusal", "shares"),
    [
        ({"place": 1}, 100_000_00, "", ["100,000.00"]),
        ({"place": 3, "group": "student", "tables": {}}, 40_000_00, "", ["40,000.00"]),
        ({"place": 4}, 0, "coaches", []),
        ({"level": "municipal_1"}, 0, "coaches", []),
        ({"in_plan": False}, 0, "plan", []),
        ({"winners": [{"name": n} for n in "甲乙丙"]}, 100_000_00, "", ["33,333.34", "33,333.33", "33,333.33"]),
        ({"winners": [{"name": "甲", "had": 60000}, {"name": "乙"}]}, 50_000_00, "", ["50,000.00"]),
        ({"winners": [{"name": "甲", "had": 100000}]}, 0, "had", []),
        ({"level": "municipal_1", "tables": {"funding.prize.coach": {"municipal_1": {1: 1}}}}, 1, "", ["0.01"]),
    ],
)
def test_the_table_of_coach_teams_decides_and_where_it_says_nothing_nothing_is_paid(told, fen, refusal, shares) -> None:
    day = BOOK.table("funding.prize.coach").values[0].first_day
    usual = {"format": facts.FORMAT, "kind": "prize", "day": day, "level": "national_games", "place": 1}
    asked = usual | {"coaches": True, "winners": [{"name": "甲"}]} | told
    decision = facts.explained(asked, BOOK)["decision"]
    assert (decision["fen"], decision["refusal"]) == (fen, refusal)
    assert [step["gross"] for step in decision["steps"] if step["code"] == "share"] == shares
    assert list(decision["policy"]) == list(decisions.COACH_KEPT)


def test_one_prize_a_coach_team_and_the_highest_only_of_whoever_taught_or_won_twice(office) -> None:
    competition = held(level=GAMES)
    li, wang, winner = make.person(name="李娜"), make.person(name="王伟"), make.person()
    result = announced(competition, (1, [make.person()]), (2, [winner]), (3, [make.person()]))
    first, second, third = result.lines
    coached(first, li, wang)
    coached(second, li)
    coached(third, winner)
    found = office.approved(competition)
    # 李娜 had 50,000.00 of the first: 10,000.00 more come to the 60,000.00 of the second; the winner had 60,000.00
    assert by_coaches(found) == [
        (False, [100_000]), (True, [50_000, 50_000]), (False, [60_000]), (True, [10_000]), (False, [40_000]), (True, [0]),
    ]  # fmt: skip
    assert {prize.state for prize in found} == {PrizeState.APPROVED}
    told = explained.prize(found[1], BOOK)
    assert "李娜、王伟" in decision_words.receiver(told.of)
    assert told.as_json()["result"]["coaches"] is True
    leader = {line.entry.organisation_id for line in result.lines}
    assert sum(prize.for_coaches for prize in queries.prizes_of_units(leader)) == 2


def test_below_the_table_a_coach_is_paid_nothing(office) -> None:
    competition = held()
    result = announced(competition, (1, [make.person()]))
    coached(result.lines[0], make.person())
    assert by_coaches(office.proposed(competition)) == [(False, [5_000])]


def test_a_coach_team_shares_by_its_own_agreement(office) -> None:
    competition = held(level=GAMES)
    result = announced(competition, (1, [make.person(), make.person()]), team_size=2)
    coached(result.lines[0], make.person(), make.person(), make.person())
    _winners, prize = office.proposed(competition)
    agreements.agree_shares(prize, Agreement((2, 1, 4), "协议"), BOOK, None, by=office.one, at=make.AT)
    assert [share.gross_fen for share in prize.shares] == [28_571_43, 14_285_71, 57_142_86]
    assert [prize.agreement for prize in queries.prizes_of(competition.id)] == ["", "协议"]


def test_a_medal_lost_after_payment_is_claimed_back_from_its_coaches_too(office) -> None:
    competition = held(level=GAMES)
    one, other, li, wang = (make.person() for _ in range(4))
    result = announced(competition, (1, [one]), (2, [other]))
    coached(result.lines[0], li)
    coached(result.lines[1], wang)
    found = office.approved(competition)
    office.give_accounts(found)
    after = [ResultLine(entry_id=of.entry_id, entry=of.entry, place=3 - of.place) for of in result.lines]
    told = consequences.of(result, after, BOOK)
    assert [(each.before.split()[0], each.after) for each in told] == [
        ("100,000.00", "60,000.00"), ("100,000.00", "60,000.00"), ("60,000.00", "100,000.00"), ("60,000.00", "100,000.00"),
    ]  # fmt: skip
    paid(office)
    another_version(result, (1, [other]), (2, [one]))
    assert recovering.follow_results(BOOK, make.AT) == 2
    assert {each.winner_share.person_id: each.gross_fen for each in recoveries.of_year(2026)} == {
        one.id: 40_000_00, li.id: 40_000_00,
    }  # fmt: skip
