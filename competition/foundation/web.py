"""What every page and answer shares: headers, request ids, refusals shown, files sent."""

import gzip
from contextlib import ExitStack
from math import ceil
from time import perf_counter
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import uuid4

from flask import Flask, Response, current_app, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from competition.foundation import answers, assets, cards, clock, logs, metrics, sendings, uploads
from competition.foundation.cards import Card
from competition.foundation.errors import AlreadyKept, NotFound, Quota, Refused, SeenChanged, TooMuch
from competition.foundation.front import takes_gzip
from competition.foundation.texts import _l

Answer = ResponseReturnValue
Thing = TypeVar("Thing")

TEXTS = frozenset({"text/html", "text/css", "text/csv", "text/calendar", "application/json", "application/atom+xml"})
# the databases' whole numbers end here
LARGEST = 2**31 - 1

csrf = CSRFProtect()
limiter = Limiter(get_remote_address)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
        "worker-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

TOO_MUCH = _l(
    "That is as much as may be asked for now. Ask again after the seconds that “Retry-After” tells; a key has a quota of its own."
)
# a page that other sites may show inside theirs: it runs no script, sends nothing and knows nobody
FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; "
    "frame-ancestors *; base-uri 'none'"
)


def found(thing: Thing | None) -> Thing:
    """Give back the record, or answer that there is none."""
    if thing is None:
        raise NotFound(_l("There is nothing at this address. It may have moved, or the link may be wrong."))
    return thing


def send_file(content: bytes, name: str, media_type: str) -> Response:
    """Answer with a file to keep, under a name in any script."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def show_file(content: bytes, name: str, media_type: str) -> Response:
    """Answer with a file to look at in the browser."""
    answer = send_file(content, name, media_type)
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return answer


def show_picture(card: Card) -> Response:
    """Answer with the picture that is shown where a page's address is shared, for other sites to show."""
    answer = Response(cards.picture(card), mimetype=cards.MEDIA_TYPE)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def for_frames(answer: Response) -> Response:
    """Let any site show an answer inside a page of its own; every other answer refuses it."""
    g.framed = True
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def with_frames(answer: Response) -> Response:
    """Let an answer show pages of this very site inside it."""
    answer.headers["Content-Security-Policy"] = f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"
    return answer


def wants_json() -> bool:
    """Say whether the sender is a program rather than a page."""
    return request.is_json or request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


class Whole(IntegerConverter):
    """A number in an address, as far as the database counts; nothing can be at a larger one."""

    def __init__(self, rules: Map, **limits: Any) -> None:
        super().__init__(rules, **{"max": LARGEST, **limits})


def register(app: Flask) -> None:
    """Give every request its id, its headers, its measured time and a designed answer when it is refused."""
    app.url_map.converters["int"] = Whole
    csrf.init_app(app)
    limiter.init_app(app)
    assets.register(app, HEADERS)
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_leave)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(
        StaleDataError,
        lambda _: _refused(
            SeenChanged(_l("Somebody changed this at the same moment. Look at it as it is now, then try again."))
        ),
    )
    app.register_error_handler(CSRFError, _csrf_missing)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _our_fault)


def _begin() -> None:
    g.began = perf_counter()
    g.request_id = uuid4().hex[:16]
    logs.bind(request=g.request_id)
    g.stack = ExitStack()
    if request.method == "POST" and not request.is_json:
        g.stack.enter_context(sendings.sending(request.form.get("form_key", "")[:64]))


def _leave(_error: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("stack", None)
    if stack is not None:
        stack.close()
    logs.unbind()


def _finish(answer: Response) -> Response:
    endpoint = request.endpoint or "none"
    for name, value in HEADERS.items():
        if not (name == "X-Frame-Options" and g.get("framed")):
            answer.headers.setdefault(name, value)
    _tell_quota(answer)
    answer.headers["X-Request-Id"] = g.get("request_id", "")
    if endpoint != "static":
        # a signed-in person's page must not stay in a shared machine's cache
        answer.headers.setdefault("Cache-Control", "private, no-cache")
    if request.method == "POST" and answer.status_code in (302, 303):
        answers.remember(request.form.get("form_key", ""), answer.headers["Location"])
        uploads.drop_used()
    _pack(answer)
    metrics.answers.labels(endpoint, str(answer.status_code)).inc()
    metrics.seconds.labels(endpoint).observe(perf_counter() - g.get("began", perf_counter()))
    return answer


def _tell_quota(answer: Response) -> None:
    quota: Quota | None = g.get("quota") or _limited()
    if quota is not None:
        told = {"RateLimit-Limit": quota.most, "RateLimit-Remaining": quota.left, "RateLimit-Reset": quota.seconds}
        if answer.status_code == 429:
            told["Retry-After"] = quota.seconds
        for name, value in told.items():
            answer.headers[name] = str(value)


def _limited() -> Quota | None:
    limit = limiter.current_limit
    if limit is None:
        return None
    # the store of the limits goes by the computer's clock
    seconds = ceil(limit.reset_at - clock.present().timestamp())
    # it also rounds the end up: longer than the span itself nobody waits
    return Quota(limit.limit.amount, limit.remaining, min(max(seconds, 1), limit.limit.get_expiry()))


def _pack(answer: Response) -> None:
    # beside what one session alone may see, a length that follows the content would tell of it (BREACH)
    is_somebody = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if is_somebody or answer.mimetype not in TEXTS or answer.is_streamed or "Content-Encoding" in answer.headers:
        return
    answer.vary.add("Accept-Encoding")
    if takes_gzip(request.headers.get("Accept-Encoding", "")) and len(answer.get_data()) > 1000:
        answer.set_data(gzip.compress(answer.get_data(), 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"


def _refused(refusal: Refused) -> Answer:
    metrics.refusals.labels(type(refusal).__name__).inc()
    if isinstance(refusal, TooMuch):
        g.quota = refusal.quota
    if isinstance(refusal, AlreadyKept) and not wants_json():
        flash(str(refusal.message), "info")
        return redirect(refusal.location or request.referrer or "/")
    if wants_json():
        faults = [{k: str(v) for k, v in vars_of(fault).items() if v not in ("", None)} for fault in refusal.faults]
        return {"error": str(refusal.message), "faults": faults}, refusal.status
    return render_template("_errors/refused.html", refusal=refusal), refusal.status


def vars_of(fault: object) -> dict[str, object]:
    """Give a fault's parts by name."""
    return {name: getattr(fault, name) for name in fault.__slots__}  # type: ignore[attr-defined]


def _csrf_missing(_error: CSRFError) -> Answer:
    return _refused(Refused(_l("This page was open too long. Go back, load it again and send once more.")))


def _http_error(error: HTTPException) -> Answer:
    if error.code is None or error.code < 400:
        return error
    known = {401: 403, 405: 404, 410: 404}.get(error.code, error.code)
    shown = known if known in (403, 404, 409, 413, 429, 500) else 404 if known < 500 else 500
    said = str(TOO_MUCH) if error.code == 429 else error.name
    told = {"error": said, "faults": []} if wants_json() else render_template(f"_errors/{shown}.html", error=error)
    answer = make_response(told, error.code)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer


def _our_fault(error: Exception) -> Answer:
    # the log has the whole story under the request's id; the page shows only that id
    logs.log.error("fault", path=request.path, error=type(error).__name__, exc_info=error)
    if current_app.testing:
        raise error
    if wants_json():
        return {"error": "fault", "request": g.get("request_id", "")}, 500
    return render_template("_errors/500.html", error=error), 500
