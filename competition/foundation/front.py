"""What thousands read at once: answers kept as bytes before the application, until a newer stamp stands."""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import TYPE_CHECKING

from flask import Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_accept_header
from werkzeug.test import run_wsgi_app

from competition.foundation import logs, metrics
from competition.foundation.followers import Followers, Stream

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# what readers' browsers and a CDN may keep: what is released a moment ago is seen a moment later, or is for ever
LIVING = "public, max-age=5"
# what greets whoever is signed in: asked for each time, and mostly answered that it is unchanged
ASKED = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
MOST = 256
ONLY_LANGUAGE = re.compile(r"(lang=\w*)?")
# what belongs to one request, or is said by this layer itself
OWN = {"content-length", "content-encoding", "vary", "x-request-id", "surrogate-control", "etag", "date", "server"}
# what made the asker somebody, or asked for less than the whole
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
KEPT = {status: metrics.kept.labels(status) for status in ("200", "304")}


@dataclass(frozen=True, slots=True)
class Front:
    """How the front is told what it may keep."""

    # the addresses whose answers are the same for everyone of one language
    kept: re.Pattern[str]
    # the address of followers, and of what they are told
    events: str
    told: str
    # reads what changes with every release; asked at most once in `every` seconds
    stamp: Callable[[], str]
    # gives a reader's language, and whether the address asks for it
    language: Callable[["WSGIEnvironment"], tuple[str, bool]]
    every: float
    # the addresses whose answers are the same for everyone who is nobody; whoever has the session's cookie is somebody
    strangers: re.Pattern[str]
    session: str
    # how many requests the application works on at once; the server has more threads, for those who follow
    room: int
    # after how long a follower to whom nothing happens gets a sign of life
    quiet: float = 20


class Answer:
    """One answer, ready to be sent in every form: plain and compressed, whole and unchanged."""

    __slots__ = ("_bodies", "_headers", "_print", "stamp", "until")

    def __init__(self, headers: list[tuple[str, str]], body: bytes, stamp: str, until: float) -> None:
        plain = gzip.decompress(body) if _value(headers, "content-encoding") == "gzip" else body
        packed = body if plain is not body else gzip.compress(body, 9, mtime=0)
        self.stamp, self.until = stamp, until
        self._print = hashlib.sha256(plain).hexdigest()
        self._bodies = (plain, packed)
        varied = _value(headers, "content-language") != ""
        shared = [(name, value) for name, value in headers if name.lower() not in OWN]
        # by whether the language was asked for in the address, whether it is compressed, and whether it is sent
        self._headers = {
            (asked, small): [
                *shared,
                ("Vary", "Accept-Encoding" + (", Accept-Language, Cookie" if varied and not asked else "")),
                ("ETag", f'"{self._print}{"-gzip" if small else ""}"'),
                *([("Content-Encoding", "gzip")] if small else []),
                ("Content-Length", str(len(self._bodies[small]))),
            ]
            for asked in (False, True)
            for small in (False, True)
        }

    def send(self, environ: "WSGIEnvironment", start_response: "StartResponse", asked: bool) -> Iterable[bytes]:
        """Send it, or say that the reader has it already."""
        small = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = self._headers[asked, small]
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen and (self._print in seen or seen == "*"):
            KEPT["304"].inc()
            start_response("304 Not Modified", [one for one in headers if not one[0].startswith("Content-")])
            return []
        KEPT["200"].inc()
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self._bodies[small]]

    @property
    def text(self) -> str:
        """Give what it says, in one line."""
        return self._bodies[0].decode().strip()


