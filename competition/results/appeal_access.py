"""Who files appeals, who hears them, and who may read what was said and handed in."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.registration import access as registration
from competition.registration.models import Entry
from competition.results import access, appeals
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealState


def may_file(user: User, entry: Entry) -> bool:
    """A unit's leader files for its entries; a competitor, who has no account, proves to be one (`appeals.is_own`)."""
    return entry.organisation_id in registration.own_units(user)


def may_hear(user: User, of: Appeal) -> bool:
    """The competition's board hears and decides at the first level."""
    return appeals.sits(user, of.item.competition_id)


def may_decide_finally(user: User, of: Appeal) -> bool:
    """The city's organiser decides at the second level, never somebody who decided at the first."""
    return user.holds(Role.ORGANISER) and not appeals.has_decided(of, user)


def may_read(user: User, of: Appeal) -> bool:
    """Its unit's leader, the board, those who run the competition, and the auditor."""
    if may_file(user, of.entry) or access.may_manage(user, of.item.competition):
        return True
    return Role.AUDITOR in user.roles or may_hear(user, of)


def may_decide_now(user: User, of: Appeal) -> bool:
    """Say whether the appeal waits for this very person."""
    if of.state in (AppealState.FILED, AppealState.ADMITTED):
        return may_hear(user, of)
    return of.state is AppealState.ASKED_ON and may_decide_finally(user, of)
