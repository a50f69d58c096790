"""Who may see and change persons and organisations."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope


def may_keep(user: User) -> bool:
    """Organisers of the whole city keep the directory: a record in it serves every competition."""
    return user.holds(Role.ORGANISER)


def may_read(user: User) -> bool:
    """Organisers, finance officers and auditors read which organisations there are."""
    return bool(user.roles & {Role.ORGANISER, Role.FINANCE_OFFICER, Role.AUDITOR})


def may_read_persons(user: User) -> bool:
    """Persons are read by those who serve the whole city; who runs one competition sees the people entered there."""
    return may_keep(user) or bool(user.roles & {Role.FINANCE_OFFICER, Role.AUDITOR})


def may_see_number(user: User) -> bool:
    """Organisers of the city and finance officers may look at a whole number, with a reason that is recorded."""
    return may_keep(user) or Role.FINANCE_OFFICER in user.roles


def own_organisations(user: User) -> frozenset[int]:
    """Name the organisations this person speaks for."""
    return user.scope_ids(Role.HOST_OFFICER, Scope.ORGANISATION) | user.scope_ids(
        Role.DELEGATION_LEADER, Scope.ORGANISATION
    )
