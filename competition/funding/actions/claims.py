"""What the city decides of a host's claim: admitted, returned, refused, its account reviewed, inspected, approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import advances, applications, balances, claim_words, decisions, ledger, payer_rules, words
from competition.funding.claim_models import Inspection
from competition.funding.claim_rules import Verdict
from competition.funding.decisions import Asked
from competition.funding.ledger import Writer
from competition.funding.models import NOT_NOW, HostClaim
from competition.funding.rules import ClaimState, Decision
from competition.policy.book import Book


def admit_claim(claim: HostClaim, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Admit an application: its host holds the competition and accounts for it. Whoever sent it cannot admit it."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        claim.must_be(ClaimState.SUBMITTED)
        if claim.submitted_by_id == by.id:
            raise Refused(_l("You sent this application yourself. Another person must admit it."))
        for code, there in decisions.needs(claim.competition, book):
            # an application comes before the competition
            if not there and code != "not_held":
                raise Refused(words.GROUNDS[code])
        claim.move(ClaimState.ADMITTED)
        trail.record(by, "funding.claim_admitted", claim, at)


def return_claim(claim: HostClaim, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give an application or a final account back to its host with what must be mended; an approval goes with it."""
    if not reason.strip():
        raise Refused(_l("Say what must be mended."), field="reason")
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        back = ClaimState.RETURNED if claim.state is ClaimState.SUBMITTED else ClaimState.ADMITTED
        claim.move(back, reason.strip())
        ledger.free(session, [claim], Writer(at, by, reason.strip()))
        claim.eligible_fen = claim.reviewed_at = claim.reviewed_by_id = None
        claim.amount_fen, claim.ahead_fen, claim.decision = None, 0, None
        claim.decided_at, claim.decided_by_id = at, by.id
        trail.record(by, "funding.claim_returned", claim, at, {"reason": reason.strip()})


