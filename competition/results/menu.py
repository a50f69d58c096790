"""The results' link."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _


def links(user: User) -> list[Link]:
    """Offer the results."""
    if not user.roles & {Role.ORGANISER, Role.AUDITOR, Role.SUPERVISOR, Role.FINANCE_OFFICER}:
        return []
    return [Link(_("Results"), "results_office.show_overview", "trophy", "results")]
