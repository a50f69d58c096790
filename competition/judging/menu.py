"""What judging offers in the menu."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.menu import Link
from competition.foundation.texts import _
from competition.judging import access, blind


def links(user: User) -> list[Link]:
    """Offer the tablet to judges, and the items to whoever follows their judging."""
    offered = []
    if user.roles & {Role.ORGANISER, Role.CHIEF_JUDGE, Role.SUPERVISOR, Role.AUDITOR}:
        offered.append(Link(_("Judging"), "judging.show_items", "gavel", "judging"))
    if Role.JUDGE in user.roles:
        offered.append(Link(_("My mark sheets"), "tablet.show_my_sheets", "device-tablet", "judging"))
    if user.roles & {Role.JUDGE, Role.CHIEF_JUDGE}:
        offered.append(Link(_("My appointments"), "judging_pool.show_my_record", "id-badge-2", "judging"))
    if access.may_see_pool(user):
        offered.append(Link(_("Judges' pool"), "judging_pool.show_pool", "users-group", "judging"))
    if user.roles & {Role.ORGANISER, Role.HOST_OFFICER, Role.DELEGATION_LEADER}:
        there = "judging_recommendations.show_recommendations"
        offered.append(Link(_("Recommended judges"), there, "user-check", "judging"))
    if Role.CODE_KEEPER in user.roles:
        offered.append(Link(_("My code layers"), "judging_draws.show_my_layers", "lock", "judging"))
    if Role.SCORE_CLERK in user.roles:
        offered.append(Link(_("Paper sheets"), "judging_papers.show_desk", "keyboard", "judging"))
    return offered


def links_of(item_id: int) -> list[Link]:
    """Offer the blind draw on an item's public page; an item that is not blind has none."""
    has = blind.layers_of(item_id)
    return [Link(_("Blind draw"), "judging_draws.show_draw", "lock", "judging")] if has else []
