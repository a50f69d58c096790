"""How far the judging of a competition is, item by item, for everyone: counts of sheets and never a mark."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from competition.foundation.database import db
from competition.judging import queries as judging
from competition.judging import rosters
from competition.judging.models import Sheet
from competition.judging.rules import SheetState
from competition.plan.models import Competition, Item
from competition.registration.models import Entry
from competition.registration.rules import EntryState
from competition.results import released
from competition.results.snapshot_models import Release, ReleaseState

SENT = (SheetState.SUBMITTED, SheetState.CHECKED, SheetState.CLOSED)
CHECKED = (SheetState.CHECKED, SheetState.CLOSED)


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """An item's judging in counts: who takes part, sheets in all, sent and checked; and what was released of it."""

    item: Item
    competitors: int
    sheets: int
    sent: int
    checked: int
    is_closed: bool
    release: Release | None

    @property
    def is_begun(self) -> bool:
        """Say whether there are sheets to mark."""
        return self.sheets > 0

    @property
    def is_released(self) -> bool:
        """Say whether a result of it can be read."""
        return self.release is not None and self.release.state is not ReleaseState.WITHDRAWN


def of(competition: Competition) -> Sequence[ItemProgress]:
    """Count a competition's judging: four statements, whatever it holds. Who is said not to take part is left out."""
    items = [item for item in competition.items if not item.cancelled]
    ids = [item.id for item in items]
    entered, states = _entered(ids), _states(ids)
    closed, releases = judging.closed_items(competition.id), released.of_items(ids)
    return [_told(item, entered, states[item.id], item.id in closed, releases.get(item.id)) for item in items]


def _told(
    item: Item, entered: Mapping[int, int], states: Counter[SheetState], closed: bool, release: Release | None
) -> ItemProgress:
    sent, checked = (sum(states[state] for state in those) for those in (SENT, CHECKED))
    return ItemProgress(item, entered.get(item.id, 0), states.total(), sent, checked, closed, release)


def _entered(item_ids: Collection[int]) -> dict[int, int]:
    query = sa.select(Entry.item_id, sa.func.count()).where(Entry.item_id.in_(item_ids))
    query = query.where(Entry.state == EntryState.ACCEPTED, rosters.is_here(Entry.id)).group_by(Entry.item_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _states(item_ids: Collection[int]) -> dict[int, Counter[SheetState]]:
    query = sa.select(Entry.item_id, Sheet.state, sa.func.count()).join(Sheet.entry)
    query = query.where(Entry.item_id.in_(item_ids), rosters.is_here(Entry.id)).group_by(Entry.item_id, Sheet.state)
    found: dict[int, Counter[SheetState]] = defaultdict(Counter)
    for item_id, state, count in db.session.execute(query):
        found[item_id][state] = count
    return found
