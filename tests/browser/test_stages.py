"""The pages of an item that follows another, in each of its states, as axe and a phone see them."""

import json
from typing import Any

import pytest

from tests.browser import serving, stages, walking

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def finals(tmp_path_factory):
    """Serve a final in each state: laid down, a place come free, others moved up, and too late for that."""
    folder = tmp_path_factory.mktemp("stages")
    told = json.loads(serving.prepare(folder, "tests.browser.stages"))
    with serving.server(folder) as url:
        yield url, told


@pytest.mark.parametrize("state", stages.STATES)
def test_a_stage_page_has_no_fault_in_either_language_and_fits_a_phone(chromium: Any, finals: Any, state: str) -> None:
    url, told = finals
    context = chromium.new_context(locale="zh-CN", viewport={"width": 820, "height": 1180}, reduced_motion="reduce")
    page = context.new_page()
    serving.sign_in(page, url, told[state]["login"], stages.PASSWORD)
    for lang in ("zh", "en"):
        page.set_viewport_size({"width": 820, "height": 1180})
        page.goto(f"{url}/office/results/items/{told[state]['item']}/stage?lang={lang}")
        faults = (
            walking.faults(page, walking.RULES) + walking.faults(page, walking.CONTRAST) + walking.heading_faults(page)
        )
        assert faults == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert walking.is_wider_than_window(page) == 0
    context.close()
