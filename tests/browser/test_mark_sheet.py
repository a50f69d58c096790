"""A mark sheet in a real browser: slow answers take no mark away, and the reason of a penalty is as safe as a mark."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import hall, serving
from tests.browser.test_outbox import KEPT, READY

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
COMPETITORS = 6
ASPECTS, SCORES = 8, (3, 0, 2, 1, 3, 2, 0, 1)
SHEET = re.compile(r"/api/v1/sheets/\d+$")
SAVED = ".saving[data-saving=saved]"


@dataclass
class Sheet:
    """A sheet of the lead judge being served, with its aspects; the last one is a penalty."""

    url: str
    folder: Path
    login: str
    id: int
    aspects: list[int]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database past the program."""
        with closing(sqlite3.connect(self.folder / "competition.sqlite")) as connection:
            return connection.execute(query, {"sheet": self.id}).fetchall()

    def marks(self) -> dict[int, int]:
        """Give the marks as stored."""
        return dict(self.rows("SELECT aspect_id, value / 1000000 FROM judging_marks WHERE sheet_id = :sheet"))

    def reasons(self) -> list[str]:
        """Give every reason the trail tells of, in order, however often it was sent."""
        told = self.rows(
            "SELECT after, (SELECT reason FROM judging_penalty_reasons WHERE sheet_id = :sheet) FROM trail_rows "
            "WHERE verb = 'judging.penalty_reason_said' AND subject = 'judging_sheets#' || :sheet ORDER BY seq"
        )
        said = [next(iter(json.loads(after).values()))["reason"] for after, _kept in told]
        # what is kept is what was said last
        assert said[-1:] == [kept for _after, kept in told[-1:]]
        return said


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """Serve one hall to all tests here; each takes a sheet of its own."""
    folder = tmp_path_factory.mktemp("hall")
    told = json.loads(serving.prepare(folder, "tests.browser.hall", "", str(COMPETITORS), str(ASPECTS), "penalty"))
    with serving.server(folder) as url:
        yield iter([Sheet(url, folder, told["judges"][0], each, told["aspects"]) for each in told["sheets"][0]])


@pytest.fixture
def sheet(untouched):
    return next(untouched)


def opened(chromium, sheet, **more):
    """Sign the judge in on a tablet; without a service worker the test can hold what the page asks for."""
    context = chromium.new_context(locale="en-US", viewport={"width": 820, "height": 1180}, **more)
    page = context.new_page()
    serving.sign_in(page, sheet.url, sheet.login, hall.PASSWORD)
    return page


def go(page, sheet):
    page.goto(f"{sheet.url}/tablet/sheets/{sheet.id}")
    page.locator(READY).wait_for()


def shown(page, sheet):
    return [page.locator(f"#a{a}").get_attribute("data-value") for a in sheet.aspects]


def give_by_keys(page, aspects, scores):
    page.locator(f"#a{aspects[0]} input").first.focus()
    for score in scores:
        page.keyboard.press(str(score))


def settled(page, what):
    """Let the page go on until something is so."""
    for _ in range(100):
        if what():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to be")


@pytest.mark.parametrize("sent", [True, False], ids=["the server has them", "they still wait"])
def test_an_answer_that_comes_late_takes_no_mark_away(chromium, sheet, sent):
    page = opened(chromium, sheet, service_workers="block")
    held, judged = [], sheet.aspects[:ASPECTS]
    page.route(SHEET, lambda route: held.append((route, route.fetch())))
    cut = {"network": not sent}
    page.route("**/operations", lambda route: route.abort() if cut["network"] else route.continue_())
    go(page, sheet)
    # the page has asked what stands, before anything did, and the answer is on its way
    settled(page, lambda: held)
    give_by_keys(page, judged[:4], SCORES[:4])
    if sent:
        page.locator(SAVED).wait_for()
    else:
        page.evaluate(KEPT)
    for route, answer in held:
        route.fulfill(response=answer)
    # and marks go on being given while it arrives
    give_by_keys(page, judged[4:], SCORES[4:])
    page.wait_for_timeout(500)
    assert shown(page, sheet) == [*map(str, SCORES), ""]
    page.unroute(SHEET)
    cut["network"] = False
    page.locator(SAVED).wait_for()
    assert shown(page, sheet) == [*map(str, SCORES), ""]
    assert sheet.marks() == dict(zip(judged, SCORES, strict=True))
    page.context.close()


def penalise(page, sheet, points, reason):
    """Give a penalty and say why, as one types it."""
    box = page.locator(f"#a{sheet.aspects[-1]}")
    box.locator("[data-number]").fill(points)
    box.locator("[data-number]").press("Tab")
    box.locator("[data-reason]").fill(reason)
    box.locator("[data-reason]").press("Tab")
    page.evaluate(KEPT)


def unsent(page):
    return page.locator(".saving").get_attribute("data-unsent")


