"""A season in pictures: the figures are those of the announced results; a person's place in its field."""

import re

import pytest

from competition.directory.rules import DIVISIONS
from competition.home import pictures, seasons
from competition.plan.rules import CompetitionState
from competition.results import announced
from competition.results.announced import Counted, YearCounted
from competition.results.rules import ResultState
from tests import charts, make
from tests.home.test_public import code_of, main, result
from tests.results.build import stand, stored

WORDS = {"Accept-Language": "en"}


def section(page: str, title: str) -> str:
    """Give the part of a page that shows one chart."""
    return next(part for part in page.split("<figure") if f">{title}</h" in part)


def table(part: str) -> list[list[str]]:
    """Read the table of a chart."""
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", part.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in lines)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in line] for line in cells]


def tiles(page: str) -> dict[str, tuple[int, int, int]]:
    """Read the map: each district with who took part, its awards and how dark it is."""
    found = re.findall(r'<li class="tile .*? tile-(\d)">(.*?)</li>', page, re.DOTALL)
    said = [(int(shade), [one for one in re.split(r"\s*<[^>]+>\s*", text) if one.strip()]) for shade, text in found]
    return {words[0]: (int(words[1]), int(words[-1].split()[0]), shade) for shade, words in said}


def city() -> None:
    """Announce two items: 张店 has three places and two awards, 沂源 one of each, the city's own school one place."""
    one = make.organisation(name="甲厂", name_en="Works One", division_code="370303")
    two = make.organisation(name="乙校", division_code="370323")
    result("王一", "王二", "王三", unit=one, awards=("gold", "silver", ""))
    result("李一", unit=two, awards=("gold",))
    result("赵一", unit=make.organisation(name="丙校", division_code="370300"), awards=())


def test_units_and_districts_are_drawn_as_their_tables_say(client, app) -> None:
    city()
    page = main(client, "/seasons/2026")
    for title, told in (
        ("Who took part, by unit", [("Works One", 2, 1), ("乙校", 1, 0), ("丙校", 0, 1)]),
        ("Who took part, by district", [("Zhangdian", 2, 1), ("Yiyuan", 1, 0), ("Zibo", 0, 1)]),
    ):
        part = section(page, title)
        (picture,) = charts.of_page(part)
        assert table(part) == [[name, str(a), str(b), str(a + b)] for name, a, b in told]
        assert charts.lengths(picture) == [(a, b) for _name, a, b in told]
        assert charts.labels(picture) == [f"{name} {a + b}" for name, a, b in told]


def test_the_map_has_every_district_and_says_who_has_no_tile(client, app) -> None:
    city()
    page = main(client, "/seasons/2026")
    found = tiles(page)
    assert set(found) == {english for code, (_name, english) in DIVISIONS.items() if code != "370300"}
    assert found["Zhangdian"] == (3, 2, 4)
    assert found["Yiyuan"] == (1, 1, 2)
    assert found["Gaoqing"] == (0, 0, 0)
    assert "1 more took part for a unit of the whole city." in page
    told = {name: (int(placed), int(awarded)) for name, placed, awarded in table(section(page, "The city by district"))}
    assert told == {name: figures[:2] for name, figures in found.items()}


def test_no_two_districts_share_a_tile() -> None:
    assert len(set(pictures.TILES.values())) == len(pictures.TILES) == len(DIVISIONS) - 1


@pytest.mark.parametrize(
    ("count", "shades"), [((1, 100), [1, 4]), ((25, 100), [1, 4]), ((26, 100), [2, 4]), ((5, 5), [4, 4])]
)
def test_whoever_took_part_is_never_drawn_as_nobody(app, count, shades) -> None:
    rows = [
        Counted(n, f"单位{n}", "", code, "", many)
        for n, (code, many) in enumerate(zip(("370303", "370302"), count, strict=True))
    ]
    drawn = {one.name: one.shade for one in pictures.city(rows)}
    assert [drawn["张店区"], drawn["淄川区"]] == shades


def test_a_season_with_nothing_announced_has_no_pictures(client, app) -> None:
    make.item(competition_id=make.competition().id)
    page = main(client, "/seasons/2026")
    assert "<figure" not in page
    assert "The season in pictures" not in page


def test_one_unit_alone_is_no_chart(client, app) -> None:
    result("王一", awards=("gold",))
    page = main(client, "/seasons/2026")
    assert charts.of_page(page) == []
    assert tiles(page)["Zhangdian"] == (1, 1, 4)


def test_more_units_than_a_picture_holds_are_told_so(app) -> None:
    rows = [Counted(n, f"单位{n:02d}", "", "370303", "", 1 + n) for n in range(1, 21)]
    with app.test_request_context(headers=WORDS):
        told = pictures.units(rows)
    assert len(told.rows) == pictures.MOST_UNITS
    assert [row.whole for row in told.rows] == list(range(21, 6, -1))
    assert "The 15 units with the most of 20." in told.says


def test_seasons_are_compared_once_there_are_two(client, app) -> None:
    city()
    assert "Seasons compared" not in main(client, "/seasons/2026")
    old = make.competition(season_id=make.season(year=2025).id, state=CompetitionState.HELD)
    result("孙一", "孙二", item=make.item(competition_id=old.id), awards=("first", ""))
    assert announced.by_year() == [YearCounted(2026, 5, 3, 3, 3), YearCounted(2025, 2, 1, 1, 1)]
    for year in (2026, 2025):
        part = section(main(client, f"/seasons/{year}"), "Seasons compared")
        assert table(part) == [["2026", "3", "2", "5", "3", "3"], ["2025", "1", "1", "2", "1", "1"]]
        assert charts.lengths(charts.of_page(part)[0]) == [(3, 2), (1, 1)]


def test_a_held_award_is_no_award_in_the_pictures_either(app) -> None:
    rows = [Counted(1, "甲", "", "370303", "held", 1), Counted(2, "乙", "", "370302", "gold", 1)]
    with app.test_request_context(headers=WORDS):
        assert [(row.label, row.counts) for row in pictures.units(rows).rows] == [("乙", (1, 0)), ("甲", (0, 1))]
        assert seasons.medals(rows).held == 1


def test_a_persons_page_marks_their_place_and_names_no_total(client, app) -> None:
    made = stored(8, n3="孙丽娟", state=ResultState.ANNOUNCED)
    with make.transaction(trail=False):
        made.announced_on = made.notice_ends_on
    stand(made)
    page = main(client, f"/people/{code_of('孙丽娟')}")
    (picture,) = charts.of_page(page)
    marked = [label for label in charts.labels(picture) if label.startswith("▶")]
    assert marked == ["▶ 96.00–97.99 2"]
    assert "this competitor, place 3" in page
    assert "97.00" not in page.replace("96.00–97.99", "")
    assert sum(map(sum, charts.lengths(picture))) == 8


def test_a_person_of_a_small_field_has_no_chart(client, app) -> None:
    result("孙丽娟", "王一")
    assert charts.of_page(main(client, f"/people/{code_of('孙丽娟')}")) == []
