"""What a package tells of how a competition was decided: timetable, appeals, objections, lists of nominees."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from competition.foundation.database import db
from competition.honours.nomination_models import ListObjection, NominationList, Nominee
from competition.plan.models import Competition, Item, TimetableEntry
from competition.results import appeals
from competition.results import queries as results
from competition.results.appeal_models import Appeal
from competition.results.objecting_models import Objecting


def timetable(competition: Competition) -> list[dict[str, Any]]:
    """Tell the competition's timetable."""
    query = sa.select(TimetableEntry).where(TimetableEntry.competition_id == competition.id)
    return [
        {"starts_at": one.starts_at, "ends_at": one.ends_at, "title": one.title, "title_en": one.title_en, "place": one.place}
        for one in db.session.scalars(query.order_by(TimetableEntry.starts_at, TimetableEntry.id))
    ]  # fmt: skip


def disputes(item: Item) -> dict[str, Any]:
    """Tell every appeal with each level's decision, and every objection with its answer; nobody's contact is told."""
    return {
        "appeals": [_appeal(one) for one in reversed(appeals.of_item(item.id))],
        "objections": [_objection(one) for one in results.objections(item.id)],
    }


def _appeal(one: Appeal) -> dict[str, Any]:
    return {
        "receipt": one.receipt, "kind": one.kind, "state": one.state, "entry": one.entry.number, "about": one.about.number,
        "filed_at": one.filed_at, "text": one.text, "tables": one.tables, "due_at": one.due_at,
        "admitted_at": one.admitted_at, "admission_reason": one.admission_reason, "second_text": one.second_text,
        "second_asked_at": one.second_asked_at, "upheld_version": one.upheld_version,
        "decisions": [
            {"level": each.level, "upheld": each.upheld, "reasons": each.reasons, "decided_at": each.decided_at}
            for each in one.decisions
        ],
        "files": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in one.files],
    }  # fmt: skip


def _objection(one: Objecting) -> dict[str, Any]:
    return {
        "receipt": one.receipt, "state": one.state, "text": one.text, "received_at": one.received_at,
        "answer": one.answer, "answered_at": one.answered_at,
    }  # fmt: skip


def nominations(competition: Competition) -> dict[str, dict[str, Any]]:
    """Tell every list of nominees by its name: the table it rests on, each person with every condition, objections."""
    query = sa.select(NominationList).where(NominationList.competition_id == competition.id)
    found = db.session.scalars(query.options(selectinload(NominationList.nominees)).order_by(NominationList.id)).all()
    objections = sa.select(ListObjection).where(ListObjection.list_id.in_([one.id for one in found]))
    said = db.session.scalars(objections.order_by(ListObjection.id)).all()
    return {
        f"{one.kind.value}-{one.number}": _list(one, [each for each in said if each.list_id == one.id]) for one in found
    }


def _list(one: NominationList, said: Sequence[ListObjection]) -> dict[str, Any]:
    return {
        "kind": one.kind, "number": one.number, "state": one.state, "basis": one.basis, "proposed_at": one.proposed_at,
        "notice_starts_on": one.notice_starts_on, "notice_ends_on": one.notice_ends_on,
        "document_number": one.document_number, "reason": one.reason,
        "nominees": [_nominee(each) for each in one.nominees], "objections": [_objection(each) for each in said],
    }  # fmt: skip


def _nominee(one: Nominee) -> dict[str, Any]:
    return {
        "name": one.name_as_was, "unit": one.unit_as_was, "item": one.item_name, "place": one.place,
        "level_from": one.level_from, "level_to": one.level_to, "ground": one.ground, "verdict": one.verdict,
        "reason": one.reason, "papers": one.papers, "decided_at": one.decided_at, "certificate": one.level_certificate,
    }  # fmt: skip
