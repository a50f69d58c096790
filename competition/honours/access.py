"""Who may enter, correct and print honours."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.honours.models import HonourEntry
from competition.honours.rules import HonourKind
from competition.plan import access as plan
from competition.plan.models import Competition


def may_manage(user: User, competition: Competition | None) -> bool:
    """Those who run the competition enter, correct and revoke its honours; the bureau those that another body gave."""
    return may_give(user) if competition is None else plan.may_organise(user, competition)


def may_read(user: User, competition: Competition | None) -> bool:
    """Those who run it and auditors read the register with its reasons and prints."""
    return may_manage(user, competition) or Role.AUDITOR in user.roles


def may_print(user: User, entry: HonourEntry) -> bool:
    """Organisers print all, a leader those of the own unit's people, a host officer the host's own."""
    if not entry.is_ours:
        return False
    if may_manage(user, entry.competition):
        return True
    if entry.kind is HonourKind.HOST:
        return user.holds(Role.HOST_OFFICER, Scope.ORGANISATION, entry.organisation_id)
    return user.holds(Role.DELEGATION_LEADER, Scope.ORGANISATION, entry.organisation_id)


def may_give(user: User) -> bool:
    """The bureau's organisers of the whole city put lists on notice, answer objections to them and enter them."""
    return user.holds(Role.ORGANISER)


def may_read_decisions(user: User) -> bool:
    """They and auditors read recorded decisions of other bodies."""
    return may_give(user) or Role.AUDITOR in user.roles


def may_see_destructions(user: User) -> bool:
    """They, finance officers, who may approve too, and auditors read destruction lists and their records."""
    return may_approve_destruction(user) or Role.AUDITOR in user.roles


def may_approve_destruction(user: User) -> bool:
    """A list is approved by two of the bureau's organisers and finance officers, neither of whom prepared it."""
    return may_give(user) or user.holds(Role.FINANCE_OFFICER)
