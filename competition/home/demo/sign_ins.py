"""Passwords for those who sign in to a demo: made at its first start, never before and never twice the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask_babel import force_locale

from competition.accounts import passwords, queries
from competition.accounts.words import ROLES
from competition.foundation import i18n, trail
from competition.foundation.database import transaction
from competition.home.demo.cast import HANDS


def give(at: datetime) -> list[dict[str, str]]:
    """Give each of the demo's hands a password of their own, and tell sign-in name, name, role and password."""
    made = {login: passwords.temporary() for login, _ in HANDS}
    # hashing takes its time on purpose, and leaves the interpreter free meanwhile
    with ThreadPoolExecutor(4) as helpers:
        hashes = dict(zip(made, helpers.map(passwords.hash_of, made.values()), strict=True))
    found = []
    with transaction():
        for login, role in HANDS:
            user = queries.user_of_login(login)
            assert user is not None
            user.password_hash = hashes[login]
            trail.record(None, "accounts.sign_in_reset", user, at)
            told = {"login": login, "name": user.name, "role": role.value, "password": made[login]}
            found.append(told | {f"role_{language}": _said(role, language) for language in i18n.LANGUAGES})
    return found


def _said(role: object, language: str) -> str:
    with force_locale(language):
        return str(ROLES[role])  # type: ignore[index]
