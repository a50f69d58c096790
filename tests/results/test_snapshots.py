"""What is released: written with the move, the same bytes for ever and for everyone, at a constant price."""

import csv
import gzip
import hashlib
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from competition.accounts.rules import Role
from competition.app import create_app
from competition.foundation.database import db
from competition.results import released
from competition.results.actions import finishing
from competition.results.rules import ResultState
from competition.results.snapshot_models import Release, Snapshot, SnapshotKind
from tests import make
from tests.results.build import BOOK, DAY_AFTER, NOTICE, announce, closed, computed, result_in, stored, trail_of

EN = {"Accept-Language": "en"}


@pytest.fixture
def organiser(app):
    return make.user(Role.ORGANISER)


@pytest.fixture
def shown(organiser):
    """Put a result of three on notice by its action."""
    result = stored(3, ResultState.FINALISED)
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=NOTICE)
    return result


def states(item_id):
    return [(one.number, one.state.value) for one in reversed(released.releases(item_id))]


def after(page):
    return page.partition("<main")[2].partition("</main")[0]


# written with the move


def test_each_move_the_public_sees_is_a_release_and_no_other(app):
    there = closed()
    result = result_in(ResultState.FINALISED, there)
    assert states(there.item.id) == []
    finishing.put_on_notice(result, BOOK, None, by=there.organiser, at=NOTICE)
    finishing.end_notices(DAY_AFTER)
    announce(result, there.organiser)
    computed(there, "理论成绩漏录，更正")
    computed(there, "再次更正")
    assert states(there.item.id) == [
        (1, "on_notice"),
        (2, "notice_over"),
        (3, "announced"),
        (4, "withdrawn"),
    ]


def test_a_move_that_fails_releases_nothing(shown, organiser):
    with pytest.raises(Exception, match="notice is not over"):
        announce(shown, organiser, NOTICE)
    assert states(shown.item_id) == [(1, "on_notice")]


def test_the_trail_holds_the_hash_of_what_was_released(shown):
    release = released.newest(shown.item_id)
    kept = db.session.scalars(db.select(Snapshot).filter_by(release_id=release.id).order_by(Snapshot.id)).all()
    assert {(one.kind.value, one.language) for one in kept} == {
        ("html", "zh_Hans_CN"),
        ("html", "en"),
        ("json", ""),
        ("csv", ""),
        ("png", "zh_Hans_CN"),
        ("png", "en"),
    }
    assert all(hashlib.sha256(gzip.decompress(one.content)).hexdigest() == one.sha256 for one in kept)
    assert hashlib.sha256("".join(one.sha256 for one in kept).encode()).hexdigest() == release.sha256
    told = json.loads(trail_of("results.put_on_notice")[0].after)
    assert told[f"results_releases#{release.id}"]["sha256"] == release.sha256


def test_releases_of_all_items_are_counted_together(organiser):
    for _ in range(3):
        finishing.put_on_notice(stored(1, ResultState.FINALISED), BOOK, None, by=organiser, at=NOTICE)
    assert sorted(db.session.scalars(db.select(Release.sequence))) == [1, 2, 3]


# the same for everyone


def test_a_reader_gets_the_released_bytes_and_no_mark_is_asked_of_the_database(client, shown, statements):
    item_id = shown.item_id
    statements.clear()
    answer = client.get(f"/results/{item_id}", headers=EN)
    assert answer.status_code == 200
    assert not [one for one in statements if "results_lines" in one or "results_item_results" in one]
    assert len(statements) == 2
    _release, kept = released.snapshot(item_id, SnapshotKind.HTML, "en")
    assert (answer.data, answer.headers["ETag"]) == (gzip.decompress(kept.content), f'"{kept.sha256}"')
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_whoever_is_signed_in_reads_what_nobody_reads(app, client, shown, organiser):
    signed_in = make.sign_in(app.test_client(), organiser).get(f"/results/{shown.item_id}", headers=EN)
    nobody = client.get(f"/results/{shown.item_id}", headers=EN)
    assert signed_in.data == nobody.data
    assert organiser.name not in nobody.text
    for personal in ("csrf", "nonce", "form_key"):
        assert personal not in nobody.text
    for answer in (signed_in, nobody):
        assert "Set-Cookie" not in answer.headers


