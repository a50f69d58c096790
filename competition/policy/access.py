"""Who may draft, check and read new values of the policy's tables."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.policy.models import TableDraft

MONEY = ("funding.", "measures.")


def may_draft(user: User) -> bool:
    """Organisers of the whole city draft, change and drop new values."""
    return user.holds(Role.ORGANISER)


def may_read(user: User) -> bool:
    """Organisers of the whole city, finance officers and auditors read the drafts and their documents."""
    return may_draft(user) or bool(user.roles & {Role.FINANCE_OFFICER, Role.AUDITOR})


def may_check(user: User, draft: TableDraft) -> bool:
    """Another organiser of the city checks a draft, or a finance officer where it is about money; never its author."""
    if user.id == draft.drafted_by_id:
        return False
    is_money = draft.table_name.startswith(MONEY)
    return may_draft(user) or (is_money and Role.FINANCE_OFFICER in user.roles)
