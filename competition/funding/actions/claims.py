"""Host subsidies: claimed, returned, refused, approved."""

from dataclasses import dataclass
from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, SeenChanged, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import balances, decisions, ledger, queries, rules, words
from competition.funding.ledger import Writer
from competition.funding.models import NOT_NOW, HostClaim
from competition.funding.rules import ClaimState
from competition.plan.models import Competition
from competition.policy.book import Book


@dataclass(frozen=True, slots=True)
class ClaimData:
    """What a host enters to claim its subsidy; amounts in fen."""

    requested_fen: int
    eligible_fen: int
    statement: str
    bank_name: str
    account_name: str
    account: str


def submit_claim(competition: Competition, data: ClaimData, by: User, at: datetime) -> HostClaim:
    """Claim the subsidy of a competition for its host, once."""
    _must_be_whole(data, data.account)
    with transaction() as session:
        if not decisions.in_plan(competition):
            raise Refused(words.GROUNDS["plan"])
        if queries.claim_of(competition.id) is not None:
            raise Refused(_l("The subsidy of this competition was claimed already. Open the claim to see it."))
        claim = HostClaim(competition_id=competition.id, organisation_id=competition.host_id)
        claim.state = ClaimState.SUBMITTED
        _enter(claim, data, by, at)
        session.add(claim)
        session.flush()
        trail.record(by, "funding.claim_submitted", claim, at)
    return claim


def send_claim_again(claim: HostClaim, data: ClaimData, seen: int | None, by: User, at: datetime) -> None:
    """Send a returned claim again, mended; an account left empty stays as it is."""
    _must_be_whole(data, data.account or claim.account or "")
    with transaction():
        claim.must_be_as_seen(seen)
        claim.move(ClaimState.SUBMITTED)
        _enter(claim, data, by, at)
        trail.record(by, "funding.claim_sent_again", claim, at)


def _must_be_whole(data: ClaimData, account: str) -> None:
    faults = []
    if data.requested_fen <= 0:
        faults.append(Fault(_("Ask for more than nothing."), field="requested"))
    if data.eligible_fen < 0:
        faults.append(Fault(_("Costs are not negative."), field="eligible"))
    faults += [
        Fault(_("This is needed."), field=name)
        for name in ("bank_name", "account_name")
        if not getattr(data, name).strip()
    ]
    if fault := rules.account_fault(account):
        faults.append(Fault(str(words.ACCOUNT_FAULTS[fault]), field="account"))
    refuse_faults(faults, _("The claim is not complete."))


def _enter(claim: HostClaim, data: ClaimData, by: User, at: datetime) -> None:
    claim.requested_fen, claim.eligible_fen = data.requested_fen, data.eligible_fen
    claim.statement, claim.bank_name = data.statement.strip(), data.bank_name.strip()
    claim.account_name = data.account_name.strip()
    if data.account:
        claim.account = data.account.replace(" ", "")
    claim.submitted_at, claim.submitted_by_id = at, by.id


def return_claim(claim: HostClaim, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give a claim back to its host with what must be mended; an approval is taken back with it."""
    if not reason.strip():
        raise Refused(_l("Say what must be mended."), field="reason")
    with transaction() as session:
        claim.must_be_as_seen(seen)
        claim.move(ClaimState.RETURNED, reason.strip())
        ledger.free(session, [claim], Writer(at, by, reason.strip()))
        claim.amount_fen, claim.decision, claim.decided_at, claim.decided_by_id = None, None, at, by.id
        trail.record(by, "funding.claim_returned", claim, at, {"reason": reason.strip()})


def refuse_claim(claim: HostClaim, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Refuse a claim for good, with the reason."""
    if not reason.strip():
        raise Refused(_l("Give the reason for refusing."), field="reason")
    with transaction():
        claim.must_be_as_seen(seen)
        claim.move(ClaimState.REFUSED, reason.strip())
        claim.decided_at, claim.decided_by_id = at, by.id
        trail.record(by, "funding.claim_refused", claim, at, {"reason": reason.strip()})


def approve_claim(
    claim: HostClaim, book: Book, seen: int | None, by: User, at: datetime, shown_fen: int | None = None
) -> HostClaim:
    """Approve a claim with what the tables of the contest's first day and the budget give, and commit that money.

    Whoever sent it cannot approve it. `shown_fen` is the sum the approver's page named; another one is refused.
    """
    with transaction() as session:
        claim.must_be_as_seen(seen)
        _must_be_theirs_to_approve(claim, by)
        competition = claim.competition
        budget, district = ledger.held(session, competition.season.year), claim.organisation.division_code
        left = balances.most_of(budget, district)
        decision = decisions.for_host(competition, claim.requested_fen, claim.eligible_fen, book, left)
        if decision.worked.refusal:
            raise Refused(words.GROUNDS[decision.worked.refusal])
        if shown_fen is not None and shown_fen != decision.worked.fen:
            raise SeenChanged(
                _l("The budget holds less or more than when your page was shown. Look at the sum as it is now.")
            )
        claim.move(ClaimState.APPROVED)
        claim.amount_fen = decision.worked.fen
        claim.decision = decisions.kept(decision, decisions.figures(book, competition, *decisions.HOST))
        claim.decided_at, claim.decided_by_id = at, by.id
        ledger.commit(budget, claim, decision.worked.fen, district, Writer(at, by))
        trail.record(by, "funding.claim_approved", claim, at)
    return claim


def _must_be_theirs_to_approve(claim: HostClaim, by: User) -> None:
    # a list taken back leads to the same state, but no sum is committed a second time
    if claim.state is not ClaimState.SUBMITTED:
        raise Refused(NOT_NOW)
    if claim.submitted_by_id == by.id:
        raise Refused(_l("You sent this claim yourself. Another person must approve it."))
