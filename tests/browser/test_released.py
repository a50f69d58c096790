"""A result's page in a real browser: it follows what is released, with a script and without one."""

import sqlite3

import pytest

from tests.browser import serving, walking

pytestmark = pytest.mark.browser


@pytest.fixture
def town(tmp_path):
    serving.demo(tmp_path)
    with serving.server(tmp_path) as url:
        yield url, tmp_path


def the_newest_release(folder):
    with sqlite3.connect(folder / "competition.sqlite") as database:
        query = "SELECT item_id, number FROM results_releases WHERE state <> 'withdrawn' ORDER BY sequence DESC"
        return database.execute(query).fetchone()


def test_pages_follow_a_release_by_events_by_asking_and_without_a_script(town, chromium):
    url, folder = town
    item_id, number = the_newest_release(folder)
    address = f"{url}/results/{item_id}?lang=en"
    told = chromium.new_context()
    asking = chromium.new_context()
    asking.add_init_script("delete window.EventSource")
    plain = chromium.new_context(java_script_enabled=False)
    listening, polling, bare = told.new_page(), asking.new_page(), plain.new_page()
    for page in (listening, polling):
        page.goto(address)
    old = f"{url}/results/{item_id}/versions/{number}?lang=en"
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


def first_announced(city):
    with sqlite3.connect(city.folder / "competition.sqlite") as database:
        query = "SELECT item_id FROM results_releases WHERE state = 'announced' ORDER BY item_id"
        return database.execute(query).fetchone()[0]


def revealed(page):
    return page.locator(".podium-who").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).visibility === 'visible').length"
    )


def test_a_ceremony_goes_forth_and_back_by_key_touch_and_button_and_survives_a_reload(page, city):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{city.url}/results/{first_announced(city)}/ceremony?lang=en")
    assert revealed(page) == 0
    for press, shown in (("Space", 1), ("ArrowLeft", 0), ("ArrowRight", 1), ("PageDown", 2)):
        page.keyboard.press(press)
        assert revealed(page) == shown, press
    assert not page.locator(".podium-1 .podium-who").is_visible()
    page.reload()
    assert revealed(page) == 2
    page.locator("[data-ceremony]").click()
    assert revealed(page) == 3
    page.get_by_role("button", name="Back").click()
    page.keyboard.press("Space")
    assert revealed(page) == 1
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert revealed(page) == 0


def test_the_big_screen_turns_its_pages_and_holds_one(page, city):
    page.clock.install()
    page.goto(f"{city.url}/results/{first_announced(city)}/wall?lang=en")
    at = page.locator("[data-wall-at]")
    assert at.inner_text() == "1 / 2"
    page.clock.run_for(9_100)
    assert at.inner_text() == "2 / 2"
    page.keyboard.press("Space")
    page.clock.run_for(30_000)
    assert at.inner_text() == "2 / 2"
    page.keyboard.press("ArrowRight")
    assert at.inner_text() == "1 / 2"


@pytest.mark.parametrize("screen", ["wall", "ceremony"])
def test_without_a_script_a_screen_shows_everybody(chromium, city, screen):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{city.url}/results/{first_announced(city)}/{screen}")
    names = page.locator(".wall-page tbody tr" if screen == "wall" else ".podium-who p")
    assert names.count() == (10 if screen == "wall" else 3)
    assert all(one.is_visible() for one in names.all())
    context.close()


@pytest.mark.parametrize("path", ["wall", "ceremony", "versions", "versions/1"])
def test_screens_and_versions_are_accessible_and_fit(page, city, path):
    # a page that fades in has no contrast yet
    page.emulate_media(reduced_motion="reduce")
    for width, height in ((390, 844), (820, 1180), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for language in ("zh_Hans_CN", "en"):
            page.goto(f"{city.url}/results/{first_announced(city)}/{path}?lang={language}")
            assert walking.faults(page, walking.RULES) + walking.faults(page, walking.CONTRAST) == []
            assert walking.heading_faults(page) == []
            assert walking.is_wider_than_window(page) == 0
