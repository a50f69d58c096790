"""The short way of marks: what a tablet sends goes to the common saving at once.

The application looks at whoever asks from the beginning: cookie, token, session, person, parts, duties. That takes many
times as long as keeping a mark. So it is asked once a minute for each cookie, token and sheet whether they may, and what they
send meanwhile passes it by; whether the session is still open is seen in the very transaction that keeps the marks. Whatever
is not the ordinary case (refused, not understood, over) goes to the application, which answers it as ever: to be sent twice
does an operation no harm.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from threading import BoundedSemaphore, Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from competition.accounts import signing_in
from competition.accounts.models import User
from competition.foundation import clock, logs, metrics
from competition.foundation.errors import Refused
from competition.judging import rules
from competition.judging.actions import marks
from competition.judging.forms import operations_of
from competition.judging.operations import Outcome

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# in the environment of a request that asks: the list for the answer
ASKS = "competition.may_they"
ENDPOINT, SENDING = "tablet.keep_operations", re.compile(r"/api/v1/sheets/\d+/operations")
LASTS = timedelta(minutes=1)
# all that the application's verdict hangs on: who asks, for what, from where
ASKED = (
    "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "HTTP_X_CSRFTOKEN", "HTTP_X_CSRF_TOKEN", "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_HOST",
    "CONTENT_TYPE", "wsgi.url_scheme",
)  # fmt: skip
MOST = 4096
LONGEST = 256 * 1024
# of one answer alone (a cookie that is due comes with the next page)
OWN = {"content-length", "x-request-id", "set-cookie"}
# looked at a few at a time: of two hundred at once each would wait for the last
AT_ONCE = 4

Told = tuple[Iterable[bytes], str, Headers]


@dataclass(frozen=True, slots=True)
class Pass:
    """What the application found out of whoever sends: their session, their sheet, and when; how it heads its answers."""

    session: str
    sheet_id: int
    who: marks.Who
    at: datetime
    headers: Sequence[tuple[str, str]] = ()


def only_asks(environ: "WSGIEnvironment") -> bool:
    """Say whether a request only asks if its sender may keep marks on its sheet; what they send is not in it."""
    return ASKS in environ


def let(environ: "WSGIEnvironment", sheet_id: int, user: User) -> None:
    """Let what this sender sends for this sheet go the short way."""
    environ[ASKS].append(Pass(signing_in.token(), sheet_id, marks.Who(user.id, user.name), clock.now()))


class ShortWay:
    """Stands before the application: keeps what may go the short way, and lets the application see to the rest."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self._app, self._inner = app, inner
        self._passes: dict[tuple[Any, ...], Pass] = {}
        self._guard, self._looking = Lock(), BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Keep a sending, or let the application answer."""
        if not _is_sending(environ):
            return self._inner(environ, start_response)
        began, asked = perf_counter(), tuple(environ.get(name) for name in ASKED)
        given = self._valid(asked)
        if given is None:
            given, (body, status, headers) = self._looked(asked, environ)
            if given is None:
                # what they send has no part in it
                start_response(status, list(headers))
                return body
        content = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        request = uuid4().hex[:16]
        told = self._kept(given, content, request)
        if told is None:
            self._take(asked)
            return self._inner({**environ, "wsgi.input": BytesIO(content)}, start_response)
        metrics.answers.labels(ENDPOINT, "200").inc()
        metrics.seconds.labels(ENDPOINT).observe(perf_counter() - began)
        start_response("200 OK", [*given.headers, ("X-Request-Id", request), ("Content-Length", str(len(told)))])
        return [told]

    def _kept(self, given: Pass, content: bytes, request: str) -> bytes | None:
        try:
            with self._app.app_context():
                device, operations = operations_of(json.loads(content))
                how = marks.How(given.who, device, clock.now(), request)
                kept = marks.keep_at_once(marks.Sending(given.sheet_id, operations, how, given.session))
        except (Refused, marks.Ended, ValueError):
            return None
        except Exception as error:  # noqa: BLE001 - the application meets it again and answers it
            logs.log.warning("short_way", error=type(error).__name__)
            return None
        # what is refused is told in the reader's language
        if any(outcome.message for outcome in kept.outcomes):
            return None
        return json.dumps(answered(kept), separators=(",", ":")).encode()

    def _valid(self, asked: tuple[Any, ...]) -> Pass | None:
        given = self._passes.get(asked)
        return given if given and given.at <= clock.now() < given.at + LASTS else None

    def _looked(self, asked: tuple[Any, ...], environ: "WSGIEnvironment") -> tuple[Pass | None, Told]:
        found: list[Pass] = []
        asking = {**environ, ASKS: found, signing_in.SEEN_LATER: True, "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}
        with self._looking:
            told = run_wsgi_app(self._inner, asking, buffered=True)
        if not found:
            return None, told
        given = replace(found[0], headers=[(name, value) for name, value in told[2] if name.lower() not in OWN])
        with self._guard:
            self._passes[asked] = given
            while len(self._passes) > MOST:
                del self._passes[next(iter(self._passes))]
        return given, told

    def _take(self, asked: tuple[Any, ...]) -> None:
        with self._guard:
            self._passes.pop(asked, None)


def _is_sending(environ: "WSGIEnvironment") -> bool:
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and SENDING.fullmatch(environ["PATH_INFO"]) is not None
        and environ.get("CONTENT_TYPE", "").startswith("application/json")
        and length.isdecimal()
        and int(length) <= LONGEST
    )


def answered(kept: marks.Kept) -> dict[str, Any]:
    """Tell a tablet what became of its sending."""
    return {"version": kept.version, "state": kept.state.value, "operations": [_told(each) for each in kept.outcomes]}


def _told(outcome: Outcome) -> dict[str, Any]:
    told = {
        "id": outcome.operation.id,
        "aspect": str(outcome.operation.aspect_id),
        "state": outcome.answer.value,
        "newest": outcome.newest,
        "mark": rules.plain(outcome.mark),
    }
    return told | ({"message": str(outcome.message)} if outcome.message else {})
