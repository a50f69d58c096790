"""The front page and the list of results: kept for strangers as bytes, never what they tell somebody."""

import pytest

from competition.accounts.rules import Role
from competition.results.rules import ResultState
from tests import make
from tests.results.build import DAY_AFTER, announce, stored

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}


@pytest.mark.parametrize("path", ["/", "/results"])
def test_a_stranger_reads_each_release_at_once_and_nothing_twice(client, path) -> None:
    result, by = stored(3, ResultState.ON_NOTICE), make.user(Role.ORGANISER)
    before = {language: client.get(f"{path}?lang={language}") for language in ("zh_Hans_CN", "en")}
    assert "公示中" in before["zh_Hans_CN"].text
    assert "On public notice" in before["en"].text
    assert before["en"].headers["ETag"] != before["zh_Hans_CN"].headers["ETag"]
    for language, answer in before.items():
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
        assert not {"Set-Cookie", "Surrogate-Control"} & set(answer.headers.keys())
        seen = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"{path}?lang={language}", headers=seen).status_code == 304
    announce(result, by, DAY_AFTER)
    seen = EN | {"If-None-Match": before["en"].headers["ETag"]}
    after = client.get(path, headers=seen)
    assert (after.status_code, "On public notice" in after.text) == (200, False)
    assert f"/results/{result.item_id}" in after.text


@pytest.mark.parametrize("path", ["/", "/results"])
def test_what_somebody_reads_is_theirs_alone(client, path) -> None:
    stranger = client.application.test_client()
    person = make.user(Role.ORGANISER, name="钱主办")
    make.sign_in(client, person)
    assert "钱主办" not in stranger.get(path).text
    theirs = client.get(path)
    assert "钱主办" in theirs.text
    assert theirs.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in theirs.headers
    # asked for in any way, by anybody else
    for asked in ("", "?lang=zh_Hans_CN", "?lang=en"):
        answer = stranger.get(path + asked)
        assert "钱主办" not in answer.text
        assert answer.headers["Cache-Control"] == "public, no-cache"


def test_the_list_of_a_year_is_not_taken_for_the_whole_list(client) -> None:
    result = stored(3, ResultState.ON_NOTICE)
    address = f"/results/{result.item_id}"
    assert address in client.get("/results").text
    assert address not in client.get("/results?year=1999").text
    assert address in client.get("/results").text
