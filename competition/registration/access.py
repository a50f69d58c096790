"""Who may enter, review and check in."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.plan import access as plan
from competition.plan.models import Competition
from competition.registration.models import Entry


def may_enter(user: User, competition: Competition) -> bool:
    """Leaders enter their own unit's people for whatever is published; those who run the competition enter anyone."""
    return may_review(user, competition) or (competition.is_public and Role.DELEGATION_LEADER in user.roles)


def may_review(user: User, competition: Competition) -> bool:
    """Those who run the competition review its entries."""
    return plan.may_organise(user, competition)


def may_see_list(user: User, competition: Competition) -> bool:
    """Those who run, host or audit the competition see all its entries."""
    return may_review(user, competition) or plan.may_host(user, competition) or Role.AUDITOR in user.roles


def may_check_in(user: User, competition: Competition) -> bool:
    """Those who run or host the competition check competitors in."""
    return may_review(user, competition) or plan.may_host(user, competition)


def own_units(user: User) -> frozenset[int]:
    """Name the units this person leads."""
    return user.scope_ids(Role.DELEGATION_LEADER, Scope.ORGANISATION)


def may_see_entry(user: User, entry: Entry) -> bool:
    """The unit's leader sees its entries; so do those who see the whole list."""
    return entry.organisation_id in own_units(user) or may_see_list(user, entry.item.competition)


def may_change_entry(user: User, entry: Entry) -> bool:
    """The unit's leader and the organiser change an entry."""
    return entry.organisation_id in own_units(user) or may_review(user, entry.item.competition)
