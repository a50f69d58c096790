"""Marks as judges give them: a sheet by hand on the tablet, and the many others over the tablet's own requests.

Several hundred sheets by hand would take an hour. What the page sends for them is sent here by each judge's own
session: the same address, the same token, the same body.
"""

import json
import re
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.journeys.people import Person

ASPECT = re.compile(r'data-aspect="(\d+)" data-kind="(\w+)" data-max="([\d.]+)" data-code="([\w.]+)"')
SHEET = re.compile(r'href="/tablet/sheets/(\d+)"><span class="tile-number">(\d+)<')
TOKEN = re.compile(r'data-token="([^"]+)"|name="csrf_token"[^>]*value="([^"]+)"')


def score(number: int, code: str, position: int) -> int:
    """Give a judge's score, 0 to 3, never more than one apart from the colleagues'."""
    drawn = zlib.crc32(f"{number}:{code}".encode())
    return drawn % 3 + (drawn // 3 + position) % 2


def measured(number: int, code: str, most: Decimal) -> Decimal:
    """Give a measurement: full or zero, the higher numbers more often full."""
    return most if zlib.crc32(f"{code}:{number}".encode()) % 20 < 6 + number else Decimal(0)


def mark_of(aspect: dict[str, str], number: int, position: int) -> str:
    """Give what a judge marks for an aspect of a competitor."""
    if aspect["kind"] == "judgement":
        return str(score(number, aspect["code"], position))
    return str(measured(number, aspect["code"], Decimal(aspect["max"])))


def aspects_in(page: str) -> list[dict[str, str]]:
    """Read a sheet's aspects from its page."""
    return [dict(zip(("id", "kind", "max", "code"), found, strict=True)) for found in ASPECT.findall(page)]


# --- by hand -------------------------------------------------------------------------------------------------------


def mark_one_by_hand(judge: Person, code: str, position: int) -> str:
    """Open a form and its first competitor, touch every mark, submit; give what the tablet says."""
    judge.menu("My mark sheets")
    form = judge.page.locator(
        "main a.card-link", has=judge.page.locator(".form-code", has_text=re.compile(f"^{code}$"))
    )
    # a server that was silent for a while lets the tablet show the list as it knew it; it renews itself
    form.click()
    judge.page.locator(".tile").first.click()
    judge.page.locator("#sheet[data-ready]").wait_for()
    for aspect in aspects_in(judge.page.content()):
        box = judge.page.locator(f"#a{aspect['id']}")
        wanted = Decimal(mark_of(aspect, 1, position))
        box.locator("label.choice", has=judge.page.locator(f"input[value='{_written(wanted)}']")).click()
    judge.page.locator(".saving[data-saving=saved]").wait_for()
    judge.page.click("#submit")
    judge.page.click("dialog[open] [data-send]")
    return judge.told("is submitted")


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def first_code(judge: Person) -> str:
    """Name the first form a judge has to mark."""
    judge.menu("My mark sheets")
    return str(judge.page.locator("main .form-code").first.inner_text())


def draw_signature(who: Person) -> None:
    """Draw a line in the box to sign in, as a hand does."""
    box = who.page.locator(".sign-box")
    box.scroll_into_view_if_needed()
    edge = box.bounding_box()
    assert edge is not None
    for n, (x, y) in enumerate(((0.2, 0.6), (0.3, 0.3), (0.4, 0.7), (0.5, 0.3), (0.6, 0.7), (0.8, 0.5))):
        who.page.mouse.move(edge["x"] + edge["width"] * x, edge["y"] + edge["height"] * y, steps=4)
        if not n:
            who.page.mouse.down()
    who.page.mouse.up()


# --- over the tablet's requests ------------------------------------------------------------------------------------


@dataclass
class Hand:
    """A judge's session as the tablet uses it."""

    address: str
    cookie: str
    token: str = ""

    @classmethod
    def of(cls, person: Person) -> "Hand":
        """Take over somebody's session."""
        kept = {one["name"]: one["value"] for one in person.page.context.cookies()}
        cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
        return cls(urlsplit(person.url).netloc, cookie)

    def __enter__(self) -> "Hand":
        self.line = HTTPConnection(self.address, timeout=120)
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def get(self, path: str) -> str:
        """Load a page, and keep the token it carries."""
        text = self._ask("GET", path, None, {})
        found = TOKEN.search(text)
        self.token = (found.group(1) or found.group(2)) if found else self.token
        return unescape(text)

    def send(self, path: str, **values: Any) -> None:
        """Send a form."""
        body = urlencode({"csrf_token": self.token, "form_key": uuid4().hex, **values})
        self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def save(self, sheet: str, marks: dict[str, str]) -> int:
        """Save marks as the tablet does, and give the version they made."""
        sent = [{"id": uuid4().hex, "aspect": int(aspect), "value": value} for aspect, value in marks.items()]
        head = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        body = json.dumps({"device": "journey", "operations": sent})
        said = json.loads(self._ask("POST", f"/api/v1/sheets/{sheet}/operations", body, head))
        assert all(each["state"] == "kept" for each in said["operations"]), said
        return int(said["version"])

    def _ask(self, method: str, path: str, body: str | None, head: dict[str, str]) -> str:
        self.line.request(method, path, body, {"Cookie": self.cookie, "Accept-Language": "en", **head})
        with self.line.getresponse() as answer:
            text = answer.read().decode()
            assert answer.status in (200, 302), f"{method} {path}: {answer.status}\n{text[:2000]}"
            return text


def mark_the_rest(judges: list[Person], present: Iterable[int]) -> list[dict[str, str]]:
    """Let the judges mark all their open sheets at the same time, and give the aspects of the whole scheme."""
    numbers = frozenset(present)
    hands = [(Hand.of(judge), position, numbers) for position, judge in enumerate(judges, 1)]
    with ThreadPoolExecutor(len(hands)) as pool:
        found = list(pool.map(lambda told: _mark_all(*told), hands))
    # the first judge has every form, so every aspect
    return found[0]


def _mark_all(hand: Hand, position: int, numbers: frozenset[int]) -> list[dict[str, str]]:
    seen: list[dict[str, str]] = []
    with hand:
        for form in dict.fromkeys(re.findall(r"/tablet/forms/(\d+)", hand.get("/tablet"))):
            page = hand.get(f"/tablet/forms/{form}")
            sheets = SHEET.findall(page)
            aspects = aspects_in(hand.get(f"/tablet/sheets/{sheets[-1][0]}"))
            seen += aspects
            for sheet, number in sheets:
                assert int(number) in numbers
                if f'tile-open plain" href="/tablet/sheets/{sheet}"' in page:
                    marks = {aspect["id"]: mark_of(aspect, int(number), position) for aspect in aspects}
                    hand.send(f"/tablet/sheets/{sheet}/submit", seen_version=hand.save(sheet, marks))
    return seen


def check_the_rest(chief: Person, item: str) -> int:
    """Let the chief check every sheet that waits, and give how many there were."""
    checked = 0
    with Hand.of(chief) as hand:
        board = hand.get(f"/office/judging/items/{item}")
        for form in dict.fromkeys(re.findall(rf"/office/judging/items/{item}/forms/(\d+)", board)):
            page = hand.get(f"/office/judging/items/{item}/forms/{form}")
            for sheet in re.findall(r'/office/judging/sheets/(\d+)"><span class="state state-progress"', page):
                hand.send(f"/office/judging/sheets/{sheet}/check")
                checked += 1
    return checked
