"""Static files: sent as they were when the process began, whatever becomes of the disk, each address for its own make."""

import gzip

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from competition.foundation import assets
from competition.foundation.assets import A_WHILE, KeptFiles
from competition.foundation.front import FOR_EVER

STYLE = b"main { color: black }\n" * 50
GONE = Response("gone", 404)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "judging").mkdir()
    (tmp_path / "base.css").write_bytes(STYLE)
    (tmp_path / "judging" / "board.js").write_bytes(b"export const board = 1;\n")
    (tmp_path / "tablet.webmanifest").write_bytes(b"{}")
    return tmp_path


@pytest.fixture
def browser(folder):
    return Client(KeptFiles(GONE, assets.read(folder), {"X-Content-Type-Options": "nosniff"}))


def test_a_file_that_is_away_or_another_by_now_is_sent_as_it_was(folder, browser):
    (folder / "base.css").unlink()
    (folder / "judging" / "board.js").write_bytes(b"half of an upgr")
    style, script = browser.get("/static/base.css"), browser.get("/static/judging/board.js")
    assert (style.status_code, style.data) == (200, STYLE)
    assert script.data == b"export const board = 1;\n"
    assert browser.get("/static/never.css").status_code == 404
    assert browser.get("/static/../keys").status_code == 404


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (f"?v={assets.print_of(STYLE)}", FOR_EVER),
        # a page of another make still gets the file, and asks again soon
        ("?v=0123456789", A_WHILE),
        ("", A_WHILE),
    ],
)
def test_an_address_is_kept_for_ever_by_its_own_print_only(browser, query, kept):
    answer = browser.get(f"/static/base.css{query}")
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (200, STYLE, kept)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_compressed_where_asked_for_and_not_sent_twice(browser):
    packed = browser.get("/static/base.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == STYLE
    assert len(packed.data) < len(STYLE) // 4
    again = browser.get("/static/base.css", headers={"If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert browser.head("/static/base.css").data == b""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("base.css", "text/css; charset=utf-8"),
        ("judging/board.js", "text/javascript; charset=utf-8"),
        ("tablet.webmanifest", "application/manifest+json"),
    ],
)
def test_each_kind_is_named(browser, name, kind):
    assert browser.get(f"/static/{name}").headers["Content-Type"] == kind


def test_every_address_on_a_page_is_for_ever(app):
    page, browser = app.test_client().get("/sign-in").get_data(as_text=True), app.test_client()
    addresses = [part.split('"')[0] for part in page.split('"') if part.startswith("/static/")]
    assert addresses
    for address in addresses:
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER), address
