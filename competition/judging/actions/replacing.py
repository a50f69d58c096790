"""A new version takes the place of the one in force while marks are given: those that mean the same stay."""

from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import queries, revisions, rosters
from competition.judging.models import Mark, MarkOperation, Scheme, Sheet
from competition.judging.revisions import Touch
from competition.judging.rules import SchemeState, SchemeTree, SheetState
from competition.judging.scheme_models import Coefficient, PenaltyReason


def replace_scheme(scheme: Scheme, *, reason: str, seen: int | None, by: User, at: datetime) -> dict[str, int]:
    """Lock a draft in the place of the version in force; marks that still mean the same stay, the others are void.

    A sheet with a void or a new aspect goes back to its judge with the reason. Gives how many marks stayed and fell.
    """
    with transaction():
        scheme.must_be_as_seen(seen)
        scheme.must_be_draft(at)
        queries.must_not_be_closed(scheme.item_id)
        older = rosters.scheme_in_force(scheme.item_id)
        if older is None:
            raise Refused(_l("There is no version in force to replace. Lock this one for marking."))
        if not reason.strip():
            raise Refused(_l("Say why the version in force is replaced."), field="reason")
        counts = _carry(older, scheme, reason.strip()[:300])
        older.state = SchemeState.SUPERSEDED
        scheme.state, scheme.locked_at, scheme.reason = SchemeState.LOCKED, at, reason.strip()[:300]
        trail.record(by, "judging.scheme_replaced", scheme, at, counts)
    return counts


def _carry(older: Scheme, newer: Scheme, reason: str) -> dict[str, int]:
    old_forms, new_forms = queries.forms(older.id), queries.forms(newer.id)
    old_subs = {form.sub_code: form.sub_id for form in old_forms}
    new_subs = {form.sub_code: form.sub_id for form in new_forms}
    _must_not_be_closed(list(old_subs.values()))
    stays = {t.before: t.after for t in revisions.touched(_tree(older), _tree(newer)) if t.touch is Touch.KEPT}
    new_ids = {(form.base, form.member, form.attempt): form for form in new_forms}
    pairs = [(form, new_ids.get((stays.get(form.base, ""), form.member, form.attempt))) for form in old_forms]
    kept = {old.aspect_id: new.aspect_id for old, new in pairs if new and old.sub_code == new.sub_code}
    everything = [form.aspect_id for form in old_forms]
    again = {form.sub_code for form in old_forms if form.aspect_id not in kept}
    again |= {form.sub_code for form in new_forms if form.aspect_id not in kept.values()}
    void = _move_marks(kept, [a for a in everything if a not in kept])
    for code, sub_id in old_subs.items():
        _move_sheets(sub_id, new_subs.get(code), reason if code in again else "")
    stayed = db.session.scalar(sa.select(sa.func.count()).where(Mark.aspect_id.in_(kept.values()))) or 0
    return {"stayed": stayed, "void": void}


def _tree(of: Scheme) -> SchemeTree:
    whole = rosters.scheme(of.id)
    assert whole is not None
    return rosters.tree(whole)


def _must_not_be_closed(sub_ids: list[int]) -> None:
    query = sa.select(Sheet.id).where(Sheet.sub_criterion_id.in_(sub_ids), Sheet.state == SheetState.CLOSED)
    if db.session.scalar(query.limit(1)) is not None:
        raise Refused(_l("Some forms are closed by the version in force; it can no longer be replaced."))


def _move_marks(kept: dict[int, int], void: list[int]) -> int:
    fallen = db.session.scalar(sa.select(sa.func.count()).where(Mark.aspect_id.in_(void))) or 0
    for table in (Mark, PenaltyReason, Coefficient):
        db.session.execute(sa.delete(table).where(table.aspect_id.in_(void)))
        for old, new in kept.items():
            db.session.execute(sa.update(table).where(table.aspect_id == old).values(aspect_id=new))
    return fallen


def _move_sheets(old: int, new: int | None, reason: str) -> None:
    there = Sheet.sub_criterion_id == old
    # what a tablet sent for the old version is answered no more
    db.session.execute(sa.delete(MarkOperation).where(MarkOperation.sheet_id.in_(sa.select(Sheet.id).where(there))))
    if new is None:
        db.session.execute(sa.delete(Sheet).where(there))
        return
    fresh = {
        "state": SheetState.OPEN, "return_reason": reason, "submitted_at": None, "checked_at": None,
        "checked_by_id": None, "checked_blind": False,
    }  # fmt: skip
    values = {"sub_criterion_id": new, "version": Sheet.version + 1, **(fresh if reason else {})}
    db.session.execute(sa.update(Sheet).where(there).values(values))
