"""The public site in a real browser: without JavaScript, by keyboard, on a phone, and what it weighs."""

import gzip
from typing import Any
from urllib.request import urlopen

import pytest

from tests.browser import walking
from tests.browser.serving import City

pytestmark = pytest.mark.browser
MOST = 150_000
# buttons that only a script can serve are left out without one
SAID = "main :is(h1, h2, h3, p, li, td, dd, article)"


@pytest.fixture
def plain(chromium: Any):
    """Give a phone's page without JavaScript, in English."""
    context = chromium.new_context(locale="en-US", java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path", ["/", "/competitions", "/timetable", "/results", "/honours", "/search?q=taoci", "/policy", "/news"]
)
def test_a_page_says_the_same_without_javascript(plain: Any, page: Any, city: City, path: str) -> None:
    plain.goto(city.url + path)
    page.goto(city.url + path)
    assert plain.locator(SAID).all_inner_texts() == page.locator(SAID).all_inner_texts() != []
    assert plain.locator("#site-nav").is_visible()


def test_somebody_searches_follows_and_filters_without_javascript(plain: Any, city: City) -> None:
    plain.goto(city.url)
    plain.fill("[name=q]", "taoci")
    plain.click("main button[type=submit]")
    plain.click("main section a >> nth=0")
    assert plain.locator("h1").inner_text()
    plain.click("#site-nav a:has-text('Competitions')")
    plain.select_option("[name=group]", "student")
    plain.click("main button[type=submit]")
    assert "group=student" in plain.url
    assert plain.locator("article").count() >= 1


def test_a_season_leads_to_units_and_people_and_is_sorted_by_its_headings(page: Any, plain: Any, city: City) -> None:
    page.goto(city.url)
    page.click("text=Figures and medal table")
    table = page.locator("table[data-sort]").first
    ranks = table.locator("tbody tr td:first-child")
    assert ranks.first.inner_text().startswith("1")
    address, rows = page.url, ranks.count()
    heading = table.locator("thead th", has_text="Rank")
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert not ranks.first.inner_text().startswith("1")
    assert ranks.count() == rows
    # without a script it stands as it was ranked
    plain.goto(address)
    assert plain.locator("table[data-sort] tbody tr td:first-child").first.inner_text().startswith("1")
    plain.click("table[data-sort] tbody th a >> nth=0")
    plain.click("main a[href^='/people/'] >> nth=0")
    assert plain.locator("h1").inner_text()
    assert plain.context.cookies() == []


def test_a_refused_address_and_a_missing_page_are_designed(page: Any, city: City) -> None:
    assert page.goto(f"{city.url}/no-such-page").status == 404
    assert page.locator("h1").inner_text() == "There is nothing at this address"
    assert not walking.faults(page, walking.RULES)


def test_the_first_tab_skips_to_the_content_and_focus_is_seen(page: Any, city: City) -> None:
    page.goto(city.url)
    page.keyboard.press("Tab")
    focused = page.evaluate("[document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle]")
    assert focused == ["skip", "solid"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_chosen_theme_stays_and_a_slash_goes_to_the_search(page: Any, city: City) -> None:
    page.goto(city.url)
    page.click("[data-theme-switch]")
    page.goto(f"{city.url}/competitions")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.goto(f"{city.url}/search")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_front_page_with_all_it_needs_is_light(page: Any, city: City) -> None:
    addresses: list[str] = []
    page.on("response", lambda answer: addresses.append(answer.url.partition("#")[0]))
    page.goto(city.url)
    parts = {}
    for address in dict.fromkeys(addresses):
        with urlopen(address) as answer:
            parts[address.removeprefix(city.url)] = len(gzip.compress(answer.read(), 6))
    assert sum(parts.values()) < MOST, parts
    assert len(parts) <= 10, parts
