"""Who may read the trail."""

from competition.accounts.models import User
from competition.accounts.rules import Role


def may_read(user: User) -> bool:
    """Only the auditor reads the trail, and changes nothing."""
    return Role.AUDITOR in user.roles
