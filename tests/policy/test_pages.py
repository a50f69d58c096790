"""Every policy table in words a person reads, in both languages, with its mark, its days and its sources."""

import re

import pytest
from flask import g

from competition.policy import reader, words

EN = {"Accept-Language": "en"}
CODE = re.compile(r"\b[a-z]+_[a-z0-9_]+\b|\{|\}")


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_value_of_every_table_is_worded(app, language) -> None:
    g.language = language
    for table in reader.book().tables():
        for value in table.values:
            shown = words.shown(table, value.value)
            said = [shown.figure, shown.unit, *shown.lines, *shown.head, *(f"{a} {b}" for a, b in shown.rows)]
            assert shown.figure or shown.lines or shown.rows, table.name
            assert not [text for text in said if CODE.search(text)], table.name
            if language != "en":
                assert not re.search(r"[A-Za-z]{3,}", "".join(said)), (table.name, said)


def test_prizes_stand_as_levels_by_places_in_yuan(app) -> None:
    g.language = "en"
    table = next(t for t in reader.book().tables() if t.name == "funding.prize.by_rank")
    shown = words.shown(table, table.values[0].value)
    assert shown.head == ["Level", "Place 1", "Place 2", "Place 3", "Place 4"]
    rows = dict(shown.rows)
    assert rows["WorldSkills Competition"] == ["500,000.00", "300,000.00", "200,000.00", "100,000.00"]
    assert rows["Municipal, category II"] == ["3,000.00", "2,000.00", "1,000.00", "—"]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_a_round_amount_is_said_as_people_say_it_and_another_exactly(app, language) -> None:
    g.language = language
    cases = {
        50_000_000: ("50万元", "CNY 500,000"),
        1_000_000: ("1万元", "CNY 10,000"),
        1_500_000: ("15,000.00元", "CNY 15,000"),
        150: ("1.50元", "CNY 1.50"),
        0: ("0.00元", "CNY 0"),
    }
    assert [words.round_yuan(fen) for fen in cases] == [said[language == "en"] for said in cases.values()]


def test_the_page_shows_each_table_with_mark_day_and_reference(client) -> None:
    page = client.get("/policy/tables", headers=EN).text
    for table in reader.book().tables():
        part = page[page.index(f'id="{table.name}"') :]
        part = part[: part.index("</article>")]
        value = table.values[-1]
        assert ("Enacted" if value.status == "enacted" else "Example, until") in part
        assert table.title in part
        assert table.title_en.replace("'", "&#39;") in part
        assert f"{value.first_day.year}" in part
        assert value.reference[:20].replace('"', "&#34;") in part
