"""A tablet whose server fell silent shows what it has, says of when it is, and renews itself; nothing typed is lost."""

import json
import re
import time

import pytest

from tests.browser import hall, serving
from tests.browser.test_mark_sheet import SAVED, give_by_keys, settled
from tests.browser.test_outbox import KEPT, READY

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
SAYS = "#kept-page"
CLOCK = re.compile(r"as it was at (\d\d:\d\d)")


@pytest.fixture
def there(chromium, tmp_path):
    """Give a server that can fall silent, and a judge's tablet that has every page."""
    told = json.loads(serving.prepare(tmp_path, "tests.browser.hall", "", "2", "4", "penalty"))
    running = serving.Running(tmp_path)
    running.start()
    context = chromium.new_context(locale="en-US", viewport={"width": 820, "height": 1180}, timezone_id="Europe/Berlin")
    page = context.new_page()
    serving.sign_in(page, running.url, told["judges"][0], hall.PASSWORD)
    page.goto(f"{running.url}/tablet")
    page.locator("#prefetch[data-ready]").wait_for()
    yield running, page, told
    running.thaw()
    context.close()
    running.stop()


def city_minutes():
    """Give this minute and the one before on the city's clocks, whatever zone the tablet is set to."""
    return {time.strftime("%H:%M", time.gmtime(time.time() + 8 * 3600 - back)) for back in (0, 60, 120)}


def elsewhere(chromium, running, told):
    """Submit the judge's first sheet on another device."""
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    serving.sign_in(page, running.url, told["judges"][0], hall.PASSWORD)
    page.goto(f"{running.url}/tablet/sheets/{told['sheets'][0][0]}")
    page.locator(READY).wait_for()
    give_by_keys(page, told["aspects"][:4], (3, 2, 1, 0))
    page.locator(".none-at-all").click()
    page.locator(SAVED).wait_for()
    page.click("#submit")
    page.click("dialog[open] [data-send]")
    page.get_by_text("is submitted").wait_for()
    context.close()


def test_a_list_that_is_old_says_so_and_renews_itself(chromium, there):
    running, page, told = there
    assert not page.locator(SAYS).is_visible()
    form = page.locator("main a.card-link").get_attribute("href")
    page.goto(f"{running.url}{form}")
    page.locator(".tile").first.wait_for()
    elsewhere(chromium, running, told)
    running.freeze()
    page.goto(f"{running.url}{form}")
    page.locator(SAYS).wait_for()
    said = CLOCK.search(page.locator(SAYS).inner_text())
    assert said, page.locator(SAYS).inner_text()
    assert said.group(1) in city_minutes()
    assert page.locator(".tile-submitted").count() == 0
    page.locator(".tile").last.focus()
    page.evaluate("window.same = true")
    running.thaw()
    page.locator(".tile-submitted").wait_for()
    page.locator(SAYS).wait_for(state="hidden")
    # the page is the same one, and the finger's place in it too
    assert page.evaluate("window.same")
    assert page.evaluate("document.activeElement.matches('.tile:last-child')")


def test_a_sheet_that_is_old_takes_marks_and_keeps_what_is_being_typed(there):
    running, page, told = there
    sheet = told["sheets"][0][1]
    running.freeze()
    page.goto(f"{running.url}/tablet/sheets/{sheet}")
    page.locator(READY).wait_for()
    page.locator(SAYS).wait_for()
    give_by_keys(page, told["aspects"][:4], (3, 2, 1, 0))
    page.evaluate(KEPT)
    penalty = page.locator(f"#a{told['aspects'][4]} [data-number]")
    penalty.focus()
    page.keyboard.type("1.2")
    page.evaluate("window.same = true")
    running.thaw()
    page.locator(SAVED).wait_for()
    page.wait_for_timeout(4000)
    # half a figure is typed: the page waits with it
    assert penalty.input_value() == "1.2"
    assert page.evaluate("window.same")
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    page.locator("[data-reason]").last.fill("超时")
    page.keyboard.press("Tab")
    page.locator(SAYS).wait_for(state="hidden")
    page.locator(SAVED).wait_for()
    assert penalty.input_value() == "1.25"
    assert [page.locator(f"#a{a}").get_attribute("data-value") for a in told["aspects"]] == ["3", "2", "1", "0", "1.25"]


def test_a_sheet_that_was_submitted_elsewhere_meanwhile_is_shown_as_submitted(chromium, there):
    running, page, told = there
    elsewhere(chromium, running, told)
    running.freeze()
    page.goto(f"{running.url}/tablet/sheets/{told['sheets'][0][0]}")
    page.locator(READY).wait_for()
    page.locator("#submit").wait_for()
    running.thaw()
    page.get_by_text("This sheet was submitted").wait_for()
    assert not page.locator(SAYS).is_visible()


def test_a_page_that_is_not_on_the_tablet_gives_way_to_the_list_and_opens_when_it_can(there):
    running, page, _told = there
    page.evaluate(
        "caches.open('tablet-pages').then(kept => kept.delete(document.querySelector('main a.card-link').href))"
    )
    form = page.locator("main a.card-link").get_attribute("href")
    # nothing listens, so there is nothing to wait for
    running.stop()
    page.goto(f"{running.url}{form}")
    assert "not on this device" in page.locator(SAYS).inner_text()
    assert page.locator("main a.card-link").count() == 1
    running.start()
    page.locator(".tile").first.wait_for()
    settled(page, lambda: not page.locator(SAYS).is_visible())
