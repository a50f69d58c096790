"""Money paid ahead of a competition: approved within the budget, and taken back before it goes on a list."""

from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.funding import advances, applications, balances, decisions, ledger, words
from competition.funding.claim_rules import AdvanceState
from competition.funding.decisions import Asked
from competition.funding.ledger import Writer
from competition.funding.models import HostAdvance, HostClaim
from competition.funding.rules import ClaimState
from competition.policy.book import Book


def approve_advance(
    claim: HostClaim, book: Book, seen: int | None, by: User, at: datetime, shown_fen: int | None = None
) -> HostAdvance:
    """Approve an advance on an admitted application, once, and commit its money; not by whoever sent the application."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        claim.must_be(ClaimState.ADMITTED)
        if claim.submitted_by_id == by.id:
            raise Refused(_l("You sent this application yourself. Another person must approve its advance."))
        if claim.round:
            raise Refused(_l("The final account was sent already. The final payment pays all that is due."))
        competition = claim.competition
        budget, district = ledger.held(session, competition.season.year), claim.organisation.division_code
        parts = decisions.parts(book, competition, decisions.HOST_PAYERS)
        left, had = balances.most_of(budget, district, parts), applications.granted_else(competition)
        asked = Asked(claim.requested_fen, 0, left, had, applications.items_of(competition))
        decision = advances.worked(competition, asked, book)
        if decision.worked.refusal:
            raise Refused(words.GROUNDS[decision.worked.refusal])
        decisions.must_be_as_shown(decision, shown_fen)
        made = advances.of(claim) or HostAdvance(claim_id=claim.id, claim=claim, state=AdvanceState.ENDED)
        made.move(AdvanceState.APPROVED)
        made.amount_fen, made.decision = decision.worked.fen, advances.kept(decision, competition, book)
        made.approved_at, made.approved_by_id = at, by.id
        session.add(made)
        session.flush()
        ledger.commit(budget, made, decision.payers, district, Writer(at, by))
        trail.record(by, "funding.advance_approved", made, at)
    return made


def end_advance(claim: HostClaim, reason: str, by: User, at: datetime) -> None:
    """Take the approval of an advance back before it goes on a list, with the reason; its money is free again."""
    if not reason.strip():
        raise Refused(_l("Say why the advance is taken back."), field="reason")
    with transaction() as session:
        applications.hold(session, claim)
        advance = advances.of(claim)
        if advance is None:
            raise Refused(_l("There is no advance."))
        advance.move(AdvanceState.ENDED, reason.strip())
        ledger.free(session, [advance], Writer(at, by, reason.strip()))
        trail.record(by, "funding.advance_ended", advance, at, {"reason": reason.strip()})
