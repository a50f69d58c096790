"""The competitions and items for which parts can be granted."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from competition.accounts.scopes import MOST, Choice
from competition.foundation.database import db
from competition.plan.models import Competition, Item
from competition.plan.rules import CompetitionState

_STANDING = Competition.state != CompetitionState.CANCELLED
_COMPETITIONS = sa.select(Competition.id, Competition.name)
_ITEMS = sa.select(Item.id, Item.code, Item.name, Competition.name).join(Item.competition)
_NEWEST = (Competition.starts_on.desc(), Competition.id.desc())


def competitions(search: str) -> Sequence[Choice]:
    """Name competitions that fit the search, the newest first."""
    query = _COMPETITIONS.where(_STANDING).order_by(*_NEWEST).limit(MOST)
    if search:
        query = query.where(Competition.name.contains(search, autoescape=True))
    return [(key, name) for key, name in db.session.execute(query)]


def competition_labels(ids: Collection[int]) -> Mapping[int, str]:
    """Name these very competitions."""
    return dict(db.session.execute(_COMPETITIONS.where(Competition.id.in_(ids))).all())


def items(search: str) -> Sequence[Choice]:
    """Name items that fit the search by their own name or code or the competition's, the newest first."""
    query = _ITEMS.where(_STANDING, Item.cancelled.is_(False)).order_by(*_NEWEST, Item.code).limit(MOST)
    if search:
        fits = (column.contains(search, autoescape=True) for column in (Item.name, Item.code, Competition.name))
        query = query.where(sa.or_(*fits))
    return [(key, _label(*named)) for key, *named in db.session.execute(query)]


def item_labels(ids: Collection[int]) -> Mapping[int, str]:
    """Name these very items."""
    return {key: _label(*named) for key, *named in db.session.execute(_ITEMS.where(Item.id.in_(ids)))}


def _label(code: str, name: str, competition: str) -> str:
    return f"{code} {name} · {competition}"
