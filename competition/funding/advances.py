"""What is paid ahead of a competition: found, worked out, and claimed back where the final amount is less."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.funding import claim_rules, decisions, ledger, number_rules, payer_rules, queries, recoveries
from competition.funding.claim_rules import ON_ITS_WAY, AdvanceState
from competition.funding.decisions import Asked
from competition.funding.ledger import Writer
from competition.funding.models import HostAdvance, HostClaim, Recovery
from competition.funding.payer_rules import Paid
from competition.funding.rules import Decision, HostCase
from competition.plan.models import Competition
from competition.policy.book import Book

TABLES = ("funding.host.by_level", "funding.host.cap", "funding.host.cap_scope", "funding.host.advance")
KEPT = (*TABLES, decisions.HOST_PAYERS)


def of(claim: HostClaim) -> HostAdvance | None:
    """Find the advance of a claim."""
    return db.session.scalar(sa.select(HostAdvance).where(HostAdvance.claim_id == claim.id))


def standing(claim: HostClaim) -> HostAdvance | None:
    """Find the advance of a claim, unless its approval was taken back."""
    advance = of(claim)
    return advance if advance and advance.state is not AdvanceState.ENDED else None


def worked(competition: Competition, asked: Asked, book: Book) -> Decision:
    """Work out what may be paid ahead of a competition."""
    level, planned = competition.level.value, decisions.in_plan(competition)
    case = HostCase(
        level, planned, False, asked.requested_fen, asked.eligible_fen, asked.left_fen, asked.had_fen, asked.items
    )
    *said, payers = decisions.figures(book, competition, *KEPT)
    return payer_rules.shared_out(claim_rules.decide_advance(case, *said), payers, level)


def kept(decision: Decision, competition: Competition, book: Book) -> dict[str, Any]:
    """Give the decision as it is stored, with the figures it rests on."""
    return decisions.kept(decision, decisions.figures(book, competition, *KEPT))


def to_pay() -> Sequence[HostAdvance]:
    """List the advances approved, or not paid by the bank, whose host's account is known; the earliest contest first."""
    query = sa.select(HostAdvance).join(HostAdvance.claim).join(HostClaim.competition)
    query = query.options(joinedload(HostAdvance.claim).joinedload(HostClaim.competition))
    return db.session.scalars(query.where(queries.ADVANCE_TO_PAY).order_by(Competition.starts_on, HostAdvance.id)).all()


def paid_ahead(claim: HostClaim) -> tuple[HostAdvance | None, int]:
    """Give the advance of a claim with what was paid by it; refused while it is on its way."""
    advance = of(claim)
    if advance is None:
        return None, 0
    if advance.state in ON_ITS_WAY:
        raise Refused(_l("The advance is not paid yet. Let the bank answer for it, or take its approval back first."))
    return advance, advance.amount_fen if advance.state is AdvanceState.PAID else 0


def payers(advance: HostAdvance | None, ahead_fen: int) -> Paid:
    """Give what each payer gave ahead; nothing where nothing was paid."""
    return advance.decision["payers"] if advance and ahead_fen else {}


def claim_back(session: Session, advance: HostAdvance, best_fen: int, book: Book, by: User, at: datetime) -> Recovery:
    """Claim back from a host what was paid ahead above what is due, within an action."""
    too_much, today = claim_rules.settled(best_fen, advance.amount_fen)[1], clock.in_city(at).date()
    made = Recovery(advance_id=advance.id, gross_fen=too_much, tax_fen=0, net_fen=too_much)
    made.number = number_rules.recovery_number(today.year, recoveries.count(today.year) + 1)
    made.advance = advance
    made.had_fen, made.best_fen = advance.amount_fen, best_fen
    recoveries.begin(made, decisions.days_to_repay(book, today), at)
    session.add(made)
    session.flush()
    ledger.claim_back(session, made, Writer(at, by))
    trail.record(by, "funding.recovery_opened", made, at)
    return made