def refuse_claim(claim: HostClaim, reason: str, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Refuse a claim for good, with the reason; what was paid ahead is claimed back."""
    if not reason.strip():
        raise Refused(_l("Give the reason for refusing."), field="reason")
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        claim.move(ClaimState.REFUSED, reason.strip())
        advance, ahead = advances.paid_ahead(claim)
        if advance is not None and ahead:
            advances.claim_back(session, advance, 0, book, by, at)
        claim.decided_at, claim.decided_by_id = at, by.id
        trail.record(by, "funding.claim_refused", claim, at, {"reason": reason.strip()})


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer says of one invoice: eligible or not, and why not."""

    eligible: bool | None
    reason: str = ""


def review_account(claim: HostClaim, said: Mapping[int, Said], seen: int | None, by: User, at: datetime) -> None:
    """Say of every invoice whether it is eligible; their sum is what the subsidy rests on. Not by whoever sent it."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        claim.must_be(ClaimState.ACCOUNTED)
        if claim.accounted_by_id == by.id:
            raise Refused(_l("You sent this account yourself. Another person must review it."))
        costs, faults = applications.of(claim).costs, []
        for cost in costs:
            told = said.get(cost.id, Said(None))
            cost.eligible, cost.reason = told.eligible, "" if told.eligible else told.reason.strip()
            if told.eligible is None:
                faults.append(Fault(_("Invoice %(number)s: say whether it is eligible.", number=cost.number)))
            elif not told.eligible and not told.reason.strip():
                faults.append(Fault(_("Invoice %(number)s: say why it is not eligible.", number=cost.number)))
        refuse_faults(faults, _("The review is not complete."))
        claim.eligible_fen = applications.of(claim).eligible_fen
        claim.move(ClaimState.REVIEWED)
        claim.reviewed_at, claim.reviewed_by_id = at, by.id
        trail.record(by, "funding.account_reviewed", claim, at)


@dataclass(frozen=True, slots=True)
class Found:
    """What an inspection found: the day, who was there, the verdict and its grounds."""

    inspected_on: date
    persons: str
    verdict: Verdict
    opinion: str


def inspect_claim(claim: HostClaim, found: Found, seen: int | None, by: User, at: datetime) -> Inspection:
    """Note the inspection of a reviewed account by another person; where it failed, the account goes back to its host."""
    _must_say_all(claim, found, at)
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        claim.must_be(ClaimState.REVIEWED)
        if by.id in (claim.reviewed_by_id, claim.accounted_by_id):
            raise Refused(_l("You reviewed or sent this account yourself. Another person must note the inspection."))
        made = Inspection(claim_id=claim.id, round=claim.round, verdict=found.verdict, inspected_on=found.inspected_on)
        made.persons, made.opinion = found.persons.strip(), found.opinion.strip()
        made.as_held = applications.as_held(claim.competition_id).as_json()
        made.noted_at, made.noted_by_id = at, by.id
        session.add(made)
        if found.verdict is Verdict.PASSED:
            claim.move(ClaimState.INSPECTED)
        else:
            claim.move(ClaimState.ADMITTED, made.opinion[:300])
            claim.eligible_fen = claim.reviewed_at = claim.reviewed_by_id = None
        session.flush()
        trail.record(by, "funding.claim_inspected", claim, at, {"verdict": found.verdict.value})
    return made


def _must_say_all(claim: HostClaim, found: Found, at: datetime) -> None:
    faults = [
        Fault(str(claim_words.CLAIM_FAULTS["needed"]), field=name)
        for name in ("persons", "opinion")
        if not getattr(found, name).strip()
    ]
    if not claim.competition.starts_on <= found.inspected_on <= clock.in_city(at).date():
        faults.append(Fault(_("Give a day from the competition's first until today."), field="inspected_on"))
    refuse_faults(faults, _("The inspection is not complete."))


def approve_claim(
    claim: HostClaim, book: Book, seen: int | None, by: User, at: datetime, shown_fen: int | None = None
) -> HostClaim:
    """Approve a claim with what the tables of the contest's first day and the budget give, and commit what is still due.

    Whoever sent it cannot approve it. `shown_fen` is the sum the approver's page named; another one is refused. What was
    paid ahead is taken off, and claimed back where it was more.
    """
    with transaction() as session:
        claim.must_be_as_seen(seen)
        _must_be_theirs_to_approve(claim, by)
        budget, district = ledger.held(session, claim.competition.season.year), claim.organisation.division_code
        advance, ahead = advances.paid_ahead(claim)
        parts = decisions.parts(book, claim.competition, decisions.HOST_PAYERS)
        decision = _decided(claim, book, balances.most_of(budget, district, parts) + ahead)
        decisions.must_be_as_shown(decision, shown_fen)
        claim.move(ClaimState.APPROVED)
        claim.amount_fen, claim.ahead_fen = decision.worked.fen, ahead
        claim.decision = decisions.kept(decision, decisions.figures(book, claim.competition, *decisions.HOST_KEPT))
        claim.decided_at, claim.decided_by_id = at, by.id
        if claim.due_fen:
            due = payer_rules.still_due(decision.payers, advances.payers(advance, ahead), claim.due_fen)
            ledger.commit(budget, claim, due, district, Writer(at, by))
        else:
            # all of it was paid ahead, or more
            claim.move(ClaimState.PAID)
        if advance is not None and ahead > decision.worked.fen:
            advances.claim_back(session, advance, decision.worked.fen, book, by, at)
        trail.record(by, "funding.claim_approved", claim, at)
    return claim


def _decided(claim: HostClaim, book: Book, left_fen: int) -> Decision:
    assert claim.eligible_fen is not None, "an inspected account was reviewed"
    had = applications.granted_else(claim.competition)
    decision = decisions.for_host(
        claim.competition,
        Asked(claim.requested_fen, claim.eligible_fen, left_fen, had, applications.items_of(claim.competition)),
        book,
    )
    if decision.worked.refusal:
        raise Refused(words.GROUNDS[decision.worked.refusal])
    return decision


def _must_be_theirs_to_approve(claim: HostClaim, by: User) -> None:
    # a list taken back leads to the same state, but no sum is committed a second time
    if claim.state is not ClaimState.INSPECTED:
        raise Refused(NOT_NOW)
    if by.id in (claim.submitted_by_id, claim.accounted_by_id):
        raise Refused(_l("You sent this claim yourself. Another person must approve it."))
