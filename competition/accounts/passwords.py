"""Passwords: how they are hashed and compared, and how a temporary one is made."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's argon2id minimum: about 50 ms here, and 19 MiB a sign-in
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_of(password: str) -> str:
    """Hash a password as it is kept (argon2id)."""
    return _hasher.hash(password)


@cache
def _nobodys() -> str:
    return hash_of(secrets.token_hex(16))


def is_right(kept: str | None, password: str) -> bool:
    """Compare a password with the kept hash; where there is none, it takes as long and is wrong."""
    usable = kept if kept and kept.startswith("$argon2id$") else _nobodys()
    try:
        _hasher.verify(usable, password)
    except (VerificationError, InvalidHashError):
        return False
    return usable is kept


def temporary() -> str:
    """Make a password to be read out once and changed at the first sign-in, without letters that look alike."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(4))
