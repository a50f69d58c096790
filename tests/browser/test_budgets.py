"""What a public page costs its reader, and what it keeps of them: little, and nothing."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import serving
from tests.browser.many_rows import ROWS
from tests.browser.serving import City

pytestmark = pytest.mark.browser
# on the wire, with some 5 kB of headers; a page of five hundred places takes less than half
MOST_BYTES = 150_000
MOST_NODES = 5_000
NODES = "document.querySelectorAll('*').length"
# one page of each public kind; where it hangs on the city, the first such address
ADDRESSES = {
    "front": "/",
    "competitions": "/competitions",
    "timetable": "/timetable",
    "results": "/results",
    "honours": "/honours",
    "search": "/search?q=taoci",
    "policy": "/policy",
    "news": "/news",
    "verify": "/verify",
    "api": "/api",
    "season": "SELECT '/seasons/' || strftime('%Y', min(starts_on)) FROM plan_competitions",
    "competition": "SELECT '/competitions/' || min(id) FROM plan_competitions WHERE state = 'held'",
    "item": "SELECT '/results/' || min(item_id) FROM results_releases WHERE state = 'announced'",
    "person": "SELECT '/people/' || code FROM results_public_persons ORDER BY code LIMIT 1",
    "five hundred places": "SELECT '/results/' || max(item_id) FROM results_releases",
    "unit": "SELECT '/units/' || min(organisation_id) FROM results_announced_lines",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Serve a city of the module's own, so that what is left of its readers can be counted."""
    if not serving.PROGRAM:
        pytest.skip(serving.NO_BROWSER)
    folder = tmp_path_factory.mktemp("read")
    passwords = serving.demo(folder)
    serving.prepare(folder, "tests.browser.many_rows")
    with serving.server(folder) as url:
        yield City(url, folder, passwords)


def _asked(city: City, query: str) -> Any:
    with sqlite3.connect(city.folder / "competition.sqlite") as database:
        return database.execute(query).fetchone()[0]


def _left(city: City) -> Any:
    files = {one.name for one in city.folder.rglob("*") if one.is_file()}
    return _asked(city, "SELECT count(*) FROM accounts_sign_ins"), files


class Reader:
    """Somebody who reads in a fresh browser, on a phone."""

    def __init__(self, chromium: Any, script: bool = True) -> None:
        self.context = chromium.new_context(
            locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=script
        )
        self.page = self.context.new_page()
        self.sent: dict[str, int] = {}
        names: dict[str, str] = {}
        # the requests the page makes; what the wire carried is known when each is through
        network = self.context.new_cdp_session(self.page)
        network.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
        network.on("Network.loadingFinished", lambda told: self._note(names, told))
        network.send("Network.enable")

    def _note(self, names: dict[str, str], told: dict[str, Any]) -> None:
        if address := names.get(told["requestId"]):
            self.sent[address] = self.sent.get(address, 0) + int(told["encodedDataLength"])

    def read(self, address: str) -> None:
        """Open a page, and wait until all it pulls is here."""
        assert self.page.goto(address, wait_until="networkidle").status == 200, address


@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_page_is_light_works_without_javascript_and_remembers_nobody(chromium: Any, city: City, kind: str) -> None:
    path = ADDRESSES[kind]
    address = city.url + (path if path.startswith("/") else _asked(city, path))
    before = _left(city)
    for script in (True, False):
        reader = Reader(chromium, script)
        reader.read(address)
        assert sum(reader.sent.values()) < MOST_BYTES, reader.sent
        assert len(reader.sent) <= 12, reader.sent
        assert reader.page.locator("main h1").inner_text()
        assert len(reader.page.locator("main").inner_text()) > 40
        assert not script or reader.page.evaluate(NODES) <= MOST_NODES
        if not script:
            assert reader.page.locator("#site-nav").is_visible()
        if kind.endswith("places"):
            # the charts' own tables stand in details
            assert reader.page.locator("main tbody tr:not(details tr)").count() == ROWS
        assert reader.context.cookies() == []
        reader.context.close()
    assert _left(city) == before
