"""Reads of how an item is ranked and awarded."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.foundation.database import db
from competition.judging import queries as judging
from competition.plan.models import Item
from competition.results import rules
from competition.results.models import ItemResult
from competition.results.plan_models import ResultPlan, TieDecision
from competition.results.rules import Ending


def plan(item_id: int) -> ResultPlan | None:
    """Find an item's own ranking and awards."""
    query = sa.select(ResultPlan).options(joinedload(ResultPlan.set_by)).where(ResultPlan.item_id == item_id)
    return db.session.scalar(query)


def planned(competition_id: int) -> set[int]:
    """Name the items of a competition that have a plan of their own."""
    query = sa.select(ResultPlan.item_id).join(ResultPlan.item).where(Item.competition_id == competition_id)
    return set(db.session.scalars(query))


def decisions(item_id: int) -> list[TieDecision]:
    """List what the judges decided of ties in an item, the oldest first."""
    query = sa.select(TieDecision).options(joinedload(TieDecision.decided_by)).where(TieDecision.item_id == item_id)
    return list(db.session.scalars(query.order_by(TieDecision.id)))


def orders(item_id: int) -> list[list[int]]:
    """Give, best first, the entries of each decision on a tie in an item, the latest decision last."""
    return [decision.entry_ids for decision in decisions(item_id)]


def parts_to_compare(item_id: int) -> list[str]:
    """Name what a tie chain of this item may compare."""
    scheme = judging.engine_scheme(item_id)
    own = [] if scheme is None else [*(c.code for c in scheme.criteria), *(p.code for p in scheme.parts if p.code)]
    return [rules.PRACTICE, rules.THEORY, rules.TIME, rules.BEST, *(rules.CRITERION + code for code in own)]


def to_part(result: ItemResult) -> list[list[int]]:
    """Name, by number, those who share a place where the item's plan shares none."""
    if (result.basis.get("plan") or {}).get("ending") != Ending.UNSHARED:
        return []
    found: dict[int, list[int]] = {}
    for line in result.lines:
        if line.place is not None and line.shared:
            found.setdefault(line.place, []).append(line.number)
    return [found[place] for place in sorted(found)]
