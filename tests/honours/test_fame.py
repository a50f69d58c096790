"""The hall of fame: what is in force, counted by season, occupation and unit, drawn, told and taken out."""

import pytest

from competition.directory.models import Organisation
from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.honours import actions
from competition.plan.rules import CompetitionState
from competition.policy import reader
from competition.results.announced_models import PublicPerson
from tests import charts, make, scenes
from tests.honours import build
from tests.honours.build import entry, organiser, revoke, titled
from tests.honours.hiding import hide
from tests.results.build import stand

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
WELDING, CERAMICS = ("6-18-02-04", "焊工"), ("6-15-05-02", "陶瓷装饰工")
FIRST = "ZB2025-A-00001"


def won(year, occupation, unit, *people):
    """Announce and enter a result of one season, occupation and unit."""
    held = make.competition(season_id=make.season(year=year).id, state=CompetitionState.HELD)
    code, name = occupation
    item = make.item(competition_id=held.id, occupation_code=code, occupation_name=name)
    entries = [make.entry(item, make.person(name=one), number=n, organisation=unit) for n, one in enumerate(people, 1)]
    result = build.announced(entries, announced_on=build.ANNOUNCED_ON.replace(year=year))
    stand(result)
    actions.enter_honours(result, reader.book(), by=organiser(), at=make.AT)
    return result


@scenes.kept
def hall() -> tuple[Organisation, Organisation]:
    """Fill two seasons, two occupations and two units; the school's best have a title too."""
    works = make.organisation(name="淄博琉璃厂", name_en="Zibo Glass Works")
    school = make.organisation(name="淄博技师学院")
    won(2025, WELDING, works, "王一", "王二", "王三")
    won(2026, WELDING, works, "赵一")
    titled(won(2026, CERAMICS, school, "李一", "李二", "李三"))
    return works, school


def shown(client, path="", status=200):
    answer = client.get(f"/honours/fame{path}", headers=EN)
    assert answer.status_code == status, path
    assert "Set-Cookie" not in answer.headers
    return answer.text


def drawn(page):
    return [(charts.labels(one), charts.lengths(one)) for one in charts.of_page(page)]


def test_the_whole_hall_counts_by_season_occupation_and_unit(client, app):
    hall()
    titles = len(db.session.execute(db.text("SELECT 1 FROM honours_entries WHERE kind = 'title'")).all())
    assert titles >= 1
    seasons, occupations, units = drawn(shown(client))
    assert seasons == ([f"2026 {4 + titles}", "2025 3"], [(4, titles), (3, 0)])
    assert sorted(zip(*occupations, strict=True)) == sorted(
        [("焊工 4", (4, 0)), (f"陶瓷装饰工 {3 + titles}", (3, titles))]
    )
    assert sorted(zip(*units, strict=True)) == sorted(
        [("Zibo Glass Works 4", (4, 0)), (f"淄博技师学院 {3 + titles}", (3, titles))]
    )


def test_each_chart_has_its_table_whose_rows_lead_on(client, app):
    works, school = hall()
    page = shown(client)
    for path in (
        "/seasons/2026",
        "/seasons/2025",
        "/occupations/6-18-02-04",
        f"/units/{works.id}",
        f"/units/{school.id}",
    ):
        assert f'href="/honours/fame{path}"' in page
        assert shown(client, path)
    # full and hollow tell the kinds apart, in words beside them
    assert page.count('class="key-1"') == 3
    assert "titles and other honours" in page
    assert 'href="/honours/fame"' in client.get("/honours", headers=EN).text
    assert "技能荣誉榜" in client.get("/honours", headers={"Accept-Language": "zh"}).text


