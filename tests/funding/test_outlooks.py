"""Looking ahead: a season by other tables, equal to what the prizes came to; a season played; both as jobs with pages."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from competition.accounts.rules import Role
from competition.foundation import runner, tasks
from competition.foundation.media import Piece
from competition.foundation.tables import TaskState
from competition.funding import forecast_rules, outlooks, rules, what_if_rules
from competition.funding.forecast_rules import Earlier, Interval, Past, Plan, Planned, Tables
from competition.funding.rules import CapScope, SharedRank
from competition.funding.what_if_rules import Claimed, Figures, Won
from competition.plan.rules import CompetitionState, Level
from competition.policy import actions as policy
from competition.policy.actions import DraftData
from tests import make, scenes
from tests.funding.build import BOOK, Office, announced, held

EN = {"Accept-Language": "en"}
DAY = date(2026, 9, 18)
FIGURES = outlooks.figures(BOOK, [DAY])[DAY]
PATH = "/office/funding/ahead"


def won(*people: int, place: int = 1, level: str = "municipal_1", district: str = "370303", **values) -> Won:
    return Won(DAY, level, district, place, values.pop("sharing", 1), people, **values)


def fen(*awards: Won, figures: Figures = FIGURES) -> dict:
    return {key[1:]: one.fen for key, one in what_if_rules.prizes(awards, {DAY: figures}).items()}


def test_a_person_is_paid_the_highest_share_only_in_whatever_order() -> None:
    first, second = won(1, place=1), won(1, place=2, level="municipal_2")
    assert fen(first, second) == {("municipal_1", "370303"): 5_000_00, ("municipal_2", "370303"): 0}
    assert fen(second, first) == {("municipal_2", "370303"): 2_000_00, ("municipal_1", "370303"): 3_000_00}


def test_teams_share_and_shared_places_follow_the_rule_of_the_table() -> None:
    assert sum(fen(won(1, 2, 3), won(1)).values()) == 5_000_00 + 5_000_00 - 1_666_67
    assert sum(fen(won(1, 2, weights=(3, 1)), won(2)).values()) == 5_000_00 + 5_000_00 - 1_250_00
    divided = replace(FIGURES, shared=SharedRank.DIVIDED)
    pair = won(1, place=2, sharing=2), won(2, place=2, sharing=2)
    assert (sum(fen(*pair).values()), sum(fen(*pair, figures=divided).values())) == (6_000_00, 5_000_00)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["municipal_1", "municipal_2", "municipal_games", "county"]), st.integers(1, 4),
            st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True), st.integers(1, 3),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_each_step_is_the_rule_that_decides_prizes(told) -> None:
    awards = [won(*people, level=level, place=place, sharing=sharing) for level, place, people, sharing in told]
    had: dict[int, int] = {}
    for one in awards:
        case = rules.PrizeCase(one.level, one.place, one.sharing)
        whole = rules.prize(case, FIGURES.by_rank, FIGURES.cap_fen).fen
        parts = rules.team_shares(whole, len(one.people))
        for person, due in zip(one.people, rules.highest_only(parts, [had.get(p, 0) for p in one.people]), strict=True):
            had[person] = had.get(person, 0) + due
    assert sum(fen(*awards).values()) == sum(had.values())


def test_a_table_above_its_ceiling_is_not_used() -> None:
    with pytest.raises(ValueError, match="above the cap"):
        replace(FIGURES, by_rank={"municipal_1": {1: 500_000_01}})


def test_hosts_are_decided_by_the_least_of_their_figures() -> None:
    claim = Claimed(DAY, "municipal_1", "370303", 1, 200_000_00, 150_000_00)
    cheaper = replace(FIGURES, by_level={"municipal_1": 40_000_00}, rate=Decimal("0.50"))
    for figures, due in ((FIGURES, 100_000_00), (cheaper, 40_000_00), (replace(cheaper, by_level={}), 0)):
        assert what_if_rules.hosts([claim], {DAY: figures})["host", "municipal_1", "370303"].fen == due


@pytest.mark.parametrize(("scope", "fen"), [(CapScope.COMPETITION, 140_000_00), (CapScope.HOST_YEAR, 100_000_00)])
def test_a_ceiling_is_counted_by_its_scope(scope, fen) -> None:
    figures = replace(FIGURES, host_cap_fen=50_000_00, scope=scope)
    told = [(1, 40_000_00), (1, 60_000_00), (2, 50_000_00)]
    claims = [Claimed(DAY, "municipal_1", "370303", host, asked, asked) for host, asked in told]
    spent = what_if_rules.hosts(claims, {DAY: figures})["host", "municipal_1", "370303"]
    # 40,000 and 50,000 of one host for each competition, 40,000 and what is left of 50,000 for its year
    assert (spent.fen, spent.count) == (fen, 3)


def test_both_sides_stand_in_the_order_of_levels() -> None:
    old = what_if_rules.prizes([won(1, level="municipal_2"), won(2)], {DAY: FIGURES})
    new = what_if_rules.prizes([won(2)], {DAY: replace(FIGURES, by_rank={"municipal_1": {1: 8_000_00}})})
    rows = what_if_rules.beside(old, new, tuple(Level))
    assert [(row.level, row.old_fen, row.new_fen, row.difference_fen) for row in rows] == [
        ("municipal_1", 5_000_00, 8_000_00, 3_000_00),
        ("municipal_2", 3_000_00, 0, -3_000_00),
    ]
    assert what_if_rules.by(rows, lambda row: row.district) == {"370303": (8_000_00, 8_000_00)}


# --- the forecast --------------------------------------------------------------------------------------------------

GIVES = Tables({"municipal_1": (5_000_00, 3_000_00, 2_000_00)}, {"municipal_1": 100_000_00}, 500_000_00)


NOTHING = Earlier()


def played(planned, earlier=NOTHING, further=0, seed=7, runs=200):
    return forecast_rules.played(Plan(planned, further), earlier, GIVES, Random(seed), runs)


def test_without_a_past_every_place_and_the_whole_subsidy_are_counted() -> None:
    found = played([Planned("municipal_1", 2), Planned("county", 3)])
    assert found.total == Interval(120_000_00, 120_000_00, 120_000_00)
    assert (found.prizes.middle, found.hosts.middle) == (20_000_00, 100_000_00)
    assert [band.runs for band in found.bands] == [200]


def test_a_past_that_is_certain_gives_its_own_figures() -> None:
    past = Past("municipal_1", True, (2, 2), 25_000_00, 100_000_00)
    found = played([Planned("municipal_1", 1)], Earlier((past,), 10_000_00, 9_000_00))
    assert (found.prizes.low, found.prizes.high) == (7_200_00, 7_200_00)
    assert (found.hosts.low, found.hosts.high) == (25_000_00, 25_000_00)


@pytest.mark.parametrize(
    ("groups", "fen"),
    [
        (("employee", "employee"), 20_000_00),
        (("employee", "student"), 15_000_00),
        (("student", "student"), 10_000_00),
        (("teacher", "student"), 5_000_00),
        # nobody knows them: the whole prize
        ((), 20_000_00),
    ],
)
def test_each_item_of_a_coming_season_gets_its_groups_share(groups, fen) -> None:
    tables = replace(GIVES, groups={"employee": Decimal("1.00"), "student": Decimal("0.50"), "teacher": Decimal(0)})
    planned = [Planned("municipal_1", 2, None, groups)]
    assert forecast_rules.played(Plan(planned), NOTHING, tables, Random(7), 100).prizes == Interval(fen, fen, fen)
    past = Past("municipal_1", True, (3, 3), groups=groups)
    further = forecast_rules.played(Plan([], 1), Earlier((past,)), tables, Random(7), 100)
    assert further.prizes.high == fen, "one expected beside the plan has the groups of the one it was drawn from"


@pytest.mark.parametrize(
    ("scope", "hosts", "fen"),
    [
        (CapScope.COMPETITION, (1, 1, 2), 300_000_00),
        (CapScope.HOST_YEAR, (1, 2, 3), 300_000_00),
        (CapScope.HOST_YEAR, (1, 1, 2), 250_000_00),
        # nobody knows the hosts: each is its own
        (CapScope.HOST_YEAR, (None, None, None), 300_000_00),
    ],
)
def test_the_ceiling_of_a_coming_season_counts_in_its_scope(scope, hosts, fen) -> None:
    tables = replace(GIVES, cap_fen=150_000_00, scope=scope)
    plan = Plan([Planned("municipal_1", 0, host) for host in hosts])
    assert forecast_rules.played(plan, NOTHING, tables, Random(7), 100).hosts == Interval(fen, fen, fen)


def test_what_is_expected_beside_the_plan_takes_its_host_from_the_past() -> None:
    tables = replace(GIVES, cap_fen=150_000_00, scope=CapScope.HOST_YEAR)
    past = Past("municipal_1", True, (3,), 100_000_00, 100_000_00, host=1)
    found = forecast_rules.played(Plan([Planned("municipal_1", 1, 1)], 1), Earlier((past,)), tables, Random(7), 100)
    assert found.hosts.high == 150_000_00


def test_the_same_seed_gives_the_same_and_another_gives_another() -> None:
    past = [Past("municipal_1", held, fields) for held, fields in ((True, (1, 9)), (True, (2,)), (False, ()))]
    same, again, other = (played([Planned("municipal_1", 5)] * 4, Earlier(tuple(past)), 3, seed) for seed in (1, 1, 2))
    assert same == again
    assert same != other
    assert same.total.low < same.total.middle < same.total.high
    assert sum(band.runs for band in same.bands) == same.runs
    assert min(band.low for band in same.bands) % 100_00 == 0


def test_one_in_ten_lies_below_and_one_in_ten_above() -> None:
    assert Interval.of(list(range(101))) == Interval(10, 50, 90)


# --- read, asked for and shown -------------------------------------------------------------------------------------


@scenes.kept
def season():
    """A year with prizes proposed, of a single who won twice and a team with an agreement, and a claim granted."""
    office, winner, unit = Office(), make.person(), make.organisation(division_code="370304")
    before = held(level=Level.MUNICIPAL_2, starts_on=date(2026, 5, 18), ends_on=date(2026, 5, 20))
    after = held(level=Level.MUNICIPAL_GAMES)
    announced(before, (1, [winner, unit]), (2, [make.person()]), code="A01")
    announced(
        after, (1, [winner, make.person()]), (2, [make.person(), unit]), (2, [make.person()]), team_size=2, code="B01"
    )
    prizes = [*office.proposed(before), *office.proposed(after)]
    office.approved_claim(after)
    return office.one, prizes


@pytest.fixture
def there(app):
    return season()


def test_a_season_decided_anew_by_its_own_tables_comes_to_what_was_proposed(there) -> None:
    _officer, prizes = there
    season_id = prizes[0].competition.season_id
    awards = outlooks.awards(season_id)
    spent = what_if_rules.prizes(awards, outlooks.figures(BOOK, [one.day for one in awards]))
    assert sum(one.fen for one in spent.values()) == sum(prize.amount_fen for prize in prizes)
    assert {key[2] for key in spent} >= {"370304"}
    assert len(outlooks.claims(season_id)) == 1


def asked(app, client, path, **told) -> str:
    answer = client.post(f"{PATH}/{path}", data=told, headers=EN)
    assert answer.status_code == 302
    runner.work(app)
    return answer.location


def test_a_what_if_runs_as_a_job_and_shows_old_beside_new(app, there) -> None:
    officer, _prizes = there
    client = make.sign_in(app.test_client(), officer)
    form = client.get(f"{PATH}/what-if", headers=EN).text
    cells = dict(re.findall(r'name="((?:prizes|groups|hosts)-[^"]+)" value="([^"]*)"', form))
    assert (cells["prizes-municipal_2.1"], cells["hosts-municipal_1"]) == ("3,000.00", "100,000.00")
    wrong = client.post(
        f"{PATH}/what-if", data=cells | {"year": 2026, "shared": "each_full", "prizes-municipal_2.1": "x"}
    )
    assert wrong.status_code == 422
    told = cells | {
        "year": 2026,
        "shared": "each_full",
        "prizes-municipal_2.1": "4,000.00",
        "prizes-municipal_2.2": "",
        "prizes-municipal_2.3": "",
        "groups-employee": "0.50",
    }
    path = asked(app, client, "what-if", **told)
    page = client.get(path, headers=EN).text
    assert "By the other tables" in page
    assert "<svg" in page
    sheet = load_workbook(io.BytesIO(client.get(f"{path}.xlsx", headers=EN).data)).active
    rows = {
        row[1].value: (row[4].value, row[6].value) for row in sheet.iter_rows(min_row=3) if row[0].value == "Prizes"
    }
    # half of the first place's 4,000.00
    assert rows["Municipal, category II"] in ((3000, 2000), (2000, 0))
    other = make.sign_in(app.test_client(), make.user(Role.FINANCE_OFFICER))
    assert other.get(path).status_code == 404


def test_a_forecast_shows_its_interval_its_assumptions_and_its_seed(app, there) -> None:
    officer, _prizes = there
    make.competition(
        season_id=make.season(year=2027).id, starts_on=date(2027, 9, 1), ends_on=date(2027, 9, 2),
        state=CompetitionState.PUBLISHED,
    )  # fmt: skip
    client = make.sign_in(app.test_client(), officer)
    assert client.get(PATH, headers=EN).status_code == 200
    path = asked(app, client, "forecast", year=2027, further=2, seed=11)
    page = client.get(path, headers=EN).text
    for said in ("In eight of ten runs from", "Seed 11", "The year before", "How the runs lie", "<svg"):
        assert said in page
    again = asked(app, client, "forecast", year=2027, further=2, seed=11)
    results = [json.loads(tasks.content(task))["forecast"] for task in tasks.of_person(officer.id)]
    assert path != again
    assert results[0] == results[1]
    book = load_workbook(io.BytesIO(client.get(f"{path}.xlsx", headers=EN).data))
    assert book.sheetnames == ["Forecast of 2027", "How the runs lie"]


def test_a_season_with_nothing_planned_says_what_to_do(app) -> None:
    make.season(year=2031)
    officer = make.user(Role.FINANCE_OFFICER)
    client = make.sign_in(app.test_client(), officer)
    path = asked(app, client, "forecast", year=2031, further=0, seed=1)
    assert "Nothing is planned for 2031 yet" in client.get(path, headers=EN).text
    (task,) = tasks.of_person(officer.id)
    assert task.state is TaskState.FAILED
    assert client.get(f"{path}.xlsx", headers=EN).status_code == 422
    assert client.post(f"{PATH}/forecast", data={"year": 2031, "further": -1, "seed": 1}).status_code == 422


def test_a_draft_that_waits_can_be_tried_before_it_is_enacted(app) -> None:
    value = "{municipal_1: {1: 600000, 2: 400000}}"
    told = DraftData(date(2099, 1, 1), value, "奖励办法", "淄人社发〔2098〕1号", "", Piece("办法.pdf", b"%PDF-"))
    draft = policy.draft_value("funding.prize.by_rank", told, by=make.user(Role.ORGANISER), at=make.AT)
    make.season()
    client = make.sign_in(app.test_client(), make.user(Role.FINANCE_OFFICER))
    assert f"what-if?draft={draft.id}" in client.get(f"{PATH}/what-if", headers=EN).text
    page = client.get(f"{PATH}/what-if?draft={draft.id}", headers=EN).text
    cells = dict(re.findall(r'name="(prizes-[^"]+)" value="([^"]*)"', page))
    assert (cells["prizes-municipal_1.1"], cells["prizes-municipal_2.1"]) == ("6,000.00", "")
