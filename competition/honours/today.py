"""What waits in the register."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.honours import (
    access,
    decisions,
    destructions,
    integrity_runs,
    nominations,
    person_requests,
    queries,
    templates,
)


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name announced results to enter, and certificates nobody has taken yet."""
    found = []
    if Role.ORGANISER in user.roles:
        url = url_for("honours.manage_register")
        count = len(queries.waiting(user, at))
        found.append(Waiting(_("announced results to enter in the register"), count, url, "award", "warning"))
        found += [each for each in _lists(user, at) if each.count]
    if access.may_give(user):
        found += [each for each in _of_the_bureau(user) if each.count]
    found += [each for each in _of_the_archive(user) if each.count]
    if user.roles & {Role.DELEGATION_LEADER, Role.HOST_OFFICER}:
        url = url_for("honours.show_own")
        found.append(Waiting(_("certificates to download"), queries.never_printed(user), url, "certificate"))
    return found


def _lists(user: User, at: datetime) -> list[Waiting]:
    to_review, to_enter = nominations.waiting(user, clock.in_city(at).date())
    url = url_for("honours_lists.manage_lists")
    return [
        Waiting(_("lists of nominees to review"), to_review, url, "list-check", "warning"),
        Waiting(_("lists of nominees whose notice is over: enter them"), to_enter, url, "award", "warning"),
    ]


def _of_the_bureau(user: User) -> list[Waiting]:
    waiting = decisions.waiting_for(user.id)
    return [
        Waiting(_("objections to lists of nominees to answer"), nominations.open_objections(),
                url_for("honours_lists.manage_lists"), "speakerphone", "warning"),
        Waiting(_("decisions of other bodies to confirm"), waiting, url_for("honours_decisions.manage_decisions"), "check"),
        Waiting(_("versions of the certificate template to put into force"), templates.waiting_for(user.id),
                url_for("honours_templates.manage_templates"), "certificate", "warning"),
        Waiting(_("requests about personal data to decide"), person_requests.open_count(),
                url_for("honours_requests.manage_requests"), "user-check", "warning"),
    ]  # fmt: skip


def _of_the_archive(user: User) -> list[Waiting]:
    found = []
    url = url_for("honours_retention.manage_destructions")
    if access.may_approve_destruction(user):
        found.append(Waiting(_("destruction lists to approve"), destructions.to_approve(user.id), url, "archive"))
    if access.may_give(user):
        found.append(Waiting(_("approved destruction lists to carry out"), destructions.to_carry_out(), url, "archive"))
    if access.may_read_decisions(user):
        last = integrity_runs.last()
        count = len(last.faults) if last else 0
        url = url_for("honours_integrity.show_runs")
        found.append(Waiting(_("faults found by the last integrity run"), count, url, "shield-check", "danger"))
    return found
