"""A competitor's coefficients (difficulty), where the scheme asks for them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, NotAllowed, refuse_faults
from competition.foundation.texts import _l
from competition.judging import access, queries
from competition.judging.scheme_models import Coefficient
from competition.plan.models import Item

LARGEST = Decimal(100)
PLACES = 3


def say_coefficients(item: Item, told: Mapping[tuple[int, int], Decimal], *, by: User, at: datetime) -> int:
    """Keep coefficients by competitor and aspect; all of them or none. Gives how many were changed."""
    with transaction() as session:
        if not access.is_chief(by, item):
            raise NotAllowed(_l("Your part does not reach this record."))
        queries.must_not_be_closed(item.id)
        refuse_faults([f for f in map(_fault, told.values()) if f], _l("No coefficient was stored."))
        aspects = {aspect_id for _entry, aspect_id in told}
        query = sa.select(Coefficient).where(Coefficient.aspect_id.in_(aspects))
        kept = {(row.entry_id, row.aspect_id): row for row in session.scalars(query)}
        changed = 0
        for (entry_id, aspect_id), value in told.items():
            row = kept.get((entry_id, aspect_id)) or Coefficient(entry_id=entry_id, aspect_id=aspect_id)
            if row.value != value:
                row.value, row.entered_by_id, row.entered_at = value, by.id, at
                session.add(row)
                changed += 1
        if changed:
            trail.record(by, "judging.coefficients_said", item, at)
    return changed


def _fault(value: Decimal) -> Fault | None:
    if value.is_finite() and 0 < value <= LARGEST and value == round(value, PLACES):
        return None
    return Fault(_l("A coefficient lies above 0 and up to 100, with at most three decimals."), value=str(value))
