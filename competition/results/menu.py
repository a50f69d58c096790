"""The results' links."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _


def links(user: User) -> list[Link]:
    """Offer the results and the appeals."""
    found = []
    if user.roles & {Role.ORGANISER, Role.AUDITOR, Role.SUPERVISOR, Role.FINANCE_OFFICER}:
        found.append(Link(_("Results"), "results_office.show_overview", "trophy", "results"))
    if user.roles & {Role.DELEGATION_LEADER, Role.ORGANISER, Role.AUDITOR, Role.SUPERVISOR}:
        found.append(Link(_("Appeals"), "results_appeals.show_appeals", "gavel", "results"))
    return found
