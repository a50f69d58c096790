"""Who may plan."""

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.plan.models import Competition


def may_plan(user: User) -> bool:
    """Organisers of the whole city make seasons and competitions."""
    return user.holds(Role.ORGANISER)


def may_organise(user: User, competition: Competition) -> bool:
    """Organisers of the city or of this competition run it."""
    return user.holds(Role.ORGANISER, Scope.COMPETITION, competition.id)


def may_see(user: User, competition: Competition) -> bool:
    """Everyone sees what is public; those who run, host, judge, audit or pay see drafts of theirs too."""
    if competition.is_public:
        return True
    if not user.is_authenticated:
        return False
    return may_organise(user, competition) or Role.AUDITOR in user.roles or may_host(user, competition)


def may_host(user: User, competition: Competition) -> bool:
    """Say whether this person speaks for the host."""
    return user.holds(Role.HOST_OFFICER, Scope.ORGANISATION, competition.host_id)
