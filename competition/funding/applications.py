"""Reads of hosts' claims with all that belongs to them, and of a competition as it was held."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from competition.foundation.database import db
from competition.funding import claim_rules
from competition.funding.claim_models import ClaimAim, ClaimBudget, ClaimCost, ClaimPaper, Inspection
from competition.funding.claim_rules import Aim, Category, PaperKind
from competition.funding.models import HostClaim
from competition.funding.rules import ClaimState
from competition.judging.models import EntryPresence, ItemJudge
from competition.judging.rules import Presence, Seat
from competition.plan.models import Competition, Item
from competition.registration.models import Entry, Member
from competition.registration.rules import EntryState


@dataclass(frozen=True, slots=True)
class Application:
    """A claim with its budget, aims, papers, invoices and the inspection of the account as it was sent last."""

    claim: HostClaim
    budget: dict[Category, int]
    aims: dict[Aim, ClaimAim]
    papers: list[ClaimPaper]
    costs: list[ClaimCost]
    inspection: Inspection | None

    @property
    def budget_fen(self) -> int:
        """Sum the budget."""
        return sum(self.budget.values())

    @property
    def costs_fen(self) -> int:
        """Sum the invoices of the final account."""
        return sum(cost.amount_fen for cost in self.costs)

    @property
    def eligible_fen(self) -> int | None:
        """Sum the invoices found eligible; None while one is not decided."""
        return claim_rules.eligible_sum([(cost.amount_fen, cost.eligible) for cost in self.costs])

    @property
    def basis(self) -> tuple[str, int]:
        """Say what the costs rest on as long as nothing is decided: what was reviewed, else the account, else the budget."""
        if self.claim.eligible_fen is not None:
            return "reviewed", self.claim.eligible_fen
        return ("account", self.costs_fen) if self.costs else ("budget", self.budget_fen)

    def spent(self, category: Category) -> int:
        """Sum the invoices of a category."""
        return sum(cost.amount_fen for cost in self.costs if cost.category is category)

    @property
    def checklist(self) -> list[ClaimPaper]:
        """List the papers of the application, without those of invoices."""
        return [paper for paper in self.papers if paper.cost_id is None]

    def paper_of(self, cost: ClaimCost) -> ClaimPaper | None:
        """Find the paper of an invoice."""
        return next((paper for paper in self.papers if paper.cost_id == cost.id), None)

    def missing(self, required: Sequence[str]) -> list[PaperKind]:
        """Name the papers of the checklist that are not there."""
        return claim_rules.missing_papers(required, {paper.kind for paper in self.checklist})


def of(claim: HostClaim) -> Application:
    """Read all that belongs to a claim; five statements."""
    costs = sa.select(ClaimCost).where(ClaimCost.claim_id == claim.id).order_by(ClaimCost.day, ClaimCost.id)
    return Application(
        claim,
        {one.category: one.amount_fen for one in budget_of(claim)},
        {one.aim: one for one in aims_of(claim)},
        _papers(claim),
        list(db.session.scalars(costs)),
        inspection_of(claim),
    )


def inspection_of(claim: HostClaim) -> Inspection | None:
    """Find the last inspection of a claim."""
    query = sa.select(Inspection).options(joinedload(Inspection.noted_by)).where(Inspection.claim_id == claim.id)
    return db.session.scalars(query.order_by(Inspection.round.desc()).limit(1)).first()


def budget_of(claim: HostClaim) -> list[ClaimBudget]:
    """List the budget of a claim."""
    query = sa.select(ClaimBudget).where(ClaimBudget.claim_id == claim.id)
    return list(db.session.scalars(query.order_by(ClaimBudget.id)))


def aims_of(claim: HostClaim) -> list[ClaimAim]:
    """List the aims of a claim."""
    query = sa.select(ClaimAim).where(ClaimAim.claim_id == claim.id)
    return list(db.session.scalars(query.order_by(ClaimAim.id)))


def _papers(claim: HostClaim) -> list[ClaimPaper]:
    query = sa.select(ClaimPaper).where(ClaimPaper.claim_id == claim.id)
    return list(db.session.scalars(query.order_by(ClaimPaper.id)))


def papers_of(claim: HostClaim) -> list[ClaimPaper]:
    """List the papers of a claim's application, without those of invoices."""
    return [one for one in _papers(claim) if one.cost_id is None]


