"""Sheets on their way from the judge's hands to the closed record: submit, check, hand back, close."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Fault, NotAllowed, Refused, refuse_faults
from competition.foundation.money import rounded
from competition.foundation.texts import _l
from competition.judging import access, queries, reentries, rosters, rules, saving, sheets, signatures, words
from competition.judging.actions import marks, panels
from competition.judging.models import Closing, ItemJudge, Sheet, TheoryMark
from competition.judging.queries import Block
from competition.judging.rules import AspectKind, SheetState
from competition.judging.scheme_models import PenaltyReason
from competition.judging.signatures import Standing, canonical, moment, sha256
from competition.plan.models import Item


def submit_sheet(sheet: Sheet, *, seen: int | None, by: User, at: datetime) -> None:
    """Send a whole sheet off for checking; a mark that is missing stops it, as missing is not zero."""
    with transaction():
        _must_be_allowed(access.may_mark(by, sheet))
        sheet.must_be_as_seen(seen)
        send_off(sheet, at)
        trail.record(by, "judging.sheet_submitted", sheet, at)


def send_off(sheet: Sheet, at: datetime) -> None:
    """Submit a sheet on which nothing is missing or undecided, as part of an open transaction."""
    sheet.must_be_open()
    given = sheets.marks_on(sheet.id)
    refuse_faults(
        [
            Fault(_l("%(code)s is not marked yet.", code=f"{sheet.sub_criterion.code}.{aspect.tag}"))
            for aspect in sheets.aspects_of(sheet)
            if aspect.id not in given
        ],
        _l("Some marks are missing; a missing mark is not a zero."),
    )
    if saving.waiting_conflicts(sheet.id):
        raise Refused(_l("Two devices gave different marks on this sheet. Say which one is meant, then submit."))
    panels.refuse_stopped(sheet)
    refuse_faults(_reason_faults(sheet, given), _l("A penalty needs its reason."))
    sheet.move(SheetState.SUBMITTED)
    sheet.submitted_at, sheet.return_reason = at, ""


def _reason_faults(sheet: Sheet, given: Mapping[int, Decimal]) -> list[Fault]:
    penalties = [a for a in sheets.aspects_of(sheet) if a.kind is AspectKind.PENALTY and given.get(a.id)]
    said = sheets.reasons_on(sheet.id) if penalties else {}
    code = sheet.sub_criterion.code
    return [
        Fault(_l("%(code)s: say why the penalty was given.", code=f"{code}.{aspect.tag}"))
        for aspect in penalties
        if not said.get(aspect.id)
    ]


def check_sheet(sheet: Sheet, *, seen: int | None, by: User, at: datetime) -> None:
    """Say that a submitted sheet agrees with paper and evidence; never by the judge who marked it."""
    with transaction():
        _must_be_allowed(access.may_check(by, sheet))
        sheet.must_be_as_seen(seen)
        if reentries.undecided(sheet):
            raise Refused(_l("This sheet was entered again and differs. Decide on the differences, or hand it back."))
        sheet.check(by, at)
        trail.record(by, "judging.sheet_checked", sheet, at)


def hand_back(sheet: Sheet, *, reason: str, seen: int | None, by: User, at: datetime) -> None:
    """Give a sheet back to its judge with the reason; what was marked stays until it is changed."""
    with transaction():
        _must_be_allowed(access.may_check(by, sheet))
        sheet.must_be_as_seen(seen)
        _must_say_why(reason)
        sheet.go_back(reason.strip()[:300])
        trail.record(by, "judging.sheet_handed_back", sheet, at)


def give_to_reserve(sheet: Sheet, *, reason: str, seen: int | None, by: User, at: datetime) -> ItemJudge:
    """Let a reserve judge mark a sheet in the judge's place; marks given so far stay in the trail only."""
    with transaction() as session:
        _must_be_allowed(access.is_chief(by, sheet.judge.item))
        sheet.must_be_as_seen(seen)
        sheet.must_be_open()
        _must_say_why(reason)
        reserve = rosters.free_reserve(sheet)
        if reserve is None:
            raise Refused(_l("No reserve judge without a conflict is free for this competitor."))
        for mark in list(sheet.marks):
            session.delete(mark)
        # two different marks of a judge who no longer marks here wait for nobody
        marks.settle_all(sheet.id, reason.strip(), by=by, at=at)
        session.execute(sa.delete(PenaltyReason).where(PenaltyReason.sheet_id == sheet.id))
        sheet.judge_id, sheet.return_reason = reserve.id, reason.strip()
        trail.record(by, "judging.sheet_given_to_reserve", sheet, at)
    return reserve


