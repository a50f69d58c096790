"""Charts of a result: what everyone reads, and one competitor's own; their figures are the lines' and the table's."""

import re
from decimal import Decimal

import pytest

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.results import pictures, queries, rendering
from competition.results.models import ResultLine
from competition.results.pictures import Point
from competition.results.rules import ResultState
from competition.results.snapshot_models import Release
from tests import charts, make
from tests.results.build import closed, computed, stand, stored

EN = {"Accept-Language": "en"}
HEAD = "How the totals lie"


def rows(page: str) -> list[list[str]]:
    """Read the table under a chart."""
    table = page.partition('class="chart-table"')[2].partition("</details>")[0]
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
        for line in lines
    ]


def of(*totals: str, awards: int = 0) -> list[Point]:
    ordered = sorted(map(Decimal, totals), reverse=True)
    return [Point(total, place, "gold" if place <= awards else "") for place, total in enumerate(ordered, 1)]


@pytest.mark.parametrize("field", [0, 1, 2, 4])
def test_a_field_that_its_table_tells_as_well_has_no_chart(app, field) -> None:
    assert pictures.totals(of(*["80"] * field)) is None
    if field:
        result = stored(field, ResultState.ANNOUNCED)
        stand(result)
        assert HEAD not in app.test_client().get(f"/results/{result.item_id}", headers=EN).text


def test_equal_totals_are_one_bar(app) -> None:
    with app.test_request_context(headers=EN):
        told = pictures.totals(of(*["80"] * 6, awards=6), Point(Decimal(80), 1, "gold"))
        assert charts.lengths(told.drawn()) == [(6, 0)]
        assert [row.label for row in told.rows] == ["80.00"]
        assert charts.labels(told.drawn()) == ["▶ 80.00 6"]
        assert "6 totals from 80.00 to 80.00; the middle one is 80.00." in told.says


def test_the_released_page_shows_the_figures_of_its_lines_as_picture_and_table(app) -> None:
    result = stored(12, ResultState.ANNOUNCED)
    with make.transaction(trail=False):
        for line, award in zip(
            queries.result(result.id).lines, ("gold", "silver", "bronze", "", "merit"), strict=False
        ):
            line.award = award
    stand(result)
    page = app.test_client().get(f"/results/{result.item_id}", headers=EN).text
    (picture,) = charts.of_page(page)
    # 99 to 88 in bands of two and one: awards have places 1, 2, 3 and 5
    told = rows(page)
    assert [row[0] for row in told] == [
        "98.00–99.99",
        "96.00–97.99",
        "94.00–95.99",
        "92.00–93.99",
        "90.00–91.99",
        "88.00–89.99",
    ]
    assert (
        [tuple(map(int, row[1:3])) for row in told]
        == charts.lengths(picture)
        == [(2, 0), (1, 1), (1, 1), (0, 2), (0, 2), (0, 2)]
    )
    assert [row[4] for row in told] == ["1–2", "3–4", "5–6", "7–8", "9–10", "11–12"]
    assert told[0][5] == "Gold medal 1 · Silver medal 1"
    assert "12 totals from 88.00 to 99.00; the middle one is 93.50." in page
    assert "Gold medal 99.00 · Silver medal 98.00 · Bronze medal 97.00 · Merit award 95.00" in page
    assert "▶" not in picture


def test_a_held_award_is_told_as_held_and_drawn_without(app) -> None:
    points = [*of("90", "80", "70", "60", "50", awards=1)]
    held = [Point(points[0].total, 1, "held"), *points[1:]]
    with app.test_request_context(headers=EN):
        told = pictures.totals(held)
        assert told.rows[0].counts == (0, 2)
        assert told.rows[0].cells[1] == "Held by an appeal 1"


def test_the_release_is_the_same_bytes_whenever_it_is_drawn(app) -> None:
    result = stored(8, ResultState.ANNOUNCED)
    stand(result)
    release = db.session.scalars(db.select(Release)).one()
    drawn = [rendering.page(queries.result(result.id), release, "zh_Hans_CN", {}) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert HEAD.encode() not in drawn[0]
    assert "总成绩分布".encode() in drawn[0]


def test_a_working_marks_the_place_and_lays_the_criteria_beside_the_field(app) -> None:
    there = closed(("80.5", "60", "70", "90", "50"))
    line = queries.result(computed(there).id).lines[1]
    page = make.sign_in(app.test_client(), there.organiser).get(f"/office/results/lines/{line.id}", headers=EN).text
    lie, profile = charts.of_page(page)
    assert sum(map(sum, charts.lengths(lie))) == 5
    assert [label.startswith("▶") for label in charts.labels(lie)].count(True) == 1
    assert "this competitor, place 2" in page
    modules = [step["module"] for step in line.working if step["code"] == "module"]
    assert charts.labels(profile) == modules != []
    # all have the same practice: every figure is the best one
    for _label, *places in charts.ranges(profile):
        assert places == pytest.approx([100] * 4, abs=0.2)


def test_a_profile_has_the_quartiles_of_the_field_and_one_s_own(app) -> None:
    result = stored(5, ResultState.COMPUTED)
    with make.transaction(trail=False):
        for line, marks in zip(queries.result(result.id).lines, ("40", "10", "20", "30", "25"), strict=True):
            line.working = [
                {"code": "module", "module": "A", "mark": marks},
                {"code": "module", "module": "B", "mark": "0"},
            ]
    line = queries.result(result.id).lines[1]
    with app.test_request_context(headers=EN):
        told = pictures.profile(line)
        # nobody has a mark in B: there is no best one to compare with
        assert [row[0] for row in told.lines] == ["A"]
        assert told.lines[0][2] == ["10.00", "20.00", "25.00", "30.00", "40.00"]
        assert charts.ranges(told.drawn())[0][1:] == pytest.approx((50, 75, 62.5, 25), abs=0.2)


def test_who_did_not_take_part_has_no_chart(app) -> None:
    result = stored(6, ResultState.COMPUTED)
    with make.transaction(trail=False):
        line = queries.result(result.id).lines[5]
        line.place = line.total = None
    last = db.session.get_one(ResultLine, line.id)
    assert pictures.of_line(last, make.AT) == []


def test_the_open_working_shows_no_chart_to_whom_it_is_closed(app) -> None:
    result = stored(6, ResultState.COMPUTED)
    line = queries.result(result.id).lines[0]
    answer = make.sign_in(app.test_client(), make.user(Role.DELEGATION_LEADER)).get(
        f"/office/results/lines/{line.id}", headers=EN
    )
    assert answer.status_code == 403
    assert "chart" not in answer.text.partition("<main")[2]
