"""What waits in results."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.results import queries


def waiting(user: User, _at: datetime) -> list[Waiting]:
    """Name objections to answer, and results to make final, to put on notice and to announce."""
    if Role.ORGANISER not in user.roles:
        return []
    found = queries.waiting(user)
    url = url_for("results_office.show_overview")
    objections = queries.waiting_objections(user)
    to_answer = url_for("results_office.manage_result", result_id=objections[0].result_id) if objections else url
    return [
        Waiting(_("objections wait for an answer"), len(objections), to_answer, "alert-triangle", "danger"),
        Waiting(_("results to make final"), len(found["finalise"]), url, "clipboard-check", "warning"),
        Waiting(_("results to put on public notice"), len(found["notice"]), url, "speakerphone", "warning"),
        Waiting(_("results whose notice is over: announce them"), len(found["announce"]), url, "trophy", "warning"),
    ]
