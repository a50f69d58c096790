"""The policy's link."""

from competition.accounts.models import User
from competition.foundation.menu import Link
from competition.foundation.texts import _
from competition.policy import access


def links(user: User) -> list[Link]:
    """Offer the tables to whoever drafts, checks or reads them."""
    return [Link(_("Policy tables"), "policy_office.manage_tables", "scale", "plan")] if access.may_read(user) else []
