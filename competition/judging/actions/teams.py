"""Naming an item's judges, and saying who of the competitors took part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import access, blind, pool, pool_words, queries, rosters, words
from competition.judging.models import EntryPresence, ItemJudge, Mark, MarkOperation, Sheet
from competition.judging.rules import Presence, Seat
from competition.plan.models import Item

NEEDS_REASON = frozenset({Presence.WITHDRAWN, Presence.DISQUALIFIED})


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is named for which seat, from which organisation."""

    user: User
    organisation_id: int
    seat: Seat
    qualification: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Whether a competitor took part, and why not."""

    presence: Presence
    reason: str = ""
    seconds: int | None = None


def name_judge(item: Item, naming: Naming, *, by: User, at: datetime) -> ItemJudge:
    """Name somebody for a seat in an item's team; a scoring judge takes the first free position."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        if not access.may_be_named(naming.user, naming.seat, item.id):
            raise Refused(
                _l("This person does not hold the role for it. The security administrator grants roles."),
                field="user_id",
            )
        _must_be_fit(naming.user, item)
        there = [judge for judge in rosters.judges(item.id) if judge.ended_at is None]
        if any(judge.user_id == naming.user.id for judge in there):
            raise Refused(_l("This person is in the team already."), field="user_id")
        same = {judge.position for judge in there if judge.seat is naming.seat}
        if naming.seat is Seat.CHIEF and same:
            raise Refused(_l("The item has a chief judge already. End that naming first."), field="seat")
        judge = session.scalar(sa.select(ItemJudge).filter_by(item_id=item.id, user_id=naming.user.id))
        if judge is None:
            judge = ItemJudge(item_id=item.id, user_id=naming.user.id)
            session.add(judge)
        judge.organisation_id, judge.seat, judge.qualification = (
            naming.organisation_id,
            naming.seat,
            naming.qualification,
        )
        judge.position = next(n for n in range(1, len(same) + 2) if n not in same)
        judge.named_at, judge.ended_at = at, None
        session.flush()
        trail.record(by, "judging.judge_named", judge, at)
    return judge


def _must_be_fit(user: User, item: Item) -> None:
    if blind.keeps(user.id, item.id):
        raise Refused(_l("This person keeps or kept codes of the item and cannot sit in its team."), field="user_id")
    # whoever the pool knows is weighed by it, named from the pool's page or directly
    lacks = [pool_words.LACKS[lack] for lack in pool.shortfalls_to_be_named(user.id, item)]
    faults = [Fault(message, remedy, field="user_id") for message, remedy in lacks]
    refuse_faults(faults, _l("The judges' pool does not allow this appointment."))


def end_judge(judge: ItemJudge, *, seen: int | None, by: User, at: datetime) -> None:
    """End a naming; sheets without a mark go back, to be made for somebody else."""
    with transaction() as session:
        judge.must_be_as_seen(seen)
        mine = sa.select(Sheet.id).where(Sheet.judge_id == judge.id)
        if session.scalar(sa.select(Mark.id).where(Mark.sheet_id.in_(mine)).limit(1)):
            raise Refused(_l("This judge has given marks. Open sheets go to the reserve one by one, with a reason."))
        session.execute(sa.delete(MarkOperation).where(MarkOperation.sheet_id.in_(mine)))
        session.execute(sa.delete(Sheet).where(Sheet.judge_id == judge.id))
        judge.ended_at = at
        trail.record(by, "judging.judge_ended", judge, at)


def say_presence(item: Item, said: Mapping[int, Said], *, by: User, at: datetime) -> int:
    """Say of competitors, by entry, whether they took part; gives how many were changed."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        there = {each.entry_id: each for each in rosters.competitors(item.id)}
        refuse_faults(
            [
                Fault(
                    _l("Competitor %(number)s: say why.", number=words.number(there[entry_id].number)),
                    field=f"reason-{entry_id}",
                )
                for entry_id, each in said.items()
                if entry_id in there and each.presence in NEEDS_REASON and not each.reason.strip()
            ],
            _l("Who withdrew or was disqualified needs a reason."),
        )
        kept = {each.entry_id: each for each in rosters.presences(item.id)}
        changed = 0
        for entry_id in said.keys() & there.keys():
            row, new = kept.get(entry_id) or EntryPresence(entry_id=entry_id), said[entry_id]
            told = (new.presence, new.reason.strip(), new.seconds if new.presence is Presence.PRESENT else None)
            if (row.presence, row.reason, row.seconds) != told:
                (row.presence, row.reason, row.seconds), row.said_by_id, row.said_at = told, by.id, at
                session.add(row)
                changed += 1
        if changed:
            trail.record(by, "judging.presence_said", item, at)
    return changed
