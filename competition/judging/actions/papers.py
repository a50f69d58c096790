"""Paper into the record: one clerk enters a sheet, another enters it again, and where they differ it is decided."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.texts import _l
from competition.judging import access, paper, papers, photos, saving, sheets
from competition.judging.actions import closing, copying, marks
from competition.judging.actions.copying import Copied
from competition.judging.models import Sheet
from competition.judging.operations import Answer, Operation, newest_of
from competition.judging.paper import UNFINISHED, PaperState, Written
from competition.judging.paper_models import PaperEntry
from competition.judging.saving import ToSave
from competition.judging.scheme_models import PenaltyReason


def enter_paper(sheet_id: int, copied: Copied, scan: bytes, *, by: User, at: datetime) -> PaperEntry:
    """Keep what a first clerk copied from paper, with its scan; no mark counts before another clerk agrees."""
    with transaction() as session:
        sheet, _there = _opened(sheet_id, by)
        before = papers.last(sheet_id)
        if before and before.state in UNFINISHED:
            raise Refused(_l("Somebody entered this sheet a moment ago. Load the page again to see where it stands."))
        copying.refuse_wrong(sheet, copied)
        copying.refuse_unexplained(sheet, copied.written)
        made = PaperEntry(
            sheet_id=sheet.id, judge_id=sheet.judge_id, sub_criterion_id=sheet.sub_criterion_id,
            state=PaperState.ENTERED, first=paper.stored(copied.written), scan=scan,
            scan_type=photos.scan_kind_of(scan), scan_sha256=hashlib.sha256(scan).hexdigest(),
            entered_by_id=by.id, entered_at=at,
        )  # fmt: skip
        session.add(made)
        session.flush()
        trail.record(by, "judging.paper_entered", made, at, {"judge": sheet.judge.user.name})
    return made


def confirm_paper(entry: PaperEntry, copied: Copied, *, by: User, at: datetime) -> str:
    """Compare what a second clerk copied, without having seen the first; where both agree it counts.

    Gives what still keeps the sheet from being submitted, or nothing.
    """
    with transaction():
        sheet, there = _opened(entry.sheet_id, by)
        _must_be(entry, PaperState.ENTERED)
        _must_be_another(entry, by)
        _must_be_the_same_sheet(entry, sheet)
        copying.refuse_wrong(sheet, copied)
        copying.refuse_unexplained(sheet, copied.written)
        entry.second, entry.confirmed_by_id, entry.confirmed_at = paper.stored(copied.written), by.id, at
        entry.state = PaperState.DIFFERENT
        apart = paper.differing(paper.read(entry.first), copied.written)
        trail.record(by, "judging.paper_confirmed", entry, at, {"differing": len(apart)})
        return "" if apart else _count(entry, sheet, there, by, at)


def decide_paper(entry: PaperEntry, decided: Mapping[int, Written], *, by: User, at: datetime) -> str:
    """Keep what the paper really says wherever two clerks differ, each with its reason; then it counts."""
    with transaction():
        sheet, there = _opened(entry.sheet_id, by)
        _must_be(entry, PaperState.DIFFERENT)
        _must_be_another(entry, by)
        _must_be_the_same_sheet(entry, sheet)
        apart = paper.differing(paper.read(entry.first), paper.read(entry.second))
        told = {aspect: decided[aspect] for aspect in apart if aspect in decided}
        refuse_faults(
            [
                Fault(_l("%(code)s: decide by the paper, and say why.", code=copying.code(sheet, aspect)))
                for aspect in apart
                if aspect not in told or not told[aspect].reason.strip()
            ],
            _l("Not every difference is decided."),
        )
        refuse_faults(copying.faults(sheet, told), _l("Some marks cannot be what is meant."))
        entry.decided, entry.decided_by_id, entry.decided_at = paper.stored(told), by.id, at
        trail.record(by, "judging.paper_decided", entry, at)
        return _count(entry, sheet, there, by, at)


def let_paper_count(entry: PaperEntry, *, reason: str, by: User, at: datetime) -> str:
    """Let the chief judge say that paper counts, though the judge had begun the sheet on a tablet."""
    with transaction():
        sheet = _ruled(entry, reason, by, at)
        _must_be(entry, PaperState.WAITING)
        _must_be_the_same_sheet(entry, sheet)
        marks.settle_all(sheet.id, entry.ruling, by=by, at=at)
        trail.record(by, "judging.paper_counts", entry, at)
        return _count(entry, sheet, _locked(sheet), by, at)


def drop_paper(entry: PaperEntry, *, reason: str, by: User, at: datetime) -> None:
    """Let the chief judge take an unfinished entry out; it stays in the record, and the sheet can be entered anew."""
    with transaction():
        _ruled(entry, reason, by, at)
        entry.state = PaperState.DROPPED
        trail.record(by, "judging.paper_dropped", entry, at)


def _opened(sheet_id: int, by: User) -> tuple[Sheet, ToSave]:
    """Lock a sheet for a clerk, or say why paper cannot be entered for it."""
    sheet = sheets.one(sheet_id)
    if sheet is None or not access.may_enter_paper(by, sheet.judge.item):
        raise NotAllowed(_l("Paper is entered by a score clerk who neither marks here nor keeps a code."))
    return sheet, _locked(sheet)


def _locked(sheet: Sheet) -> ToSave:
    there = saving.to_save(sheet.id, [aspect.id for aspect in sheets.aspects_of(sheet)])
    assert there is not None
    if no := shut(there):
        raise Refused(no)
    return there


def shut(there: ToSave) -> str:
    """Say why paper cannot be entered for a sheet, or nothing: the rules of a tablet, in words for a clerk."""
    if there.in_conflict:
        return str(_l("This judge must not mark this competitor. Give the paper to the chief judge."))
    if there.has_ended:
        return str(_l("This judge is no longer in the team. Give the paper to the chief judge."))
    return marks.forbidden(there) or ""


def _ruled(entry: PaperEntry, reason: str, by: User, at: datetime) -> Sheet:
    sheet = sheets.one(entry.sheet_id)
    if sheet is None or not access.is_chief(by, sheet.judge.item):
        raise NotAllowed(_l("Your part does not reach this record."))
    _must_be(entry, *UNFINISHED)
    if not reason.strip():
        raise Refused(_l("Say why; it stays in the record."), field="reason")
    entry.ruled_by_id, entry.ruled_at, entry.ruling = by.id, at, reason.strip()[:300]
    return sheet


def _must_be(entry: PaperEntry, *states: PaperState) -> None:
    if entry.state not in states:
        raise Refused(_l("This paper has moved on meanwhile. Load the page again to see where it stands."))


def _must_be_another(entry: PaperEntry, by: User) -> None:
    if entry.entered_by_id == by.id:
        raise Refused(_l("You entered this sheet first. Another clerk enters it again and decides."))


def _must_be_the_same_sheet(entry: PaperEntry, sheet: Sheet) -> None:
    if (entry.judge_id, entry.sub_criterion_id) != (sheet.judge_id, sheet.sub_criterion_id):
        raise Refused(
            _l("The sheet went to another judge or another scheme meanwhile. The chief judge drops this paper.")
        )


def _count(entry: PaperEntry, sheet: Sheet, there: ToSave, by: User, at: datetime) -> str:
    """Make what both clerks agree on the judge's marks, and submit the sheet where nothing is missing."""
    if entry.ruled_by_id is None and papers.was_marked_elsewhere(entry.sheet_id):
        entry.state = PaperState.WAITING
        trail.record(by, "judging.paper_waits", entry, at)
        return ""
    session = db.session()
    final = paper.final(paper.read(entry.second), paper.read(entry.decided))
    clerk = session.get(User, entry.confirmed_by_id)
    assert clerk is not None, "only what a second clerk entered counts"
    who = marks.Who(clerk.id, clerk.name)
    outcomes = marks.put(session, there, _operations(entry, there, final), marks.How(who, f"paper:{entry.id}", at))
    wrong = [Fault(each.message) for each in outcomes if each.answer is Answer.REFUSED]
    refuse_faults(wrong, wrong[0].message if wrong else "")
    _say_reasons(sheet, final, who, at)
    entry.state = PaperState.KEPT
    session.flush()
    # the marks and the sheet's version were stored beside the ORM
    session.expire(sheet)
    stops = _send_off(sheet, at)
    note = {"judge": sheet.judge.user.name, "confirmed_by": who.name, "submitted": not stops}
    trail.record(by, "judging.paper_kept", entry, at, note)
    return stops