def paper(document_id: int) -> ClaimPaper | None:
    """Find a paper with its claim and competition."""
    query = sa.select(ClaimPaper).options(joinedload(ClaimPaper.claim).joinedload(HostClaim.competition))
    return db.session.scalar(query.where(ClaimPaper.id == document_id))


def taken(keys: Sequence[str], but: HostClaim) -> dict[str, ClaimCost]:
    """Find invoices that stand in the final account of another claim already."""
    query = sa.select(ClaimCost).options(joinedload(ClaimCost.claim).joinedload(HostClaim.competition))
    query = query.where(ClaimCost.invoice_key.in_(keys), ClaimCost.claim_id != but.id)
    return {cost.invoice_key: cost for cost in db.session.scalars(query)}


def hold(session: Session, claim: HostClaim) -> None:
    """Hold a claim as it is now until the transaction ends, so that nothing is added while it is sent."""
    held = sa.select(HostClaim).where(HostClaim.id == claim.id).with_for_update()
    session.execute(held.execution_options(populate_existing=True)).scalar_one()


# how many items a competition has, cancelled ones left out
ITEMS = (
    sa.select(sa.func.count(Item.id))
    .where(Item.competition_id == Competition.id, Item.cancelled.is_(False))
    .correlate(Competition)
    .scalar_subquery()
)


def items_of(competition: Competition) -> int:
    """Count the items of a competition that are not cancelled."""
    return int(
        db.session.scalar(sa.select(ITEMS).select_from(Competition).where(Competition.id == competition.id)) or 0
    )


GRANTED = (ClaimState.APPROVED, ClaimState.LISTED, ClaimState.PAID)


def granted_else(competition: Competition) -> int:
    """Sum what the host of a competition was granted for its others of the season, in fen."""
    query = sa.select(sa.func.sum(HostClaim.amount_fen)).join(HostClaim.competition)
    query = query.where(
        HostClaim.organisation_id == competition.host_id,
        Competition.season_id == competition.season_id,
        HostClaim.competition_id != competition.id,
        HostClaim.state.in_(GRANTED),
    )
    return int(db.session.scalar(query) or 0)


@dataclass(frozen=True, slots=True)
class AsHeld:
    """A competition as the system knows it was held; `present` and `people` are None where nobody said who came."""

    items: int
    units: int
    entries: int
    present: int | None
    people: int | None
    judges: int

    def as_json(self) -> dict[str, int | None]:
        """Give it as it is stored with an inspection."""
        return asdict(self)

    def of(self, aim: Aim) -> int | None:
        """Give what the system itself knows of an aim, None where it knows nothing."""
        return {Aim.ITEMS: self.items, Aim.ENTRIES: self.entries, Aim.UNITS: self.units}.get(aim)


def as_held(competition_id: int) -> AsHeld:
    """Count a competition's items, units, entries, who was there, and its judges; one statement."""
    items = sa.select(Item.id).where(Item.competition_id == competition_id, Item.cancelled.is_(False))
    of_items = Entry.item_id.in_(items), Entry.state == EntryState.ACCEPTED
    said = sa.select(EntryPresence.entry_id).join(EntryPresence.entry).where(*of_items)
    came = said.where(EntryPresence.presence == Presence.PRESENT)
    judges = sa.select(sa.func.count(sa.distinct(ItemJudge.user_id))).where(
        ItemJudge.item_id.in_(items), ItemJudge.ended_at.is_(None), ItemJudge.seat != Seat.RESERVE
    )
    parts = (
        sa.select(sa.func.count()).select_from(items.subquery()),
        sa.select(sa.func.count(sa.distinct(Entry.organisation_id))).where(*of_items),
        sa.select(sa.func.count(Entry.id)).where(*of_items),
        sa.select(sa.func.count()).select_from(came.subquery()),
        sa.select(sa.func.count(Member.id)).where(Member.entry_id.in_(came)),
        judges,
        sa.select(sa.func.count()).select_from(said.subquery()),
    )
    counts = db.session.execute(sa.select(*(part.scalar_subquery() for part in parts))).one()
    items_, units, entries, present, people, judging, told = map(int, counts)
    return AsHeld(items_, units, entries, present if told else None, people if told else None, judging)
