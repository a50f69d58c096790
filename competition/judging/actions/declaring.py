"""What judges sign and declare before marking, and setting a roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import NotAllowed, Refused
from competition.foundation.texts import _l
from competition.judging import access, blind, conflicts, queries, rosters
from competition.judging.conflict_rules import DECLARED, Reason
from competition.judging.declaration_models import Commitment, Declaration
from competition.judging.models import ItemJudge
from competition.judging.rules import Seat
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation with a unit, or with the competitor of it whose name is given."""

    organisation_id: int
    reason: Reason
    competitor_name: str = ""
    note: str = ""


def sign_commitment(item: Item, text: str, *, by: User, at: datetime) -> Commitment:
    """Keep that a judge signed the commitment, with its text as it was; signed once."""
    with transaction() as session:
        _must_sit(by, item)
        signed = conflicts.commitment(item.id, by.id)
        if signed is not None:
            return signed
        signed = Commitment(item_id=item.id, user_id=by.id, text=text, signed_at=at)
        session.add(signed)
        trail.record(by, "judging.commitment_signed", item, at)
    return signed


def declare_relation(item: Item, relation: Relation, *, by: User, at: datetime) -> Declaration:
    """Keep a judge's relation with a unit or a competitor of it; nobody learns from it who has which number."""
    with transaction() as session:
        _must_sit(by, item)
        queries.must_not_be_closed(item.id)
        if relation.organisation_id not in {unit.id for unit in conflicts.units()}:
            raise Refused(_l("This unit is not in the directory."), field="organisation_id")
        if relation.reason not in DECLARED:
            raise Refused(_l("Choose one of the relations listed."), field="reason")
        name = relation.competitor_name.strip()
        made = Declaration(item_id=item.id, user_id=by.id, organisation_id=relation.organisation_id)
        made.reason, made.note, made.competitor_name = relation.reason, relation.note.strip(), name
        made.entry_id = conflicts.entry_named(item.id, relation.organisation_id, name) if name else None
        made.declared_at = at
        session.add(made)
        trail.record(by, "judging.relation_declared", item, at)
    return made


def _must_sit(by: User, item: Item) -> None:
    if rosters.seat(by.id, item.id) is None:
        raise NotAllowed(_l("Only the judges of the item sign and declare here."))


def set_roster(item: Item, scoring: Sequence[int], *, by: User, at: datetime) -> None:
    """Seat an item's judges: those told score in this order, all others of the panel are reserves."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        if blind.has_sheets(item.id):
            raise Refused(_l("Sheets are open. End a naming, or give single sheets to the reserve."))
        team = {each.id: each for each in rosters.judges(item.id) if each.ended_at is None}
        panel = {judge_id: each for judge_id, each in team.items() if each.seat is not Seat.CHIEF}
        if len(set(scoring)) != len(scoring) or not set(scoring) <= panel.keys() or not scoring:
            raise Refused(_l("Give each place one judge of the team, and no judge two places."))
        if not all(access.may_be_named(panel[judge_id].user, Seat.SCORING, item.id) for judge_id in scoring):
            raise Refused(_l("This person does not hold the role for it. The security administrator grants roles."))
        rest = sorted((each for key, each in panel.items() if key not in scoring), key=_as_now)
        for place, judge in enumerate((panel[judge_id] for judge_id in scoring), 1):
            judge.seat, judge.position = Seat.SCORING, place
        for place, judge in enumerate(rest, 1):
            judge.seat, judge.position = Seat.RESERVE, place
        session.flush()
        trail.record(by, "judging.roster_set", item, at, {"scoring": list(scoring)})


def _as_now(judge: ItemJudge) -> tuple[bool, int]:
    return judge.seat is Seat.SCORING, judge.position
