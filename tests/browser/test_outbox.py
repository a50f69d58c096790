"""A hall where everything fails: the network, the pages, the tablets' processes and the server; no mark is lost or doubled.

Four tablets mark for three judges, the last two for the same one. The luck is drawn from the seed that is printed.
"""

import contextlib
import json
import os
import random
import sqlite3
import time
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.browser import hall, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
# `make faults` walks the whole hall; the suite a small one
WHOLE = bool(os.environ.get("COMPETITION_FAULTS"))
COMPETITORS, ASPECTS, KILLS = (12, 40, 5) if WHOLE else (3, 10, 2)
SHARED = COMPETITORS * 2 // 3
READY = "#sheet[data-ready]"
# done when the tablet has put every mark given into its outbox
KEPT = "import(document.querySelector('script[src*=\"/tablet.js\"]').src).then(tablet => tablet.outbox.giving)"


class Tablet:
    """A tablet in its judge's hands, and the notes of what was given on it."""

    def __init__(self, chromium: Any, url: str, login: str, sheets: list[int]) -> None:
        self.context = chromium.new_context(locale="zh-CN", viewport={"width": 820, "height": 1180})
        self.context.set_default_timeout(60_000)
        self.url, self.login, self.sheets = url, login, list(sheets)
        self.page = self.context.new_page()
        self.given: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.faults: list[str] = []
        self.online = True
        serving.sign_in(self.page, url, login, hall.PASSWORD)
        self.page.goto(f"{url}/tablet")
        # every page it will need is on the tablet before anything goes wrong
        self.page.locator("#prefetch[data-ready]").wait_for()
        self.device = self.page.evaluate("localStorage.getItem('judging.device')")

    def open(self, sheet: int) -> None:
        """Go to a sheet, with or without a network."""
        self.page.goto(f"{self.url}/tablet/sheets/{sheet}")
        self.page.locator(READY).wait_for()

    def give(self, sheet: int, aspects: list[int], luck: random.Random) -> None:
        """Touch a score for each of some aspects in a row, by keys, and wait until the tablet has kept them."""
        self.page.locator(f"#a{aspects[0]} input").first.focus()
        for aspect in aspects:
            score = luck.randrange(4)
            self.given[sheet, aspect].append(score)
            self.page.keyboard.press(str(score))
        self.page.evaluate(KEPT)

    def cut(self) -> None:
        """Lose the network, or find it again."""
        self.online = not self.online
        self.context.set_offline(not self.online)

    def reload(self) -> None:
        """Load the page again in the middle of sending."""
        self.page.reload()
        self.page.locator(READY).wait_for()

    def crash(self, sheet: int) -> None:
        """Let the page's process be killed, and open the sheet again."""
        # the process dies under the call: whatever it says is what was wanted
        with contextlib.suppress(Exception):
            self.page.goto("chrome://crash", timeout=500)
        self.page.close()
        self.page = self.context.new_page()
        self.open(sheet)

    def shows_all_sent(self) -> bool:
        """Say whether the lamp tells the judge that everything is saved."""
        return bool(self.page.locator(".saving").get_attribute("data-saving") == "saved")

    def waiting(self) -> list[dict[str, Any]]:
        """Read the outbox itself."""
        read = """async () => {
          const open = indexedDB.open("judging", 1);
          await new Promise(done => open.onsuccess = done);
          const all = open.result.transaction("outbox").objectStore("outbox").getAll();
          await new Promise(done => all.onsuccess = done);
          return all.result;
        }"""
        return sorted(self.page.evaluate(read), key=lambda one: one["sequence"])

    def take_out_refused(self) -> None:
        """Take out of the notes what came too late, after the panel had seen the scores: the tablet says so and keeps it."""
        for one in self.waiting():
            if one["state"] == "refused":
                self.given[int(one["sheet"]), int(one["aspect"])].remove(int(one["value"]))
        self.given = defaultdict(list, {place: scores for place, scores in self.given.items() if scores})


def operations(folder: Path) -> list[tuple[str, str, int, int, int]]:
    """Read, past the program, every operation kept: its id, its device, sheet, aspect and score, in the order kept."""
    asked = (
        "SELECT id, device, sheet_id, aspect_id, value / 1000000 FROM judging_mark_operations ORDER BY sheet_id, number"
    )
    with contextlib.closing(sqlite3.connect(folder / "competition.sqlite")) as connection:
        return [(row[0].partition(":")[2], *row[1:]) for row in connection.execute(asked)]


def by_device(rows: list[tuple[str, str, int, int, int]]) -> dict[str, dict[tuple[int, int], list[int]]]:
    """Give each device's scores by sheet and aspect, as they were kept."""
    found: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for _id, device, sheet, aspect, score in rows:
        found[device][sheet, aspect].append(score)
    return found