@pytest.mark.parametrize(
    ("path", "named", "not_named", "drawn"),
    [
        ("/seasons/2025", "王一", "李一", 0),
        ("/occupations/6-15-05-02", "李三", "王一", 0),
        ("/occupations/6-18-02-04", "赵一", "李一", 2),
        ("/units/{works}", "王三", "李一", 2),
    ],
)
def test_a_part_tells_its_own_and_draws_the_other_two_where_there_is_something_to_compare(
    client, app, path, named, not_named, drawn
):
    works, _school = hall()
    page = shown(client, path.format(works=works.id))
    assert named in page
    assert not_named not in page
    assert len(charts.of_page(page)) == drawn


def test_holders_and_units_lead_to_their_pages(client, app):
    works, _school = hall()
    page = shown(client, "/seasons/2025")
    code = db.session.get_one(PublicPerson, entry(FIRST).person_id).code
    for there in (f"/people/{code}", f"/units/{works.id}", f"/honours/{FIRST}"):
        assert f'href="{there}"' in page
        assert client.get(there).status_code == 200
    assert f"/honours/fame/units/{works.id}" in client.get(f"/units/{works.id}").text


def test_what_is_corrected_revoked_or_hidden_is_neither_counted_nor_told(client, app):
    hall()
    assert "王一" in shown(client, "/seasons/2025")
    build.correct(FIRST, "王壹")
    page = shown(client, "/seasons/2025")
    assert "王壹" in page
    assert "王一" not in page
    revoke("ZB2025-A-00002")
    hide(entry("ZB2025-A-00003").person_id)
    page = shown(client, "/seasons/2025")
    assert "王二" not in page
    assert "王三" not in page
    assert drawn(shown(client))[0][0][1] == "2025 1"


def test_a_unit_that_was_merged_is_one(client, app):
    works, school = hall()
    with make.transaction(trail=False):
        works.merged_into_id = school.id
    # a page that is kept tells of it when the register changes, or a minute later
    revoke("ZB2025-A-00003")
    page = shown(client, f"/units/{works.id}")
    assert "王一" in page
    assert "李一" in page


def test_an_empty_hall_says_what_comes_and_an_unknown_part_is_not_there(client, app):
    assert "The hall of fame is still empty" in shown(client)
    for path in ("/seasons/2026", "/occupations/6-18-02-04", "/units/1", "/occupations/%00"):
        shown(client, path, 404)


def test_it_is_kept_before_the_application_until_the_register_changes(client, app):
    hall()
    first = client.get("/honours/fame?lang=en")
    seen = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/honours/fame?lang=en", headers=seen).status_code == 304
    revoke(FIRST)
    assert client.get("/honours/fame?lang=en", headers=seen).status_code == 200


def test_the_workbook_has_the_same_counts_and_every_honour(client, app):
    works, _school = hall()
    sheets = spreadsheets.read_sheets(client.get("/honours/fame.xlsx", headers=EN).data)
    told = sheets
    assert [row[0] for row in told["Seasons"][2:]] == ["2026", "2025"]
    assert [row[:2] for row in told["Units"][2:] if row[0] == "Zibo Glass Works"] == [["Zibo Glass Works", 4]]
    everything = len(told["Honours"]) - 2
    assert everything == sum(row[3] for row in told["Seasons"][2:])
    part = spreadsheets.read_sheets(client.get(f"/honours/fame.xlsx?unit={works.id}&year=2025", headers=EN).data)
    assert {row[2] for row in part["Honours"][2:]} == {"王一", "王二", "王三"}
    assert client.get("/honours/fame.xlsx?unit=999999").status_code == 404
    assert client.get("/honours/fame.xlsx?year=x").status_code == 422


@pytest.mark.parametrize("path", ["", "/seasons/2026", "/occupations/6-18-02-04"])
def test_a_page_asks_a_fixed_number_of_statements(client, statements, path):
    def asked():
        db.session.remove()
        statements.clear()
        shown(client, path)
        return len(statements)

    unit_id = make.organisation().id
    titled(won(2026, WELDING, db.session.get_one(Organisation, unit_id), "赵一"))
    few = asked()
    for n in range(3):
        titled(won(2026, WELDING, db.session.get_one(Organisation, unit_id), f"赵{n}", f"钱{n}"))
    assert asked() == few <= 10
