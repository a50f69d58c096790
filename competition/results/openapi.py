"""The open data in OpenAPI 3.1: what may be asked, and what comes back, in the reader's language."""

from typing import Any

from competition.foundation.texts import Text, _, _l
from competition.foundation.web import LARGEST
from competition.plan.rules import Group, Level
from competition.results import appeals, words
from competition.results.snapshot_models import ReleaseState

Schema = dict[str, Any]
DAY = r"^\d{4}-\d{2}-\d{2}$"
NUMBER = {"type": "integer", "minimum": 0, "maximum": LARGEST}
ITEM = ("item", _l("the item's number, as in the address of its result"))
VERSION = ("version", _l("a release of the item, counted from 1"))
YEAR = ("year", _l("the year of the competitions' first days"))
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


def document(url: str) -> dict[str, Any]:
    """Write the whole document for the installation at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Zibo Skills Competitions"),
            "version": "1",
            "description": _("Results as they were released. Everything may be read by anyone and kept by caches."),
        },
        "servers": [{"url": url}],
        "paths": {
            address: {"get": _get(summary, parameters, kind, schema)}
            for address, summary, parameters, kind, schema in PATHS
        },
        "components": {"schemas": _schemas()},
    }


def _get(summary: Text, parameters: tuple[tuple[str, Text], ...], media_type: str, schema: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "string"}}
    answers: dict[str, Any] = {"200": {"description": str(summary), "content": {media_type: content}}}
    if parameters:
        error = {"schema": {"$ref": "#/components/schemas/Error"}}
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
        "Result": _object({**_result(), "lines": _list_of("Line", _("by place; whoever has none is left out"))}),
        "Line": _object(_line()),
        "Item": _object(_names(code=_text(_("code of the item")), group=_one_of([one.value for one in Group]))),
        "Earlier": _object(
            _names(
                code=_text(_("code of the item")),
                first=_whole(_("how many went on")),
                weight={**_text(_("share of the earlier total, in per cent")), "type": ["string", "null"]},
            )
        ),
        "Competition": _object(
            _names(level=_one_of([one.value for one in Level]), **_days("starts_on", "ends_on")),
        ),
        "Notice": _object(_days("first_day", "last_day")),
        "Season": _object(
            {
                "format": {"const": "competition-season/1"},
                "year": _whole(_("the year")),
                "results": _list_of("Listed", _("the newest release of each item")),
            }
        ),
        "Listed": _object(
            {**_head(), "page": _text(_("address of the page")), "data": _text(_("address of the JSON"))}
        ),
        "Stamp": _object({"sequence": _whole(_("counts the releases of all items")), "items": _newest()}),
        "Event": {**_object(_event()), "required": ["id", "event", "data"]},
        "Error": _object({"error": _text(_("what stands in the way")), "faults": _faults()}),
    }


def _event() -> dict[str, Schema]:
    return {
        "id": _text(_("where to go on after a break, sent as Last-Event-ID")),
        "event": {"const": "releases"},
        "data": _text(_("a stamp as JSON")),
        "retry": _whole(_("milliseconds to wait before asking again; in the first event")),
    }


def _faults() -> Schema:
    return {"type": "array", "items": {"type": "object"}, "description": _("of single values; there are none here")}


def _newest() -> Schema:
    return {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "description": _("the newest version of each item released of late, by item"),
    }


def _head() -> dict[str, Schema]:
    return {
        "item": {"$ref": "#/components/schemas/Item"},
        "competition": {"$ref": "#/components/schemas/Competition"},
        "version": _whole(_("counts the item's releases from 1")),
        "released_at": _text(_("moment, in the city's time"), r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$"),
        "state": _one_of([one.value for one in ReleaseState]),
        "reason": _text(_("why it was taken back")),
    }


def _result() -> dict[str, Schema]:
    return {
        "format": {"const": "competition-result/1"},
        **_head(),
        "notice": {"anyOf": [{"$ref": "#/components/schemas/Notice"}, {"type": "null"}]},
        "document_number": _text(_("of the document that announces it")),
        "announced_on": {**_day(_("day of the announcement")), "type": ["string", "null"]},
        "weights": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": _("of theory and practice, in per cent"),
        },
        "earlier": {"anyOf": [{"$ref": "#/components/schemas/Earlier"}, {"type": "null"}]},
    }


def _line() -> dict[str, Schema]:
    return {
        "place": _whole(_("place, from 1")),
        "shared": {"type": "boolean", "description": _("whether others have the same place")},
        "name": _text(_("competitor or team")),
        "unit": _text(_("unit, as it was named then")),
        "district": _text(_("division of the unit by GB/T 2260")),
        "total": {**_text(_("total mark, as text, never a binary fraction")), "type": ["string", "null"]},
        "decided_by": _text(_("what parted it from an equal total")),
        "award": _one_of(["", appeals.HELD, *words.AWARDS]),
    }


def _names(**more: Schema) -> dict[str, Schema]:
    known = {"id": _whole(_("number, for ever")), "name": _text(_("name")), "name_en": _text(_("English name, if any"))}
    return {**known, **more}


def _object(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(schema: str, said: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}, "description": said}


def _text(said: str, pattern: str = "") -> Schema:
    return {"type": "string", "description": said, **({"pattern": pattern} if pattern else {})}


def _day(said: str) -> Schema:
    return _text(said, DAY)


def _days(first: str, last: str) -> dict[str, Schema]:
    return {first: _day(_("first day")), last: _day(_("last day"))}


def _whole(said: str) -> Schema:
    return {"type": "integer", "description": said}


def _one_of(values: list[str]) -> Schema:
    return {"type": "string", "enum": values}
