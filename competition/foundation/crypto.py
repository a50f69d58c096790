"""Encrypts what must not lie open: a ring of keys, two exchangeable ciphers, and a blind index to find by."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
TAG = 16


class Unreadable(Exception):  # noqa: N818 - reads as what it says
    """A stored value cannot be decrypted: wrong key, other column, or damaged."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the ring: its id, its cipher and its secret."""

    id: str
    cipher: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Ring:
    """All keys of an installation, the newest first, and the key of the blind index."""

    keys: tuple[Key, ...]
    index_secret: bytes

    def encrypted(self, plain: str, field: str) -> str:
        """Encrypt a text for one column: 'v1.cipher.key.base64url(nonce, text, tag)'; it cannot be moved to another."""
        key = self.keys[0]
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + CIPHERS[key.cipher][0](key.secret, nonce, plain.encode(), field.encode())
        return f"v1.{key.cipher}.{key.id}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def decrypted(self, stored: str, field: str) -> str:
        """Decrypt what `encrypted` made for the same column, with whichever key made it."""
        try:
            _, cipher, key_id, text = stored.split(".")
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            key = next(key for key in self.keys if key.id == key_id)
            return CIPHERS[cipher][1](key.secret, sealed[:NONCE], sealed[NONCE:], field.encode()).decode()
        except (ValueError, KeyError, StopIteration, InvalidTag) as error:
            raise Unreadable(field) from error

    def sealed(self, plain: bytes, field: str) -> bytes:
        """Encrypt a file for one column, under the same names as a text."""
        key, nonce = self.keys[0], secrets.token_bytes(NONCE)
        return (
            f"v1.{key.cipher}.{key.id}.".encode()
            + nonce
            + CIPHERS[key.cipher][0](key.secret, nonce, plain, field.encode())
        )

    def opened(self, stored: bytes, field: str) -> bytes:
        """Decrypt what `sealed` made for the same column."""
        try:
            _, cipher, key_id, rest = stored.split(b".", 3)
            key = next(key for key in self.keys if key.id.encode() == key_id)
            return CIPHERS[cipher.decode()][1](key.secret, rest[:NONCE], rest[NONCE:], field.encode())
        except (ValueError, KeyError, StopIteration, InvalidTag) as error:
            raise Unreadable(field) from error

    def knows(self, stored: str) -> bool:
        """Say whether the ring holds the key that made a stored value."""
        return any(stored.split(".")[2:3] == [key.id] for key in self.keys)

    def is_newest(self, stored: str) -> bool:
        """Say whether a stored value was made with the newest key."""
        return stored.split(".")[2:3] == [self.keys[0].id]

    def index(self, plain: str, field: str) -> str:
        """Make the blind index of a value: equal values are found, nothing can be read from it."""
        normal = unicodedata.normalize("NFKC", plain).strip().upper()
        return hmac.new(self.index_secret, f"{field}\0{normal}".encode(), hashlib.sha256).hexdigest()


def new_key(cipher: str = "aes-gcm") -> dict[str, str]:
    """Make a key as it stands in the key file."""
    size = 32 if cipher == "aes-gcm" else 16
    return {"id": secrets.token_hex(4), "cipher": cipher, "secret": secrets.token_hex(size)}


def new_ring() -> dict[str, Any]:
    """Make the content of a key file: one key and the index secret."""
    return {"keys": [new_key()], "index": secrets.token_hex(32)}


def read_ring(content: dict[str, Any]) -> Ring:
    """Read a key file's content; the newest key stands first."""
    keys = tuple(Key(k["id"], k["cipher"], bytes.fromhex(k["secret"])) for k in content["keys"])
    if not keys or any(key.cipher not in CIPHERS for key in keys):
        raise ValueError("the key file names no key, or an unknown cipher")
    return Ring(keys, bytes.fromhex(content["index"]))


def kept_ring(path: Path) -> Ring:
    """Read the ring from the environment (COMPETITION_KEYS) or its file, which is made at the first start."""
    told = os.environ.get("COMPETITION_KEYS")
    if told:
        return read_ring(json.loads(told))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_ring(json.loads(path.read_text(encoding="ascii")))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(new_ring(), file)
    return read_ring(json.loads(path.read_text(encoding="ascii")))


def is_told() -> bool:
    """Say whether the environment holds the ring, so that this machine's file counts for nothing."""
    return bool(os.environ.get("COMPETITION_KEYS"))


def add_key(path: Path, cipher: str) -> None:
    """Put a new key before the old ones; what was encrypted before stays readable."""
    content = json.loads(path.read_text(encoding="ascii"))
    content["keys"].insert(0, new_key(cipher))
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(content, file)
    part.replace(path)


def _aes_seal(secret: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    return AESGCM(secret).encrypt(nonce, plain, bound)


def _aes_open(secret: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    return AESGCM(secret).decrypt(nonce, sealed, bound)


def _sm4_seal(secret: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    sealer = Cipher(algorithms.SM4(secret), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(bound)
    return sealer.update(plain) + sealer.finalize() + sealer.tag


def _sm4_open(secret: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    opener = Cipher(algorithms.SM4(secret), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    opener.authenticate_additional_data(bound)
    return opener.update(sealed[:-TAG]) + opener.finalize()


Seal = Callable[[bytes, bytes, bytes, bytes], bytes]
CIPHERS: dict[str, tuple[Seal, Seal]] = {"aes-gcm": (_aes_seal, _aes_open), "sm4-gcm": (_sm4_seal, _sm4_open)}
