"""Marks stored through HTTP by a hall of tablets, against bare single-row commits on the same database."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bench.measuring import Row
from bench.serving import HOST, WORKERS, installation, server
from competition.accounts.models import SignIn
from competition.accounts.signing_in import TOKEN, token_hash
from competition.foundation import clock
from competition.foundation.database import db
from competition.judging import sheets
from competition.judging.models import ItemJudge
from competition.judging.rules import AspectKind
from tests import make
from tests.browser.hall import form
from tests.judging import build

TABLETS, FEW, ASPECTS = 200, 16, 40
SECONDS = 4.0
# a judge gives a mark every few seconds; a tablet that was away now and then sends all it kept at once
PACE, SPELL = 5.0, 40.0


@dataclass(frozen=True)
class Way:
    """How the tablets send: how many of them, how many marks at once, and how many seconds apart (0: without a pause)."""

    tablets: int
    outbox: int
    pace: float

    @property
    def name(self) -> str:
        """Name it for the table."""
        return (
            f"{self.tablets} tablets, outboxes of {self.outbox}{f', one every {self.pace:.0f} s' if self.pace else ''}"
        )


@dataclass
class Seen:
    """What one round gave: marks stored a second, and how long each sending waited for its answer, in seconds."""

    per_second: float
    waits: list[float]


WAYS = (
    Way(TABLETS, 1, 0),
    Way(TABLETS, ASPECTS, 0),
    Way(FEW, 1, 0),
    Way(FEW, 1, PACE),
    Way(TABLETS, 1, PACE),
    Way(TABLETS, ASPECTS, SPELL),
)


def rows(rounds: int, database: str = "") -> list[Row]:
    """Measure every way and the bare commits in turns, one round after another."""
    with installation(database) as (app, folder):
        tablets = hall(app, TABLETS)
        label = "SQLite" if db.engine.dialect.name == "sqlite" else "PostgreSQL"
        commits = _bare_table()
        found: dict[Way, list[Seen]] = {way: [] for way in WAYS}
        bare: list[Seen] = []
        with server(app, folder) as port:
            asyncio.run(connect(port, tablets))
            for number in range(rounds):
                turns = [lambda: bare.append(commits(SECONDS))]
                turns += [lambda way=way: found[way].append(sent(port, tablets, way)) for way in WAYS]
                for turn in turns if number % 2 else reversed(turns):
                    turn()
    what = f"{ASPECTS} aspects a sheet, {WORKERS} workers"
    return _throughput(found, bare, label, what) + _delays(found, bare, label, what)


def _throughput(found: dict[Way, list[Seen]], bare: list[Seen], label: str, what: str) -> list[Row]:
    reference = median(seen.per_second for seen in bare)
    made = []
    for way, aim in ((WAYS[0], ">= 0.3"), (WAYS[1], ">= 1")):
        value = median(seen.per_second for seen in found[way])
        told = f"{way.name}, without a pause; {what}; bare: one connection, one row a commit"
        name = f"marks stored, outboxes of {way.outbox}, {label}"
        made.append(Row(name, value, reference, value / reference, aim, "marks/s", label, len(bare), told))
    return made


def _delays(found: dict[Way, list[Seen]], bare: list[Seen], label: str, what: str) -> list[Row]:
    commit = [wait for seen in bare for wait in seen.waits]
    made = []
    for way in WAYS:
        waits = [wait for seen in found[way] for wait in seen.waits]
        aims = {50: "<= 50", 99: "<= 100" if way.tablets == FEW else "<= 250"}
        for part, aim in aims.items():
            ours, theirs = percentile(waits, part), percentile(commit, part)
            told = f"{way.name}{'' if way.pace else ', without a pause'}; {what}; {len(waits)} answers; "
            told += f"bare commit {theirs:.2f} ms, {ours / theirs:,.0f} times"
            made.append(Row(f"p{part}, {way.name}, {label}", ours, None, None, aim, "ms", label, len(bare), told))
    return made


def percentile(waits: Sequence[float], part: int) -> float:
    """Give the wait, in milliseconds, that so many of a hundred stay under."""
    return quantiles(waits, n=100)[part - 1] * 1000


# --- the tablets -----------------------------------------------------------------------------------------------------


@dataclass
class Tablet:
    """One judge's tablet with one open sheet of its own."""

    cookie: str
    sheet: int
    aspects: list[int]
    token: str = ""
    turn: int = 0
    bases: dict[int, str] = field(default_factory=dict)

    def sending(self, count: int) -> bytes:
        """Give the next marks on so many aspects, as the tablet sends them."""
        operations = []
        for _ in range(count):
            self.turn += 1
            aspect = self.aspects[self.turn % len(self.aspects)]
            one = {"id": uuid4().hex, "aspect": aspect, "value": str(self.turn % 3), "base": self.bases.get(aspect, "")}
            self.bases[aspect] = str(one["id"])
            operations.append(one)
        body = json.dumps({"device": f"bench{self.sheet}", "operations": operations}).encode()
        head = (
            f"POST /api/v1/sheets/{self.sheet}/operations HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
            f"Cookie: {self.cookie}\r\nX-CSRFToken: {self.token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def hall(app: Flask, tablets: int) -> list[Tablet]:
    """Give so many tablets, each with an open sheet of its judge's."""
    return hall_of(app, tablets)[1]


def hall_of(app: Flask, tablets: int) -> tuple[build.Hall, list[Tablet]]:
    """Make an item with so many open sheets, each on a tablet of its judge's."""
    # measured, so that a mark may be given anew: what a panel has seen no longer changes
    made = build.hall(tablets, scheme=form(ASPECTS, AspectKind.MEASUREMENT))
    opened = sheets.of_item(made.item.id)
    aspects = [aspect.id for aspect in sheets.aspects_of(made.sheet("A1", made.entries[0]))]
    users = {judge.id: judge.user_id for judge in db.session.scalars(sa.select(ItemJudge))}
    return made, [
        Tablet(cookie_of(app, users[row.judge_id], f"tablet{number}"), row.id, aspects)
        for number, row in enumerate(opened)
    ]


def cookie_of(app: Flask, user_id: int, token: str) -> str:
    """Open a session for somebody and give the cookie that carries it."""
    at = clock.now()
    make.keep(
        SignIn(user_id=user_id, token_hash=token_hash(token), agent="bench", address=HOST, started_at=at, seen_at=at)
    )
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return "competition=" + str(signer.dumps({"_user_id": str(user_id), "_fresh": True, TOKEN: token}))


class Line:
    """A connection kept open, read by hand: a client that costs more than the server would measure itself."""

    async def open(self, port: int) -> None:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection(HOST, port)

    async def ask(self, sending: bytes) -> tuple[str, bytes]:
        """Send a request as it is and give the answer's head and body."""
        self.writer.write(sending)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:"))
        return head, await self.reader.readexactly(length)


async def connect(port: int, tablets: Sequence[Tablet]) -> None:
    """Take the token a page carries, as a tablet that shows its sheet has done."""
    line = Line()
    await line.open(port)
    for tablet in tablets:
        asked = f"GET /account HTTP/1.1\r\nHost: {HOST}\r\nCookie: {tablet.cookie}\r\n\r\n"
        head, page = await line.ask(asked.encode())
        tablet.token = page.decode().split('name="csrf_token" value="')[1].split('"')[0]
        cookies = [kept.split(": ", 1)[1] for kept in head.split("\r\n") if kept.lower().startswith("set-cookie:")]
        tablet.cookie = next((c.split(";")[0] for c in cookies if c.startswith("competition=")), tablet.cookie)


def sent(port: int, tablets: Sequence[Tablet], way: Way) -> Seen:
    """Let a hall send its way for a while."""
    return asyncio.run(send(port, tablets[: way.tablets], way))


async def send(port: int, tablets: Sequence[Tablet], way: Way) -> Seen:
    """Send as `way` says; an answer that keeps less than was sent ends the measurement."""
    lines = [Line() for _ in tablets]
    for line in lines:
        await line.open(port)
    began = time.perf_counter()
    seconds = max(SECONDS, way.pace)
    several = zip(tablets, lines, range(len(lines)), strict=True)
    waits = await asyncio.gather(
        *(_work(tablet, line, way, began + seconds, way.pace * n / len(lines)) for tablet, line, n in several)
    )
    took = time.perf_counter() - began
    for line in lines:
        line.writer.close()
    every = [wait for each in waits for wait in each]
    return Seen(way.outbox * len(every) / took, every)


async def _work(tablet: Tablet, line: Line, way: Way, end: float, first: float) -> list[float]:
    waits = []
    await asyncio.sleep(first)
    while (began := time.perf_counter()) < end:
        head, body = await line.ask(tablet.sending(way.outbox))
        waits.append(time.perf_counter() - began)
        if " 200 " not in head or any(one["state"] != "kept" for one in json.loads(body)["operations"]):
            raise RuntimeError(f"{head}{body[:500]!r}")
        await asyncio.sleep(max(0.0, way.pace - waits[-1]) if way.pace else 0)
    return waits


# --- the bare reference ------------------------------------------------------------------------------------------------


def _bare_table() -> Callable[[float], Seen]:
    """Make a table for the bare writer, in the very database, with the driver's own connection."""
    if db.engine.dialect.name == "sqlite":
        return lambda seconds: _commits(_sqlite(Path(str(db.engine.url.database))), "?", seconds)
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return lambda seconds: _commits(psycopg.connect(address), "%s", seconds)


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level="IMMEDIATE", timeout=20)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _commits(connection: sqlite3.Connection | psycopg.Connection, mark: str, seconds: float) -> Seen:
    connection.execute("CREATE TABLE IF NOT EXISTS bare_marks (sheet INTEGER, aspect INTEGER, value INTEGER)")
    connection.commit()
    waits, began = [], time.perf_counter()
    while (one := time.perf_counter()) < began + seconds:
        connection.execute(f"INSERT INTO bare_marks VALUES ({mark}, {mark}, {mark})", (len(waits), 1, 2))
        connection.commit()
        waits.append(time.perf_counter() - one)
    per_second = len(waits) / (time.perf_counter() - began)
    connection.close()
    return Seen(per_second, waits)
