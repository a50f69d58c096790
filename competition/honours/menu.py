"""The register's links."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _
from competition.honours import access


def links(user: User) -> list[Link]:
    """Offer the register to those who keep or audit it, certificates to those whose people earned them."""
    found = []
    if user.roles & {Role.ORGANISER, Role.AUDITOR}:
        found.append(Link(_("Register of honours"), "honours.manage_register", "award", "honours"))
        found.append(Link(_("Lists of nominees"), "honours_lists.manage_lists", "list-check", "honours"))
    if access.may_see_destructions(user):
        found.append(
            Link(_("Retention and destruction"), "honours_retention.manage_destructions", "archive", "honours")
        )
    if user.roles & {Role.DELEGATION_LEADER, Role.HOST_OFFICER}:
        found.append(Link(_("Our certificates"), "honours.show_own", "certificate", "honours"))
    return found
