"""The token a browser holds for its session; only its hash is kept here."""

import hashlib


def token_hash(token: str) -> str:
    """Hash a session's token as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
