"""How a release is written: the page of each language, JSON and CSV; the same bytes for every reader."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, current_app, render_template, url_for

from competition.foundation import cards, clock, formats, spreadsheets
from competition.foundation.cards import Card
from competition.plan import words as plan_words
from competition.plan.models import Item
from competition.results import appeals, pictures, queries, words
from competition.results.announced import Shown
from competition.results.models import ItemResult, ResultLine
from competition.results.snapshot_models import Release, ReleaseState

FORMAT = "competition-result/1"
COLUMNS = ("place", "shared", "name", "unit", "district", "total", "decided_by", "award")


def page(result: ItemResult, release: Release, language: str, people: Mapping[int, Shown]) -> bytes:
    """Draw the page of a release as nobody in particular sees it."""
    named, held = queries.public_names(result), appeals.held_of(result, release.released_at)
    shown = None if release.state is ReleaseState.WITHDRAWN else result
    path = f"/results/{release.item_id}"
    with _as_nobody(path, language) as app:
        text = render_template(
            "results/show_result.html",
            item=result.item,
            result=shown,
            names=named,
            held=held,
            people=people,
            lie=shown and pictures.totals(pictures.of_result(shown, held)),
            corrected=release,
            takes_objections=release.state is ReleaseState.ON_NOTICE,
            release=release,
            clock_shift=None,
            demo=result.item.competition.synthetic or app.config["DEMO"],
            language_url=lambda to: url_for("switch_language", language=to, next=path),
        )
    return text.encode()


@contextmanager
def _as_nobody(path: str, language: str) -> Iterator[Flask]:
    # a context of its own: whoever releases it, their session, language and clock stay outside
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way to name it
    with app.app_context(), app.test_request_context(path, query_string={"lang": language}):
        yield app


def card(result: ItemResult, release: Release, language: str) -> bytes:
    """Draw the picture that is shown where a release's address is shared: where it stands, and no name or mark."""
    item = result.item
    with _as_nobody(f"/results/{release.item_id}", language):
        said = str(words.RELEASES[release.state][1])
        if release.state is ReleaseState.ANNOUNCED:
            said = f"{said} · {formats.day(result.announced_on)} · {result.document_number}"
        title = f"{item.code} {formats.name(item)}"
        group = str(plan_words.GROUPS[item.group])
        return cards.picture(Card(formats.name(item.competition), title, (group, said), item.competition.synthetic))


def content(result: ItemResult, release: Release) -> dict[str, Any]:
    """Give a release as plain values, as docs/formats.md names them."""
    gone = release.state is ReleaseState.WITHDRAWN
    return {
        "format": FORMAT,
        **names(result.item),
        "version": release.number,
        "released_at": moment(release.released_at),
        "state": release.state.value,
        "reason": release.reason,
        **_days(result, gone),
        "weights": {} if gone else result.basis["weights"],
        "earlier": None if gone else _earlier(result),
        "lines": [] if gone else _lines(result, release.released_at),
    }


def _earlier(result: ItemResult) -> dict[str, Any] | None:
    kept = result.basis.get("earlier")
    told = ("item", "code", "name", "name_en", "first", "weight")
    return kept and {("id" if name == "item" else name): kept[name] for name in told}


def names(item: Item) -> dict[str, Any]:
    """Name an item and its competition."""
    competition = item.competition
    return {
        "item": {
            "id": item.id,
            "code": item.code,
            "name": item.name,
            "name_en": item.name_en,
            "group": item.group.value,
        },
        "competition": {
            "id": competition.id,
            "name": competition.name,
            "name_en": competition.name_en,
            "level": competition.level.value,
            "starts_on": competition.starts_on.isoformat(),
            "ends_on": competition.ends_on.isoformat(),
        },
    }


def moment(at: datetime) -> str:
    """Write a moment in the city's time."""
    return clock.in_city(at).isoformat(timespec="seconds")


def _days(result: ItemResult, gone: bool) -> dict[str, Any]:
    starts, ends = result.notice_starts_on, result.notice_ends_on
    shown = None if gone or starts is None or ends is None else (starts.isoformat(), ends.isoformat())
    announced = None if gone or result.announced_on is None else result.announced_on.isoformat()
    return {
        "notice": shown and {"first_day": shown[0], "last_day": shown[1]},
        "document_number": "" if gone else result.document_number,
        "announced_on": announced,
    }


def _lines(result: ItemResult, at: datetime) -> list[dict[str, Any]]:
    named, districts = queries.public_names(result), queries.districts(result)
    held = appeals.held_of(result, at)
    told = [(one, _line(one, named[one.id], districts.get(one.entry_id, ""))) for one in result.lines if one.place]
    # an award that waits for an appeal is neither given nor none
    return [{**line, "award": appeals.HELD} if one.id in held else line for one, line in told]


def _line(line: ResultLine, name: str, district: str) -> dict[str, Any]:
    return {
        "place": line.place,
        "shared": line.shared,
        "name": name,
        "unit": line.unit_as_was,
        "district": district,
        "total": None if line.total is None else formats.mark(line.total),
        "decided_by": line.decided_by,
        "award": line.award,
    }


def as_json(told: dict[str, Any]) -> bytes:
    """Write a release as JSON."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def as_csv(told: dict[str, Any]) -> bytes:
    """Write a release's lines as CSV, as Excel opens it."""
    return spreadsheets.csv_bytes(COLUMNS, ([one[name] for name in COLUMNS] for one in told["lines"]))
