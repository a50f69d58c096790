"""Every page that links lead to, as everybody, in both languages, light and dark, wide and narrow: nothing shuts anybody out."""

import json
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import pytest

from competition.accounts.rules import Role
from tests.browser import serving, walking
from tests.browser.serving import City

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.timeout(1200)]
NOBODY = "nobody"
PEOPLE = (
    "organiser",
    "host",
    "leader",
    "judge",
    "chief",
    "keeper",
    "clerk",
    "supervisor",
    "finance",
    "auditor",
    "system",
    "security",
)
OFFICE = "/(office|tablet|account)"
# what this worker has looked at: a kind of page that is built of nothing new shows no new fault
_seen: dict[str, set[str]] = defaultdict(set)
# colours hang on tags and classes alone, whatever the page
_seen_colours: set[str] = set()


def test_there_is_somebody_of_every_role(city: City) -> None:
    about = json.loads((city.folder / "demo.json").read_text(encoding="utf-8"))
    assert {one["role"] for one in about["sign_ins"] if one["login"] in PEOPLE} == set(Role)


# the suite looks at what everybody can reach; `make walk` at the pages of every role
@pytest.mark.parametrize("who", [NOBODY, *(pytest.param(who, marks=pytest.mark.long) for who in PEOPLE)])
def test_no_page_has_a_fault(chromium: Any, city: City, who: str) -> None:
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    watch = walking.Watch(page, urlsplit(city.url).netloc)
    wrong: list[str] = []
    if who != NOBODY:
        serving.sign_in(page, city.url, who, city.passwords[who])
    count = 0
    first, within = ("/", "/") if who == NOBODY else ("/office", OFFICE)
    for path in walking.pages(page, city.url, first, within):
        count += 1
        wrong += [f"{path}: {fault}" for fault in _faults(page, city.url, path)]
    context.close()
    assert not watch.wrong + wrong
    assert count >= 3


def _faults(page: Any, url: str, path: str) -> list[str]:
    kind, parts = walking.shape(path), walking.parts(page)
    if parts <= _seen[kind]:
        return []
    _seen[kind] |= parts
    found = walking.faults(page, walking.RULES) + walking.heading_faults(page)
    if not parts <= _seen_colours:
        _seen_colours.update(parts)
        found += walking.faults(page, walking.CONTRAST)
        walking.dark(page, True)
        found += [f"in the dark: {fault}" for fault in walking.faults(page, walking.CONTRAST)]
    page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang=en")
    # what axe looks at is the same in both languages; what may be too wide is wider in English
    return found + [f"in English: {fault}" for fault in walking.heading_faults(page) + _narrow(page)]


def _narrow(page: Any) -> list[str]:
    found = []
    for width in (820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if more := walking.is_wider_than_window(page):
            found.append(f"{more} pixels wider than a window of {width}")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found
