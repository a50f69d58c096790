"""The directory's links."""

from competition.accounts.models import User
from competition.directory import access
from competition.foundation.menu import Link
from competition.foundation.texts import _


def links(user: User) -> list[Link]:
    """Offer organisations, persons and duplicates."""
    if not access.may_read(user):
        return []
    shown = [Link(_("Units"), "directory.show_organisations", "building", "people")]
    if access.may_read_persons(user):
        shown.append(Link(_("Persons"), "directory.show_persons", "users", "people"))
    if access.may_keep(user):
        shown.append(Link(_("Duplicates"), "directory.show_duplicates", "copy", "people"))
    return shown
