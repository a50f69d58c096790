"""What waits in this room for a person."""

from datetime import datetime

from flask import url_for

from competition.accounts import access, queries
from competition.accounts.models import User
from competition.foundation.menu import Waiting
from competition.foundation.texts import _l


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Accounts without a part wait for the security administrator, never used ones for the system's; locked for both."""
    found = []
    if access.may_grant_roles(user):
        found.append(_one("without_part", _l("accounts hold no part yet"), "user-plus", "info", at))
    if access.may_add_users(user):
        found.append(_one("temporary", _l("accounts still have their temporary password"), "key", "info", at))
    if access.may_manage_users(user):
        found.append(_one("locked", _l("accounts are locked after wrong tries"), "lock", "warning", at))
    return [one for one in found if one.count]


def _one(state: str, text: str, icon: str, tone: str, at: datetime) -> Waiting:
    url = url_for("accounts.office.show_users", state=state)
    return Waiting(text, queries.count_in_state(state, at), url, icon, tone)
