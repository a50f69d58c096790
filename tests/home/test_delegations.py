"""A competition's delegation table: points by a policy table, ranks, the best of each unit; best organisers proposed."""

from decimal import Decimal

import pytest

from competition.accounts.rules import Role
from competition.directory.models import Organisation
from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.honours import decisions
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState
from competition.results import announced
from competition.results.delegation_rules import Share, organisers, ranked
from tests import make
from tests.home.test_public import main, result, rows
from tests.results.build import stand

POINTS = {"gold": 4, "silver": 3, "bronze": 2, "merit": 1}


def shares(**units: list[tuple[str, int | None]]) -> list[Share[str]]:
    return [Share(unit, key, award, scale) for unit, own in units.items() for key, (award, scale) in enumerate(own)]


@pytest.mark.parametrize(
    ("units", "told"),
    [
        # equals share a rank and the next one is skipped; everybody who competed counts for the average
        (
            {"a": [("gold", None), ("", None)], "b": [("silver", None), ("merit", None)], "c": [("bronze", None)]},
            [("a", 4, "2.00", 1, True), ("b", 4, "2.00", 1, True), ("c", 2, "2.00", 3, False)],
        ),
        ({"a": [("merit", None)] * 2 + [("", None)], "b": [("gold", None)]}, [("b", 4, "4.00", 1, False), ("a", 2, "0.67", 2, False)]),
        # what an appeal holds counts nothing, and who has nothing stands all the same
        ({"a": [("held", None)], "b": [("", None)]}, [("a", 0, "0.00", 1, True), ("b", 0, "0.00", 1, True)]),
        ({}, []),
    ],
)  # fmt: skip
def test_delegations_are_ranked_by_the_points_of_their_awards(units, told):
    found = ranked(shares(**units), POINTS)
    assert [(one.whose, one.points, str(one.average), one.rank, one.shared) for one in found] == told
    assert all(isinstance(one.average, Decimal) for one in found)


@pytest.mark.parametrize(
    ("own", "best"),
    [
        ([("gold", 720), ("", 745)], [1]),
        ([("gold", 720), ("", None), ("silver", 720)], [0, 2]),
        ([("gold", None)], []),
    ],
)
def test_the_best_of_a_delegation_has_its_most_points_on_the_scale(own, best):
    (only,) = ranked(shares(a=own), POINTS)
    assert list(only.best) == best


def test_organisers_are_the_first_with_points_and_whoever_shares_the_last_place():
    found = ranked(shares(a=[("gold", None)], b=[("bronze", None)], c=[("bronze", None)], d=[("", None)]), POINTS)
    assert [organisers(found, count) for count in (1, 2, 4)] == [["a"], ["a", "b", "c"], ["a", "b", "c"]]


@pytest.fixture
def ours(app):
    held = make.competition(name="陶瓷技能大赛", state=CompetitionState.HELD)
    one = make.organisation(name="甲厂", division_code="370303")
    two = make.organisation(name="乙校", division_code="370305")
    first, second = (
        make.item(competition_id=held.id, code=code, name=name) for code, name in (("A", "陶工"), ("B", "焊工"))
    )
    made = result("王一", "王二", unit=one, item=first, awards=("gold", "silver"))
    with make.transaction(trail=False):
        made.basis = {**made.basis, "scale": {"scores": {"1": 731, "2": 712}, "not_applied": ""}}
    stand(made)
    return held, two, second


def test_the_page_ranks_units_names_the_best_and_says_what_is_not_announced(client, ours):
    held, two, second = ours
    page = main(client, f"/competitions/{held.id}/delegations")
    assert rows(page)[1] == ["1", "甲厂", "7", "3.50", "2", "1", "1", "王一A·731"]
    assert "1 of 2 items are announced so far." in page
    assert "Example, until the bureau sets its own" in page
    result("李一", "李二", unit=two, item=second, awards=("gold", ""))
    page = main(client, f"/competitions/{held.id}/delegations")
    assert [row[:2] for row in rows(page)[1:]] == [["1", "甲厂"], ["2", "乙校"]]
    assert rows(page)[2][-1] == "—"
    assert "are announced so far" not in page
    assert f'href="/competitions/{held.id}/delegations"' in main(client, f"/competitions/{held.id}")


def test_before_anything_is_announced_the_page_says_so_and_a_draft_has_none(client, app):
    held = make.competition(state=CompetitionState.HELD)
    assert "No result of this competition is announced yet" in main(client, f"/competitions/{held.id}/delegations")
    draft = make.competition(state=CompetitionState.DRAFT, published_at=None)
    assert client.get(f"/competitions/{draft.id}/delegations").status_code == 404


def test_it_asks_no_table_of_marks_and_the_same_for_one_unit_and_for_five(client, statements):
    held_id = make.competition(state=CompetitionState.HELD).id

    def asked() -> int:
        db.session.remove()
        statements.clear()
        assert client.get(f"/competitions/{held_id}/delegations").status_code == 200
        marks = ("results_lines", "results_item_results", "judging_", "registration_entries")
        assert not [one for one in statements if any(table in one for table in marks)]
        return len(statements)

    def one_more() -> None:
        item = make.item(competition_id=held_id)
        result("甲", "乙", unit=make.organisation(), item=item)

    one_more()
    once = asked()
    for _ in range(4):
        one_more()
    assert asked() == once


def test_units_that_were_merged_are_one_delegation(app, ours):
    held, two, second = ours
    result("李一", unit=two, item=second, awards=("gold",))
    kept = db.session.scalars(db.select(Organisation).filter_by(name="甲厂")).one()
    with make.transaction(trail=False):
        db.session.get_one(Organisation, two.id).merged_into_id = kept.id
    assert {unit.id for _line, unit in announced.delegations(held.id)} == {kept.id}


def test_best_organisers_fill_a_decisions_workbook_once_everything_is_announced(client, ours):
    held, two, second = ours
    make.sign_in(client, make.user(Role.ORGANISER))
    address = f"/office/honours/competitions/{held.id}/organisers.xlsx"
    refused = client.get(address, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert "The items B have no announced result yet" in refused.text
    result("李一", unit=two, item=second, awards=("",))
    found, faults = decisions.rows_of(client.get(address).data)
    assert faults == []
    told = [(row.name, row.kind, row.honour, row.competition) for row in found]
    assert told == [("甲厂", "单位", "优秀组织奖", db.session.get_one(Competition, held.id).name)]


def test_the_table_goes_out_as_excel(client, ours):
    held, _two, _second = ours
    answer = client.get(f"/competitions/{held.id}/delegations.xlsx", headers={"Accept-Language": "en"})
    sheet = next(iter(spreadsheets.read_sheets(answer.data).values()))
    told = dict(zip(*[row for row in sheet if row[0] in ("Rank", 1)], strict=True))
    assert (told["Unit"], told["Participants"], told["Gold medal"], told["Award points"]) == ("甲厂", 2, 1, 7)
    assert told["Best of the unit"] == "王一（A，731）"


def test_a_season_counts_what_each_host_held(client, app):
    hosts = [make.organisation(name=name) for name in ("甲校", "乙校")]
    for host, codes in zip(hosts, (("A",), ("A", "B")), strict=True):
        held = make.competition(state=CompetitionState.HELD, host_id=host.id)
        for code in codes:
            result("甲", "乙", item=make.item(competition_id=held.id, code=code))
    page = main(client, "/seasons/2026")
    told = rows(page[page.index('id="hosts-head"') :])
    assert told == [["Host", "Competitions", "Items", "Participants"], ["乙校", "1", "2", "4"], ["甲校", "1", "1", "2"]]
