"""A decision about money told whole: its clause, figures, inputs, steps, what limited it, the people, and what to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.working import Step
from competition.funding import advances, applications, decisions, payouts, prize_papers
from competition.funding.claim_models import ClaimPaper
from competition.funding.claim_rules import Verdict
from competition.funding.limit_rules import limits
from competition.funding.models import HostAdvance, HostClaim, Payment, PaymentList, Prize, PrizeShare
from competition.funding.rules import ClaimState, ListState
from competition.plan.models import Competition
from competition.policy.book import Book

FORMAT = "competition-decision/1"


@dataclass(frozen=True, slots=True)
class Did:
    """Who did what about a decision, and when; `paper` is the payment list it happened on."""

    code: str
    name: str
    at: datetime
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as its page, its letter and its JSON tell it."""

    number: str
    kind: str
    of: Prize | HostClaim
    decision: Mapping[str, Any]
    is_made: bool
    limits: tuple[Step, ...]
    clauses: Mapping[str, str]
    people: tuple[Did, ...]
    payments: tuple[Payment, ...]
    # what was decided ahead of a host's claim
    advance: HostAdvance | None = None
    # the papers it stood on: a winner's that were found good, a host's as sent
    papers: tuple[ClaimPaper, ...] = ()

    @property
    def competition(self) -> Competition:
        """Give the competition it is about."""
        return self.of.competition

    @property
    def shares(self) -> Sequence[PrizeShare]:
        """List the winners' shares, none of a host's subsidy."""
        return self.of.shares if isinstance(self.of, Prize) else ()

    @property
    def refusal(self) -> str:
        """Name the ground where nothing is due; 'refused' where a person refused it."""
        refused = isinstance(self.of, HostClaim) and self.of.state is ClaimState.REFUSED
        return "refused" if refused else str(self.decision["refusal"])

    def as_json(self) -> dict[str, Any]:
        """Give it to a program: the decision exactly as it is stored, and what stands around it."""
        competition = self.competition
        return {
            "format": FORMAT,
            "number": self.number,
            "kind": self.kind,
            "made": self.is_made,
            "state": self.of.state.value,
            "reason": self.of.reason,
            "competition": {
                "id": competition.id,
                "name": competition.name,
                "level": competition.level.value,
                "first_day": competition.starts_on.isoformat(),
            },
            "result": _result(self.of),
            "clauses": dict(self.clauses),
            "decision": dict(self.decision),
            "advance": None if self.advance is None else _ahead(self.advance),
            "limits": [step.as_json() for step in self.limits],
            "shares": [_share(share) for share in self.shares],
            "people": [{"did": d.code, "name": d.name, "at": d.at.isoformat(), "list": d.paper} for d in self.people],
            "papers": [_paper(paper) for paper in self.papers],
            "payments": [{"number": one.number, "state": one.state.value} for one in self.payments],
        }


def _result(of: Prize | HostClaim) -> dict[str, Any] | None:
    if isinstance(of, HostClaim):
        return None
    line = of.line
    told = {"item": line.result.item_id, "version": line.result.number, "line": line.id}
    return told | {"place": line.place, "shared": line.shared, "coaches": of.for_coaches}


def _paper(of: ClaimPaper) -> dict[str, Any]:
    whose = of.share.name_as_was if of.share else ""
    told = {"paper": of.kind.value, "of": whose, "sha256": of.sha256, "added": of.added_at.isoformat()}
    return told | {"checked": of.checked_at.isoformat() if of.checked_at else None}


def _ahead(of: HostAdvance) -> dict[str, Any]:
    return {"state": of.state.value, "amount_fen": of.amount_fen, "decision": of.decision}


def _share(share: PrizeShare) -> dict[str, Any]:
    figures = {"gross_fen": share.gross_fen, "tax_fen": share.tax_fen, "net_fen": share.net_fen}
    return {"name": share.name_as_was, **figures}


def prize(of: Prize, book: Book) -> Told:
    """Tell the decision about a prize."""
    payments = [payment for share in of.shares for payment in payouts.payments_of(share)]
    acts = [("proposed", of.proposed_by_id, of.proposed_at), ("approved", of.approved_by_id, of.approved_at)]
    number = f"JL{of.competition.starts_on.year}-{of.id:05d}"
    decision = of.decision
    return Told(
        number, "prize", of, decision, of.approved_at is not None, limits(decision), _clauses(decision, book), _people(acts, payments),
        tuple(payments), papers=tuple(prize_papers.of(of).good),
    )  # fmt: skip


def claim(of: HostClaim, book: Book) -> Told:
    """Tell the decision about a host's claim; one a person refused has no figures, and one that waits has nothing yet."""
    decision = of.decision
    if decision is None:
        policy = decisions.policy(book, of.competition, *decisions.HOST_KEPT)
        decision = {"fen": 0, "refusal": "", "steps": [], "inputs": {}, "policy": policy}
    advance = advances.standing(of)
    payments = [*(payouts.payments_of(advance) if advance else ()), *payouts.payments_of(of)]
    number = f"BZ{of.competition.starts_on.year}-{of.id:05d}"
    made = of.decision is not None or of.state is ClaimState.REFUSED
    return Told(
        number, "host", of, decision, made, limits(decision), _clauses(decision, book),
        _people(_acts(of, advance), payments), tuple(payments), advance, tuple(applications.papers_of(of)),
    )  # fmt: skip


Act = tuple[str, int | None, datetime | None]


def _acts(of: HostClaim, advance: HostAdvance | None) -> list[Act]:
    acts: list[Act] = [
        ("sent", of.submitted_by_id, of.submitted_at),
        ("accounted", of.accounted_by_id, of.accounted_at),
        ("reviewed", of.reviewed_by_id, of.reviewed_at),
        (_answer(of), of.decided_by_id, of.decided_at),
    ]
    if inspection := applications.inspection_of(of):
        passed = inspection.verdict is Verdict.PASSED
        acts.append(("inspected" if passed else "failed", inspection.noted_by_id, inspection.noted_at))
    if advance:
        acts.append(("ahead", advance.approved_by_id, advance.approved_at))
    return acts


def _answer(of: HostClaim) -> str:
    if of.state is ClaimState.REFUSED:
        return "refused"
    # one sent again after its return keeps who returned it
    return "approved" if of.decision is not None else "returned"


def _clauses(decision: Mapping[str, Any], book: Book) -> dict[str, str]:
    return {name: book.table(name).basis for name in decision["policy"]}


def _people(
    acts: Collection[tuple[str, int | None, datetime | None]], payments: Collection[Payment]
) -> tuple[Did, ...]:
    lists = {one.list_id: one.payment_list for one in payments}
    wanted = [(code, by, at, "") for code, by, at in acts]
    for one in lists.values():
        wanted += _of_list(one)
    there = sorted(
        ((code, by, at, paper) for code, by, at, paper in wanted if by is not None and at is not None),
        key=lambda act: act[2],
    )
    query = sa.select(User.id, User.name).where(User.id.in_({by for _code, by, _at, _paper in there}))
    names = {row.id: row.name for row in db.session.execute(query)}
    return tuple(Did(code, names[by], at, paper) for code, by, at, paper in there)


def _of_list(one: PaymentList) -> list[tuple[str, int | None, datetime | None, str]]:
    if one.state is ListState.WITHDRAWN:
        return []
    return [
        ("prepared", one.prepared_by_id, one.prepared_at, one.number),
        ("released", one.released_by_id, one.released_at, one.number),
    ]
