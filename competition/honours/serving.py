"""What public answers made of the register are kept for: what changes with every entry, key and person hidden."""

from typing import Any

import sqlalchemy as sa

from competition.honours.log_models import HonourLeaf, SigningKey
from competition.honours.request_models import PersonRequest, RequestKind, RequestState


def stamp() -> tuple[sa.ScalarSelect[Any], ...]:
    """Give what tells whether the register is as it was: the log's newest leaf, its keys, and who is hidden."""
    leaf, key, asked = HonourLeaf.__table__.c, SigningKey.__table__.c, PersonRequest.__table__.c
    hidden = asked.kind == RequestKind.HIDING, asked.state.in_((RequestState.GRANTED, RequestState.LIFTED))
    return (
        sa.select(leaf.hash).order_by(leaf.seq.desc()).limit(1).scalar_subquery(),
        sa.select(sa.func.count(key.id) + sa.func.count(key.until) + sa.func.count(key.revoked_at)).scalar_subquery(),
        sa.select(sa.func.sum(asked.version)).where(*hidden).scalar_subquery(),
    )
