"""Every public page at every size, in both languages, light and dark: pictures to look at, and one page that shows them all.

.ci/screenshots.py public [FOLDER]
"""

import sqlite3
from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 860), "wall": (1920, 1080)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
LIGHTS = ("light", "dark")
# a longer page is cut: what comes after looks as what came before
TALLEST = 6000
WIDER = "document.documentElement.scrollWidth > innerWidth"
# an address, or the query that gives the first such address of the city
PAGES = {
    "front": "/",
    "season": "SELECT '/seasons/' || strftime('%Y', min(starts_on)) FROM plan_competitions",
    "competitions": "/competitions",
    "competition": "SELECT '/competitions/' || min(id) FROM plan_competitions WHERE state = 'held'",
    "competition-running": "SELECT '/competitions/' || min(id) FROM plan_competitions WHERE state = 'running'",
    "competition-open": "SELECT '/competitions/' || min(id) FROM plan_competitions WHERE state = 'open'",
    "item": "SELECT '/competitions/' || competition_id || '/items/' || min(id) FROM plan_items",
    "progress": "SELECT '/competitions/' || min(id) || '/progress' FROM plan_competitions WHERE state = 'running'",
    "delegations": "SELECT '/competitions/' || min(competition_id) || '/delegations' FROM results_announced_lines l JOIN plan_items i ON i.id = l.item_id",
    "timetable": "/timetable",
    "timetable-past": "SELECT '/timetable?from=' || min(starts_on) FROM plan_competitions",
    "timetable-empty": "/timetable?from=2020-01-01",
    "results": "/results",
    "result": "SELECT '/results/' || min(item_id) FROM results_releases WHERE state = 'announced'",
    "result-on-notice": "SELECT '/results/' || max(item_id) FROM results_releases",
    "result-not-yet": "SELECT '/results/' || min(i.id) FROM plan_items i JOIN plan_competitions c ON c.id = competition_id WHERE c.state = 'running'",
    "versions": "SELECT '/results/' || min(item_id) || '/versions' FROM results_releases WHERE number = 3",
    "version": "SELECT '/results/' || min(item_id) || '/versions/1' FROM results_releases WHERE number = 3",
    "wall": "SELECT '/results/' || min(item_id) || '/wall' FROM results_releases WHERE state = 'announced'",
    "ceremony": "SELECT '/results/' || min(item_id) || '/ceremony' FROM results_releases WHERE state = 'announced'",
    "objection": "SELECT '/results/' || max(item_id) || '/objection' FROM results_releases",
    "objection-receipt": "/results/objections",
    "objection-answered": "SELECT '/results/objections?receipt=' || min(receipt) FROM results_objections",
    "appeal-open": "SELECT '/results/' || min(i.id) || '/appeal' FROM plan_items i JOIN plan_competitions c ON c.id = competition_id WHERE c.state = 'running'",
    "appeal-closed": "SELECT '/results/' || min(item_id) || '/appeal' FROM results_releases",
    "appeal-receipt": "/results/appeals",
    "appeal-decided": "SELECT '/results/appeals?receipt=' || min(receipt) FROM results_appeals WHERE filed_by_id IS NULL",
    "draw": "SELECT '/items/' || min(id) || '/draw' FROM plan_items",
    "person": "SELECT '/people/' || code FROM results_public_persons ORDER BY code LIMIT 1",
    "unit": "SELECT '/units/' || min(organisation_id) FROM results_announced_lines",
    "search": "/search?q=taoci",
    "search-person": "/search?q=wang",
    "search-nothing": "/search?q=xyzzy",
    "search-empty": "/search",
    "news": "/news",
    "one-news": "SELECT '/news/' || min(id) FROM plan_news",
    "honours": "/honours",
    "nominee-lists": "/honours/lists",
    "request": "/honours/request",
    "request-answer": "/honours/request/answer",
    "retention": "/honours/retention",
    "register-log": "/register/log",
    "hall-of-fame": "/honours/fame",
    "hall-of-a-season": "SELECT '/honours/fame/seasons/' || min(year) FROM honours_entries WHERE state = 'entered'",
    "hall-of-an-occupation": "SELECT '/honours/fame/occupations/' || min(i.occupation_code) FROM honours_entries e JOIN plan_items i ON i.competition_id = e.competition_id AND i.name = e.item_name",
    "hall-of-a-unit": "SELECT '/honours/fame/units/' || min(organisation_id) FROM honours_entries WHERE state = 'entered'",
    "embedded-unit": "SELECT '/embed/honours/' || min(organisation_id) FROM honours_entries WHERE state = 'entered'",
    "embedded-badge": "SELECT '/embed/certificates/' || min(code) FROM honours_entries",
    "embedding": "SELECT '/embed?unit=' || min(organisation_id) FROM honours_entries WHERE state = 'entered'",
    "honour": "SELECT '/honours/' || min(number) FROM honours_entries",
    "verify": "/verify",
    "verified": "SELECT '/verify/' || min(code) FROM honours_entries",
    "not-verified": "/verify/AAAA-AAAA-AAAA",
    "verify-offline": "/verify/offline",
    "api": "/api",
    "policy": "/policy",
    "policy-measure": "/policy/measures/prizes",
    "policy-tables": "/policy/tables",
    "policy-compare": "/policy/compare",
    "payments": "/payments",
    "pair": "/pair",
    "sign-in": "/sign-in",
    "nothing-here": "/competitions/999999",
}


