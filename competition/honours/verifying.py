"""Says whether a credential counts, from files alone: by keys, status lists and heads somebody kept before; pure."""

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from competition.honours import credentials, integrity, merkle
from competition.honours.credentials import ISSUES, Purpose
from competition.honours.integrity import Document

# what is embedded in a certificate of one page has some kilobytes: nothing larger is unpacked
LARGEST = 1 << 20
EMBEDDED = re.compile(rb"/Type\s*/EmbeddedFile\b")


class Finding(StrEnum):
    """What a verification says, the one word that counts."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    KEY_DATES = "key_dates"
    KEY_REVOKED = "key_revoked"
    NOT_LOGGED = "not_logged"
    NO_STATUS = "no_status"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, of what, by which state of the lists, and whether the log's proof was part of it."""

    finding: Finding
    number: str = ""
    name: str = ""
    what: str = ""
    told: str = ""
    awarded_on: str = ""
    as_of: str = ""
    logged: bool = False


class Unreadable(ValueError):  # noqa: N818 - reads as what it says
    """A file holds no credential."""


def read(content: bytes) -> list[Document]:
    """Read the credentials of a file: JSON, or the attachments of a certificate as PDF."""
    texts = attachments(content) if content.startswith(b"%PDF") else [content]
    found = [_json(text) for text in texts]
    if not found:
        raise Unreadable("no credential")
    return found


def _json(text: bytes) -> Document:
    try:
        told = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(told, dict):
        raise Unreadable("not a credential")
    return told


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        # two readers might take different ones
        raise ValueError("a name stands twice")
    return found


def attachments(content: bytes) -> list[bytes]:
    """Give the JSON files that lie in a PDF as Typst writes it."""
    found = []
    for told in EMBEDDED.finditer(content):
        begin, start = content.rfind(b" obj", 0, told.start()), content.find(b"stream", told.end())
        body = content[start + 6 : content.find(b"endstream", start)].removeprefix(b"\r").removeprefix(b"\n")
        if start > 0 and b"json" in content[begin:start]:
            found.append(_unpacked(body) if b"FlateDecode" in content[begin:start] else body.rstrip(b"\r\n"))
    return found


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, LARGEST)
    except zlib.error as error:
        raise Unreadable("the attachment is damaged") from error


def verdict(document: Mapping[str, Any], trust: Mapping[str, Any]) -> Verdict:
    """Judge a credential, alone or in a bundle, by what is trusted: issuer's keys, status lists, newest head."""
    try:
        return _judged(document, trust)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):
        # whatever has not the form of a credential of ours is none
        return Verdict(Finding.NOT_OURS)


def _judged(document: Mapping[str, Any], trust: Mapping[str, Any]) -> Verdict:
    is_bundle = document.get("format") == credentials.BUNDLE
    credential: Document = document["credential"] if is_bundle else dict(document)
    if "OpenBadgeCredential" not in credential["type"]:
        return Verdict(Finding.NOT_OURS)
    if credential["issuer"]["id"] != trust["issuer"]["id"]:
        return Verdict(Finding.UNKNOWN_KEY)
    wrong = integrity.fault(credential, trust["issuer"])
    if wrong is not None:
        return Verdict(Finding(wrong))
    if is_bundle and (wrong_log := _log_fault(document, credential, trust)):
        return _said(credential, wrong_log)
    finding, as_of = _state(document, credential, trust)
    return _said(credential, finding, as_of, logged=is_bundle)


def _said(credential: Document, finding: Finding, as_of: str = "", *, logged: bool = False) -> Verdict:
    subject = credential["credentialSubject"]
    named = _named(credential)
    number = str(credential["id"]).rsplit("/", 1)[-1]
    achievement = subject["achievement"]
    told = str(achievement["description"])
    on = str(credential["awardedDate"])[:10]
    demo = credentials.DEMO if str(credential["name"]).endswith(credentials.DEMO) else ""
    return Verdict(finding, number, named["name"], achievement["name"] + demo, told, on, as_of, logged)


def _named(credential: Document) -> dict[str, str]:
    return {one["identityType"]: one["identityHash"] for one in credential["credentialSubject"]["identifier"]}


def _log_fault(bundle: Mapping[str, Any], credential: Document, trust: Mapping[str, Any]) -> Finding | None:
    told, head, issuer = json.loads(bundle["leaf"]), bundle["head"], trust["issuer"]
    named = _named(credential)
    persons = {
        name: named.get(kind, "") for name, kind in (("name", "name"), ("unit", "ext:unit"), ("team", "ext:team"))
    }
    if told["format"] != credentials.LEAF or told["personal"] != credentials.sealed(bundle["salt"], persons):
        return Finding.NOT_LOGGED
    if told["event"] not in ISSUES or not credentials.says_the_same(credential, told):
        return Finding.NOT_LOGGED
    if head["log"] != issuer["id"] or integrity.fault(head, issuer) is not None:
        return Finding.NOT_LOGGED
    leaf, path = merkle.leaf_hash(bundle["leaf"].encode()), [bytes.fromhex(one) for one in bundle["path"]]
    if not merkle.is_included(leaf, bundle["index"], head["size"], path, bytes.fromhex(head["root"])):
        return Finding.NOT_LOGGED
    known = trust.get("head")
    # two heads of one size with two roots: somebody is shown another log
    if known and known["size"] == head["size"] and known["root"] != head["root"]:
        return Finding.NOT_LOGGED
    return None


def _state(document: Mapping[str, Any], credential: Document, trust: Mapping[str, Any]) -> tuple[Finding, str]:
    marked, dates = {}, []
    entry, lists = credential["credentialStatus"], (*trust.get("status", []), *document.get("status", []))
    for purpose in Purpose:
        listed = _newest(credentials.beside(entry["statusListCredential"], purpose), purpose, lists, trust["issuer"])
        if listed is None:
            return Finding.NO_STATUS, ""
        marked[purpose] = credentials.is_marked(listed, int(entry["statusListIndex"]))
        dates.append(str(listed["validFrom"]))
    if marked[Purpose.REFRESH]:
        return Finding.SUPERSEDED, min(dates)
    return (Finding.REVOKED if marked[Purpose.REVOCATION] else Finding.VALID), min(dates)


def _newest(address: str, purpose: Purpose, lists: Iterable[Document], issuer: Mapping[str, Any]) -> Document | None:
    asked = (one for one in lists if (one["id"], one["credentialSubject"]["statusPurpose"]) == (address, purpose))
    signed = [one for one in asked if integrity.fault(one, issuer) is None]
    return max(signed, key=lambda one: str(one["validFrom"]), default=None)
