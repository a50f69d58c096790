"""Walks through the pages one person can reach by links, one page of each kind, and notes what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
# all but the contrast of colours, which takes longer than the rest together and is looked at by itself
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast": {"enabled": False}},
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# files to keep, and the link that only changes the language
NOT_PAGES = re.compile(
    r"\.(xlsx|pdf|ics|csv|json|zip|atom|png)$|^/language/|/appeals/files/\d+$|/claim-papers/\d+$|^/static/|^/metrics|/(healthz|readyz)$|/badges$"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PARTS = (
    "[...new Set([...document.body.querySelectorAll('*')].map(e => `${e.tagName} ${e.getAttribute('class') ?? ''}`))]"
)
HEADINGS = (
    "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(h => h.checkVisibility()).map(h => +h.tagName[1])"
)

# two frames later the new colours stand
THEME = """theme => new Promise(done => {
  document.documentElement.setAttribute("data-bs-theme", theme);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


@dataclass
class Watch:
    """What a page does that it should not: errors on the console, requests to other hosts, answers of 500."""

    page: Any
    host: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._say(f"script: {error}"))
        self.page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self._say(f"console: {message.text} {urlsplit(message.location['url']).path}")

    def _asked(self, request: Any) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).netloc != self.host:
            self._say(f"asks another host: {request.url}")

    def _say(self, what: str) -> None:
        self.wrong.append(f"{urlsplit(self.page.url).path}: {what}")


def shape(address: str) -> str:
    """Give the kind of page behind an address: its path with any number, and the names of what it asks."""
    parts = urlsplit(address)
    asked = sorted(one.partition("=")[0] for one in parts.query.split("&") if one)
    return re.sub(r"\d+", "n", parts.path) + ("?" + "&".join(asked) if asked else "")


def pages(page: Any, url: str, first: str, within: str = "/", most: int = 60) -> Iterator[str]:
    """Go to one page of each kind that links lead to from the first one, and give its path while it is open.

    Whoever is given it may leave it for another page."""
    waiting, seen = [first], {shape(first)}
    while waiting and most:
        path, most = waiting.pop(0), most - 1
        answer = page.goto(url + path)
        assert answer.status < 500, f"{path} answers {answer.status}"
        links = _links(page, url)
        yield path
        for found in links:
            if shape(found) not in seen and re.match(within, found):
                seen.add(shape(found))
                waiting.append(found)


def _links(page: Any, url: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
    inside = [href.removeprefix(url).partition("#")[0] for href in hrefs if href.startswith(url)]
    return [path for path in inside if path and not NOT_PAGES.search(urlsplit(path).path)]


def faults(page: Any, options: dict[str, Any]) -> list[str]:
    """Name every violation axe finds on the page as it is, with the first element."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.axe_script)
    found = page.evaluate("options => axe.run(options)", {**options, "resultTypes": ["violations"]})["violations"]
    return [f"{one['id']} × {len(one['nodes'])}: {one['nodes'][0]['html'][:160]}" for one in found]


def parts(page: Any) -> frozenset[str]:
    """Name what a page is built of: its elements by tag and classes."""
    return frozenset(page.evaluate(PARTS))


def dark(page: Any, on: bool) -> None:
    """Turn the page dark or light, as its own switch does."""
    page.evaluate(THEME, "dark" if on else "light")


def heading_faults(page: Any) -> list[str]:
    """Say whether the page has one h1, first of all, and skips no level."""
    levels = page.evaluate(HEADINGS)
    if levels[:1] != [1] or levels.count(1) != 1:
        return [f"headings do not begin with the one h1: {levels}"]
    return [f"a heading skips a level: {levels}" for one, after in pairwise(levels) if after > one + 1][:1]


def is_wider_than_window(page: Any) -> int:
    """Say by how many pixels the page sticks out to the side."""
    return int(page.evaluate(WIDER))
