"""What judging offers in the menu."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _


def links(user: User) -> list[Link]:
    """Offer the tablet to judges, and the items to whoever follows their judging."""
    offered = []
    if user.roles & {Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR}:
        offered.append(Link(_("Judging"), "judging.show_items", "gavel", "judging"))
    if Role.JUDGE in user.roles:
        offered.append(Link(_("My mark sheets"), "tablet.show_my_sheets", "device-tablet", "judging"))
    if Role.CODE_KEEPER in user.roles:
        offered.append(Link(_("My code layers"), "judging_draws.show_my_layers", "lock", "judging"))
    if Role.SCORE_CLERK in user.roles:
        offered.append(Link(_("Paper sheets"), "judging_papers.show_desk", "keyboard", "judging"))
    return offered
