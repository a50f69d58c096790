"""The plan's links."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _
from competition.plan import access


def links(user: User) -> list[Link]:
    """Offer the year's plan, and the news to whoever writes it."""
    if not user.roles & {Role.ORGANISER, Role.HOST_OFFICER, Role.AUDITOR, Role.FINANCE_OFFICER}:
        return []
    found = [Link(_("The year's plan"), "plan.show_plan", "calendar", "plan")]
    if access.may_plan(user):
        found.append(Link(_("News"), "news.manage_news", "news", "plan"))
    return found
