"""Opening an item's sheets, and keeping the marks that judges give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import queries, rosters, rules, sheets, words
from competition.judging.models import Mark, Scheme, SentMarks, Sheet
from competition.judging.rules import Presence, Seat, SheetState
from competition.judging.sheets import ToSave
from competition.plan.models import Item


@dataclass(frozen=True, slots=True)
class Sending:
    """What a tablet sends: its own key, the version it showed, and marks by aspect (None takes a mark back)."""

    key: str
    seen: int
    marks: Mapping[int, Decimal | None]


def open_sheets(item: Item, *, by: User, at: datetime) -> int:
    """Make every sheet that is due and is not there; done again it adds what came later. Gives how many were made.

    Conflicts go to the reserve; an untouched sheet that the team no longer asks for is taken away.
    """
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        scheme = rosters.scheme_in_force(item.id)
        if scheme is None:
            raise Refused(_l("There is no locked marking scheme. Read one in and lock it first."))
        due = _due(item, scheme)
        there = {(row.sub_id, row.entry_id, row.position): row for row in sheets.of_item(item.id)}
        stale = [row.id for place, row in there.items() if row.is_untouched and due.get(place) != row.judge_id]
        session.execute(sa.delete(SentMarks).where(SentMarks.sheet_id.in_(stale)))
        session.execute(sa.delete(Sheet).where(Sheet.id.in_(stale)))
        new = [place for place in due if place not in there or there[place].id in stale]
        if new:
            session.execute(sa.insert(Sheet), [_new_sheet(place, due[place]) for place in new])
        note = {"made": len(new), "taken_away": len(stale), "scheme": scheme.number}
        trail.record(by, "judging.sheets_opened", item, at, note)
    return len(new)


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
    wanted, gaps = rules.duties(panel, rosters.numbered(there))
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


def _gap_fault(gap: rules.Uncovered) -> Fault:
    told = {"number": words.number(gap.number), "position": gap.position}
    message = _l("Competitor %(number)s: no judge without a conflict for position %(position)s.", **told)
    return Fault(message, _l("Name another reserve judge."))


def save_marks(sheet_id: int, sent: Sending, *, by: User, at: datetime) -> dict[str, Any]:
    """Keep a judge's marks once, however often the tablet sends them, and give the answer to the first sending."""
    with transaction() as session:
        there = sheets.to_save(sheet_id, sent.key, sent.marks)
        if there is None:
            raise Refused(_l("There is no such sheet any more. Go back to your sheets."))
        _must_be_mine(there, by)
        first = _first_answer(there, sent)
        if first is not None:
            return first
        _must_be_markable(there, sent)
        refuse_faults(_mark_faults(there, sent.marks), _l("The mark was not saved."))
        for aspect_id, value in sent.marks.items():
            _keep_mark(session, there, aspect_id, value, (by, at))
        there.sheet.saved_at = at
        session.flush()
        kept = {str(aspect_id): rules.plain(value) for aspect_id, value in sent.marks.items()}
        answer = {"version": there.sheet.version, "marks": kept}
        session.add(SentMarks(key=sheets.kept_key(sheet_id, sent.key), sheet_id=sheet_id, answer=answer, at=at))
        trail.record(by, "judging.marks_saved", there.sheet, at)
    return answer


def _first_answer(there: ToSave, sent: Sending) -> dict[str, Any] | None:
    if there.answer is not None or there.sheet.version == sent.seen:
        return there.answer
    # the same operation may have come from two tablets at the same moment: the later one finds it only here
    return sheets.answer(there.sheet.id, sent.key)


def _must_be_mine(there: ToSave, by: User) -> None:
    judge = there.sheet.judge
    if judge.user_id != by.id or judge.ended_at is not None:
        raise NotAllowed(_l("This sheet is not yours to mark."))


def _must_be_markable(there: ToSave, sent: Sending) -> None:
    there.sheet.must_be_open()
    if there.in_conflict:
        raise Refused(_l("You must not mark this competitor. The reserve judge does; tell the chief judge."))
    if there.presence not in (None, Presence.PRESENT):
        raise Refused(_l("The chief judge said that this competitor does not take part."))
    there.sheet.must_be_as_seen(sent.seen)


def _mark_faults(there: ToSave, marks: Mapping[int, Decimal | None]) -> list[Fault]:
    found = []
    for aspect_id, value in marks.items():
        aspect = there.aspects.get(aspect_id)
        if aspect is None or not rules.marks_aspect(aspect.kind, there.sheet.position, aspect.judges):
            found.append(Fault(_l("This aspect is not on this sheet."), field=str(aspect_id)))
        elif value is not None:
            wrong = aspect.fault(value)
            found += [Fault(words.WORDS[wrong], field=str(aspect_id), value=str(value))] if wrong else []
    return found


def _keep_mark(
    session: Session, there: ToSave, aspect_id: int, value: Decimal | None, who: tuple[User, datetime]
) -> None:
    kept = there.marks.get(aspect_id)
    if value is None:
        if kept is not None:
            session.delete(kept)
        return
    if kept is None:
        kept = Mark(sheet_id=there.sheet.id, aspect_id=aspect_id)
    kept.value, kept.entered_by_id, kept.entered_at = value, who[0].id, who[1]
    session.add(kept)
