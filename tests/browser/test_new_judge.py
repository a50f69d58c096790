"""A judge who sees a mark sheet for the first time: what to choose by is there, nothing moves, and what is missing is named."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import hall, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def tablet(chromium: Any, tmp_path: Any) -> Iterator[tuple[Any, str, dict[str, Any]]]:
    """Give a judge's tablet, signed in, with two aspects to mark."""
    there = json.loads(serving.prepare(tmp_path, "tests.browser.hall", "", "1", "2"))
    with serving.server(tmp_path) as url:
        context = chromium.new_context(locale="en-US", viewport={"width": 820, "height": 1180}, has_touch=True)
        page = context.new_page()
        serving.sign_in(page, url, there["judges"][0], hall.PASSWORD)
        yield page, url, there
        context.close()


def test_a_new_judge_reads_every_benchmark_and_is_led_from_what_is_missing_to_the_next_step(tablet: Any) -> None:
    page, url, there = tablet
    page.goto(f"{url}/tablet/sheets/{there['sheets'][0][0]}")
    page.locator("#sheet[data-ready]").wait_for()
    boxes = page.locator("[data-aspect]")
    assert [text.is_visible() for text in boxes.first.locator("[data-benchmark]").all()] == [True] * 4
    before = boxes.first.bounding_box()
    boxes.first.locator("label.choice").nth(2).tap()
    boxes.first.locator("[data-take-back]").wait_for()
    assert boxes.first.bounding_box() == before
    page.click("#submit")
    asked = page.locator("#submit-ask")
    asked.get_by_text("It cannot be submitted yet").wait_for()
    assert not asked.locator("[data-send]").is_visible()
    asked.locator("[data-missing] a").click()
    assert page.evaluate("document.activeElement.closest('[data-aspect]').id") == f"a{there['aspects'][1]}"
    boxes.nth(1).locator("label.choice").nth(3).tap()
    page.locator(".saving[data-saving=saved]").wait_for()
    page.click("#submit")
    page.locator("[data-send]").click()
    page.get_by_text("All are submitted: to the other forms").click()
    page.get_by_text("Judge 1").first.wait_for()
