"""The open data in OpenAPI 3.1: what may be asked, and what comes back, in the reader's language."""

from collections.abc import Callable, Sequence
from typing import Any

from competition.foundation.described import Schema, day, list_of, moment, named, object_of, one_of, text, whole
from competition.foundation.texts import Text, _, _l
from competition.foundation.web import LARGEST
from competition.plan.rules import Group, Level
from competition.results import appeals, words
from competition.results.snapshot_models import ReleaseState

NUMBER = {"type": "integer", "minimum": 0, "maximum": LARGEST}
ITEM = ("item", _l("the item's number, as in the address of its result"))
VERSION = ("version", _l("a release of the item, counted from 1"))
YEAR = ("year", _l("the year of the competitions' first days"))
# what a later room adds: its addresses with what is asked and answered there, and its schemas
Room = Callable[[], tuple[dict[str, Any], dict[str, Schema]]]
_rooms: list[Room] = []
# address, what it is for, its parameters, media type and schema
PATHS: tuple[tuple[str, Text, tuple[tuple[str, Text], ...], str, str], ...] = (
    ("/api/v1/results/{item}.json", _l("The newest release of an item"), (ITEM,), "application/json", "Result"),
    ("/api/v1/results/{item}.csv", _l("Its lines as a table"), (ITEM,), "text/csv", ""),
    (
        "/api/v1/results/{item}/versions/{version}.json",
        _l("One version, for ever"),
        (ITEM, VERSION),
        "application/json",
        "Result",
    ),
    (
        "/api/v1/results/{item}/versions/{version}.csv",
        _l("One version's lines, for ever"),
        (ITEM, VERSION),
        "text/csv",
        "",
    ),
    ("/api/v1/seasons/{year}.json", _l("All results of a year"), (YEAR,), "application/json", "Season"),
    ("/api/v1/results/stamp", _l("What was released of late"), (), "application/json", "Stamp"),
    (
        "/api/v1/results/events",
        _l("The same as server-sent events, without an end"),
        (),
        "text/event-stream",
        "Event",
    ),
    ("/results/feed.atom", _l("The newest releases as a feed"), (), "application/atom+xml", ""),
)


def offer(room: Room) -> None:
    """Let a later room add to the document; said once, however many applications are made."""
    if room not in _rooms:
        _rooms.append(room)


def document(url: str) -> dict[str, Any]:
    """Write the whole document for the installation at an address."""
    more = [room() for room in _rooms]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Zibo Skills Competitions"),
            "version": "1",
            "description": _(
                "Results as they were released, and the register of honours. Everything may be read by anyone; who asks for much"
                " does so with a key."
            ),
        },
        "servers": [{"url": url}],
        "paths": {
            address: {"get": _get(summary, parameters, kind, schema)}
            for address, summary, parameters, kind, schema in PATHS
        }
        | {address: told for paths, _schemas_of in more for address, told in paths.items()},
        "components": _components([schemas for _paths, schemas in more]),
    }


def _components(more: Sequence[dict[str, Schema]]) -> dict[str, Any]:
    key = {"type": "http", "scheme": "bearer", "description": _("a key that the bureau issued")}
    schemas = _schemas()
    for room in more:
        schemas |= room
    return {"schemas": schemas, "securitySchemes": {"key": key}}


def _get(summary: Text, parameters: tuple[tuple[str, Text], ...], media_type: str, schema: str) -> dict[str, Any]:
    content = {"schema": named(schema) if schema else {"type": "string"}}
    answers: dict[str, Any] = {"200": {"description": str(summary), "content": {media_type: content}}}
    if parameters:
        error = {"schema": named("Error")}
        answers["404"] = {"description": _("There is none"), "content": {"application/json": error}}
    if media_type == "text/event-stream":
        answers["204"] = {"description": _("No thread is free: ask for the stamp instead")}
    return {
        "summary": str(summary),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": NUMBER, "description": str(said)}
            for name, said in parameters
        ],
        "responses": answers,
    }


def _schemas() -> dict[str, Schema]:
    return {
        "Result": object_of({**_result(), "lines": list_of("Line", _("by place; whoever has none is left out"))}),
        "Line": object_of(_line()),
        "Item": object_of(_names(code=text(_("code of the item")), group=one_of([one.value for one in Group]))),
        "Earlier": object_of(
            _names(
                code=text(_("code of the item")),
                first=whole(_("how many went on")),
                weight={**text(_("share of the earlier total, in per cent")), "type": ["string", "null"]},
            )
        ),
        "Competition": object_of(
            _names(level=one_of([one.value for one in Level]), **_days("starts_on", "ends_on")),
        ),
        "Notice": object_of(_days("first_day", "last_day")),
        "Season": object_of(
            {
                "format": {"const": "competition-season/1"},
                "year": whole(_("the year")),
                "results": list_of("Listed", _("the newest release of each item")),
            }
        ),
        "Listed": object_of(
            {**_head(), "page": text(_("address of the page")), "data": text(_("address of the JSON"))}
        ),
        "Stamp": object_of({"sequence": whole(_("counts the releases of all items")), "items": _newest()}),
        "Event": {**object_of(_event()), "required": ["id", "event", "data"]},
        "Error": object_of({"error": text(_("what stands in the way")), "faults": _faults()}),
    }


def _event() -> dict[str, Schema]:
    return {
        "id": text(_("where to go on after a break, sent as Last-Event-ID")),
        "event": {"const": "releases"},
        "data": text(_("a stamp as JSON")),
        "retry": whole(_("milliseconds to wait before asking again; in the first event")),
    }


def _faults() -> Schema:
    return {"type": "array", "items": {"type": "object"}, "description": _("of single values: what is wrong with each")}


def _newest() -> Schema:
    return {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "description": _("the newest version of each item released of late, by item"),
    }


def _head() -> dict[str, Schema]:
    return {
        "item": named("Item"),
        "competition": named("Competition"),
        "version": whole(_("counts the item's releases from 1")),
        "released_at": moment(_("moment, in the city's time")),
        "state": one_of([one.value for one in ReleaseState]),
        "reason": text(_("why it was taken back")),
    }


def _result() -> dict[str, Schema]:
    return {
        "format": {"const": "competition-result/1"},
        **_head(),
        "notice": {"anyOf": [named("Notice"), {"type": "null"}]},
        "document_number": text(_("of the document that announces it")),
        "announced_on": {**day(_("day of the announcement")), "type": ["string", "null"]},
        "weights": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": _("of theory and practice, in per cent"),
        },
        "earlier": {"anyOf": [named("Earlier"), {"type": "null"}]},
    }


def _line() -> dict[str, Schema]:
    return {
        "place": whole(_("place, from 1")),
        "shared": {"type": "boolean", "description": _("whether others have the same place")},
        "name": text(_("competitor or team")),
        "unit": text(_("unit, as it was named then")),
        "district": text(_("division of the unit by GB/T 2260")),
        "total": {**text(_("total mark, as text, never a binary fraction")), "type": ["string", "null"]},
        "decided_by": text(_("what parted it from an equal total")),
        "award": one_of(["", appeals.HELD, *words.AWARDS]),
    }


def _names(**more: Schema) -> dict[str, Schema]:
    known = {"id": whole(_("number, for ever")), "name": text(_("name")), "name_en": text(_("English name, if any"))}
    return {**known, **more}


def _days(first: str, last: str) -> dict[str, Schema]:
    return {first: day(_("first day")), last: day(_("last day"))}
