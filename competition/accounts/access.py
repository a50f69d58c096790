"""Who may open which page, and who may do what with accounts."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask_login import current_user

from competition.accounts.models import SignIn, User
from competition.accounts.rules import Role
from competition.foundation.errors import NotAllowed
from competition.foundation.texts import _l

P = ParamSpec("P")
R = TypeVar("R")

EVERYONE = frozenset({"everyone"})
SIGNED_IN = frozenset(Role)


class SignInNeeded(NotAllowed):
    """The page is for people who signed in; the answer leads to the sign-in page."""


def open_to(*roles: Role | frozenset[Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may open a view: EVERYONE, SIGNED_IN, or the roles named (held for any scope).

    The view still asks its room's `may_...` about the very thing it shows or changes.
    """
    allowed: frozenset[Any] = frozenset().union(*(r if isinstance(r, frozenset) else {r} for r in roles))

    def declared(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            must_be_one_of(allowed)
            return view(*args, **kwargs)

        # tests/test_access.py reads it, and the page that leads people to what they must do first
        vars(guarded)["open_to"] = allowed
        return guarded

    return declared


def must_be_one_of(allowed: frozenset[Any]) -> None:
    """Refuse whoever is not signed in, or holds none of the roles allowed."""
    if allowed == EVERYONE:
        return
    if not current_user.is_authenticated:
        raise SignInNeeded(_l("Please sign in to open this page."))
    if allowed != SIGNED_IN and not current_user.roles & allowed:
        raise NotAllowed(
            _l("Your account plays no part that may open this page. The security administrator grants parts.")
        )


def allow(may: bool) -> None:
    """Refuse when a room's `may_...` says no."""
    if not may:
        raise NotAllowed(_l("Your part does not reach this record."))


def may_grant_roles(user: User) -> bool:
    """Only the security administrator grants and takes roles."""
    return Role.SECURITY_ADMIN in user.roles


def may_manage_users(user: User) -> bool:
    """The system administrator makes accounts; the security administrator grants them parts."""
    return bool(user.roles & {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


def may_add_users(user: User) -> bool:
    """Only the system administrator makes, names, closes and opens accounts."""
    return Role.SYSTEM_ADMIN in user.roles


def may_end_session(user: User, kept: SignIn) -> bool:
    """People end their own sessions."""
    return kept.user_id == user.id
