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
    """Name entries to review, entries returned, competitions one can enter, and how far a code keeper's draws are."""
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
    if Role.CODE_KEEPER in user.roles:
        for draw in queries.drawings(user):
            there = url_for("plan.show_competition", competition_id=draw.competition_id)
            done, open_ = _("%(name)s: items with their numbers drawn", name=draw.name), draw.waiting
            found.append(Waiting(done, draw.drawn, there, "lock", "info"))
            found.append(
                Waiting(_("%(name)s: items to draw numbers for", name=draw.name), open_, there, "hash", "warning")
            )
    return found
