"""A crowd at the released results: a thousand who follow while a hall marks, and a rush on a cold cache."""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, product
from statistics import median

import psutil
import sqlalchemy as sa

from bench import marks, pages
from bench.measuring import Row
from bench.serving import HOST, WORKERS, installation, server
from competition.foundation.database import db

FOLLOWERS = 1000
RUSH, LINES, ITEMS = 20_000, 64, 3
LANGUAGES = ("zh_Hans_CN", "en")


def rows(rounds: int) -> list[Row]:
    """Measure the followers, the page beside a hall that marks, and the rush."""
    return [*_following(rounds), *_rushing(rounds)]


# --- followers and tablets -------------------------------------------------------------------------------------------


@dataclass
class Heard:
    """What the rounds gave: delays and waits in seconds, memory in KiB for each follower, pages a second."""

    delays: list[float] = field(default_factory=list)
    calm: list[float] = field(default_factory=list)
    followed: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)


def _following(rounds: int) -> list[Row]:
    heard = Heard()
    for _ in range(rounds):
        # a new server each time: memory is compared with a worker that had no followers yet
        with installation() as (app, folder):
            shown = pages.on_notice()
            news = pages.finalised()
            tablets = marks.hall(app, marks.TABLETS)
            with server(app, folder) as port:
                asyncio.run(marks.connect(port, tablets))
                _round(port, tablets, heard, f"/results/{shown}", lambda news=news: _release(news))
    return _told(heard, rounds)


def _round(port: int, tablets: Sequence[marks.Tablet], heard: Heard, page: str, release: Callable[[], float]) -> None:
    way = marks.Way(len(tablets), 1, marks.PACE)
    gzip = {"Accept-Encoding": "gzip"}
    heard.quiet.append(pages.per_second(port, page, gzip)[0])
    heard.calm += marks.sent(port, tablets, way).waits
    with _followers(port) as told:
        heard.memory.append(told.kib)
        began, waits = asyncio.run(_meanwhile(port, tablets, way, release))
        heard.followed += waits
    heard.delays += [at - began for at in told.heard]
    if len(told.heard) != FOLLOWERS:
        raise RuntimeError(f"{len(told.heard)} of {FOLLOWERS} followers heard of the release")
    speeds, _ = asyncio.run(_meanwhile(port, tablets, way, lambda: pages.per_second(port, page, gzip)[0]))
    heard.beside.append(speeds)


async def _meanwhile(
    port: int, tablets: Sequence[marks.Tablet], way: marks.Way, what: Callable[[], float]
) -> tuple[float, list[float]]:
    """Let the hall mark, and do something in the middle of it."""
    marking = asyncio.create_task(marks.send(port, tablets, way))
    await asyncio.sleep(1)
    found = await asyncio.to_thread(what)
    return found, (await marking).waits


def _release(item_id: int) -> float:
    """Put a result of 300 rows on public notice, and say when the database had it."""
    committed: list[float] = []

    def note(_connection: object) -> None:
        committed.append(time.time())

    sa.event.listen(db.engine, "commit", note)
    pages.put_on_notice(item_id)
    sa.event.remove(db.engine, "commit", note)
    return committed[-1]


@dataclass
class Crowd:
    """Followers in a process of their own: the memory each costs the server, and when each heard of the release."""

    kib: float
    heard: list[float] = field(default_factory=list)


