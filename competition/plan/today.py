"""What waits in the plan."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.plan import access, queries
from competition.plan.rules import CompetitionState


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name drafts to publish and competitions to start."""
    if Role.ORGANISER not in user.roles:
        return []
    counts = queries.counts_by_state(user)
    due = [c for c in queries.should_start(clock.in_city(at).date()) if access.may_organise(user, c)]
    url = url_for("plan.show_plan")
    return [
        Waiting(_("drafts of the year's plan to publish"), counts.get(CompetitionState.DRAFT, 0), url, "calendar"),
        Waiting(
            _("competitions whose first day has come and that nobody started"), len(due), url, "player-play", "warning"
        ),
        Waiting(_("competitions with registration open"), counts.get(CompetitionState.OPEN, 0), url, "users", "info"),
    ]
