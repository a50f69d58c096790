"""Who may work out, finalise and announce results."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.plan import access as plan
from competition.plan.models import Competition


def may_manage(user: User, competition: Competition) -> bool:
    """Those who run the competition work out, finalise and announce its results."""
    return plan.may_organise(user, competition)


def may_read(user: User, competition: Competition) -> bool:
    """Auditors, supervisors and finance officers read results before they are public."""
    return may_manage(user, competition) or bool(user.roles & {Role.AUDITOR, Role.SUPERVISOR, Role.FINANCE_OFFICER})
