"""What changes the shares of prizes before they are approved: a team's signed agreement, and an exemption from tax."""

from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.funding import queries, reworking
from competition.funding.models import NOT_NOW, Prize, TaxExemption
from competition.funding.prizing import Agreement
from competition.funding.reworking import OPEN
from competition.funding.rules import PrizeState
from competition.plan.models import Competition
from competition.policy.book import Book


def agree_shares(prize: Prize, agreed: Agreement, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Split a team's prize by the weights of its signed agreement, before it is approved."""
    faults = (
        [] if agreed.paper.strip() else [Fault(_("Say which paper all of them signed, and when."), field="agreement")]
    )
    if any(weight < 0 for weight in agreed.weights) or not sum(agreed.weights):
        faults.append(Fault(_("Write a whole number for each member; together more than nothing."), field="weights"))
    refuse_faults(faults, _("The shares cannot be agreed so."))
    with transaction() as session:
        prize.must_be_as_seen(seen)
        if prize.state not in OPEN or not prize.stands:
            raise Refused(NOT_NOW)
        if len(prize.shares) < 2 or len(agreed.weights) != len(prize.shares):
            raise Refused(_l("An agreement names a share for each member of a team."))
        prize.agreed, prize.agreement = list(agreed.weights), agreed.paper.strip()[:300]
        session.flush()
        reworking.work_out_again(session, prize.competition.season_id, [prize], book)
        trail.record(by, "funding.shares_agreed", prize, at)


def mark_exempt(competition: Competition, ground: str, paper: str, book: Book, by: User, at: datetime) -> None:
    """Mark a competition's prizes exempt from tax, with the ground; whoever approves them sees it."""
    faults = [
        Fault(_("This is needed."), field=name)
        for name, said in (("ground", ground), ("paper", paper))
        if not said.strip()
    ]
    refuse_faults(faults, _("An exemption needs its ground and its paper."))
    with transaction() as session:
        if queries.exemption(competition.id) is not None:
            raise Refused(_l("These prizes are marked exempt already."))
        made = TaxExemption(competition_id=competition.id, ground=ground.strip(), document_number=paper.strip())
        made.marked_at, made.marked_by_id = at, by.id
        session.add(made)
        session.flush()
        reworking.work_out_again(session, competition.season_id, _open_prizes(competition), book)
        trail.record(by, "funding.exemption_marked", competition, at)


def end_exemption(competition: Competition, book: Book, by: User, at: datetime) -> None:
    """Take an exemption back: tax is withheld again from what is not approved yet."""
    with transaction() as session:
        there = queries.exemption(competition.id)
        if there is None:
            raise Refused(_l("These prizes are not marked exempt."))
        session.delete(there)
        session.flush()
        reworking.work_out_again(session, competition.season_id, _open_prizes(competition), book)
        trail.record(by, "funding.exemption_ended", competition, at)


def _open_prizes(competition: Competition) -> list[Prize]:
    """List the prizes that are open to it; refused while some are approved and not paid, as a batch is taxed alike."""
    prizes = queries.prizes_of(competition.id)
    if any(prize.state in (PrizeState.APPROVED, PrizeState.LISTED) and prize.amount_fen for prize in prizes):
        raise Refused(
            _l("Some of these prizes are approved and not paid. Put them on hold first; a batch is taxed alike.")
        )
    return [prize for prize in prizes if prize.state in OPEN and prize.stands]
