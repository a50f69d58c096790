"""What waits in this room for a person."""

from datetime import datetime, timedelta

from flask import url_for

from competition.accounts.models import User
from competition.audit import access, queries
from competition.foundation.menu import Waiting
from competition.foundation.texts import _l

EVERY = timedelta(days=7)


def waiting(user: User, at: datetime) -> list[Waiting]:
    """A broken trail, or one nobody verified for a week, waits for the auditor."""
    if not access.may_read(user):
        return []
    checked, url = queries.last_checked(), url_for("audit.show_trail")
    if checked is not None and checked.broken:
        return [
            Waiting(_l("rows of the trail are not what was written"), checked.broken, url, "alert-triangle", "danger")
        ]
    if checked is None or at - checked.at > EVERY:
        return [Waiting(_l("trail to verify: not done for a week"), 1, url, "shield-check", "warning")]
    return []
