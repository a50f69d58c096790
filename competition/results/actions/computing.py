"""An item's result is worked out from its closed sheets, as a new version."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
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
from competition.results import award_rules, queries, rules
from competition.results.award_rules import Awarded
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import Placed, ResultState, Status, Total

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
    scheme = award_rules.scheme_of(book.on(on, awards).value, int(book.on(on, "results.minimum_field").value))
    given = award_rules.awarded(placed, scheme)
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
