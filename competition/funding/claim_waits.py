"""What of hosts' claims waits for whom."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.plan.models import Competition
from competition.plan.rules import CompetitionState


@dataclass(frozen=True, slots=True)
class ForFinance:
    """How many applications, accounts, inspections and approvals wait for a finance officer."""

    applications: int
    accounts: int
    inspections: int
    approvals: int


def for_finance(user: User) -> ForFinance:
    """Count what waits for this finance officer; what another person must do is not theirs."""
    mine = sa.or_(HostClaim.submitted_by_id == user.id, sa.func.coalesce(HostClaim.accounted_by_id, 0) == user.id)
    query = sa.select(HostClaim.state, HostClaim.reviewed_by_id, sa.func.count()).where(~mine)
    counts: Counter[ClaimState] = Counter()
    for state, reviewer, count in db.session.execute(query.group_by(HostClaim.state, HostClaim.reviewed_by_id)):
        if state is not ClaimState.REVIEWED or reviewer != user.id:
            counts[state] += count
    return ForFinance(
        counts[ClaimState.SUBMITTED],
        counts[ClaimState.ACCOUNTED],
        counts[ClaimState.REVIEWED],
        counts[ClaimState.INSPECTED],
    )


def to_inspect(user: User) -> int:
    """Count the held competitions this organiser runs whose reviewed account waits for an inspection by them."""
    query = sa.select(sa.func.count(HostClaim.id)).where(
        HostClaim.state == ClaimState.REVIEWED,
        sa.func.coalesce(HostClaim.reviewed_by_id, 0) != user.id,
        sa.func.coalesce(HostClaim.accounted_by_id, 0) != user.id,
    )
    if not user.holds(Role.ORGANISER):
        query = query.where(HostClaim.competition_id.in_(user.scope_ids(Role.ORGANISER, Scope.COMPETITION)))
    return db.session.scalar(query) or 0


def unclaimed(user: User) -> list[Competition]:
    """List the competitions that a host officer's units hold in the published plan and no subsidy was applied for."""
    claimed = sa.exists().where(HostClaim.competition_id == Competition.id)
    query = sa.select(Competition).where(
        Competition.host_id.in_(user.scope_ids(Role.HOST_OFFICER, Scope.ORGANISATION)),
        Competition.state.not_in((CompetitionState.DRAFT, CompetitionState.CANCELLED)),
        ~claimed,
    )
    return list(db.session.scalars(query.order_by(Competition.starts_on)))


@dataclass(frozen=True, slots=True)
class ForHost:
    """How many applications wait to be sent or mended, and final accounts to be written, for a host officer."""

    drafts: int
    returned: int
    accounts: int


def for_host(user: User) -> ForHost:
    """Count a host officer's claims that wait for them."""
    query = sa.select(HostClaim.state, sa.func.count()).join(HostClaim.competition)
    query = query.where(
        HostClaim.organisation_id.in_(user.scope_ids(Role.HOST_OFFICER, Scope.ORGANISATION)),
        sa.or_(HostClaim.state != ClaimState.ADMITTED, Competition.state == CompetitionState.HELD),
    )
    counts = {state: int(count) for state, count in db.session.execute(query.group_by(HostClaim.state))}
    wanted = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.ADMITTED)
    return ForHost(*(counts.get(state, 0) for state in wanted))
