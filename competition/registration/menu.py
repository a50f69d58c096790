"""Registration's link."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _


def links(user: User) -> list[Link]:
    """Offer the open registrations."""
    if not user.roles & {Role.DELEGATION_LEADER, Role.ORGANISER, Role.HOST_OFFICER}:
        return []
    return [Link(_("Registration"), "registration.show_open", "user-plus", "registration")]
