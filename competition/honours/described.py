"""The schemas of the register's open data, in the reader's language."""

from competition.foundation.described import (
    Schema,
    day,
    list_of,
    moment,
    named,
    object_of,
    one_of,
    or_nothing,
    text,
    whole,
)
from competition.foundation.texts import _
from competition.honours import register_data
from competition.honours.log_words import EVENTS
from competition.honours.rules import EntryState, HonourKind

HASH = "^[0-9a-f]{64}$"


def schemas() -> dict[str, Schema]:
    """Describe what the register answers."""
    cursor = {
        "cursor": whole(_("where to go on later, as `after`")),
        "next": or_nothing(text(_("address of the next page"))),
    }
    entries, changes = list_of("Entry", _("in the order of their entering")), list_of("RegisterChange", _("in order"))
    return {
        "RegisterEntries": object_of({"format": {"const": register_data.FORMAT}, "entries": entries, **cursor}),
        "RegisterEntry": object_of({"format": {"const": register_data.ONE}, **_entry()}),
        "Entry": object_of(_entry()),
        "EntryUnit": object_of(
            {"id": or_nothing(whole(_("number, for ever"))), "name": text(_("unit, as it was named then"))}
        ),
        "EntryCompetition": object_of(
            {
                "id": or_nothing(whole(_("number, for ever; null where another body gave the honour"))),
                "name": text(_("name")),
                "name_en": text(_("English name, if any")),
            }
        ),
        "EntryItem": object_of({"name": text(_("name")), "name_en": text(_("English name, if any"))}),
        "EntryOccupation": object_of({"code": text(_("code of the classification")), "name": text(_("name"))}),
        "RegisterChanges": object_of({"format": {"const": register_data.CHANGES}, "changes": changes, **cursor}),
        "RegisterChange": object_of(_change()),
        **_of_the_log(),
    }


def _entry() -> dict[str, Schema]:
    return {
        "number": text(_("number of the register")),
        "kind": one_of(list(HonourKind), _("what kind of honour")),
        "state": one_of(list(EntryState), _("whether it counts")),
        "award": text(_("code of the award, if it is one")),
        "title": text(_("code of the title, if it is one")),
        "honour": text(_("what it is given for, as the certificate says it")),
        "name": text(_("holder, as named then; empty once the entry counts no longer")),
        "team": text(_("team, if it was won with one")),
        "unit": named("EntryUnit"),
        "district": text(_("division of the unit by GB/T 2260")),
        "competition": named("EntryCompetition"),
        "item": named("EntryItem"),
        "occupation": named("EntryOccupation"),
        "awarded_on": day(_("day of the honour")),
        "issuer": text(_("who gave it")),
        "document_number": text(_("of the document it rests on")),
        "entered_at": moment(_("moment, in the city's time")),
        "ended_at": or_nothing(moment(_("since when it counts no longer"))),
        "supersedes": or_nothing(text(_("number of the entry whose place it took"))),
        "superseded_by": or_nothing(text(_("number of the entry that took its place"))),
        "synthetic": {"type": "boolean", "description": _("invented for demonstration")},
        "page": text(_("address of the page")),
    }


def _change() -> dict[str, Schema]:
    return {
        "seq": whole(_("place in the log, from 0")),
        "at": moment(_("moment, in the city's time")),
        "event": one_of(EVENTS, _("what happened to the entry")),
        "number": text(_("number of the register")),
    }


def _of_the_log() -> dict[str, Schema]:
    size, root = whole(_("how many leaves the log has")), text(_("hash of the log's tree"), HASH)
    head = {"log": text(_("the issuer")), "size": size, "root": root, "at": text(_("moment, in UTC"))}
    issuer = {"id": text(_("the issuer")), "verificationMethod": _many(_("its keys, retired ones too"))}
    trust = {
        "at": text(_("moment, in UTC")),
        "issuer": named("Issuer"),
        "status": _many(_("the signed lists")),
        "head": named("RegisterHead"),
    }
    return {
        **_proofs(size, root),
        "RegisterHead": _signed(head),
        "Issuer": _open(issuer),
        "Trust": _open(trust),
        "Credential": _signed({"id": text(_("its address")), "type": _many(_("as the standards ask"), "string")}),
        "Bundle": _open({"credential": named("Credential")}),
    }


def _proofs(size: Schema, root: Schema) -> dict[str, Schema]:
    path = {"type": "array", "items": text("", HASH), "description": _("hashes, as RFC 9162 orders them")}
    leaf = {"leaf": text(_("the leaf, as it is hashed")), "index": whole(_("place in the log, from 0"))}
    sizes = {"first": whole(_("the smaller size")), "second": whole(_("the larger size"))}
    return {
        "InclusionProof": object_of({**leaf, "size": size, "root": root, "path": path}),
        "ConsistencyProof": object_of({**sizes, "first_root": root, "second_root": root, "path": path}),
    }


def _open(properties: dict[str, Schema]) -> Schema:
    # what a standard describes, or a later form adds, stands beside what is named here
    return {**object_of(properties), "additionalProperties": True}


def _signed(properties: dict[str, Schema]) -> Schema:
    return _open({**properties, "proof": {"type": "object", "description": _("the signature, by W3C Data Integrity")}})


def _many(said: str, kind: str = "object") -> Schema:
    return {"type": "array", "items": {"type": kind}, "description": said}
