"""The money's links."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _
from competition.funding import access


def links(user: User) -> list[Link]:
    """Offer the overview, the hosts' claims, budget, payment lists, claims for repayment, the look ahead and the winners' accounts."""
    offered = []
    if user.roles & {*access.READERS}:
        offered.append(Link(_("Subsidies and prizes"), "funding.show_overview", "coin", "money"))
    if user.roles & {*access.READERS, Role.HOST_OFFICER}:
        offered.append(Link(_("Host subsidies"), "funding.show_claims", "building-bank", "money"))
    if access.may_read_city(user):
        offered.append(Link(_("Budget"), "funding_budgets.show_budget", "wallet", "money"))
        offered.append(Link(_("Payment lists"), "funding_payments.show_lists", "receipt", "money"))
        offered.append(Link(_("Claims for repayment"), "funding_recoveries.show_recoveries", "arrow-back-up", "money"))
    if access.may_decide(user):
        offered.append(Link(_("Looking ahead"), "funding_outlooks.show_outlooks", "chart-bar", "money"))
    if Role.DELEGATION_LEADER in user.roles:
        offered.append(Link(_("Our winners' prizes"), "funding_payments.show_accounts", "wallet", "money"))
    return offered