def test_releasing_keeps_the_releasers_session_and_language_out_and_in(app, shown, organiser):
    office = make.sign_in(app.test_client(), organiser)
    result = stored(2, ResultState.FINALISED)
    sent = office.post(f"/office/results/{result.id}/notice", headers=EN, follow_redirects=True)
    # the person's own page still speaks to the person, in the person's language
    assert "On public notice to" in sent.text
    assert organiser.name in sent.text
    pages = {one.language: one for one in db.session.scalars(db.select(Snapshot).filter_by(kind=SnapshotKind.HTML))}
    for language, tongue, word in (("zh_Hans_CN", "zh-CN", "总成绩"), ("en", "en", "Total mark")):
        page = gzip.decompress(pages[language].content).decode()
        assert f'<html lang="{tongue}"' in page
        assert word in page
        assert organiser.name not in page


def test_each_language_has_its_address(client, shown):
    for language, word in (("en", "Total mark"), ("zh_Hans_CN", "总成绩")):
        answer = client.get(f"/results/{shown.item_id}?lang={language}")
        assert word in answer.text
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Accept-Language" in client.get(f"/results/{shown.item_id}").headers["Vary"]


def test_changing_the_language_comes_back_to_the_version_being_read(client, shown):
    page = client.get(f"/results/{shown.item_id}/versions/1?lang=en").text
    link = re.search(r'href="(/language/zh_Hans_CN[^"]*)"', page)[1]
    here = {"Referer": f"http://localhost/results/{shown.item_id}/versions/1"}
    assert client.get(link, headers=here).location == f"/results/{shown.item_id}/versions/1"
    assert client.get(link, headers={"Referer": "http://localhost/elsewhere"}).location == f"/results/{shown.item_id}"


def test_before_the_first_release_the_page_says_so_and_may_be_kept_a_moment(client):
    item = make.item()
    answer = client.get(f"/results/{item.id}", headers=EN)
    assert "No result yet" in answer.text
    assert answer.headers["Cache-Control"].startswith("public")
    assert 'data-version="0"' in answer.text


# for ever


def test_an_old_version_keeps_its_bytes_and_says_that_a_newer_one_stands(client, shown, organiser):
    address = f"/results/{shown.item_id}/versions/1"
    before = client.get(address, headers=EN)
    style = re.search(rf'href="({address}\.css)"', before.text)[1]
    assert client.get(style).text == ""
    announce(shown, organiser)
    now = client.get(address, headers=EN)
    assert (now.data, now.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert now.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert now.headers["Link"] == f'</results/{shown.item_id}>; rel="latest-version"'
    assert "A newer version of this result stands." in now.text
    assert client.get(style).text == ".newer { display: flex; }\n"
    assert client.get(f"/results/{shown.item_id}/versions/2.css").text == ""
    assert "Announced" in after(client.get(f"/results/{shown.item_id}", headers=EN).text)
    assert "Announced" not in after(now.text)


def test_every_version_is_listed(client, shown, organiser):
    announce(shown, organiser)
    page = client.get(f"/results/{shown.item_id}/versions", headers=EN).text
    assert [f"/results/{shown.item_id}/versions/{n}" in page for n in (1, 2, 3)] == [True, True, False]
    assert "淄人社字" not in page


def test_what_is_taken_back_says_why_and_shows_no_mark(client, app):
    there = closed()
    result_in(ResultState.ANNOUNCED, there)
    computed(there, "理论成绩漏录，更正")
    page = client.get(f"/results/{there.item.id}", headers=EN).text
    assert "This result is being corrected" in page
    assert "理论成绩漏录，更正" in page
    assert "95.84" not in page
    told = client.get(f"/api/v1/results/{there.item.id}.json").json
    assert (told["state"], told["reason"], told["lines"]) == ("withdrawn", "理论成绩漏录，更正", [])
    assert "95.84" in client.get(f"/results/{there.item.id}/versions/2", headers=EN).text


@pytest.mark.parametrize(
    "path", ["/results/{}/versions/9", "/results/{}/versions/9.css", "/api/v1/results/{}/versions/9.json"]
)
def test_a_version_that_never_was_is_not_found(client, shown, path):
    assert client.get(path.format(shown.item_id)).status_code == 404
    assert client.get(path.format(shown.item_id + 1)).status_code == 404


def test_objections_are_offered_until_the_notice_is_over(client, shown):
    assert "Object to this result" in client.get(f"/results/{shown.item_id}", headers=EN).text
    finishing.end_notices(DAY_AFTER)
    assert "Object to this result" not in client.get(f"/results/{shown.item_id}", headers=EN).text


# as data


def test_json_and_csv_hold_what_the_page_holds(client, shown):
    told = client.get(f"/api/v1/results/{shown.item_id}.json")
    assert told.headers["Access-Control-Allow-Origin"] == "*"
    rows = told.json["lines"]
    assert [(one["place"], one["total"]) for one in rows] == [(1, "99.00"), (2, "98.00"), (3, "97.00")]
    page = client.get(f"/results/{shown.item_id}").text
    assert all(one["name"] in page and one["unit"] in page and one["total"] in page for one in rows)
    sheet = client.get(f"/api/v1/results/{shown.item_id}.csv").data.decode("utf-8-sig")
    assert [one["name"] for one in csv.DictReader(io.StringIO(sheet))] == [one["name"] for one in rows]


@pytest.mark.parametrize("name", ["=1+1", "+86", "-x", "@y"])
def test_no_name_in_the_csv_becomes_a_formula(client, organiser, name):
    result = stored(1, ResultState.FINALISED, n1=name)
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=NOTICE)
    assert f",'{name}," in client.get(f"/api/v1/results/{result.item_id}.csv").data.decode("utf-8-sig")


