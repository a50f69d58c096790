"""One mark stored through HTTP against a bare single-row commit on the same database."""

import json
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bench.measuring import Row, interleaved
from bench.serving import HOST, installation, server
from competition.accounts.models import SignIn
from competition.accounts.signing_in import TOKEN, token_hash
from competition.foundation import clock
from competition.foundation.database import db
from competition.judging import sheets
from competition.judging.models import ItemJudge
from competition.judging.rules import AspectKind
from tests import make
from tests.judging import build

COMPETITORS = 16
SECONDS = 3.0


def rows(rounds: int, database: str = "") -> list[Row]:
    """Measure marks per second of 16 tablets, each waiting for its answer, against 16 bare writers in turn."""
    with installation(database) as (app, folder):
        tablets = _tablets(app)
        name = db.engine.dialect.name
        bare = _bare_table()
        with server(app, folder) as port:
            ours, theirs = interleaved(lambda: _marked_per_second(port, tablets), lambda: bare(SECONDS), rounds)
    label = "SQLite" if name == "sqlite" else "PostgreSQL"
    what = f"{len(tablets)} tablets, one mark a request; bare: one connection, one row a commit"
    return [Row(f"mark stored, {label}", ours, theirs, ours / theirs, ">= 0.2", "marks/s", label, rounds, what)]


class Tablet:
    """One judge's tablet with one open sheet."""

    def __init__(self, cookie: str, sheet: Any) -> None:
        self.cookie = cookie
        self.path = f"/api/v1/sheets/{sheet.id}/operations"
        self.base = ""
        self.aspect = next(a for a in sheets.aspects_of(sheet) if a.kind is AspectKind.JUDGEMENT).id

    def open(self, port: int) -> None:
        """Connect, and take the token a page carries, as a tablet that shows its sheet has done."""
        self.line = HTTPConnection(HOST, port)
        self.line.request("GET", "/account", headers={"Cookie": self.cookie})
        self.token = self._csrf(self.line)

    def mark_until(self, end: float) -> int:
        """Send one mark after another until the time is over, and count those the server kept."""
        kept = 0
        while time.perf_counter() < end:
            one = {"id": uuid4().hex, "aspect": self.aspect, "value": str(kept % 4), "base": self.base}
            body = {"device": "bench", "operations": [one]}
            self.line.request("POST", self.path, json.dumps(body), headers=self._headers())
            answer = self.line.getresponse()
            said = json.loads(answer.read())
            if answer.status != 200 or said["operations"][0]["state"] != "kept":
                raise RuntimeError(f"{answer.status}: {said}")
            self.base, kept = one["id"], kept + 1
        return kept

    def _csrf(self, connection: HTTPConnection) -> str:
        answer = connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("competition="):
                self.cookie = value.split(";")[0]
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def _headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Cookie": self.cookie, "X-CSRFToken": self.token}


def _tablets(app: Flask) -> list[Tablet]:
    hall = build.hall(COMPETITORS)
    made = []
    for number, entry in enumerate(hall.entries):
        sheet = hall.sheet("A1", entry, 1 + number % 3)
        user_id = db.session.get_one(ItemJudge, sheet.judge_id).user_id
        made.append(Tablet(_cookie(app, user_id, f"bench{number}"), sheet))
    return made


def _cookie(app: Flask, user_id: int, token: str) -> str:
    at = clock.now()
    make.keep(
        SignIn(user_id=user_id, token_hash=token_hash(token), agent="bench", address=HOST, started_at=at, seen_at=at)
    )
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return "competition=" + str(signer.dumps({"_user_id": str(user_id), "_fresh": True, TOKEN: token}))


def _marked_per_second(port: int, tablets: Sequence[Tablet]) -> float:
    for tablet in tablets:
        tablet.open(port)
    began = time.perf_counter()
    with ThreadPoolExecutor(len(tablets)) as pool:
        kept = sum(pool.map(lambda tablet: tablet.mark_until(began + SECONDS), tablets))
    return kept / (time.perf_counter() - began)


def _bare_table() -> Any:
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


def _commits(connection: Any, mark: str, seconds: float) -> float:
    connection.execute("CREATE TABLE IF NOT EXISTS bare_marks (sheet INTEGER, aspect INTEGER, value INTEGER)")
    connection.commit()
    began, count = time.perf_counter(), 0
    while time.perf_counter() < began + seconds:
        connection.execute(f"INSERT INTO bare_marks VALUES ({mark}, {mark}, {mark})", (count, 1, 2))
        connection.commit()
        count += 1
    per_second = count / (time.perf_counter() - began)
    connection.close()
    return per_second


def emptied() -> None:
    """Take the bare table away again."""
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS bare_marks"))
