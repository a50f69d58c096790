"""Opening an item's sheets."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import conflict_rules, conflicts, duty_rules, queries, rosters, sheets, words
from competition.judging.models import MarkOperation, Scheme, Sheet
from competition.judging.rules import Seat, SheetState
from competition.plan.models import Item


def open_sheets(item: Item, *, by: User, at: datetime) -> int:
    """Make every sheet that is due and is not there; done again it adds what came later. Gives how many were made.

    Conflicts go to the reserve; an untouched sheet that the team no longer asks for is taken away.
    """
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        scheme = rosters.scheme_in_force(item.id)
        if scheme is None:
            raise Refused(_l("There is no locked marking scheme. Read one in and lock it first."))
        rosters.must_fit_teams(item, scheme.how)
        refuse_faults(_unsigned(item.id), _l("Not every judge of the team has signed the commitment."))
        due = _due(item, scheme)
        there = {(row.sub_id, row.entry_id, row.position): row for row in sheets.of_item(item.id)}
        stale = [row.id for place, row in there.items() if row.is_untouched and due.get(place) != row.judge_id]
        session.execute(sa.delete(MarkOperation).where(MarkOperation.sheet_id.in_(stale)))
        session.execute(sa.delete(Sheet).where(Sheet.id.in_(stale)))
        new = [place for place in due if place not in there or there[place].id in stale]
        if new:
            session.execute(sa.insert(Sheet), [_new_sheet(place, due[place]) for place in new])
        note = {"made": len(new), "taken_away": len(stale), "scheme": scheme.number}
        trail.record(by, "judging.sheets_opened", item, at, note)
    return len(new)


def _unsigned(item_id: int) -> list[Fault]:
    return [
        Fault(
            _l("%(name)s has not signed the commitment.", name=name),
            _l("Each judge signs it under My appointments, or at the top of My mark sheets."),
        )
        for name in conflicts.unsigned(item_id)
    ]


def _new_sheet(place: tuple[int, int, int], judge_id: int) -> dict[str, Any]:
    sub_id, entry_id, position = place
    fresh = {"version": 1, "state": SheetState.OPEN, "return_reason": "", "snapshot": "", "snapshot_sha256": ""}
    return {"sub_criterion_id": sub_id, "entry_id": entry_id, "position": position, "judge_id": judge_id, **fresh}


def _due(item: Item, scheme: Scheme) -> dict[tuple[int, int, int], int]:
    panel = rosters.panel(item.id)
    scoring = sorted(judge.position for judge in panel if judge.seat is Seat.SCORING)
    if not scoring or scoring != list(range(1, len(scoring) + 1)):
        raise Refused(_l("Name the scoring judges first, with no free position between them."))
    there = rosters.competitors(item.id)
    if not there or any(each.number is None for each in there if each.is_here):
        raise Refused(_l("Draw the competitors' numbers first; judges see numbers only."))
    numbered = rosters.numbered(there)
    barred = conflict_rules.barred(conflicts.clashes(item.id, panel, numbered))
    wanted, gaps = duty_rules.duties(panel, numbered, barred)
    refuse_faults([_gap_fault(gap) for gap in gaps], _l("Some competitors cannot be marked without a conflict."))
    forms = queries.forms(scheme.id)
    asked = max((form.judges or 0 for form in forms), default=0)
    if asked > len(scoring):
        told = {"asked": asked, "named": len(scoring)}
        raise Refused(_l("The scheme asks for %(asked)s scoring judges; %(named)s are named.", **told))
    return {
        (form.sub_id, duty.entry_id, duty.position): duty.judge_id
        for duty in wanted
        for form in forms
        if form.is_for(duty.position)
    }


def _gap_fault(gap: duty_rules.Uncovered) -> Fault:
    told = {"number": words.number(gap.number), "position": gap.position}
    message = _l("Competitor %(number)s: no judge without a conflict for position %(position)s.", **told)
    return Fault(message, _l("Name another reserve judge."))
