"""What this room offers in the office menu."""

from competition.accounts.models import User
from competition.audit import access
from competition.foundation.menu import Link
from competition.foundation.texts import _l


def links(user: User) -> list[Link]:
    """Offer the trail to the auditor."""
    return [Link(_l("Audit trail"), "audit.show_trail", "history", "system")] if access.may_read(user) else []
