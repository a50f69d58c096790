"""What waits in registration."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.registration import queries
from competition.registration.rules import EntryState


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name entries to review, entries returned, and competitions one can enter."""
    url = url_for("registration.show_open")
    found = []
    if Role.ORGANISER in user.roles:
        found.append(Waiting(_("entries to review"), queries.waiting_reviews(user), url, "clipboard-check", "warning"))
    if Role.DELEGATION_LEADER in user.roles:
        own = queries.own_counts(user)
        found += [
            Waiting(
                _("of your entries were returned: mend them"),
                own.get(EntryState.RETURNED, 0),
                url,
                "arrow-back-up",
                "danger",
            ),
            Waiting(_("of your entries wait for review"), own.get(EntryState.SUBMITTED, 0), url, "clock"),
            Waiting(_("competitions you can enter now"), len(queries.open_competitions(at)), url, "user-plus"),
        ]
    return found
