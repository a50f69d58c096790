"""What this room offers in the office menu."""

from competition.accounts import access
from competition.accounts.models import User
from competition.foundation.menu import Link
from competition.foundation.texts import _l


def links(user: User) -> list[Link]:
    """Offer the accounts to their administrators, and the demands to the security administrator."""
    found = []
    if access.may_manage_users(user):
        found.append(Link(_l("Accounts and parts"), "accounts.office.show_users", "users", "system"))
    if access.may_grant_roles(user):
        found.append(Link(_l("Second factors"), "accounts.office.show_demands", "shield-lock", "system"))
        found.append(Link(_l("Keys for other systems"), "accounts.keys.show_keys", "key", "system"))
    return found
