"""The plan's link."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _


def links(user: User) -> list[Link]:
    """Offer the year's plan."""
    if not user.roles & {Role.ORGANISER, Role.HOST_OFFICER, Role.AUDITOR, Role.FINANCE_OFFICER}:
        return []
    return [Link(_("The year's plan"), "plan.show_plan", "calendar", "plan")]
