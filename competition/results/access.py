"""Who may work out, finalise and announce results."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.judging import access as judging
from competition.plan import access as plan
from competition.plan.models import Competition, Item


def may_manage(user: User, competition: Competition) -> bool:
    """Those who run the competition work out, finalise and announce its results."""
    return plan.may_organise(user, competition)


def may_read(user: User, competition: Competition) -> bool:
    """Auditors, finance officers and the competition's own supervisors read results before they are public."""
    if may_manage(user, competition) or user.roles & {Role.AUDITOR, Role.FINANCE_OFFICER}:
        return True
    return user.holds(Role.SUPERVISOR, Scope.COMPETITION, competition.id)


def may_recheck(user: User, competition: Competition) -> bool:
    """The competition's supervisors look at marks again, or those who run it."""
    return may_manage(user, competition) or user.holds(Role.SUPERVISOR, Scope.COMPETITION, competition.id)


def may_see_objections(user: User, competition: Competition) -> bool:
    """Only those who decide see who objects, and why: the page promises it."""
    return may_manage(user, competition)


def may_take_record(user: User, item: Item) -> bool:
    """Take a closed item's full record: its chief judge, organiser and supervisor, and the auditor."""
    return judging.may_see_marks(user, item, closed=True)
