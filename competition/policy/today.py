"""Which drafts of policy tables wait for a person, and whether the next year's calendar is missing."""

from datetime import datetime, timedelta

from flask import url_for

from competition.accounts.models import User
from competition.foundation import clock, workdays
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.policy import access, calendar_rules, queries, working_days
from competition.policy.models import TableDraft
from competition.policy.rules import DraftState

# the notice of the year to come is out by then, and public notices begin to reach into it
AHEAD = timedelta(days=45)


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name the drafts this person checks, and their own that came back."""
    if not access.may_read(user):
        return []
    drafts, url = queries.waiting(), url_for("policy_office.manage_tables")
    to_check = sum(one.state is DraftState.DRAFTED and access.may_check(user, one) for one in drafts)
    back = sum(one.state is DraftState.RETURNED and one.drafted_by_id == user.id for one in drafts)
    return [
        Waiting(_("policy tables to check"), to_check, url, "scale", "warning"),
        Waiting(_("policy tables returned to mend"), back, url, "arrow-back-up", "danger"),
        Waiting(
            _("official calendar of a coming year to enter"),
            _missing(user, drafts, at),
            _editor(),
            "calendar",
            "warning",
        ),
    ]


def _editor() -> str:
    return url_for("policy_office.draft_value", table_name=calendar_rules.TABLE)


def _missing(user: User, drafts: list[TableDraft], at: datetime) -> int:
    if not access.may_draft(user) or any(one.table_name == calendar_rules.TABLE for one in drafts):
        return 0
    try:
        working_days.of(queries.book())((clock.in_city(at) + AHEAD).date())
    except workdays.NoCalendar:
        return 1
    return 0