def test_no_mark_is_lost_or_doubled_whatever_fails(chromium, tmp_path):
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    luck = random.Random(seed)
    told = json.loads(serving.prepare(tmp_path, "tests.browser.hall", "", str(COMPETITORS), str(ASPECTS)))
    server = serving.Running(tmp_path, workers=2)
    server.start()
    tablets: list[Tablet] = []
    try:
        first, second, third = told["judges"]
        mine = told["sheets"]
        # the third judge has two tablets: the second one has the last sheets, and one that the first marks too
        for login, its in (
            (first, mine[0]),
            (second, mine[1]),
            (third, mine[2][:SHARED]),
            (third, mine[2][SHARED - 1 :]),
        ):
            tablets.append(Tablet(chromium, server.url, login, its))
        assert len({tablet.device for tablet in tablets}) == 4
        _mark_through_everything(server, tablets, told["aspects"], luck, tmp_path)
        _all_is_given_or_waiting(tablets, tmp_path)
        for tablet in tablets:
            if not tablet.online:
                tablet.cut()
        _drained(tablets)
        kept = by_device(operations(tmp_path))
        for tablet in tablets:
            tablet.take_out_refused()
            assert kept[tablet.device] == tablet.given, f"seed {seed}: {tablet.login}"
        _totals_are_right(told, tablets, tmp_path)
    finally:
        server.stop()
        for tablet in tablets:
            tablet.context.close()


def _mark_through_everything(
    server: Any, tablets: list[Tablet], aspects: list[int], luck: random.Random, folder: Path
) -> None:
    work = [(tablet, sheet) for tablet in tablets for sheet in tablet.sheets]
    # tablets take turns; each goes through its sheets in order
    work.sort(key=lambda one: one[0].sheets.index(one[1]))
    kills = set(luck.sample(range(len(work)), KILLS))
    down = False
    for number, (tablet, sheet) in enumerate(work):
        tablet.open(sheet)
        half = luck.randrange(3, ASPECTS - 3)
        tablet.give(sheet, aspects[:half], luck)
        if number in kills:
            _what_is_shown_as_sent_is_stored(tablets, folder)
            server.kill()
            down = True
        _something_happens(tablet, sheet, luck)
        tablet.give(sheet, aspects[half:], luck)
        if tablet in tablets[:2] and luck.random() < 0.3:
            # given anew at once, before the panel sees it
            tablet.give(sheet, aspects[half : half + 3], luck)
        if down:
            server.start()
            down = False


def _something_happens(tablet: Tablet, sheet: int, luck: random.Random) -> None:
    match luck.randrange(4):
        case 0:
            tablet.cut()
        case 1:
            tablet.reload()
        case 2:
            tablet.crash(sheet)


def _what_is_shown_as_sent_is_stored(tablets: list[Tablet], folder: Path) -> None:
    shown = [tablet for tablet in tablets if tablet.shows_all_sent()]
    kept = by_device(operations(folder))
    for tablet in shown:
        assert kept[tablet.device] == tablet.given


def _all_is_given_or_waiting(tablets: list[Tablet], folder: Path) -> None:
    # the outboxes first: what leaves one meanwhile is found in the database
    outboxes = [tablet.waiting() for tablet in tablets]
    rows = operations(folder)
    kept, counted = by_device(rows), {row[0] for row in rows}
    for tablet, outbox in zip(tablets, outboxes, strict=True):
        known = kept[tablet.device]
        for one in outbox:
            # its answer may still be on the way
            if one["id"] not in counted:
                known[int(one["sheet"]), int(one["aspect"])].append(int(one["value"]))
        wrong = [place for place in tablet.given if known[place] != tablet.given[place]]
        assert known == tablet.given, (
            [row for row in rows if row[2:4] in wrong],
            [one for one in outbox if (int(one["sheet"]), int(one["aspect"])) in wrong],
        )


def _drained(tablets: list[Tablet]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not any(one["state"] == "waiting" for tablet in tablets for one in tablet.waiting()):
            return
        time.sleep(0.3)
    raise AssertionError("an outbox did not get empty")


def _totals_are_right(told: dict[str, Any], tablets: list[Tablet], folder: Path) -> None:
    with sqlite3.connect(folder / "competition.sqlite") as connection:
        rows = connection.execute("SELECT sheet_id, aspect_id, value / 1000000 FROM judging_marks").fetchall()
    connection.close()
    marks = {(sheet, aspect): value for sheet, aspect, value in rows}
    assert len(rows) == len(marks) == 3 * COMPETITORS * ASPECTS
    shared = told["sheets"][2][SHARED - 1]
    for tablet in tablets:
        for (sheet, aspect), values in tablet.given.items():
            if sheet != shared:
                assert marks[sheet, aspect] == values[-1]
    # on the sheet that two tablets marked, one of the two was kept, and where they differ it is said
    for aspect in told["aspects"]:
        assert marks[shared, aspect] in {value for tablet in tablets[2:] for value in tablet.given[shared, aspect]}
    most, expected = Decimal(100) / ASPECTS, {}
    for number in range(1, COMPETITORS + 1):
        sheets = [told["sheets"][place][number - 1] for place in range(3)]
        expected[str(number)] = sum(
            (Decimal(sum(marks[sheet, aspect] for sheet in sheets)) * most / 9).quantize(Decimal("0.01"), ROUND_HALF_UP)
            for aspect in told["aspects"]
        )
    program = json.loads(serving.prepare(folder, "tests.browser.hall", "", "totals", str(told["item"])))
    assert {number: Decimal(total) for number, total in program.items()} == expected
