"""How what was released is sent: which addresses are kept before the application, and with which headers."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, make_response, render_template, request, url_for
from sqlalchemy import Engine, ScalarSelect

from competition.foundation import cards, i18n
from competition.foundation.front import ASKED, FOR_EVER, LIVING, Front, kept_for
from competition.results import released
from competition.results.snapshot_models import Release, Snapshot, SnapshotKind

TYPES = {
    SnapshotKind.HTML: "text/html; charset=utf-8",
    SnapshotKind.JSON: "application/json; charset=utf-8",
    SnapshotKind.CSV: "text/csv; charset=utf-8",
    SnapshotKind.PNG: cards.MEDIA_TYPE,
}
# until the next release, and no longer than a day
RELEASED = 86400
API = "/api/v1/results"
KEPT = re.compile(
    r"/results/\d+(/versions(/\d+(\.css|/card\.png)?)?|/wall|/ceremony)?"
    r"|/results/feed\.atom|/api(/v1/openapi\.json|/v1/seasons/\d{4}\.json)?"
    r"|/api/v1/results/(stamp|\d+(/versions/\d+)?\.(json|csv))"
    # the pages across the rooms that are made of what is announced
    r"|/seasons/\d{4}|/people/[0-9a-f]{12}|/units/\d+|/competitions/\d+/(progress|delegations)"
    # and of the register: its hall of fame, what other sites show of it, and what verifying needs
    r"|/honours/fame(/seasons/\d+|/occupations/[^/]+|/units/\d+)?|/embed/honours/\d+"
    r"|/register/feed\.atom|/api/v1/register/(head|trust)\.json|/register/status/\d+/(revocation|refresh)"
)
# these greet whoever is signed in
STRANGERS = re.compile(r"/|/results")


def front(engine: Engine, every: float, room: int, quiet: float, more: Sequence[ScalarSelect[Any]] = ()) -> Front:
    """Say what is kept before the application: what everyone reads, until a release, or a change of what `more` reads."""
    return Front(
        kept=KEPT,
        strangers=STRANGERS,
        session=current_app.config["SESSION_COOKIE_NAME"],
        events=f"{API}/events",
        told=f"{API}/stamp",
        stamp=released.stamps(engine, more),
        language=i18n.readers_language,
        every=every,
        room=room,
        quiet=quiet,
    )


def sent(kept: tuple[Release, Snapshot], *, for_ever: bool = False) -> Response:
    """Answer with the bytes of a snapshot: the newest of an item, or one version for ever."""
    release, snapshot = kept
    answer = Response(snapshot.content, content_type=TYPES[snapshot.kind])
    answer.headers["Content-Encoding"] = "gzip"
    if snapshot.language:
        answer.headers["Content-Language"] = i18n.tag(snapshot.language)
    else:
        open_data(answer)
    if for_ever:
        newest = url_for("results.show_result", item_id=release.item_id)
        answer.headers["Link"] = f'<{newest}>; rel="latest-version"'
        answer.headers["X-Robots-Tag"] = "noindex"
    return kept_for(answer, RELEASED, FOR_EVER if for_ever else LIVING)


def open_data(answer: Response) -> Response:
    """Let pages of others read an answer too."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def drawn(template: str, seconds: int = 0, **told: object) -> Response:
    """Draw a public page that is kept until the next release, or no longer than the seconds given."""
    return kept_for(_in_language(template, told), seconds)


def greeting(template: str, **told: object) -> Response:
    """Draw a public page that greets whoever is signed in: kept a moment for everyone else, and for them not at all."""
    answer = _in_language(template, told)
    is_somebody = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return answer if is_somebody else kept_for(answer, 0, ASKED)


def _in_language(template: str, told: dict[str, object]) -> Response:
    answer = make_response(render_template(template, **told))
    answer.headers["Content-Language"] = i18n.tag(i18n.wanted_language())
    return answer
