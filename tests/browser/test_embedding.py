"""Another site shows a unit's honours inside its page; the text for it is copied by a button."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.browser.serving import City

pytestmark = pytest.mark.browser


def unit_of(city: City) -> int:
    """Take a unit that has honours."""
    with closing(sqlite3.connect(city.folder / "competition.sqlite")) as raw:
        query = (
            "SELECT organisation_id FROM honours_entries WHERE state = 'entered' AND kind = 'award' ORDER BY id LIMIT 1"
        )
        return int(raw.execute(query).fetchone()[0])


@contextmanager
def other_site(content: str) -> Iterator[str]:
    """Serve a page of another site, and give its address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_told: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_another_site_shows_a_units_honours_and_no_other_page(page: Any, city: City) -> None:
    framed = f'<iframe id="one" src="{city.url}/embed/honours/{unit_of(city)}"></iframe>'
    with other_site(f'{framed}<iframe id="two" src="{city.url}/honours"></iframe>') as url:
        page.goto(url, wait_until="networkidle")
    honours = page.frame_locator("#one")
    assert honours.locator("h1").inner_text()
    assert honours.locator(".list li").count() >= 1
    # its own style sheet has come, and nothing runs over the edge
    assert honours.locator(".list").evaluate("one => getComputedStyle(one).listStyleType") == "none"
    assert honours.locator("body").evaluate("one => one.scrollWidth <= innerWidth")
    assert page.frame_locator("#two").locator("h1").count() == 0


def test_the_text_for_a_page_is_copied_by_a_button(chromium: Any, city: City) -> None:
    context = chromium.new_context(locale="en-US", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{city.url}/embed?unit={unit_of(city)}")
    assert page.frame_locator("iframe").locator("h1").inner_text()
    page.click("[data-copy]")
    page.locator("[data-copy]", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("<iframe src=")
    assert copied == page.locator("#embed-unit").input_value()
    context.close()
