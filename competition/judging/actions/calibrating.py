"""Sample works: made by the chief judge, marked by every judge of the panel, shown once all have entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import access, calibrations, kinds, queries, rosters, words
from competition.judging.calibration_models import Calibration, CalibrationLine, CalibrationMark
from competition.plan.models import Item

FEWEST_JUDGES = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample work as it is planned: its title, what it is, and the aspects to mark with the expert's score or None."""

    title: str
    note: str
    references: Mapping[int, Decimal | None]


def make_calibration(item: Item, sample: Sample, *, by: User, at: datetime) -> Calibration:
    """Lay a sample work before the panel."""
    with transaction() as session:
        _must_be_chief(by, item)
        queries.must_not_be_closed(item.id)
        forms = {form.aspect_id: form for form in calibrations.aspects(item.id)}
        if not sample.title.strip():
            raise Refused(_l("Name the sample work, so that judges know which is meant."), field="title")
        if not sample.references or not sample.references.keys() <= forms.keys():
            raise Refused(_l("Choose at least one judged aspect of the scheme in force."))
        if len(calibrations.panel(item.id)) < FEWEST_JUDGES:
            raise Refused(_l("Name at least two judges first; one judge alone has nobody to be compared with."))
        told = {forms[key].code: (key, value) for key, value in sample.references.items() if value is not None}
        refuse_faults(
            [Fault(_l("%(code)s: %(why)s", code=code, why=words.word(wrong)))
             for code, (key, value) in told.items() if (wrong := kinds.fault(forms[key].engine, value))],
            _l("An expert's score does not fit its aspect."),
        )  # fmt: skip
        made = Calibration(item_id=item.id, title=sample.title.strip()[:120], note=sample.note.strip()[:500])
        made.made_by_id, made.made_at = by.id, at
        made.lines = [CalibrationLine(aspect_id=key, reference=sample.references[key]) for key in forms
                      if key in sample.references]  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "judging.calibration_made", made, at)
    return made


def mark_calibration(
    calibration: Calibration, marks: Mapping[int, Decimal | None], *, by: User, at: datetime
) -> Calibration:
    """Keep what a judge gives for a whole sample work; with the last of the panel all scores are shown."""
    with transaction() as session:
        if not access.may_calibrate(by, calibration.item):
            raise NotAllowed(_l("Your part does not reach this record."))
        queries.must_not_be_closed(calibration.item_id)
        # the last two may send at the same moment: the second waits here and then finds itself the last
        _lock(calibration)
        judge = rosters.seat(by.id, calibration.item_id)
        assert judge is not None
        kept = _kept(calibration, judge.id)
        if kept:
            calibration.must_be_hidden()
        for line_id, value in _checked(calibration, marks).items():
            mark = kept.get(line_id) or CalibrationMark(line_id=line_id, judge_id=judge.id)
            mark.value, mark.entered_at = value, at
            session.add(mark)
        session.flush()
        if calibration.revealed_at is None and _all_entered(calibration):
            calibration.revealed_at = at
        trail.record(by, "judging.calibration_marked", calibration, at)
    return calibration


def reveal_calibration(calibration: Calibration, *, by: User, at: datetime) -> None:
    """Show the scores where the last judge who was missing has left the panel."""
    with transaction():
        _must_be_chief(by, calibration.item)
        _lock(calibration)
        calibration.must_be_hidden()
        if not _all_entered(calibration):
            raise Refused(_l("Not every judge of the panel has entered yet. Nobody sees a score before all have."))
        calibration.revealed_at = at
        trail.record(by, "judging.calibration_revealed", calibration, at)


def withdraw_calibration(calibration: Calibration, *, by: User, at: datetime) -> None:
    """Take a sample work away that nobody has marked yet."""
    with transaction() as session:
        _must_be_chief(by, calibration.item)
        queries.must_not_be_closed(calibration.item_id)
        _lock(calibration)
        lines = [line.id for line in calibration.lines]
        if session.scalar(sa.select(CalibrationMark.id).where(CalibrationMark.line_id.in_(lines)).limit(1)):
            raise Refused(_l("A judge has marked this sample work already; it stays in the record."))
        session.delete(calibration)
        session.flush()
        trail.record(by, "judging.calibration_withdrawn", calibration.item, at)


def _must_be_chief(by: User, item: Item) -> None:
    if not access.is_chief(by, item):
        raise NotAllowed(_l("Only the chief judge of the item lays out sample works."))


def _lock(calibration: Calibration) -> None:
    db.session.refresh(calibration, ["revealed_at", "version"], with_for_update=True)


def _kept(calibration: Calibration, judge_id: int) -> dict[int, CalibrationMark]:
    lines = [line.id for line in calibration.lines]
    query = sa.select(CalibrationMark).where(CalibrationMark.line_id.in_(lines), CalibrationMark.judge_id == judge_id)
    return {mark.line_id: mark for mark in db.session.scalars(query)}


def _checked(calibration: Calibration, marks: Mapping[int, Decimal | None]) -> dict[int, Decimal]:
    found, faults = {}, []
    for row in calibrations.rows(calibration, shown=False):
        value = marks.get(row.line_id)
        if value is None:
            faults.append(Fault(_l("%(code)s is not marked yet.", code=row.code)))
        elif wrong := row.aspect.fault(value):
            faults.append(Fault(_l("%(code)s: %(why)s", code=row.code, why=words.word(wrong)), value=str(value)))
        else:
            found[row.line_id] = value
    refuse_faults(faults, _l("A sample work is marked as a whole: every aspect, each on its scale."))
    return found


def _all_entered(calibration: Calibration) -> bool:
    there = calibrations.panel(calibration.item_id).keys()
    return bool(there) and there <= calibrations.entered(calibration)
