"""The register for programs: its entries as JSON and CSV, what changed, and the same as a feed."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from competition.accounts.access import EVERYONE, open_to
from competition.accounts.quotas import quota
from competition.directory.rules import DIVISIONS
from competition.foundation import asked, clock, i18n, spreadsheets
from competition.foundation.front import kept_for
from competition.foundation.web import Answer, found
from competition.honours import log_feeds, person_requests, register_data, rules
from competition.honours.register_data import Filters, Piece
from competition.honours.rules import EntryState, HonourKind
from competition.results.serving import RELEASED, open_data

pages = Blueprint("open_register", __name__)
API = "/api/v1/register"
FILTERS = ("year", "kind", "unit", "district", "state")
USUAL, MOST = 100, 500
NEWEST = 50
# what a page of another site may read beside the answer itself
EXPOSED = "Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"


def _entries() -> Piece[dict[str, Any]]:
    asked.only(*FILTERS, "after", "most")
    kind = asked.one_of("kind", list(HonourKind))
    filters = Filters(
        asked.whole("year"),
        HonourKind(kind) if kind else None,
        asked.whole("unit"),
        asked.one_of("district", DIVISIONS) or "",
        EntryState(asked.one_of("state", list(EntryState)) or EntryState.ENTERED),
    )
    return register_data.entries(filters, asked.whole("after") or 0, _most())


def _most() -> int:
    return asked.whole("most", 1, MOST) or USUAL


def _next(of: Piece[Any]) -> str | None:
    if not of.more:
        return None
    kept: dict[str, Any] = {**request.args, "after": of.cursor}
    return url_for(request.endpoint or "", **kept)


def _answer(answer: Response, following: str | None = None) -> Response:
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.headers["Access-Control-Expose-Headers"] = EXPOSED
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return open_data(answer)


def _told(one: dict[str, Any]) -> dict[str, Any]:
    return register_data.nested(one, url_for("honours.show_honour", number=one["number"]))


@pages.get(f"{API}/entries.json")
@open_to(EVERYONE)
@quota()
def show_entries() -> Answer:
    """List entries of the register: ?year=, ?kind=, ?unit=, ?district=, ?state=; ?after= goes on from a cursor."""
    of = _entries()
    told = {
        "format": register_data.FORMAT,
        "entries": [_told(one) for one in of.rows],
        "cursor": of.cursor,
        "next": _next(of),
    }
    return _answer(jsonify(told), _next(of))


@pages.get(f"{API}/entries.csv")
@open_to(EVERYONE)
@quota()
def export_entries() -> Answer:
    """Give the same entries as a table; where to go on stands in the header Link."""
    of = _entries()
    content = spreadsheets.csv_bytes(register_data.COLUMNS, (list(one.values()) for one in of.rows))
    return _answer(Response(content, content_type="text/csv; charset=utf-8"), _next(of))


@pages.get(f"{API}/entries/<number>.json")
@open_to(EVERYONE)
@quota()
def show_entry(number: str) -> Answer:
    """Give one entry of the register, whatever its state."""
    asked.only()
    one = found(register_data.one(number) if rules.NUMBER.fullmatch(number) else None)
    return _answer(jsonify({"format": register_data.ONE, **_told(one)}))


@pages.get(f"{API}/changes.json")
@open_to(EVERYONE)
@quota()
def show_changes() -> Answer:
    """List new entries and changes of state in the order of the log: ?after= goes on after so many of its leaves."""
    asked.only("after", "most")
    of = register_data.changes(asked.whole("after") or 0, _most())
    told = {"format": register_data.CHANGES, "changes": list(of.rows), "cursor": of.cursor, "next": _next(of)}
    return _answer(jsonify(told), _next(of))


@pages.get("/register/feed.atom")
@open_to(EVERYONE)
def show_feed() -> Answer:
    """Give the newest entries and changes of state as a feed."""
    leaves = register_data.newest_changes(NEWEST)
    began = register_data.moment(clock.now())
    content = log_feeds.changes(leaves, current_app.config["PUBLIC_URL"], began, person_requests.hidden())
    answer = Response(content, content_type="application/atom+xml; charset=utf-8")
    answer.headers["Content-Language"] = i18n.tag(i18n.wanted_language())
    return kept_for(open_data(answer), RELEASED)
