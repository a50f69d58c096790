"""The parts people play and how sign-in defends itself; pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """A part a person plays."""

    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    ORGANISER = "organiser"
    HOST_OFFICER = "host_officer"
    DELEGATION_LEADER = "delegation_leader"
    JUDGE = "judge"
    CHIEF_JUDGE = "chief_judge"
    CODE_KEEPER = "code_keeper"
    SCORE_CLERK = "score_clerk"
    SUPERVISOR = "supervisor"
    FINANCE_OFFICER = "finance_officer"


class Scope(StrEnum):
    """How far a part reaches: the whole city, one competition, one item or one organisation."""

    CITY = "city"
    COMPETITION = "competition"
    ITEM = "item"
    ORGANISATION = "organisation"


SCOPES: dict[Role, frozenset[Scope]] = {
    Role.SYSTEM_ADMIN: frozenset({Scope.CITY}),
    Role.SECURITY_ADMIN: frozenset({Scope.CITY}),
    Role.AUDITOR: frozenset({Scope.CITY}),
    Role.ORGANISER: frozenset({Scope.CITY, Scope.COMPETITION}),
    Role.HOST_OFFICER: frozenset({Scope.ORGANISATION}),
    Role.DELEGATION_LEADER: frozenset({Scope.ORGANISATION}),
    Role.JUDGE: frozenset({Scope.CITY, Scope.ITEM}),
    Role.CHIEF_JUDGE: frozenset({Scope.ITEM}),
    Role.CODE_KEEPER: frozenset({Scope.COMPETITION, Scope.ITEM}),
    Role.SCORE_CLERK: frozenset({Scope.COMPETITION, Scope.ITEM}),
    Role.SUPERVISOR: frozenset({Scope.CITY, Scope.COMPETITION}),
    Role.FINANCE_OFFICER: frozenset({Scope.CITY}),
}

# three hands (三员): who runs the system, who grants parts and who reads the trail are never one person
APART: tuple[frozenset[Role], ...] = (
    frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR}),
    frozenset({Role.SECURITY_ADMIN, Role.AUDITOR}),
    frozenset({Role.ORGANISER, Role.AUDITOR}),
    frozenset({Role.FINANCE_OFFICER, Role.AUDITOR}),
    # the trail tells what a first clerk entered; the second must not know it
    frozenset({Role.SCORE_CLERK, Role.AUDITOR}),
)

FREE_TRIES = 4
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
IDLE = timedelta(minutes=30)
SESSION = timedelta(hours=12)
CODE_WAIT = timedelta(minutes=5)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
# how much a key for another system may ask in a day
LEAST_QUOTA, MOST_QUOTA = 100, 1_000_000
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


@dataclass(frozen=True, slots=True)
class Part:
    """A role held, and for what."""

    role: Role
    scope: Scope = Scope.CITY
    scope_id: int | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser says of itself and where it calls from."""

    agent: str
    address: str


def lock_after(failures: int) -> timedelta:
    """Lock longer with each failure after the free tries: 1, 2, 4 ... minutes, at most an hour."""
    if failures <= FREE_TRIES:
        return timedelta()
    doubled: int = 2 ** min(failures - FREE_TRIES - 1, 10)
    return min(FIRST_LOCK * doubled, LONGEST_LOCK)


def has_ended(started_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Say whether a session is over: idle too long, or open too long."""
    return at - seen_at > IDLE or at - started_at > SESSION


def password_faults(password: str, login: str) -> list[str]:
    """Name what a password lacks: 'short', 'plain' (one kind of character only) or 'login' (holds the sign-in name)."""
    kinds = sum(any(test(c) for c in password) for test in (str.isalpha, str.isdigit, lambda c: not c.isalnum()))
    faults = []
    if len(password) < SHORTEST_PASSWORD:
        faults.append("short")
    if kinds < 2:
        faults.append("plain")
    if login and login.lower() in password.lower():
        faults.append("login")
    return faults


def apart_from(role: Role, held: frozenset[Role]) -> frozenset[Role]:
    """Name the roles held that must not meet `role` in one person."""
    return frozenset(other for other in held if frozenset({role, other}) in APART)


def plain_login(typed: str) -> str:
    """Write a sign-in name as it is kept: lower case, no spaces around it."""
    return typed.strip().lower()


def is_login(login: str) -> bool:
    """Say whether a sign-in name has the right form: 3 to 40 small letters, digits, dots, dashes."""
    return LOGIN.fullmatch(login) is not None


def own_path(there: str | None) -> str:
    """Give back a path of this very site, or nothing: a link must never lead to a stranger's page after signing in."""
    if not there or not there.startswith("/") or there.startswith("//"):
        return ""
    return "" if "\\" in there or any(ord(c) <= 32 or ord(c) == 127 for c in there) else there
