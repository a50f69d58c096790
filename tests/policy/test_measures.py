"""The public catalogue of the measures, and the estimator of each that has a figure."""

import re
from urllib.parse import urlencode

import pytest

from competition.policy import catalogue, reader

EN = {"Accept-Language": "en"}
# what the article's list of names holds in each of the six areas (policy.md 1.0), and what only its text names
LISTED = [5, 2, 6, 4, 4, 3]
ALL = [one for area in reader.areas() for one in area.measures]


def test_the_catalogue_has_the_24_listed_measures_and_the_two_of_the_text():
    assert [sum(one.listed for one in area.measures) for area in reader.areas()] == LISTED
    assert [one.title for one in ALL if not one.listed] == ["企业技能带头人培育计划", "企校订单培养支持政策"]
    assert len({one.code for one in ALL}) == len(ALL) == 26


def test_every_table_of_a_measure_is_there_and_every_measure_without_one_has_no_figure_in_its_words():
    names = {table.name for table in reader.book().tables()}
    for one in ALL:
        assert set(one.tables) <= names, one.code
        if not one.tables:
            assert not [said.text for said in one.says if re.search(r"\d+(万?元|%)", said.text)], one.code


def test_the_city_pays_what_the_article_says_it_pays():
    assert {one.code for one in ALL if one.payer == "city"} == {"flexible-hiring", "skill-leaders"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_catalogue_shows_every_measure_with_its_figures_or_says_there_are_none(client, language):
    page = client.get("/policy", headers={"Accept-Language": language}).text
    cards = page.split('policy-measure"')[1:]
    assert len(cards) == 26
    for one, card in zip(ALL, cards, strict=True):
        assert one.title in card
        none = "原文没有数额" if language == "zh" else "No figure in the article"
        assert (none in card) is (not one.tables), one.code
    # the article numbers nothing, so neither do we
    assert not re.search(r"第[一二三四五六七八九十\d]+条", page)


@pytest.mark.parametrize("code", [one.code for one in ALL])
def test_each_measure_has_its_page_with_the_articles_words(client, code):
    measure = catalogue.measure(reader.areas(), code)[1]
    page = client.get(f"/policy/measures/{code}", headers=EN).text
    for said in measure.says:
        assert said.text in page
    assert page.count("Work the amount out") == len(measure.tables)


def test_a_measure_that_is_not_there_is_not_found(client):
    assert client.get("/policy/measures/nothing").status_code == 404


def question(table: str, **answers: object) -> str:
    """The part of an address that asks a table's estimator."""
    short = table.rpartition(".")[2]
    told = {"on": "2026-01-01", **answers}
    return urlencode({"table": table, **{f"{short}-{name}": value for name, value in told.items()}})


GRADUATE = {"grade": "senior", "months": 60, "graduated_on": "2024-06-30", "came_on": "2024-09-01"}


@pytest.mark.parametrize(
    ("code", "table", "answers", "told"),
    [
        ("flexible-hiring", "measures.flexible_hiring", {"amount": "250,000"}, "50,000.00 <small>yuan"),
        ("flexible-hiring", "measures.flexible_hiring", {"amount": "199999.99"}, "does not reach 200,000.00 yuan"),
        ("new-stars", "measures.graduate_allowance", GRADUATE, "30,000.00 <small>yuan"),
        ("skill-leaders", "measures.skill_leaders", {"technicians": 30, "senior_technicians": 0, "had": 0},
         "75,000.00 yuan lies above 50,000.00"),
        ("higher-platforms", "measures.platforms", {"kind": "qilu_station", "count": 2}, "300,000.00 <small>yuan"),
        ("higher-platforms", "measures.base_match", {"amount": "1000000"}, "500,000.00 <small>yuan"),
        ("host", "funding.host.cap", {"amount": "600000"}, "500,000.00 <small>yuan"),
        ("public-training", "measures.public_training", {"people": 1999}, "less than the 2000 a year"),
        ("public-training", "measures.public_training", {"people": 2000, "on": "2022-08-15"}, "has no figure for"),
    ],
)  # fmt: skip
def test_an_estimator_answers_with_its_working_or_says_why_not(client, code, table, answers, told):
    answer = client.get(f"/policy/measures/{code}?{question(table, **answers)}", headers=EN)
    assert answer.status_code == 200
    assert told in answer.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("public_training-on=2026-01-01&public_training-people=viele", "Write a whole number"),
        ("public_training-on=2026-01-01&public_training-people=-1", "from 0 to 1,000,000"),
        ("public_training-on=2026-01-01&public_training-people=", "Please fill this in"),
        ("public_training-on=gestern&public_training-people=2000", "Write a day like"),
    ],
)
def test_an_estimator_names_the_field_that_is_wrong_and_keeps_what_was_typed(client, typed, told):
    answer = client.get(f"/policy/measures/public-training?table=measures.public_training&{typed}", headers=EN)
    assert answer.status_code == 422
    assert told in answer.text
    assert "policy-result" not in answer.text
    for value in re.findall(r"people=(\w+)|on=([\w-]+)", typed):
        assert f'value="{max(value)}"' in answer.text
