"""The first start of an installation: its first three hands (三员), each a different person."""

from collections.abc import Mapping
from datetime import datetime

from competition.accounts import passwords, queries
from competition.accounts.actions.users import keep_new, new_user
from competition.accounts.models import HeldRole
from competition.accounts.rules import Role
from competition.foundation import trail
from competition.foundation.database import transaction

HANDS: Mapping[str, tuple[Role, str]] = {
    "system": (Role.SYSTEM_ADMIN, "系统管理员"),
    "security": (Role.SECURITY_ADMIN, "安全管理员"),
    "auditor": (Role.AUDITOR, "审计员"),
}


def set_up(at: datetime, hands: Mapping[str, tuple[Role, str]] = HANDS) -> dict[str, str]:
    """Make the first administrators and give their temporary passwords by sign-in name; empty where people exist."""
    made_passwords = {login: passwords.temporary() for login in hands}
    people = {
        login: new_user(login, name, passwords.hash_of(made_passwords[login]), at) for login, (_, name) in hands.items()
    }
    with transaction() as session:
        if not queries.is_empty():
            return {}
        for login, made in people.items():
            keep_new(session, made)
            session.add(HeldRole(user_id=made.id, role=hands[login][0], granted_at=at))
            trail.record(None, "accounts.user_added", made, at)
    return made_passwords
