"""Who may claim, decide, pay, and see what of the money."""

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.funding.claim_models import ClaimPaper
from competition.funding.models import HostClaim, Prize, PrizeShare, Recovery
from competition.funding.paper_rules import FOR_ALL
from competition.plan import access as plan
from competition.plan.models import Competition
from competition.registration import access as registration

# whose parts read the city's money; an organiser only with the whole city
READERS = (Role.FINANCE_OFFICER, Role.AUDITOR, Role.ORGANISER)


def may_decide(user: User) -> bool:
    """Finance officers decide claims, propose and approve prizes, and pay."""
    return user.holds(Role.FINANCE_OFFICER)


def may_claim(user: User, competition: Competition) -> bool:
    """The host's officer claims its subsidy; who runs the competition may do it for the host."""
    return plan.may_host(user, competition) or plan.may_organise(user, competition)


def may_read_city(user: User) -> bool:
    """Finance officers, auditors and the city's organisers read the payment lists."""
    return user.holds(Role.ORGANISER) or bool(user.roles & {Role.FINANCE_OFFICER, Role.AUDITOR})


def may_read_prizes(user: User, competition: Competition) -> bool:
    """Those who run the competition, finance officers and auditors read its prizes."""
    return may_read_city(user) or plan.may_organise(user, competition)


def may_read_decision(user: User, prize: Prize) -> bool:
    """Whoever reads the prizes reads their decisions; so does the leader of the winner's unit."""
    own = prize.line.entry.organisation_id in registration.own_units(user)
    return own or may_read_prizes(user, prize.competition)


def may_see_claim(user: User, claim: HostClaim) -> bool:
    """A claim is read by those who may make it and those who read the city's money."""
    return may_read_city(user) or may_claim(user, claim.competition)


def may_set_account(user: User, share: PrizeShare) -> bool:
    """The leader of the winner's unit enters the account; so does a finance officer."""
    return may_claim_prize(user, share.prize)


def may_claim_prize(user: User, prize: Prize) -> bool:
    """The leader of the winner's unit sends the papers of its claim; so does a finance officer for the bureau."""
    return may_decide(user) or prize.line.entry.organisation_id in registration.own_units(user)


def may_see_paper(user: User, paper: ClaimPaper) -> bool:
    """What holds personal data opens to the unit that sends it and to finance; the rest to whoever reads the prize."""
    assert paper.prize is not None, "only a winner's paper is asked for it"
    return may_claim_prize(user, paper.prize) or (
        paper.kind in FOR_ALL and may_read_prizes(user, paper.prize.competition)
    )


def may_see_account(user: User) -> bool:
    """Only finance officers look at a whole account, with a reason that is recorded."""
    return may_decide(user)


def may_read_letter(user: User, recovery: Recovery) -> bool:
    """The letter of a claim is read by whoever reads the city's money, and by the winner's leader or the host's officer."""
    if may_read_city(user):
        return True
    if recovery.advance is not None:
        return may_claim(user, recovery.competition)
    return recovery.winner_share.prize.line.entry.organisation_id in registration.own_units(user)


def may_inspect(user: User, claim: HostClaim) -> bool:
    """Finance officers note an inspection, and who runs the competition."""
    return may_decide(user) or plan.may_organise(user, claim.competition)
