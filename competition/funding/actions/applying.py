"""A host applies for its subsidy: the application begun, changed, its papers added, and sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.media import Piece
from competition.foundation.texts import _, _l
from competition.funding import (
    account_rules,
    account_words,
    applications,
    claim_rules,
    claim_words,
    decisions,
    papers,
    queries,
    words,
)
from competition.funding.claim_models import ClaimAim, ClaimBudget, ClaimPaper
from competition.funding.claim_rules import Aim, Category, PaperKind
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.plan.models import Competition
from competition.policy.book import Book

OPEN = (ClaimState.DRAFT, ClaimState.RETURNED)


@dataclass(frozen=True, slots=True)
class ClaimData:
    """What a host enters to apply for its subsidy; amounts in fen."""

    requested_fen: int
    budget: Mapping[Category, int]
    aims: Mapping[Aim, int | None]
    statement: str
    bank_name: str
    account_name: str
    account: str = field(repr=False)


def open_claim(competition: Competition, data: ClaimData, book: Book, by: User, at: datetime) -> HostClaim:
    """Begin the application for the subsidy of a competition, once and within its time; nobody else reads it yet."""
    _must_be_whole(data, data.account)
    with transaction() as session:
        if not decisions.in_plan(competition):
            raise Refused(words.GROUNDS["plan"])
        decisions.must_be_in_time(decisions.last_days(competition, book)[0], at)
        if queries.claim_of(competition.id) is not None:
            raise Refused(_l("The subsidy of this competition was claimed already. Open the claim to see it."))
        claim = HostClaim(competition_id=competition.id, organisation_id=competition.host_id)
        claim.state = ClaimState.DRAFT
        _enter(claim, data, by, at)
        session.add(claim)
        session.flush()
        _write_parts(session, claim, data)
        session.flush()
        trail.record(by, "funding.claim_opened", claim, at)
    return claim


def change_claim(claim: HostClaim, data: ClaimData, seen: int | None, by: User, at: datetime) -> None:
    """Change an application that is not sent, or was returned; an account left empty stays as it is."""
    _must_be_whole(data, data.account or claim.account or "")
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        claim.must_be(*OPEN)
        _enter(claim, data, by, at)
        _write_parts(session, claim, data)
        session.flush()
        trail.record(by, "funding.claim_changed", claim, at)


def _must_be_whole(data: ClaimData, account: str) -> None:
    found = claim_rules.budget_faults(data.requested_fen, data.budget) + claim_rules.aim_faults(data.aims, "aim")
    found += [(name, "needed") for name in ("account_name", "bank_name") if not getattr(data, name).strip()]
    told = [Fault(str(claim_words.CLAIM_FAULTS[code]), field=name) for name, code in found]
    if fault := account_rules.account_fault(account):
        told.append(Fault(str(account_words.FAULTS[fault]), field="account"))
    refuse_faults(told, _("The claim is not complete."))


def _enter(claim: HostClaim, data: ClaimData, by: User, at: datetime) -> None:
    claim.requested_fen, claim.statement = data.requested_fen, data.statement.strip()
    claim.bank_name, claim.account_name = data.bank_name.strip(), data.account_name.strip()
    if data.account:
        claim.account = data.account.replace(" ", "")
    claim.submitted_at, claim.submitted_by_id = at, by.id


def _write_parts(session: Session, claim: HostClaim, data: ClaimData) -> None:
    budget = {one.category: one for one in applications.budget_of(claim)}
    for category in Category:
        fen, there = data.budget.get(category, 0), budget.get(category)
        if there is None and fen:
            session.add(ClaimBudget(claim_id=claim.id, category=category, amount_fen=fen))
        elif there is not None and fen:
            there.amount_fen = fen
        elif there is not None:
            session.delete(there)
    aims = {one.aim: one for one in applications.aims_of(claim)}
    for aim in Aim:
        target = data.aims[aim]
        assert target is not None, "an application without one was refused"
        if aim in aims:
            aims[aim].target = target
        else:
            session.add(ClaimAim(claim_id=claim.id, aim=aim, target=target))


def add_paper(claim: HostClaim, kind: PaperKind, piece: Piece, by: User, at: datetime) -> ClaimPaper:
    """Keep a paper with an application; one of the same content is kept once."""
    papers.must_be_usable(piece)
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be(*OPEN)
        papers.must_be_new(kind, piece, applications.of(claim).checklist)
        made = papers.paper(claim, kind, piece)
        made.added_at, made.added_by_id = at, by.id
        session.add(made)
        session.flush()
        trail.record(by, "funding.paper_added", made, at)
    return made


def drop_paper(claim: HostClaim, document_id: int, by: User, at: datetime) -> None:
    """Take a paper out again, as long as what it belongs to is the host's to change."""
    with transaction() as session:
        applications.hold(session, claim)
        there = applications.paper(document_id)
        if there is None or there.claim_id != claim.id:
            raise Refused(papers.GONE)
        claim.must_be(*(OPEN if there.cost_id is None else (ClaimState.ADMITTED,)))
        session.delete(there)
        trail.record(by, "funding.paper_dropped", claim, at, {"paper": there.name, "sha256": there.sha256})


def send_claim(claim: HostClaim, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Send an application, with every paper of the checklist, to the finance officers."""
    with transaction() as session:
        applications.hold(session, claim)
        claim.must_be_as_seen(seen)
        again = claim.state is ClaimState.RETURNED
        claim.move(ClaimState.SUBMITTED)
        if not again:
            decisions.must_be_in_time(decisions.last_days(claim.competition, book)[0], at)
        missing = applications.of(claim).missing(decisions.required_papers(claim.competition, book))
        if missing:
            named = _(", ").join(str(claim_words.PAPERS[kind]) for kind in missing)
            raise Refused(_("These papers are missing: %(papers)s. Add them, then send it.", papers=named))
        claim.submitted_at, claim.submitted_by_id = at, by.id
        trail.record(by, "funding.claim_sent_again" if again else "funding.claim_submitted", claim, at)
