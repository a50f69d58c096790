"""What is done with results: worked out, made final, put on notice, announced; objections received and answered."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import clock, trail, workdays
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.foundation.working import Step, figure, stored
from competition.judging import queries as judging
from competition.judging.rules import EntryMarks, Presence
from competition.plan.models import Item
from competition.policy.book import Book
from competition.registration import queries as registration
from competition.registration.models import Entry
from competition.results import queries, rules
from competition.results.models import ItemResult, Objection, ResultLine
from competition.results.rules import Awarded, ObjectionState, Placed, ResultState, Status, Total

TABLES = ("results.tie_order", "results.minimum_field", "results.notice_days")


def compute_result(item: Item, book: Book, awards: str, reason: str, by: User, at: datetime) -> ItemResult:
    """Work out an item's result from its closed sheets, as a new version; one that stands is superseded with a reason.

    `awards` names the policy table of the award scheme: results.awards, results.awards_by_ratio, ...
    """
    with transaction() as session:
        session.execute(sa.select(Item.id).where(Item.id == item.id).with_for_update())
        _supersede(item, reason, by, at)
        result = ItemResult(
            item_id=item.id,
            number=queries.last_number(item.id) + 1,
            state=ResultState.COMPUTED,
            reason=reason.strip(),
            computed_at=at,
        )
        result.basis = _basis(item, book, awards)
        result.lines, steps = _lines(item, book, awards)
        result.basis = {**result.basis, "award_steps": stored(steps)}
        session.add(result)
        session.flush()
        trail.record(by, "results.computed", result, at, {"reason": reason.strip()})
    return result


def _supersede(item: Item, reason: str, by: User, at: datetime) -> None:
    old = queries.standing(item.id)
    if old is None:
        return
    if not reason.strip():
        raise Refused(
            _l("A result stands already. Say why it is worked out anew; the old one stays readable."), field="reason"
        )
    old.move(ResultState.SUPERSEDED)
    closed = judging.held_closing(item.id)
    if closed:
        closed.let_go()
    trail.record(by, "results.superseded", old, at, {"reason": reason.strip()})


def _basis(item: Item, book: Book, awards: str) -> dict[str, Any]:
    on = item.competition.starts_on
    used = {name: book.on(on, name) for name in (*TABLES, awards)}
    return {
        "weights": {"theory": figure(item.theory_weight), "practice": figure(item.practice_weight)},
        "places": rules.TOTAL_PLACES,
        "tables": {name: said.as_json() for name, said in used.items()},
        "awards": awards,
        "sheets": judging.closed_hashes(item.id),
    }


def _lines(item: Item, book: Book, awards: str) -> tuple[list[ResultLine], tuple[Step, ...]]:
    on = item.competition.starts_on
    marks = {one.entry_id: one for one in judging.closed_marks(item.id)}
    entries = {entry.id: entry for entry in registration.accepted(item.id)}
    weights = rules.Weights(item.theory_weight, item.practice_weight)
    totals = {key: _total(one, weights) for key, one in marks.items()}
    placed = _placed(list(marks.values()), totals, book, on)
    scheme = rules.scheme_of(book.on(on, awards).value, int(book.on(on, "results.minimum_field").value))
    given = rules.awarded(placed, scheme)
    return [
        _line(row, entries[row.standing.key], marks[row.standing.key], totals, given) for row in placed
    ], given.steps


def _total(marks: EntryMarks, weights: rules.Weights) -> Total:
    if marks.presence is not Presence.PRESENT:
        return Total(None, (), ())
    return rules.total(marks.theory, marks.practice, weights)


def _placed(marks: Sequence[EntryMarks], totals: dict[int, Total], book: Book, on: date) -> tuple[Placed, ...]:
    chain = rules.chain_of(book.on(on, "results.tie_order").value)
    standings = [
        rules.Standing(
            one.entry_id,
            one.number,
            _status(one),
            totals[one.entry_id].value,
            {"theory": one.theory, "practice": one.practice},
        )
        for one in marks
    ]
    try:
        return rules.placed(standings, chain)
    except rules.Undecided as undecided:
        numbers = ", ".join(map(str, undecided.numbers))
        raise Refused(
            _(
                "Competitors %(numbers)s are neither marked nor excused. Mark them, or say that they were absent.",
                numbers=numbers,
            )
        ) from undecided


def _status(marks: EntryMarks) -> Status:
    return Status.NOT_MARKED if marks.presence is None else Status(marks.presence.value)


def _line(row: Placed, entry: Entry, marks: EntryMarks, totals: dict[int, Total], given: Awarded) -> ResultLine:
    aspects = [
        {
            "code": "aspect",
            "aspect": one.code,
            "scores": " / ".join(str(s) for s in one.scores),
            "mark": f"{one.mark:.{rules.TOTAL_PLACES}f}",
            "most": figure(one.max_mark),
        }
        for one in marks.lines
        # who did not take part has no mark, and none is not a zero
        if one.mark is not None
    ]
    return ResultLine(
        entry_id=entry.id,
        number=marks.number,
        name_as_was=entry.name,
        unit_as_was=entry.unit_as_was,
        status=row.standing.status,
        theory=marks.theory,
        practice=marks.practice,
        total=row.standing.total,
        place=row.place,
        shared=row.shared,
        decided_by=row.decided_by,
        award=given.awards[entry.id],
        working=[*stored(totals[entry.id].steps), *aspects],
    )


def finalise_result(result: ItemResult, comment: str, seen: int | None, by: User, at: datetime) -> None:
    """Make a result final: a named person says that nothing is open."""
    with transaction():
        result.must_be_as_seen(seen)
        result.move(ResultState.FINALISED)
        _take_up(result, at)
        result.finalised_at, result.finalised_by_id, result.finalised_comment = at, by.id, comment.strip()
        trail.record(by, "results.finalised", result, at)


def _take_up(result: ItemResult, at: datetime) -> None:
    judging.must_be_closed(result.item_id)
    closed = judging.held_closing(result.item_id)
    # a sheet was unlocked and closed again since: this result no longer says what the sheets say
    if closed is None or judging.closed_hashes(result.item_id) != result.basis["sheets"]:
        raise Refused(_l("Sheets changed after this result was worked out. Work it out anew, then make it final."))
    closed.take_up(at)


def put_on_notice(result: ItemResult, book: Book, seen: int | None, by: User, at: datetime) -> None:
    """Put a final result on public notice from today, for the working days the policy asks for."""
    today = clock.in_city(at).date()
    days = int(book.on(result.item.competition.starts_on, "results.notice_days").value)
    with transaction():
        result.must_be_as_seen(seen)
        result.move(ResultState.ON_NOTICE)
        result.notice_starts_on = today
        result.notice_ends_on = rules.notice_end(today, days, workdays.is_working_day)
        trail.record(by, "results.put_on_notice", result, at)


def end_notices(at: datetime) -> None:
    """Note the public notices that are over (a job's work; the system acts)."""
    over = queries.notices_to_end(clock.in_city(at).date())
    if not over:
        return
    with transaction() as session:
        for result in session.scalars(sa.select(ItemResult).where(ItemResult.id.in_(over))):
            if result.notice_ended_at is None:
                result.notice_ended_at = at
                trail.record(None, "results.notice_ended", result, at)


def announce_result(result: ItemResult, document_number: str, seen: int | None, by: User, at: datetime) -> None:
    """Announce a result after its notice, with its document number; refused while an objection is open."""
    if not document_number.strip():
        raise Refused(_l("Give the number of the document that announces it."), field="document_number")
    today = clock.in_city(at).date()
    with transaction():
        result.must_be_as_seen(seen)
        if result.notice_ends_on is None or today <= result.notice_ends_on:
            raise Refused(_("The public notice is not over yet. It can be announced from the day after its last day."))
        if waiting := queries.open_objections(result.id):
            raise Refused(_("%(count)s objections wait for an answer.", count=waiting))
        if receipts := queries.upheld_receipts(result.id):
            raise Refused(
                _(
                    "The objection %(receipts)s was upheld: work the result out anew first.",
                    receipts=", ".join(receipts),
                )
            )
        result.move(ResultState.ANNOUNCED)
        result.notice_ended_at = result.notice_ended_at or at
        result.document_number, result.announced_on, result.announced_by_id = document_number.strip(), today, by.id
        trail.record(by, "results.announced", result, at)


def receive_objection(result: ItemResult, name: str, contact: str, text: str, at: datetime) -> str:
    """Take an objection against a result on notice, and give its receipt."""
    today = clock.in_city(at).date()
    with transaction() as session:
        result.must_take_objections(today)
        receipt = f"YY{today:%y%m%d}-{secrets.token_hex(5).upper()}"
        objection = Objection(
            result_id=result.id,
            receipt=receipt,
            name=name.strip(),
            contact=contact.strip(),
            text=text.strip(),
            received_at=at,
            state=ObjectionState.OPEN,
        )
        session.add(objection)
        session.flush()
        trail.record(None, "results.objection_received", objection, at)
    return receipt


def answer_objection(objection: Objection, upheld: bool, answer: str, by: User, at: datetime) -> None:
    """Answer an objection with reasons; one that is upheld keeps this version from being announced."""
    if not answer.strip():
        raise Refused(_l("Give the reasons."), field="answer")
    with transaction():
        if objection.state is not ObjectionState.OPEN:
            raise Refused(_l("This objection was answered already."))
        objection.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
        objection.answer, objection.answered_at, objection.answered_by_id = answer.strip(), at, by.id
        trail.record(by, "results.objection_answered", objection, at)
