"""Which drafts of policy tables wait for a person."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.policy import access, queries
from competition.policy.rules import DraftState


def waiting(user: User, _at: datetime) -> list[Waiting]:
    """Name the drafts this person checks, and their own that came back."""
    if not access.may_read(user):
        return []
    drafts, url = queries.waiting(), url_for("policy_office.manage_tables")
    to_check = sum(one.state is DraftState.DRAFTED and access.may_check(user, one) for one in drafts)
    back = sum(one.state is DraftState.RETURNED and one.drafted_by_id == user.id for one in drafts)
    return [
        Waiting(_("policy tables to check"), to_check, url, "scale", "warning"),
        Waiting(_("policy tables returned to mend"), back, url, "arrow-back-up", "danger"),
    ]
