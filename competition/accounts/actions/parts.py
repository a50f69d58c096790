"""What the security administrator does: grants parts, ends them, demands a second factor."""

from datetime import datetime

from competition.accounts import rules, scopes
from competition.accounts.actions.users import must_leave_another
from competition.accounts.models import HeldRole, RoleDemand, User
from competition.accounts.rules import SCOPES, Part, Role
from competition.accounts.words import role_names
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l


def grant_role(user: User, part: Part, by: User | None, at: datetime) -> HeldRole:
    """Grant somebody a part; nobody grants it to themselves, and the hands that must stay apart stay apart."""
    with transaction() as session:
        session.refresh(user, with_for_update=True)
        _refuse_self(user, by)
        _must_fit(user, part)
        held = HeldRole(user_id=user.id, role=part.role, scope=part.scope, scope_id=part.scope_id, granted_at=at)
        held.granted_by_id = by.id if by else None
        session.add(held)
        trail.record(by, "accounts.role_granted", user, at)
    return held


def _refuse_self(user: User, by: User | None) -> None:
    if by is not None and by.id == user.id:
        raise Refused(_l("Nobody grants a part to themselves. Ask another security administrator."), field="part")


def _must_fit(user: User, part: Part) -> None:
    if not user.active:
        raise Refused(_l("This account is closed. The system administrator can open it again."), field="part")
    if part in [held.part for held in user.parts]:
        raise Refused(_l("This person holds this very part already."), field="part")
    if part.scope not in SCOPES[part.role] or not scopes.exists(part.scope, part.scope_id):
        raise Refused(_l("Choose what the part is held for from the list."), field="part")
    clash = rules.apart_from(part.role, user.roles)
    if clash:
        raise Refused(
            _l(
                "%(wanted)s and %(held)s must never be one person: who acts and who checks stay apart. "
                "Grant the part to somebody else, or end the other part first.",
                wanted=role_names({part.role}),
                held=role_names(clash),
            ),
            field="part",
        )


def end_role(held: HeldRole, by: User, at: datetime) -> None:
    """End a part somebody holds; the record that they held it stays."""
    with transaction():
        if held.ended_at is not None:
            raise Refused(_l("This part has ended already."))
        if held.role is Role.SECURITY_ADMIN:
            must_leave_another(held.user, Role.SECURITY_ADMIN)
        held.ended_at = at
        trail.record(by, "accounts.role_ended", held.user, at)


def demand_second_factor(role: Role, demanded: bool, by: User, at: datetime) -> None:
    """Demand a second factor of everyone who holds a role, or demand it no longer."""
    with transaction() as session:
        kept = db.session.get(RoleDemand, role) or RoleDemand(role=role)
        kept.totp = demanded
        session.add(kept)
        trail.record(by, "accounts.second_factor_demanded", kept, at)
