"""Which recommendations of judges were taken by what a policy table said in given days.

Spread and trimming stand in each scheme as somebody wrote them; no decision of the room looks those tables up.
"""

import sqlalchemy as sa

from competition.foundation.database import db
from competition.judging.pool_models import Recommendation
from competition.judging.pool_rules import LIVE
from competition.plan.models import Competition, Item
from competition.policy.touched import Span, Touched


def of(span: Span) -> list[Touched]:
    """Name what counts of the recommendations for items of competitions begun in these days."""
    if span.table != "judging.recommendations":
        return []
    asked = sa.select(Recommendation.id, Competition.name + " · " + Item.name)
    asked = asked.join(Recommendation.item).join(Item.competition)
    asked = asked.where(Recommendation.state.in_(LIVE), Competition.starts_on >= span.first_day)
    if span.until is not None:
        asked = asked.where(Competition.starts_on < span.until)
    rows = db.session.execute(asked.order_by(Recommendation.id))
    return [Touched(f"judging_recommendations#{number}", about) for number, about in rows]
