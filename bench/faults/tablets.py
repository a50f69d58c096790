"""Tablets without a person: each enters marks, keeps them in an outbox and sends it until the server says it is kept."""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import uuid4

from bench.serving import HOST

AT_ONCE = 40
# of a hundred sendings: how many lose their answer, and how many go out twice
ANSWER_LOST, SENT_TWICE = 6, 4


@dataclass(frozen=True)
class Entered:
    """One mark as its tablet gave it: an operation with its own id."""

    id: str
    aspect: int
    value: str
    base: str

    def as_json(self, sequence: int) -> dict[str, Any]:
        """Give it as it is sent."""
        return {"id": self.id, "aspect": self.aspect, "value": self.value, "base": self.base, "sequence": sequence}


@dataclass
class Tablet:
    """One tablet with one open sheet; nothing here is shared with another."""

    cookie: str
    sheet: int
    aspects: list[int]
    luck: random.Random
    port: int = 0
    token: str = ""
    outbox: list[Entered] = field(default_factory=list)
    entered: list[Entered] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    _newest: dict[int, str] = field(default_factory=dict)
    _line: HTTPConnection | None = None

    def enter(self) -> None:
        """Give one mark, as a judge's finger does."""
        aspect = self.luck.choice(self.aspects)
        one = Entered(uuid4().hex, aspect, str(self.luck.randrange(3)), self._newest.get(aspect, ""))
        self._newest[aspect] = one.id
        self.entered.append(one)
        self.outbox.append(one)

    def last(self) -> list[Entered]:
        """Give the last mark on each aspect, where all of the aspect's marks were acknowledged."""
        found = {one.aspect: one for one in self.entered}
        waiting = {one.aspect for one in self.outbox}
        return [one for aspect, one in found.items() if aspect not in waiting]

    def arrive(self, port: int) -> None:
        """Load a page before anything is marked, for the token that goes with each sending, as a real tablet has it."""
        self.port = port
        line = HTTPConnection(HOST, port, timeout=60)
        line.request("GET", "/account", headers={"Cookie": self.cookie})
        answer = line.getresponse()
        page = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"no page for a tablet: {answer.status}")
        cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        self.cookie = next((c.split(";")[0] for c in cookies if c.startswith("competition=")), self.cookie)
        self.token = page.split('name="csrf_token" value="')[1].split('"')[0]
        line.close()

    def work(self, end: float, pause: float, over: threading.Event) -> None:
        """Enter marks until the end, and send until the outbox is empty or all is over."""
        delay = 0.0
        while (time.monotonic() < end or self.outbox) and not over.is_set():
            if time.monotonic() < end:
                self.enter()
            delay = 0.0 if self._send() else min(1.0, 2 * delay + 0.05)
            time.sleep(self.luck.uniform(0.5, 1.5) * pause if time.monotonic() < end else 0.02)
            time.sleep(self.luck.random() * delay)

    def _send(self) -> bool:
        """Send what waits, once; say whether the server answered."""
        sending = self.outbox[:AT_ONCE]
        if not sending:
            return True
        chance = self.luck.randrange(100)
        try:
            began = time.perf_counter()
            answer = self._post(sending, lose=chance < ANSWER_LOST)
            self.waits.append(time.perf_counter() - began)
            if ANSWER_LOST <= chance < ANSWER_LOST + SENT_TWICE:
                self._take(self._post(sending, lose=False))
        except (OSError, HTTPException, ValueError, _NotKeptError):
            self._hang_up()
            return False
        self._take(answer)
        return True

    def _take(self, answer: list[dict[str, Any]]) -> None:
        done = {one["id"] for one in answer if one["state"] in ("kept", "conflict", "refused")}
        self.acknowledged |= {one["id"] for one in answer if one["state"] == "kept"}
        self.refused += [json.dumps(one) for one in answer if one["state"] not in ("kept", "early")]
        self.outbox = [one for one in self.outbox if one.id not in done]

    def _post(self, sending: list[Entered], *, lose: bool) -> list[dict[str, Any]]:
        line = self._connected()
        body = json.dumps({"device": self.cookie[-16:], "operations": [o.as_json(n) for n, o in enumerate(sending)]})
        head = {"Content-Type": "application/json", "Cookie": self.cookie, "X-CSRFToken": self.token}
        line.request("POST", f"/api/v1/sheets/{self.sheet}/operations", body, head)
        if lose:
            raise _NotKeptError("the answer was lost on the way")
        answer = line.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise _NotKeptError(f"{answer.status}: {said[:200]!r}")
        results: list[dict[str, Any]] = json.loads(said)["operations"]
        return results

    def _connected(self) -> HTTPConnection:
        if self._line is None:
            self._line = HTTPConnection(HOST, self.port, timeout=30)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


class _NotKeptError(Exception):
    """The server did not say that it kept anything."""