class KeptAnswers:
    """Stands before the application: one worker asks it once for each address and language, however many read.

    An answer is kept when it carries `Surrogate-Control: max-age=…`: for so long, or until the stamp changes.
    Whoever reads it is nobody: no cookie goes in, none comes out. Where a page greets whoever is signed in, they are let
    through to the application, and what it answers them is not kept.
    """

    def __init__(self, inner: "WSGIApplication", front: Front) -> None:
        self._inner, self._front = inner, front
        self._answers: dict[tuple[str, str], Answer] = {}
        self._filling: dict[tuple[str, str], Lock] = {}
        self._guard, self._asking = Lock(), Lock()
        self._room = BoundedSemaphore(front.room)
        self._followers = Followers(self.stamp, front.every)
        self._stamp = ""
        self._next = 0.0
        self._is_kept = lru_cache(4096)(lambda path: front.kept.fullmatch(path) is not None)
        self._is_somebody = re.compile(rf"(?:^|;\s*){re.escape(front.session)}=").search

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or let the application answer."""
        path = environ["PATH_INFO"]
        if path == self._front.events:
            return self._follow(environ, start_response)
        kept = self._is_kept(path)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and (kept or self._is_for_strangers(environ)):
            language, asked = self._front.language(environ)
            answer = self._answer((path, language), environ)
            if answer is not None:
                # who asks decides on a stranger's page too: its answers name the cookie whatever the address says
                return answer.send(environ, start_response, asked and kept)
        with self._room:
            return self._inner(environ, start_response)

    def _is_for_strangers(self, environ: "WSGIEnvironment") -> bool:
        # a page asked for with filters is one of many, and drawn by the application
        return (
            self._front.strangers.fullmatch(environ["PATH_INFO"]) is not None
            and ONLY_LANGUAGE.fullmatch(environ.get("QUERY_STRING", "")) is not None
            and self._is_somebody(environ.get("HTTP_COOKIE", "")) is None
        )

    def stamp(self) -> str:
        """Give the stamp as it was at most a moment ago; while the database is away the old one stands."""
        if monotonic() >= self._next and self._asking.acquire(blocking=not self._stamp):
            try:
                if monotonic() >= self._next:
                    self._stamp = self._front.stamp()
                    self._next = monotonic() + self._front.every
            except SQLAlchemyError as error:
                logs.log.error("stamp", error=type(error).__name__)
                self._next = monotonic() + self._front.every
            finally:
                self._asking.release()
        return self._stamp

    def _answer(self, key: tuple[str, str], environ: "WSGIEnvironment") -> Answer | None:
        self.stamp()
        return self._fresh(key) or self._filled(key, environ)

    def _fresh(self, key: tuple[str, str]) -> Answer | None:
        answer = self._answers.get(key)
        return answer if answer and answer.stamp == self._stamp and monotonic() < answer.until else None

    def _filled(self, key: tuple[str, str], environ: "WSGIEnvironment") -> Answer | None:
        # everybody who misses the same answer waits for the one who asks
        with self._guard:
            filling = self._filling.setdefault(key, Lock())
        with filling:
            answer = self._fresh(key) or self._asked(key, environ)
            with self._guard:
                self._filling.pop(key, None)
                self._answers.pop(key, None)
                if answer:
                    self._answers[key] = answer
                while len(self._answers) > MOST:
                    del self._answers[next(iter(self._answers))]
        return answer

    def _asked(self, key: tuple[str, str], environ: "WSGIEnvironment") -> Answer | None:
        # before asking: what is released meanwhile has another
        stamp = self._stamp
        nobody = {name: value for name, value in environ.items() if name not in PERSONAL}
        nobody |= {"PATH_INFO": key[0], "QUERY_STRING": f"lang={key[1]}"}
        nobody |= {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": "gzip"}
        with self._room:
            body, status, told = run_wsgi_app(self._inner, nobody, buffered=True)
        headers = list(told.items())
        seconds = re.fullmatch(r"max-age=(\d+)", _value(headers, "surrogate-control"))
        if seconds is None or not status.startswith("200") or _value(headers, "set-cookie"):
            return None
        most = max(int(seconds[1]), self._front.every)
        return Answer(headers, b"".join(body), stamp, monotonic() + most)

    def _follow(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            start_response("405 Method Not Allowed", [("Allow", "GET"), ("Cache-Control", "no-store")])
            return []
        if not self._followers.come():
            # a stream that answers 204 is not opened again: its reader asks by itself from now on
            start_response("204 No Content", [("Cache-Control", "no-store")])
            return []
        language = self._front.language(environ)[0]

        def told() -> str:
            answer = self._answer((self._front.told, language), environ)
            return answer.text if answer else "{}"

        headers = [("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response("200 OK", [*headers, ("X-Accel-Buffering", "no")])
        return Stream(self._followers, environ.get("HTTP_LAST_EVENT_ID", ""), told, self._front.quiet)


@lru_cache(1024)
def takes_gzip(accept: str) -> bool:
    """Say whether a reader takes compressed answers."""
    return bool(parse_accept_header(accept).quality("gzip"))


def _value(headers: list[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def kept_for(answer: Response, seconds: int, readers: str = LIVING) -> Response:
    """Let an answer be kept before the application: for so many seconds, or until the stamp changes."""
    answer.headers["Surrogate-Control"] = f"max-age={seconds}"
    answer.headers["Cache-Control"] = readers
    return answer
