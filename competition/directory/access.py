"""Who may see and change persons and organisations."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope

KEEPERS = frozenset({Role.ORGANISER})
READERS = frozenset({Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR})


def may_keep(user: User) -> bool:
    """Organisers keep the directory."""
    return bool(user.roles & KEEPERS)


def may_read(user: User) -> bool:
    """Organisers, finance officers and auditors read it."""
    return bool(user.roles & READERS)


def may_see_number(user: User) -> bool:
    """Organisers and finance officers may look at a whole number, with a reason that is recorded."""
    return bool(user.roles & {Role.ORGANISER, Role.FINANCE_OFFICER})


def own_organisations(user: User) -> frozenset[int]:
    """Name the organisations this person speaks for."""
    return user.scope_ids(Role.HOST_OFFICER, Scope.ORGANISATION) | user.scope_ids(
        Role.DELEGATION_LEADER, Scope.ORGANISATION
    )