def _send_off(sheet: Sheet, at: datetime) -> str:
    try:
        closing.send_off(sheet, at)
    except Refused as refusal:
        return " ".join(dict.fromkeys((str(refusal.message), *(str(fault.message) for fault in refusal.faults))))
    return ""


def _operations(entry: PaperEntry, there: ToSave, final: Mapping[int, Written]) -> list[Operation]:
    newest = newest_of(there.known)
    return [
        # no tablet can name an operation so: theirs hold no colon
        Operation(f"paper:{entry.id}:{a}", a, each.value, newest[a].id if a in newest else "")
        for a, each in final.items()
        if each.value != there.marks.get(a)
    ]


def _say_reasons(sheet: Sheet, final: Mapping[int, Written], who: marks.Who, at: datetime) -> None:
    for aspect in sheets.aspects_of(sheet):
        if not copying.is_penalty(aspect, final.get(aspect.id, Written(None))):
            continue
        said = db.session.scalar(sa.select(PenaltyReason).filter_by(sheet_id=sheet.id, aspect_id=aspect.id))
        said = said or PenaltyReason(sheet_id=sheet.id, aspect_id=aspect.id)
        said.reason, said.said_by_id, said.said_at = final[aspect.id].reason.strip()[:300], who.id, at
        db.session.add(said)
