"""What waits in results."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.results import appeals, corrections, queries, stages
from competition.results.appeal_models import Appeal


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name appeals and corrections to decide, objections to answer, results to make final, to put on notice and to announce."""
    if Role.ORGANISER not in user.roles:
        return _appeals(user, at)
    found = queries.waiting(user)
    url = url_for("results_office.show_overview")
    objections = queries.waiting_objections(user)
    sets, old = corrections.waiting(user), stages.to_correct(user)
    to_mend = url_for("results_office.manage_result", result_id=old[0].id) if old else url
    to_decide = url_for("results_corrections.show_correction", set_id=sets[0].id) if sets else url
    to_answer = url_for("results_office.manage_result", result_id=objections[0].result_id) if objections else url
    return [
        *_appeals(user, at),
        Waiting(_("sets of corrections wait for your decision"), len(sets), to_decide, "pencil", "warning"),
        Waiting(_("results rest on an earlier one that was replaced"), len(old), to_mend, "alert-triangle", "danger"),
        Waiting(_("objections wait for an answer"), len(objections), to_answer, "alert-triangle", "danger"),
        Waiting(_("results to make final"), len(found["finalise"]), url, "clipboard-check", "warning"),
        Waiting(_("results to put on public notice"), len(found["notice"]), url, "speakerphone", "warning"),
        Waiting(_("results whose notice is over: announce them"), len(found["announce"]), url, "trophy", "warning"),
    ]


def _appeals(user: User, at: datetime) -> list[Waiting]:
    if not user.roles & {Role.ORGANISER, Role.SUPERVISOR}:
        return []
    late = {each.id: each for each in appeals.overdue(user, at)}
    mine = {each.id: each for each in appeals.waiting(user)}
    late |= {key: each for key, each in mine.items() if each.is_overdue(at)}
    in_time = {key: each for key, each in mine.items() if key not in late}
    return [
        Waiting(_("appeals are overdue"), len(late), _first(late), "gavel", "danger"),
        Waiting(_("appeals wait for your decision"), len(in_time), _first(in_time), "gavel", "warning"),
    ]


def _first(found: dict[int, Appeal]) -> str:
    # the one whose time is up first
    if not found:
        return url_for("results_appeals.show_appeals")
    first = min(found.values(), key=lambda each: each.due_at)
    return url_for("results_appeals.show_appeal", appeal_id=first.id)
