"""An item follows an earlier one, and those who go on are entered for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _, _l
from competition.plan import queries as plan
from competition.plan.models import Competition, Following, Item
from competition.registration.models import Coach, Entry, Member
from competition.registration.queries import STANDING
from competition.registration.rules import EntryState
from competition.results import stages
from competition.results.models import ItemResult

MOST = 9999


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody lays down: the earlier item, how many go on, and the share of the earlier total in per cent."""

    earlier_id: int
    first: int
    weight: Decimal | None


def follow_item(item: Item, wanted: Wanted, seen: int | None, by: User, at: datetime) -> Following:
    """Let an item follow an earlier one of its competition, until those who go on are entered."""
    with transaction() as session:
        _take_turn(item)
        kept = plan.following(item.id)
        if kept is not None:
            kept.must_be_as_seen(seen)
            kept.must_be_open()
        _must_fit(item, wanted)
        kept = kept or Following(item_id=item.id)
        kept.earlier_id, kept.first, kept.weight = wanted.earlier_id, wanted.first, wanted.weight
        session.add(kept)
        session.flush()
        weight = None if wanted.weight is None else str(wanted.weight)
        trail.record(by, "results.stage_set", kept, at, {"first": wanted.first, "weight": weight})
    return kept


def _take_turn(item: Item) -> None:
    # whoever enters competitors takes the same turn, so nobody is entered for an item while it begins to follow another
    db.session.execute(sa.select(Competition.id).where(Competition.id == item.competition_id).with_for_update())
    item.competition.must_not_be_over()


def _must_fit(item: Item, wanted: Wanted) -> None:
    others = plan.followings(item.competition_id)
    earlier = db.session.get(Item, wanted.earlier_id)
    faults = []
    if earlier is None or earlier.competition_id != item.competition_id or earlier.id == item.id or earlier.cancelled:
        faults.append(Fault(_l("Choose another item of this competition."), field="earlier_id"))
    elif (earlier.team_size, earlier.group) != (item.team_size, item.group):
        faults.append(
            Fault(_l("That item is of another group or size of team; who goes on could not enter."), field="earlier_id")
        )
    elif _leads_back(item.id, earlier.id, others):
        faults.append(Fault(_l("That item follows this one."), field="earlier_id"))
    elif any(one.earlier_id == earlier.id and one.item_id != item.id for one in others.values()):
        faults.append(Fault(_l("Another item follows that one already."), field="earlier_id"))
    if not 1 <= wanted.first <= MOST:
        faults.append(Fault(_l("At least one goes on, and at most 9999."), field="first"))
    if wanted.weight is not None and not _is_share(wanted.weight):
        faults.append(
            Fault(
                _l(
                    "The share lies above 0 and below 100 per cent, with at most two decimals; leave it empty where"
                    " nothing is carried over."
                ),
                field="weight",
            )
        )
    refuse_faults(faults, _l("The item does not fit."))
    _must_be_without_entries(item)


def _is_share(weight: Decimal) -> bool:
    return weight.is_finite() and 0 < weight < 100 and weight == round(weight, 2)


def _leads_back(item_id: int, earlier_id: int, others: dict[int, Following]) -> bool:
    step: int | None = earlier_id
    while step is not None and step != item_id:
        step = others[step].earlier_id if step in others else None
    return step == item_id


def _must_be_without_entries(item: Item) -> None:
    query = sa.select(sa.func.count()).select_from(Entry).where(Entry.item_id == item.id, Entry.state.in_(STANDING))
    if waiting := db.session.scalar(query):
        raise Refused(
            _("%(count)s are entered for this item. Withdraw them first: who goes on is taken over.", count=waiting)
        )


def stop_following(item: Item, seen: int | None, by: User, at: datetime) -> None:
    """Let an item follow no other any more, until those who go on are entered."""
    with transaction() as session:
        _take_turn(item)
        kept = plan.following(item.id)
        if kept is None:
            raise Refused(_l("This item follows no other."))
        kept.must_be_as_seen(seen)
        kept.must_be_open()
        session.delete(kept)
        session.flush()
        trail.record(by, "results.stage_dropped", item, at)


def enter_going_on(following: Following, shown: ItemResult, seen: int | None, by: User, at: datetime) -> int:
    """Enter those who go on by the version that was shown, each with an entry of their own and no number yet."""
    with transaction() as session:
        _take_turn(following.item)
        following.must_be_as_seen(seen)
        following.must_be_open()
        _must_be_without_entries(following.item)
        stands = stages.final(following.earlier_id)
        if stands is None or stands.id != shown.id:
            raise Refused(_l("The earlier result changed since this list was shown. Look at it again."))
        # in the order they were first entered: nothing of the new entries tells who stood where
        chosen = sorted((one.line.entry for one in stages.going(stands, following.first) if one.goes_on), key=_first_in)
        if not chosen:
            raise Refused(_l("Nobody goes on by this result."))
        following.taken_from, following.taken_at = stands.number, at
        session.add_all([_entry(one, following.item_id, by, at) for one in chosen])
        session.flush()
        told = {"entries": len(chosen), "version": stands.number, "sha256": stages.digest(stands)}
        trail.record(by, "results.going_on_entered", following, at, told)
    return len(chosen)


def let_move_up(following: Following, place: int, reason: str, by: User, at: datetime) -> int:
    """Enter those who stand next in the earlier result, all at the place that was shown, for somebody who withdrew."""
    with transaction() as session:
        _take_turn(following.item)
        if not reason.strip():
            raise Refused(_l("Say who withdrew and why others move up."), field="reason")
        open_here = stages.vacancy(following, stages.entered(following.item_id))
        if open_here is None:
            raise Refused(
                _("No place is free: of the first %(first)s, as many are still entered.", first=following.first)
            )
        if open_here.why_not:
            raise Refused(open_here.why_not)
        if open_here.place != place:
            raise Refused(_l("Who is next has changed since this page was shown. Look at it again."))
        chosen = sorted((line.entry for line in open_here.lines), key=_first_in)
        made = [_entry(one, following.item_id, by, at) for one in chosen]
        for one in made:
            one.reason = reason.strip()[:300]
        session.add_all(made)
        session.flush()
        told = {"place": place, "entries": len(made), "version": open_here.result.number, "reason": reason.strip()}
        trail.record(by, "results.moved_up", following, at, {**told, "sha256": stages.digest(open_here.result)})
    return len(made)


def _first_in(entry: Entry) -> int:
    return entry.id


def _entry(of: Entry, item_id: int, by: User, at: datetime) -> Entry:
    made = Entry(
        item_id=item_id,
        earlier_id=of.id,
        organisation_id=of.organisation_id,
        unit_as_was=of.unit_as_was,
        team_name=of.team_name,
        state=EntryState.ACCEPTED,
        submitted_at=at,
        submitted_by_id=by.id,
        decided_at=at,
        decided_by_id=by.id,
    )
    made.members = [
        Member(person_id=m.person_id, position=m.position, name_as_was=m.name_as_was, level_as_was=m.level_as_was)
        for m in of.members
    ]
    made.coaches = [Coach(person_id=c.person_id, position=c.position, name_as_was=c.name_as_was) for c in of.coaches]
    return made