def test_the_stamp_tells_item_and_version_only(client, shown, organiser):
    assert client.get("/api/v1/results/stamp").json == {"sequence": 1, "items": {str(shown.item_id): 1}}
    announce(shown, organiser)
    assert client.get("/api/v1/results/stamp").json == {"sequence": 2, "items": {str(shown.item_id): 2}}


# on other screens


def test_the_big_screen_waits_shows_and_takes_back(client, app):
    there = closed()
    wall = f"/results/{there.item.id}/wall"
    assert "The result appears here by itself" in client.get(wall, headers=EN).text
    result_in(ResultState.ON_NOTICE, there)
    page = client.get(wall, headers=EN).text
    assert "95.84" in page
    assert 'data-version="1"' in page
    computed(there, "更正")
    page = client.get(wall, headers=EN).text
    assert "95.84" not in page
    assert "This result is being corrected" in page


@pytest.mark.parametrize("state", [ResultState.FINALISED, ResultState.ON_NOTICE])
def test_a_ceremony_reveals_nothing_before_the_announcement(client, app, state):
    there = closed()
    result_in(state, there)
    page = client.get(f"/results/{there.item.id}/ceremony", headers=EN).text
    assert "Nothing to reveal yet" in page
    assert "95.84" not in page


def test_a_ceremony_begins_with_the_third_and_keeps_shared_places_together(client, app):
    result = stored(4, ResultState.FINALISED)
    with make.transaction(trail=False):
        for line, place in zip(result.lines, (1, 2, 2, 4), strict=True):
            line.place = place
    by = make.user(Role.ORGANISER)
    finishing.put_on_notice(result, BOOK, None, by=by, at=NOTICE)
    announce(result, by)
    page = client.get(f"/results/{result.item_id}/ceremony", headers=EN).text
    assert re.findall(r"podium-place podium-(\d)", page) == ["2", "1"]
    assert [part.count("<strong>") for part in page.split("podium-place ")[1:]] == [2, 1]


# a rush


def test_a_rush_on_a_cold_worker_costs_the_database_three_statements(app, shown):
    item_id = shown.item_id
    cold = create_app({**app.config, "TESTING": False, "RATELIMIT_ENABLED": False})
    seen = []
    with cold.app_context():
        sa.event.listen(
            db.engine,
            "before_cursor_execute",
            lambda _c, _cursor, statement, *_rest: seen.append(statement) if statement.startswith("SELECT r") else None,
        )

    def read(_number):
        client = cold.test_client()
        return {client.get(f"/results/{item_id}", headers={"Accept-Encoding": "gzip"}).status_code for _ in range(20)}

    with ThreadPoolExecutor(16) as readers:
        assert set().union(*readers.map(read, range(48))) == {200}
    # 960 readers: the snapshot once, the stamp twice a second
    assert len([one for one in seen if "results_snapshots" in one]) == 1
    assert len(seen) <= 12
    with cold.app_context():
        db.engine.dispose()


@pytest.mark.either
def test_a_large_field_stays_a_small_page(client, organiser):
    result = stored(500, ResultState.FINALISED)
    finishing.put_on_notice(result, BOOK, None, by=organiser, at=NOTICE)
    packed = client.get(f"/results/{result.item_id}", headers={"Accept-Encoding": "gzip"}).data
    assert len(packed) < 150_000
    assert len(re.findall(r"<[a-z]", gzip.decompress(packed).decode())) <= 5_000
