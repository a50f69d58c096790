"""The public site in a real browser: without JavaScript, by keyboard, on a phone."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.browser import walking
from tests.browser.serving import City, sign_in

pytestmark = pytest.mark.browser
# buttons that only a script can serve are left out without one
SAID = "main :is(h1, h2, h3, p, li, td, dd, article)"


@pytest.fixture
def plain(chromium: Any):
    """Give a phone's page without JavaScript, in English."""
    context = chromium.new_context(locale="en-US", java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/timetable", "/results", "/honours"),
        *(
            pytest.param(path, marks=pytest.mark.long)
            for path in ("/competitions", "/search?q=taoci", "/policy", "/news")
        ),
    ],
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
    plain.locator("article").first.wait_for()


def test_a_phones_menu_lies_open_to_the_finger_and_closes_again(page: Any, city: City) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(city.url)
    button, menu = page.locator("[aria-controls=site-nav]"), page.locator("#site-nav")
    assert not menu.is_visible()
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    menu.locator("a", has_text="Results").focus()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert button.evaluate("one => one === document.activeElement")
    # a touch beside it closes it, one on a link is not caught by what lies below
    for touched, address in ((page.locator("h1"), "/"), (menu.locator("a", has_text="Results"), "/results")):
        button.click()
        touched.click()
        page.wait_for_url(city.url + address)
        assert not menu.is_visible()


@pytest.mark.parametrize(("path", "width"), [("/office", 1280), ("/office", 390), ("/", 1280), ("/", 390)])
def test_the_menu_of_whoever_is_signed_in_leads_to_their_account(page: Any, city: City, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, city.url, "organiser", city.passwords["organiser"])
    page.goto(city.url + path)
    if (path, width) == ("/", 390):
        page.click("[aria-controls=site-nav]")
    below = page.locator("main").bounding_box()["y"]
    page.locator(".dropdown [data-opens]").locator("visible=true").click()
    # it lies over the page, or within the public menu that a phone has open already
    assert (path, width) == ("/", 390) or page.locator("main").bounding_box()["y"] == below
    page.locator(".dropdown-menu.show a", has_text="My account").click()
    page.wait_for_url(f"{city.url}/account")


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


def _shown(city: City, address: str) -> str:
    with closing(sqlite3.connect(city.folder / "competition.sqlite")) as database:
        asked = "SELECT l.item_id, m.person_id, p.code FROM results_announced_lines l "
        asked += "JOIN results_announced_members m ON m.line_id = l.id "
        asked += "JOIN results_public_persons p ON p.person_id = m.person_id WHERE l.place = 4"
        item, _person, code = database.execute(asked).fetchone()
    return address.format(item=item, code=code)


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("address", ["/seasons/2026", "/results/{item}", "/people/{code}"])
def test_pictures_and_their_tables_are_read_by_everyone(
    plain: Any, page: Any, city: City, address: str, theme: str
) -> None:
    plain.goto(city.url + _shown(city, address))
    charts = plain.locator("figure.chart")
    assert charts.count() >= 1
    for number in range(charts.count()):
        charts.nth(number).locator("summary").click()
        assert charts.nth(number).locator("table").is_visible()
    assert plain.evaluate("document.documentElement.scrollWidth") <= 390
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.goto(city.url + _shown(city, address))
    page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
    page.eval_on_selector_all("figure.chart details", "all => all.forEach(one => one.open = true)")
    assert not walking.faults(page, walking.RULES)


@pytest.mark.parametrize("address", ["/seasons/2026", "/people/{code}"])
def test_pictures_print_with_their_tables(page: Any, city: City, address: str) -> None:
    page.goto(city.url + _shown(city, address))
    page.emulate_media(media="print")
    charts = page.locator("figure.chart")
    for number in range(charts.count()):
        assert charts.nth(number).locator("table").bounding_box()["height"] > 20
    full, hollow = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
    fills = "all => [...new Set(all.map(one => getComputedStyle(one).fill))]"
    assert page.eval_on_selector_all(".chart-picture .serie-0 .bar rect", fills) == [full]
    assert page.eval_on_selector_all(".chart-picture .serie-1 .bar rect", fills) == [hollow]