def test_a_reason_given_without_a_network_is_counted_survives_a_reload_and_arrives_once(chromium, sheet):
    page = opened(chromium, sheet)
    page.goto(f"{sheet.url}/tablet")
    page.locator("#prefetch[data-ready]").wait_for()
    go(page, sheet)
    page.context.set_offline(True)
    penalise(page, sheet, "2", "超时两分钟")
    assert unsent(page) == "2"
    # with the mark settled elsewhere the reason alone would still be counted and hold the judge back from leaving
    leaving = (
        "(() => { const going = new Event('beforeunload', { cancelable: true }); return !dispatchEvent(going); })()"
    )
    assert page.evaluate(leaving)
    page.evaluate("document.getElementById('tablet-state').dataset.leaving = 'no'")
    page.reload()
    page.locator(READY).wait_for()
    settled(page, lambda: unsent(page) == "2")
    assert page.locator("[data-reason]").input_value() == "超时两分钟"
    assert sheet.reasons() == []
    page.context.set_offline(False)
    page.locator(SAVED).wait_for()
    assert (sheet.marks()[sheet.aspects[-1]], sheet.reasons()) == (2, ["超时两分钟"])
    # what was sent stands on a page that was made before it was
    page.context.set_offline(True)
    page.reload()
    page.locator(READY).wait_for()
    assert page.locator("[data-reason]").input_value() == "超时两分钟"
    page.context.close()


def test_a_reason_goes_after_its_mark_and_sent_again_never_takes_back_a_newer_one(chromium, sheet):
    page = opened(chromium, sheet, service_workers="block")
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if request.method == "POST" else None
    )

    def lose(route):
        route.fetch()
        route.abort()

    go(page, sheet)
    page.route("**/reasons", lose)
    penalise(page, sheet, "1", "超时一分钟")
    settled(page, sheet.reasons)
    sent = [one for one in asked if one in ("operations", "reasons")]
    assert sent[:2] == ["operations", "reasons"]
    # the answer was lost: it waits still, and meanwhile the judge says it better elsewhere
    assert unsent(page) == "1"
    other = opened(chromium, sheet)
    go(other, sheet)
    other.locator("[data-reason]").fill("超时一分十秒")
    other.locator("[data-reason]").press("Tab")
    settled(other, lambda: len(sheet.reasons()) == 2)
    page.unroute("**/reasons")
    page.locator(SAVED).wait_for()
    assert sheet.reasons() == ["超时一分钟", "超时一分十秒"]
    page.context.close()
    other.context.close()


def test_a_reason_the_server_refuses_is_shown_and_kept(chromium, sheet):
    page = opened(chromium, sheet, service_workers="block")
    page.route("**/reasons", lambda route: route.fulfill(status=422, json={"error": "This sheet was submitted."}))
    go(page, sheet)
    penalise(page, sheet, "1", "超时一分钟")
    says = page.locator(f"#a{sheet.aspects[-1]} .aspect-says")
    says.get_by_text("超时一分钟").wait_for()
    assert "This sheet was submitted." in says.inner_text()
    assert page.locator(".saving").get_attribute("data-saving") == "bad"
    # a look at what the server has takes neither the words nor their button away
    with page.expect_response(SHEET):
        page.evaluate("document.dispatchEvent(new Event('panel'))")
    page.wait_for_timeout(300)
    # from the list it is one tap away
    page.goto(f"{sheet.url}/tablet")
    page.locator(".saving a").click()
    page.wait_for_url(f"**/tablet/sheets/{sheet.id}#a{sheet.aspects[-1]}")
    says.get_by_text("超时一分钟").wait_for()
    says.get_by_role("button").click()
    page.locator(SAVED).wait_for()
    page.context.close()


def test_a_touched_field_brings_the_number_pad_and_a_mouse_does_not(chromium, sheet):
    page = opened(chromium, sheet, has_touch=True, service_workers="block")
    go(page, sheet)
    pad, field = page.locator("#number-pad"), page.locator(f"#a{sheet.aspects[-1]} [data-number]")
    wrong = pad.locator("[data-limits].wrong")
    field.click()
    assert (pad.is_visible(), field.get_attribute("inputmode")) == (False, "decimal")
    field.tap()
    # the device's keyboard stays away, and the field keeps the focus while its keys are touched
    assert (pad.is_visible(), field.get_attribute("inputmode")) == (True, "none")
    for key in (*"2..005", "next"):
        pad.locator(f"[data-key='{key}']").tap()
    # three decimals are no mark: said at once, and nothing is given
    assert (field.input_value(), wrong.is_visible(), shown(page, sheet)[-1]) == ("2.005", True, "")
    for _ in range(4):
        pad.locator("[data-key=delete]").tap()
    assert not wrong.is_visible()
    # a keyboard that is there types into the same field, and Enter is the key for the next one: here the reason
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-reason]')")
    assert (pad.is_visible(), field.get_attribute("inputmode")) == (False, "decimal")
    page.keyboard.type("超时")
    page.keyboard.press("Tab")
    page.locator(SAVED).wait_for()
    assert (sheet.marks()[sheet.aspects[-1]], sheet.reasons()) == (2, ["超时"])
    # whoever wants the device's own keyboard has it from then on
    field.tap()
    pad.locator("[data-key=device]").tap()
    page.reload()
    page.locator(READY).wait_for()
    field.tap()
    assert (pad.is_visible(), field.get_attribute("inputmode")) == (False, "decimal")
    page.context.close()
