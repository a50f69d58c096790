"""The register's open data in the document of it: entries, changes, the log with its proofs, and what verifying needs."""

from typing import Any

from competition.directory.rules import DIVISIONS
from competition.foundation.described import Schema, named
from competition.foundation.texts import _
from competition.foundation.web import LARGEST
from competition.honours import described
from competition.honours.rules import NUMBER, EntryState, HonourKind

JSON, CREDENTIAL, ATOM, HTML = "application/json", "application/vc+ld+json", "application/atom+xml", "text/html"
MOST = 500
# a code as it stands on a certificate
CODE = "^[2-9A-HJKMNP-Z]{16}$"


def offered() -> tuple[dict[str, Any], dict[str, Schema]]:
    """Give the addresses of the register and their schemas, in the reader's language."""
    return {**_entries(), **_log(), **_verifying()}, described.schemas()


def _entries() -> dict[str, Any]:
    api, filters = "/api/v1/register", [*_filters(), *_paging(_("the cursor of the answer before; 0 to begin"))]
    number = _asked("number", {"type": "string", "pattern": f"^{NUMBER.pattern}$"}, _("number of the register"), "path")
    leaves = _paging(_("how many leaves of the log are known already"))
    return {
        f"{api}/entries.json": _get(_("Entries of the register, a page at a time"), "RegisterEntries", asked=filters),
        f"{api}/entries.csv": _get(_("The same entries as a table"), "", "text/csv", filters),
        f"{api}/entries/{{number}}.json": _get(_("One entry, whatever its state"), "RegisterEntry", asked=[number]),
        f"{api}/changes.json": _get(_("New entries and changes of state, in order"), "RegisterChanges", asked=leaves),
        "/register/feed.atom": _kept(_("New entries and changes of state as a feed"), "", ATOM),
    }


def _filters() -> list[dict[str, Any]]:
    return [
        _asked("year", _whole(), _("year of the register")),
        _asked("kind", {"type": "string", "enum": [str(one) for one in HonourKind]}, _("what kind of honour")),
        _asked("unit", _whole(), _("number of the unit, as in the address of its page")),
        _asked("district", {"type": "string", "enum": list(DIVISIONS)}, _("division of the unit by GB/T 2260")),
        _asked(
            "state", {"type": "string", "enum": [str(one) for one in EntryState]}, _("entered where it is left out")
        ),
    ]


def _paging(after: str) -> list[dict[str, Any]]:
    return [
        _asked("after", _whole(), after),
        _asked("most", _whole(1, MOST), _("how many at once; 100 where it is left out")),
    ]


def _log() -> dict[str, Any]:
    api = "/api/v1/register"
    leaf = [_must("leaf", _("place of the leaf, from 0")), _asked("size", _whole(), _("an earlier size of the log"))]
    sizes = [_must("first", _("the smaller size")), _must("second", _("the larger size"))]
    heads = {"type": "array", "items": named("RegisterHead")}
    return {
        f"{api}/head.json": _kept(_("The head of the log as it is, signed"), "RegisterHead", errors=("422",)),
        f"{api}/heads.json": _get(_("All heads that were published"), heads),
        f"{api}/log.jsonl": _get(_("The whole log, a line each; counts 20 times"), "", "application/jsonl"),
        f"{api}/proofs/inclusion.json": _get(
            _("Proof that a leaf is in the log; counts twice"), "InclusionProof", asked=leaf
        ),
        f"{api}/proofs/consistency.json": _get(
            _("Proof that the log only grew; counts twice"), "ConsistencyProof", asked=sizes
        ),
        "/register/log/feed.atom": _get(_("Published heads as a feed"), "", ATOM),
    }


def _verifying() -> dict[str, Any]:
    place = _asked("place", _whole(), _("number of the list, from 0"), "path")
    code = _asked("code", {"type": "string", "pattern": CODE}, _("code of the certificate"), "path")
    lists = "/register/status/{place}"
    return {
        "/.well-known/did.json": _kept(
            _("The issuer: its keys, with their days"), "Issuer", "application/did+json", ()
        ),
        "/api/v1/register/trust.json": _kept(_("All that verifying without a network needs"), "Trust", errors=("422",)),
        f"{lists}/revocation": _page(_("Signed list of what no longer counts"), "Credential", CREDENTIAL, place),
        f"{lists}/refresh": _page(
            _("Signed list of what another entry took the place of"), "Credential", CREDENTIAL, place
        ),
        "/verify/{code}/credential.json": _page(_("An honour as a credential"), "Credential", CREDENTIAL, code),
        "/verify/{code}/proof.json": _page(_("A credential that proves itself"), "Bundle", JSON, code),
    }


def _page(said: str, schema: str, media: str, asked: dict[str, Any]) -> dict[str, Any]:
    # an address beside those of programs: what is refused there is shown as a page
    return _operation(said, schema, media, [asked], errors=("404", "422"), error=HTML)


def _get(
    said: str, schema: str | Schema, media: str = JSON, asked: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    told = _operation(said, schema, media, asked or [], errors=("401", "404", "422", "429"))
    # a key is an alternative to none
    told["get"]["security"] = [{}, {"key": []}]
    return told


def _kept(said: str, schema: str, media: str = JSON, errors: tuple[str, ...] = ()) -> dict[str, Any]:
    return _operation(said, schema, media, [], errors=errors)


def _operation(
    said: str,
    schema: str | Schema,
    media: str,
    asked: list[dict[str, Any]],
    *,
    errors: tuple[str, ...],
    error: str = JSON,
) -> dict[str, Any]:
    content = named(schema) if isinstance(schema, str) and schema else schema or {"type": "string"}
    why = {
        "401": _("The key is none that is in force"),
        "404": _("There is none"),
        "422": _("Something is asked that cannot be, or there is nothing yet"),
        "429": _("The quota is used up; Retry-After tells when it begins anew"),
    }
    refused = {"schema": named("Error") if error == JSON else {"type": "string"}}
    answers = {code: {"description": why[code], "content": {error: refused}} for code in errors}
    told = {"200": {"description": said, "content": {media: {"schema": content}}}, **answers}
    return {"get": {"summary": said, "parameters": asked, "responses": told}}


def _asked(name: str, schema: Schema, said: str, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema, "description": said}


def _must(name: str, said: str) -> dict[str, Any]:
    return {**_asked(name, _whole(), said), "required": True}


def _whole(least: int = 0, most: int = LARGEST) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}
