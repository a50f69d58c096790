"""Signs JSON by the suite eddsa-jcs-2022 and verifies it, names keys by did:web and as Multikey; pure.

Sources: W3C Data Integrity EdDSA Cryptosuites 1.0 (3.3), Controlled Identifiers 1.0 (2.2), RFC 8785, did:web.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SUITE = "eddsa-jcs-2022"
Document = dict[str, Any]
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# what says of a Multikey that it is an Ed25519 public key
_ED25519 = b"\xed\x01"
# Python's own writer is fifteen times as fast and writes the same, but for numbers and for names beyond the basic plane
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_NUMBERS = [re.compile(before + rb"-?[0-9]") for before in (rb'":', rb",", rb"\[")]
_BASIC = bytes(range(0xF0))
# a signature has 64 bytes, a key 34: nothing longer is read
_LONGEST = 100


class Fault(StrEnum):
    """Why a signature does not count."""

    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    KEY_DATES = "key_dates"
    KEY_REVOKED = "key_revoked"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with its days: signs from `since` until `until`; a revoked one never counts again."""

    public: str
    since: datetime
    until: datetime | None = None
    revoked: datetime | None = None


@dataclass(frozen=True)
class Signer:
    """A private key and the name by which its public half is found."""

    secret: bytes
    method: str

    @cached_property
    def key(self) -> Ed25519PrivateKey:
        """Give the key ready to sign: reading it takes nearly as long as signing."""
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def canonical(value: Any) -> bytes:
    """Write JSON in its one canonical form."""
    if not isinstance(value, dict):
        return rfc8785.dumps(value)
    quick = _WRITER.encode(value).encode()
    # a text that looks like a number costs time only
    odd = quick.translate(None, _BASIC) or any(number.search(quick) for number in _NUMBERS)
    return rfc8785.dumps(value) if odd else quick


def digest(value: Any) -> str:
    """Hash JSON in its canonical form."""
    return sha256(canonical(value)).hexdigest()


def base58(data: bytes) -> str:
    """Write bytes in base58btc with the sign of Multibase before them."""
    number, found = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        found = _ALPHABET[rest] + found
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + found


def from_base58(text: str) -> bytes:
    """Read what `base58` wrote; ValueError for anything else."""
    body = text.removeprefix("z")
    if body == text or len(body) > _LONGEST:
        raise ValueError("not base58btc")
    number = 0
    for letter in body:
        number = number * 58 + _ALPHABET.index(letter)
    zeros = len(body) - len(body.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multikey(public: bytes) -> str:
    """Write an Ed25519 public key as a Multikey."""
    return base58(_ED25519 + public)


def new_pair() -> tuple[bytes, str]:
    """Make a key: its secret, and its public half as a Multikey."""
    made = Ed25519PrivateKey.generate()
    return made.private_bytes_raw(), multikey(made.public_key().public_bytes_raw())


def did(address: str) -> str:
    """Name the issuer that a site's address stands for: 'did:web:host%3A8000:path'."""
    told = urlsplit(address)
    return ":".join(["did:web", told.netloc.replace(":", "%3A"), *filter(None, told.path.split("/"))])


def method_of(issuer: str, public: str) -> str:
    """Name a key of an issuer."""
    return f"{issuer}#{public}"


def moment(at: datetime) -> str:
    """Write a moment as signatures do: in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def issuer_document(address: str, keys: Sequence[Key]) -> Document:
    """Write the document that names an issuer's keys and their days, retired ones too."""
    me = did(address)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": me,
        "alsoKnownAs": [address],
        "verificationMethod": [_method(me, key) for key in keys],
        "assertionMethod": [method_of(me, key.public) for key in keys if key.revoked is None],
    }


def _method(me: str, key: Key) -> Document:
    told = {"id": method_of(me, key.public), "type": "Multikey", "controller": me, "created": moment(key.since)}
    ended = {"expires": key.until, "revoked": key.revoked}
    return {**told, "publicKeyMultibase": key.public, **{name: moment(at) for name, at in ended.items() if at}}


def signed(document: Mapping[str, Any], by: Signer, at: datetime) -> Document:
    """Sign a document; the same document, key and moment give the same bytes."""
    proof = {
        **({"@context": document["@context"]} if "@context" in document else {}),
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": by.method,
        "proofPurpose": "assertionMethod",
    }
    made = by.key.sign(_hashed(proof, document))
    return {**document, "proof": {**proof, "proofValue": base58(made)}}


def bare(document: Mapping[str, Any]) -> Document:
    """Give a document without its signature."""
    return {name: value for name, value in document.items() if name != "proof"}


def fault(document: Mapping[str, Any], issuer: Mapping[str, Any]) -> Fault | None:
    """Say why a document's signature does not count by an issuer's document, None where it does."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        return Fault.ALTERED
    if proof.get("proofPurpose") != "assertionMethod" or proof.get("@context") != document.get("@context"):
        return Fault.ALTERED
    named = proof.get("verificationMethod")
    method = next((one for one in issuer.get("verificationMethod", []) if one.get("id") == named), None)
    if method is None or method.get("controller") != issuer.get("id"):
        return Fault.UNKNOWN_KEY
    if not _is_signed(document, proof, str(method.get("publicKeyMultibase"))):
        return Fault.ALTERED
    if "revoked" in method or named not in issuer.get("assertionMethod", []):
        return Fault.KEY_REVOKED
    return None if _in_time(str(proof.get("created")), method) else Fault.KEY_DATES


def _is_signed(document: Mapping[str, Any], proof: Mapping[str, Any], public: str) -> bool:
    told = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        key = Ed25519PublicKey.from_public_bytes(from_base58(public).removeprefix(_ED25519))
        key.verify(from_base58(str(proof.get("proofValue"))), _hashed(told, bare(document)))
    except (ValueError, InvalidSignature):
        return False
    return True


def _in_time(created: str, method: Mapping[str, Any]) -> bool:
    try:
        at = _read(created)
        since = _read(method["created"]) if "created" in method else at
        until = _read(method["expires"]) if "expires" in method else None
    except ValueError:
        return False
    return since <= at and (until is None or at <= until)


def _read(text: str) -> datetime:
    told = datetime.fromisoformat(text)
    if told.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return told


def _hashed(proof: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    return sha256(canonical(dict(proof))).digest() + sha256(canonical(dict(document))).digest()
