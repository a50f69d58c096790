"""What waits for a person in the money."""

from datetime import datetime

from flask import url_for

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.menu import Waiting
from competition.foundation.texts import _
from competition.funding import claim_waits, decisions, prize_papers, queries
from competition.policy import queries as policies


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name what a finance officer, an organiser, a host's officer and a delegation leader have to do."""
    found: list[Waiting] = []
    if Role.FINANCE_OFFICER in user.roles:
        found += for_finance(user)
    elif Role.ORGANISER in user.roles:
        url, inspections = url_for("funding.show_claims"), claim_waits.to_inspect(user)
        found.append(Waiting(_("inspections of held competitions to note"), inspections, url, "eye", "warning"))
    if Role.HOST_OFFICER in user.roles:
        url = url_for("funding.show_claims")
        found += _for_host(user, at, url)
    if Role.DELEGATION_LEADER in user.roles:
        url, missing = url_for("funding_payments.show_accounts"), queries.accounts_missing(user)
        found.append(Waiting(_("winners' bank accounts to enter"), missing, url, "wallet", "warning"))
        papers = prize_papers.to_send(user)
        found.append(Waiting(_("winners whose papers are to be sent"), papers, url, "file-description", "warning"))
    return found


def _for_host(user: User, at: datetime, url: str) -> list[Waiting]:
    waits, book, day = claim_waits.for_host(user), policies.book(), clock.in_city(at).date()
    unclaimed = sum(decisions.may_apply(one, book, day) for one in claim_waits.unclaimed(user))
    return [
        Waiting(_("competitions whose subsidy is not applied for yet"), unclaimed, url, "coin", "warning"),
        Waiting(_("applications to complete and send"), waits.drafts, url, "pencil", "warning"),
        Waiting(_("claims returned to mend"), waits.returned, url, "arrow-back-up", "danger"),
        Waiting(_("final accounts to send"), waits.accounts, url, "receipt", "warning"),
    ]


def for_finance(user: User) -> list[Waiting]:
    """Name what a finance officer has to do; what another person must do is left out."""
    waits, of_claims, book = queries.for_finance(user), claim_waits.for_finance(user), policies.book()
    claims, overview = url_for("funding.show_claims"), url_for("funding.show_overview")
    lists, recoveries = url_for("funding_payments.show_lists"), url_for("funding_recoveries.show_recoveries")
    papers, to_check = prize_papers.to_check(user), url_for("funding_papers.show_to_check")
    unproposed = sum(decisions.has_prizes(competition, book) for competition in queries.unproposed())
    return [
        Waiting(
            _("applications for host subsidies to review"),
            of_claims.applications,
            claims,
            "file-description",
            "warning",
        ),
        Waiting(_("final accounts to review"), of_claims.accounts, claims, "clipboard-check", "warning"),
        Waiting(_("inspections of held competitions to note"), of_claims.inspections, claims, "eye", "warning"),
        Waiting(_("host subsidies to approve"), of_claims.approvals, claims, "list-check", "warning"),
        Waiting(_("announced results without proposed prizes"), unproposed, overview, "medal", "warning"),
        Waiting(_("prizes to approve"), waits.prizes, overview, "list-check", "warning"),
        Waiting(_("papers of winners' claims to check"), papers, to_check, "clipboard-check", "warning"),
        Waiting(_("approved claims and prizes to put on a payment list"), waits.ready, lists, "receipt", "warning"),
        Waiting(_("payment lists to release"), waits.release, lists, "send", "warning"),
        Waiting(_("payment lists to mark as paid"), waits.pay, lists, "cash", "warning"),
        Waiting(_("prizes and subsidies that wait for an account"), waits.accounts, lists, "wallet", "info"),
        Waiting(_("claims for repayment to let off, or not"), waits.let_off, recoveries, "list-check", "warning"),
        Waiting(_("overpayments to be repaid"), waits.recoveries, recoveries, "arrow-back-up", "info"),
    ]