def enter_theory(item: Item, marks: Mapping[int, Decimal], *, by: User, at: datetime) -> int:
    """Keep theory marks, 0 to 100 by competitor number; all of them or none. Gives how many were changed."""
    with transaction() as session:
        queries.must_not_be_closed(item.id)
        if not rosters.has_theory(item.id):
            raise Refused(_l("The result of this item counts no theory paper."))
        by_number = {each.number: each.entry_id for each in rosters.competitors(item.id)}
        refuse_faults(_theory_faults(marks, by_number), _l("No theory mark was stored."))
        kept = {row.entry_id: row for row in rosters.theory_marks(item.id)}
        changed = 0
        for number, mark in marks.items():
            row = kept.get(by_number[number]) or TheoryMark(entry_id=by_number[number])
            if row.mark != mark:
                row.mark, row.entered_by_id, row.entered_at = mark, by.id, at
                session.add(row)
                changed += 1
        if changed:
            trail.record(by, "judging.theory_entered", item, at)
    return changed


def _theory_faults(marks: Mapping[int, Decimal], by_number: Mapping[int | None, int]) -> list[Fault]:
    found = []
    for number, mark in marks.items():
        told, field = words.number(number), f"mark-{number}"
        if number not in by_number:
            found.append(Fault(_l("There is no competitor %(number)s in this item.", number=told), field=field))
        elif not (mark.is_finite() and 0 <= mark <= rules.FULL and mark == rounded(mark, rules.MARK_PLACES)):
            message = _l(
                "Competitor %(number)s: a theory mark lies between 0 and 100, with at most two decimals.", number=told
            )
            found.append(Fault(message, field=field, value=str(mark)))
    return found


def close_sub_criterion(item: Item, sub_id: int, *, by: User, at: datetime) -> int:
    """Close one form of all competitors for good; gives how many sheets were closed."""
    with transaction():
        _must_be_allowed(access.is_chief(by, item))
        queries.must_be_closable(item.id)
        there = signatures.standings(item.id, sub_id)
        refuse_blocks(signatures.blocking(item.id, sub_id, there))
        closed = close_sheets(item, there, by, at)
        trail.record(by, "judging.sub_criterion_closed", item, at, {"sub_criterion": sub_id, "sheets": closed})
    return closed


def close_item(item: Item, *, by: User, at: datetime) -> Closing:
    """Close an item's judging for good: every sheet with its snapshot, presence and theory marks with them."""
    with transaction() as session:
        _must_be_allowed(access.is_chief(by, item))
        queries.must_be_closable(item.id)
        there = signatures.standings(item.id)
        refuse_blocks(signatures.blocking(item.id, there=there))
        close_sheets(item, there, by, at)
        record = canonical(_item_record(item.id))
        made = Closing(
            item_id=item.id, closed_at=at, closed_by_id=by.id, snapshot=record, snapshot_sha256=sha256(record)
        )
        session.add(made)
        session.flush()
        trail.record(by, "judging.item_closed", made, at)
    return made


def refuse_blocks(blocks: Iterable[Block]) -> None:
    """Refuse to close or to lock while anything stands in the way."""
    refuse_faults([_block_fault(each) for each in blocks], _l("Not everything is ready to close."))


def close_sheets(item: Item, there: Iterable[Standing], by: User, at: datetime) -> int:
    """Close the checked ones of these sheets, each with its snapshot; part of an open transaction."""
    checked = [each for each in there if each.row.state is SheetState.CHECKED]
    signed = signatures.of_sheets([e.row.id for e in checked]) if signatures.are_asked_for(item.id) else {}
    rows = []
    for each in checked:
        record = {**(each.content or {}), "closed": {"by": by.id, "at": moment(at)}}
        if each.row.id in signed:
            record["signatures"] = signed[each.row.id]
        text = canonical(record)
        rows.append({"b_id": each.row.id, "b_snapshot": text, "b_sha256": sha256(text)})
    _store_closed(rows, by, at)
    return len(rows)


def _store_closed(rows: list[dict[str, Any]], by: User, at: datetime) -> None:
    if not rows:
        return
    # many at once, without the ORM: the trail names the count, each sheet keeps its own snapshot
    query = (
        sa.update(Sheet)
        .where(Sheet.id == sa.bindparam("b_id"), Sheet.state == SheetState.CHECKED)
        .values(snapshot=sa.bindparam("b_snapshot"), snapshot_sha256=sa.bindparam("b_sha256"))
        .values(state=SheetState.CLOSED, closed_at=at, closed_by_id=by.id, version=Sheet.version + 1)
    )
    db.session.connection().execute(query, rows)


def _block_fault(block: Block) -> Fault:
    title, remedy, text = words.block_title(block.kind), words.block_remedy(block.kind), words.block_text(block)
    return Fault(f"{title}: {text}" if text else title, remedy)


def _item_record(item_id: int) -> dict[str, Any]:
    signed = signatures.hashes(item_id)
    return {
        "item": item_id,
        "competitors": [
            {
                "number": each.number,
                "presence": each.presence,
                "theory": rules.plain(each.theory),
                "practice": rules.plain(each.practice),
                **({} if each.seconds is None else {"seconds": each.seconds}),
            }
            for each in queries.entry_marks(item_id)
        ],
        "sheets": queries.closed_hashes(item_id),
        **({"signatures": signed} if signed else {}),
    }


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Say why; the judge reads it, and it stays in the record."), field="reason")


def _must_be_allowed(may: bool) -> None:
    if not may:
        raise NotAllowed(_l("Your part does not reach this record."))
