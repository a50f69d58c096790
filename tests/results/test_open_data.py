"""Results as open data: what is answered is what the document says, for programs and for persons."""

from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from competition.accounts.rules import Role
from competition.results.actions import finishing
from competition.results.rules import ResultState
from tests import make
from tests.results.build import BOOK, NOTICE, closed, computed, result_in, stored

EN = {"Accept-Language": "en"}
ATOM = "{http://www.w3.org/2005/Atom}"


def ours(document):
    """Give the addresses of results: what later rooms add is asked there."""
    return {
        at: told
        for at, told in document["paths"].items()
        if at.startswith(("/api/v1/results", "/api/v1/seasons", "/results"))
    }


def _faults(value, schema, document):
    held = jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]})
    return [str(fault) for fault in held.iter_errors(value)]


@pytest.fixture
def item(app):
    """Release a result, announce it and take it back."""
    there = closed()
    result_in(ResultState.ANNOUNCED, there)
    computed(there, "理论成绩漏录，更正")
    return there.item


def test_every_json_is_what_the_document_says(client, item):
    document = client.get("/api/v1/openapi.json").json
    asked = 0
    for address, told in ours(document).items():
        content = told["get"]["responses"]["200"]["content"]
        if "application/json" not in content:
            continue
        for version in (1, 2, 3):
            values = {"item": item.id, "version": version, "year": item.competition.starts_on.year}
            answer = client.get(address.format(**values))
            assert answer.status_code == 200, address
            assert answer.mimetype == "application/json"
            assert _faults(answer.json, content["application/json"]["schema"], document) == [], address
            asked += 1
    assert asked == 12


def test_a_wrong_value_is_found_by_the_test_itself(client, item):
    document = client.get("/api/v1/openapi.json").json
    schema = {"$ref": "#/components/schemas/Result"}
    good = client.get(f"/api/v1/results/{item.id}/versions/1.json").json
    line = good["lines"][0]
    for wrong in (
        {**good, "state": "computed"},
        {**good, "more": 1},
        {key: value for key, value in good.items() if key != "lines"},
        {**good, "lines": [{**line, "place": "1"}]},
        {**good, "announced_on": "1 Sep"},
        {**good, "notice": {}},
    ):
        assert _faults(wrong, schema, document)


def test_every_address_of_the_document_answers_in_its_form(client, item):
    for address, told in ours(client.get("/api/v1/openapi.json").json).items():
        answer = client.get(address.format(item=item.id, version=1, year=item.competition.starts_on.year))
        assert answer.status_code == 200, address
        assert answer.mimetype in told["get"]["responses"]["200"]["content"], address


def test_the_document_stands_on_a_page_in_both_languages(client):
    for language, word in (("en", "All results of a year"), ("zh_Hans_CN", "一个年度的全部成绩")):
        page = client.get(f"/api?lang={language}").text
        assert word in page
        # an address may break between its parts
        assert "/api/v1/results/{item}.json" in page.replace("<wbr>", "")
    assert 'href="/api"' in client.get("/results").text


def test_a_season_lists_the_newest_release_of_each_item(client, item):
    made = stored(1, ResultState.FINALISED)
    finishing.put_on_notice(made, BOOK, None, by=make.user(Role.ORGANISER), at=NOTICE)
    year = item.competition.starts_on.year
    told = client.get(f"/api/v1/seasons/{year}.json").json
    assert {(one["item"]["id"], one["version"], one["state"]) for one in told["results"]} == {
        (item.id, 3, "withdrawn"),
        (made.item_id, 1, "on_notice"),
    }
    assert client.get(told["results"][0]["data"]).status_code == 200
    assert client.get("/api/v1/seasons/1999.json").status_code == 404


def test_a_season_asks_the_same_of_the_database_for_one_and_for_five(client, item, statements):
    by, counts, year = make.user(Role.ORGANISER), [], item.competition.starts_on.year
    for _ in range(2):
        statements.clear()
        assert client.get(f"/api/v1/seasons/{year}.json").status_code == 200
        counts.append(len(statements))
        for _ in range(4):
            finishing.put_on_notice(stored(1, ResultState.FINALISED), BOOK, None, by=by, at=NOTICE)
    assert counts[0] == counts[1] <= 4


def test_the_feed_tells_every_release_at_its_own_address(client, item):
    answer = client.get("/results/feed.atom?lang=en")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    addresses = [one.findtext(f"{ATOM}id") for one in entries]
    assert [one.rpartition("/results/")[2] for one in addresses] == [f"{item.id}/versions/{n}" for n in (3, 2, 1)]
    assert entries[0].findtext(f"{ATOM}title").endswith("Taken back")
    assert entries[0].findtext(f"{ATOM}summary") == "理论成绩漏录，更正"
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


def test_an_empty_feed_is_still_a_feed(client):
    feed = ET.fromstring(client.get("/results/feed.atom").data)
    assert feed.findtext(f"{ATOM}updated")
    assert feed.findall(f"{ATOM}entry") == []
