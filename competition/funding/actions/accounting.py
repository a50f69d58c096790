"""A host accounts for what it spent: invoices typed or read from a workbook, its own report, and the account sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import clock, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.media import Piece
from competition.foundation.texts import _, _l
from competition.funding import applications, claim_rules, claim_words, cost_imports, decisions, papers, words
from competition.funding.applications import Application
from competition.funding.claim_models import ClaimCost, ClaimPaper
from competition.funding.claim_rules import Aim, CostLine, PaperKind
from competition.funding.cost_imports import ReadLine
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.plan.rules import CompetitionState
from competition.policy.book import Book


def put_cost(
    claim: HostClaim, line: CostLine, by: User, at: datetime, cost_id: int | None = None, piece: Piece | None = None
) -> ClaimCost:
    """Write an invoice into the final account, or change one; the same invoice is refused wherever it stands already."""
    found = claim_rules.cost_faults(line, clock.in_city(at).date())
    told = [Fault(str(claim_words.CLAIM_FAULTS[code]), field=name) for name, code in found]
    refuse_faults(told, _("The invoice cannot be entered so."))
    if piece is not None:
        papers.must_be_usable(piece)
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be(ClaimState.ADMITTED)
        application = applications.of(claim)
        cost = _one(application.costs, cost_id) if cost_id is not None else None
        if cost is None and len(application.costs) >= claim_rules.MOST_LINES:
            raise Refused(_("A final account holds at most %(most)s invoices.", most=claim_rules.MOST_LINES))
        _must_be_new(claim, line, [one for one in application.costs if one is not cost])
        made = _written(session, claim, line, cost)
        _flush(session)
        if piece is not None:
            _keep_paper(session, application, made, papers.paper(claim, PaperKind.INVOICE, piece, made), by, at)
        trail.record(by, "funding.cost_put", made, at)
    return made


def _keep_paper(
    session: Session, application: Application, cost: ClaimCost, paper: ClaimPaper, by: User, at: datetime
) -> None:
    # an invoice has one paper: a new one stands in for it
    if (old := application.paper_of(cost)) is not None:
        session.delete(old)
    paper.added_at, paper.added_by_id = at, by.id
    session.add(paper)
    session.flush()


def _one(there: Sequence[ClaimCost], cost_id: int) -> ClaimCost:
    found = next((one for one in there if one.id == cost_id), None)
    if found is None:
        raise Refused(_l("This invoice is not there any more. Load the page again."))
    return found


def _must_be_new(claim: HostClaim, line: CostLine, others: Sequence[ClaimCost]) -> None:
    if line.key in {one.invoice_key for one in others}:
        raise Refused(_l("This invoice of this payee stands in the account already."), field="number")
    for cost in applications.taken([line.key], claim).values():
        raise Refused(cost_imports.taken_by(cost), field="number")


def _written(session: Session, claim: HostClaim, line: CostLine, cost: ClaimCost | None) -> ClaimCost:
    made = cost or ClaimCost(claim_id=claim.id)
    before = (made.amount_fen, made.category, made.invoice_key)
    made.category, made.day, made.amount_fen = line.category, line.day, line.amount_fen
    made.payee, made.number, made.note = line.payee.strip(), line.number.strip(), line.note.strip()
    made.invoice_key = line.key
    if before != (made.amount_fen, made.category, made.invoice_key):
        # what an officer said was said of another invoice
        made.eligible, made.reason = None, ""
    session.add(made)
    return made


def _flush(session: Session) -> None:
    try:
        session.flush()
    except sa.exc.IntegrityError as twice:
        # at the same moment it was entered in another account, which the database alone sees
        raise Refused(_l("An invoice of these was entered in another account just now. Look whose it is.")) from twice


def drop_cost(claim: HostClaim, cost_id: int, by: User, at: datetime) -> None:
    """Take an invoice out of the final account, with its paper."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be(ClaimState.ADMITTED)
        application = applications.of(claim)
        cost = _one(application.costs, cost_id)
        _drop(session, application, cost)
        trail.record(by, "funding.cost_dropped", claim, at, {"number": cost.number, "payee": cost.payee})


def _drop(session: Session, application: Application, cost: ClaimCost) -> None:
    for paper in application.papers:
        if paper.cost_id == cost.id:
            session.delete(paper)
    session.flush()
    session.delete(cost)


def put_costs(claim: HostClaim, lines: Sequence[ReadLine], by: User, at: datetime) -> int:
    """Let a workbook be the whole final account, all of it or nothing; an invoice that stays keeps its paper."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be(ClaimState.ADMITTED)
        refuse_faults(
            cost_imports.faults(claim, lines, clock.in_city(at).date()),
            _("Nothing was stored. Mend these rows and send the file again."),
        )
        application = applications.of(claim)
        kept, there = {one.line.key for one in lines}, {cost.invoice_key: cost for cost in application.costs}
        for cost in application.costs:
            if cost.invoice_key not in kept:
                _drop(session, application, cost)
        session.flush()
        for one in lines:
            _written(session, claim, one.line, there.get(one.line.key))
        _flush(session)
        trail.record(by, "funding.costs_read", claim, at, {"count": len(lines)})
    return len(lines)


@dataclass(frozen=True, slots=True)
class Report:
    """What a host says of what it reached (绩效自评)."""

    reached: Mapping[Aim, int | None]
    text: str


def report(claim: HostClaim, told: Report, by: User, at: datetime) -> None:
    """Say what was reached of each aim, and what came of the competition."""
    faults = [
        Fault(str(claim_words.CLAIM_FAULTS[code]), field=name)
        for name, code in claim_rules.aim_faults(told.reached, "reached")
    ]
    if not told.text.strip():
        faults.append(Fault(str(claim_words.CLAIM_FAULTS["needed"]), field="self_report"))
    refuse_faults(faults, _("The report is not complete."))
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be(ClaimState.ADMITTED)
        claim.self_report = told.text.strip()
        for one in applications.aims_of(claim):
            one.reached = told.reached[one.aim]
        trail.record(by, "funding.claim_reported", claim, at)


def send_account(claim: HostClaim, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Send the final account of a competition that was held, with its report."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        # mended after it was returned, it may come later
        if not claim.round:
            decisions.must_be_in_time(decisions.last_days(claim.competition, book)[1], at)
        if claim.competition.state is not CompetitionState.HELD:
            raise Refused(words.GROUNDS["not_held"])
        if not applications.of(claim).costs:
            raise Refused(_l("The final account has no invoice yet. Enter them first."))
        if not claim.self_report:
            raise Refused(_l("The report of what was reached is missing. Write it first."))
        claim.move(ClaimState.ACCOUNTED)
        claim.round += 1
        claim.accounted_at, claim.accounted_by_id = at, by.id
        trail.record(by, "funding.account_sent", claim, at)