@contextmanager
def _followers(port: int) -> Iterator[Crowd]:
    before = _memory(port)
    command = [sys.executable, "-m", "bench.crowd", str(port), str(FOLLOWERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as apart:
        assert apart.stdin
        assert apart.stdout
        if apart.stdout.readline() != "there\n":
            raise RuntimeError("the followers did not come")
        crowd = Crowd((_memory(port) - before) / 1024 / FOLLOWERS)
        yield crowd
        time.sleep(2)
        crowd.heard = json.loads(apart.communicate("go\n", timeout=30)[0])


def _memory(port: int) -> int:
    """Give the memory of the server's workers, in bytes."""
    there = [one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    listening = {psutil.Process(one.pid) for one in there if one.laddr.port == port and one.pid}
    family = {each for one in listening for each in (one, *one.children(recursive=True))}
    return sum(each.memory_info().rss for each in family)


async def _follow(port: int, count: int) -> None:
    heard: list[float] = []
    there = 0

    async def one() -> None:
        nonlocal there
        reader, writer = await asyncio.open_connection(HOST, port)
        asked = f"GET /api/v1/results/events HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n\r\n"
        writer.write(asked.encode())
        first = True
        while line := await reader.readline():
            if line.startswith(b"data:"):
                if first:
                    there += 1
                else:
                    heard.append(time.time())
                first = False

    following = [asyncio.create_task(one()) for _ in range(count)]
    while there < count:
        await asyncio.sleep(0.05)
    print("there", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for each in following:
        each.cancel()
    print(json.dumps(heard))


def _told(heard: Heard, rounds: int) -> list[Row]:
    what = (
        f"{FOLLOWERS:,} open streams and {marks.TABLETS} tablets, one mark each {marks.PACE:.0f} s, {WORKERS} workers"
    )
    delay = marks.percentile(heard.delays, 99)
    calm, followed = marks.percentile(heard.calm, 99), marks.percentile(heard.followed, 99)
    quiet, beside = median(heard.quiet), median(heard.beside)
    told = f"{what}; {len(heard.delays):,} heard; half within {median(heard.delays) * 1000:.0f} ms"
    return [
        Row("release to last follower, p99", delay, None, None, "<= 1000", "ms", "SQLite", rounds, told),
        Row(
            "mark beside followers and a release, p99", followed, calm, followed / calm, "<= 2", "ms", "SQLite", rounds,
            f"{what}; bare: the same hall without followers",
        ),
        Row(
            "memory for each follower", median(heard.memory), None, None, "<= 256", "KiB", "SQLite", rounds, what,
        ),
        Row(
            "public result page while a hall marks", beside, quiet, beside / quiet, ">= 0.5", "requests/s", "SQLite", rounds,
            f"{pages.CLIENTS} clients beside {marks.TABLETS} tablets; bare: the same page without tablets",
        ),
    ]  # fmt: skip


# --- the rush --------------------------------------------------------------------------------------------------------


def _rushing(rounds: int) -> list[Row]:
    waits: list[float] = []
    statements: dict[int, list[float]] = {RUSH // 10: [], RUSH: []}
    for _ in range(rounds):
        for count, found in statements.items():
            with installation() as (app, folder):
                shown, news = [pages.on_notice() for _ in range(ITEMS)], pages.finalised()
                with server(app, folder) as port:
                    before = _statements(port)
                    took = asyncio.run(_rush(port, shown, count, lambda news=news: _release(news)))
                    found.append(_statements(port) - before)
            waits += took if count == RUSH else []
    few, many = (median(found) for found in statements.values())
    what = (
        f"{RUSH:,} requests over {ITEMS} pages of 300 rows in 2 languages, {LINES} at once, cold, a release meanwhile"
    )
    told = f"{what}; {few:.0f} for a tenth of the requests: the stamp is read twice a second while it lasts"
    return [
        Row("slowest request of a rush", max(waits) * 1000, None, None, "<= 2000", "ms", "SQLite", rounds, f"{what}; no error"),
        Row("statements of a rush", many, None, None, "<= 100", "statements", "SQLite", rounds, told),
    ]  # fmt: skip


async def _rush(port: int, shown: Sequence[int], count: int, release: Callable[[], float]) -> list[float]:
    asked = cycle(product(shown, LANGUAGES))
    waits: list[float] = []

    async def line(share: int) -> None:
        one = marks.Line()
        await one.open(port)
        for _ in range(share):
            item, language = next(asked)
            path = f"/results/{item}?lang={language}"
            began = time.perf_counter()
            head, _body = await one.ask(
                f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            )
            waits.append(time.perf_counter() - began)
            if " 200 " not in head.split("\r\n")[0]:
                raise RuntimeError(head)
        one.writer.close()

    # the release falls into the middle of it
    releasing = asyncio.create_task(asyncio.to_thread(release))
    await asyncio.gather(*(line(count // LINES) for _ in range(LINES)))
    await releasing
    return waits


def _statements(port: int) -> float:
    text = pages.content_of(port, "/metrics", {})[0].decode()
    return float(re.findall(r"^competition_statements_total (\S+)$", text, re.MULTILINE)[0])


if __name__ == "__main__":
    asyncio.run(_follow(int(sys.argv[1]), int(sys.argv[2])))
