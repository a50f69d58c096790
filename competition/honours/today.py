"""What waits in the register."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.honours import queries


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name announced results to enter, and certificates nobody has taken yet."""
    found = []
    if Role.ORGANISER in user.roles:
        url = url_for("honours.manage_register")
        count = len(queries.waiting(user, at))
        found.append(Waiting(_("announced results to enter in the register"), count, url, "award", "warning"))
    if user.roles & {Role.DELEGATION_LEADER, Role.HOST_OFFICER}:
        url = url_for("honours.show_own")
        found.append(Waiting(_("certificates to download"), queries.never_printed(user), url, "certificate"))
    return found