def take(browser: Browser, site: str, database: Path, folder: Path, wanted: tuple[str, ...] = ()) -> None:
    """Take every page wanted at every size, language and light, and say which are wider than their screen."""
    pages = {name: path for name, path in addresses(database).items() if name in (wanted or PAGES)}
    wide = []
    for size, language, light in product(SIZES, LANGUAGES, LIGHTS):
        context = opened(browser, size, language, light)
        for name, path in pages.items():
            page = context.new_page()
            page.goto(site + path, wait_until="networkidle")
            picture = f"{name}.{size}.{language}.{light}.png"
            if page.evaluate(WIDER):
                wide.append(picture)
            draw(page, folder / picture)
            page.close()
        context.close()
        print(f"{size} {language} {light}: {len(pages)} pictures", flush=True)
    write_index(folder, tuple(pages))
    print("\n".join(f"wider than its screen: {one}" for one in wide) or "no page is wider than its screen")


def addresses(database: Path) -> dict[str, str]:
    """Give each page's address in the city of the database."""
    with sqlite3.connect(database) as city:
        found = {
            name: told if told.startswith("/") else city.execute(told).fetchone()[0] for name, told in PAGES.items()
        }
    if missing := [name for name, path in found.items() if not path]:
        raise SystemExit(f"the demo city has no such page: {', '.join(missing)}")
    return found


def opened(browser: Browser, size: str, language: str, light: str) -> BrowserContext:
    """Open a window of a size, in a language, light or dark."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=light,  # type: ignore[arg-type]  # one of LIGHTS
        reduced_motion="reduce",
        locale=LANGUAGES[language],
    )
    context.set_default_timeout(60_000)
    return context


def draw(page: Page, to: Path) -> None:
    """Draw a whole page, the longest cut."""
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=to, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def write_index(folder: Path, names: tuple[str, ...]) -> None:
    """Write the page that shows all pictures, one row a page."""
    (folder / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Public pages</title>"
        "<style>img{height:22rem;border:1px solid #999;margin:2px;vertical-align:top}</style>"
        + "".join(f"<h2>{escape(name)}</h2>{''.join(_shown(name))}" for name in names),
        encoding="utf-8",
    )


def _shown(name: str) -> Iterator[str]:
    for size, language, light in product(SIZES, LANGUAGES, LIGHTS):
        picture = f"{name}.{size}.{language}.{light}.png"
        yield f'<a href="{picture}"><img loading=lazy src="{picture}" alt="{picture}"></a>'
