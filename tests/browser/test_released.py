"""A result's page in a real browser: it follows what is released, with a script and without one."""

import sqlite3

import pytest

from tests.browser import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def town(tmp_path):
    serving.demo(tmp_path)
    with serving.server(tmp_path) as url:
        yield url, tmp_path


def an_item_on_notice(folder):
    with sqlite3.connect(folder / "competition.sqlite") as database:
        return database.execute("SELECT item_id FROM results_releases ORDER BY sequence DESC").fetchone()[0]


def test_pages_follow_a_release_by_events_by_asking_and_without_a_script(town, chromium):
    url, folder = town
    item_id = an_item_on_notice(folder)
    address = f"{url}/results/{item_id}?lang=en"
    told = chromium.new_context()
    asking = chromium.new_context()
    asking.add_init_script("delete window.EventSource")
    plain = chromium.new_context(java_script_enabled=False)
    listening, polling, bare = told.new_page(), asking.new_page(), plain.new_page()
    for page in (listening, polling):
        page.goto(address)
    old = f"{url}/results/{item_id}/versions/1?lang=en"
    kept = told.new_page()
    kept.goto(old)
    bare.goto(old)
    for page in (kept, bare):
        assert not page.locator(".newer").is_visible()
    serving.prepare(folder, "tests.browser.taking_back", "", str(item_id), "更正")
    for page in (listening, polling):
        page.get_by_text("This result is being corrected").wait_for(timeout=20_000)
        page.get_by_text("A newer version came out and is shown now.").wait_for()
    kept.locator(".newer").wait_for(timeout=20_000)
    assert kept.get_by_text("Gold medal").first.is_visible()
    bare.wait_for_timeout(6_000)  # the style sheet may be kept for five seconds
    bare.goto(old)
    assert bare.locator(".newer").is_visible()
    for context in (told, asking, plain):
        assert context.cookies() == []
        context.close()
