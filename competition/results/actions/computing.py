"""An item's result is worked out from its closed sheets, as a new version."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import queries as judging
from competition.plan.models import Item
from competition.policy.book import Book
from competition.results import corrections, outcomes, queries, snapshots
from competition.results.models import ItemResult
from competition.results.outcomes import Outcome
from competition.results.rules import ResultState


def compute_result(item: Item, book: Book, awards: str, reason: str, by: User, at: datetime) -> ItemResult:
    """Work out an item's result from its closed sheets, as a new version; one that stands is superseded with a reason.

    `awards` names the policy table of the award scheme (results.awards, results.awards_by_ratio, ...); an item with a
    plan of its own goes by that. Corrections that were applied go on counting.
    """
    with transaction():
        take_turn(item.id)
        if queries.standing(item.id) is not None and not reason.strip():
            raise Refused(
                _l("A result stands already. Say why it is worked out anew; the old one stays readable."),
                field="reason",
            )
        return put_in_place(item, outcomes.of_item(item, book, awards, corrections.said(item.id)), reason, by, at)


def take_turn(item_id: int) -> None:
    """Let one person after the other change an item's result."""
    db.session.execute(sa.select(Item.id).where(Item.id == item_id).with_for_update())


def put_in_place(item: Item, outcome: Outcome, reason: str, by: User, at: datetime) -> ItemResult:
    """Keep what was worked out as a new version in place of the one that stands, as part of an open transaction."""
    _supersede(item, reason, by, at)
    result = ItemResult(
        item_id=item.id,
        number=queries.last_number(item.id) + 1,
        state=ResultState.COMPUTED,
        basis=dict(outcome.basis),
        reason=reason.strip(),
        computed_at=at,
        lines=list(outcome.lines),
    )
    db.session.add(result)
    db.session.flush()
    trail.record(by, "results.computed", result, at, {"reason": reason.strip()})
    return result


def _supersede(item: Item, reason: str, by: User, at: datetime) -> None:
    old = queries.standing(item.id)
    if old is None:
        return
    old.move(ResultState.SUPERSEDED)
    snapshots.withdraw(old, reason, at)
    closed = judging.held_closing(item.id)
    if closed:
        closed.let_go()
    trail.record(by, "results.superseded", old, at, {"reason": reason.strip()})
