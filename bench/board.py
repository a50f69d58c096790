"""How long a mark takes from a judge's tablet to the chief's screen while the hall marks."""

import asyncio
import random
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import quantiles
from typing import Any

from bench import marks
from bench.measuring import Row
from bench.serving import WORKERS, installation
from competition.judging import sheets
from tests.browser.serving import browser, server

PROBES, PATIENCE = 12, 10_000
# when each sheet's cell was first painted anew, by the clock that also says when the mark was sent
OBSERVE = """places => {
  window.painted = {};
  for (const place of places) {
    const cell = document.querySelector(`[data-cell="${place}"]`), before = cell.textContent;
    const note = () => requestAnimationFrame(() => {
      if (cell.textContent !== before) window.painted[place] ??= Date.now();
    });
    new MutationObserver(note).observe(cell, { childList: true });
  }
}"""


def rows(rounds: int) -> list[Row]:
    """Measure the chief's board on SQLite: a mark sent, stored, told to the board and painted there."""
    with installation() as (app, folder), browser() as chromium:
        made, tablets = marks.hall_of(app, marks.TABLETS + rounds * PROBES)
        places = {row.id: f"{row.entry_id}-{row.sub_id}" for row in sheets.of_item(made.item.id)}
        chief = marks.cookie_of(app, made.chief.id, "chief")
        # as `competition run` serves it: the page wants its scripts
        with server(folder, workers=WORKERS) as url:
            port = int(url.rpartition(":")[2])
            _apart(marks.connect(port, tablets))
            context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
            name, value = chief.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": url}])
            page = context.new_page()
            page.goto(f"{url}/office/judging/items/{made.item.id}")
            probes = tablets[marks.TABLETS :]
            page.evaluate(OBSERVE, [places[probe.sheet] for probe in probes])
            with _marking(port, tablets[: marks.TABLETS]):
                waits = [_painted(page, port, probe, places[probe.sheet]) for probe in probes]
            context.close()
    cuts = quantiles(waits, n=100)
    told = f"{len(waits)} first marks on a sheet, {marks.TABLETS} tablets give one every {marks.PACE:.0f} s; from sending to paint in Chromium"
    return [
        Row(f"p{part}, a mark on the chief's board", cuts[part - 1], None, None, aim, "ms", "SQLite", rounds, told)
        for part, aim in ((50, "<= 500"), (99, "<= 1500"))
    ]


def _painted(page: Any, port: int, probe: marks.Tablet, place: str) -> float:
    """Give the first mark on a sheet, and say how many milliseconds later the chief's screen showed that it began."""
    time.sleep(random.uniform(0.2, 1.2))
    sent = time.time() * 1000
    _apart(_one(port, probe))
    found = page.wait_for_function("place => window.painted[place]", arg=place, timeout=PATIENCE)
    return float(found.json_value()) - sent


def _apart(what: Coroutine[Any, Any, None]) -> None:
    # Playwright's own loop runs in this thread
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, what).result()


async def _one(port: int, tablet: marks.Tablet) -> None:
    line = marks.Line()
    await line.open(port)
    head, _ = await line.ask(tablet.sending(1))
    line.writer.close()
    if " 200 " not in head:
        raise RuntimeError(head)


@contextmanager
def _marking(port: int, tablets: Sequence[marks.Tablet]) -> Iterator[None]:
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            marks.sent(port, tablets, marks.Way(len(tablets), 1, marks.PACE))

    hall = threading.Thread(target=go_on)
    hall.start()
    try:
        yield
    finally:
        over.set()
        hall.join()
