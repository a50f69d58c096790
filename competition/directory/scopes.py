"""The units for which parts can be granted."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from competition.accounts.scopes import MOST, Choice
from competition.directory.models import Organisation
from competition.foundation.database import db

_NAMED = sa.select(Organisation.id, Organisation.name)


def units(search: str) -> Sequence[Choice]:
    """Name standing organisations that fit the search, by name."""
    query = _NAMED.where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name).limit(MOST)
    if search:
        query = query.where(
            sa.or_(Organisation.name.contains(search, autoescape=True), Organisation.credit_code == search.upper())
        )
    return [(key, name) for key, name in db.session.execute(query)]


def unit_labels(ids: Collection[int]) -> Mapping[int, str]:
    """Name these very organisations."""
    return dict(db.session.execute(_NAMED.where(Organisation.id.in_(ids))).all())
