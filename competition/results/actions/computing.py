"""An item's result is worked out from its closed sheets, as a new version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation import trail
from competition.foundation.database import transaction
from competition.foundation.errors import Refused
from competition.foundation.texts import _, _l
from competition.foundation.working import Step, figure, stored
from competition.judging import queries as judging
from competition.judging.rules import EntryMarks, Presence, finite
from competition.plan.models import Item
from competition.policy.book import Book
from competition.registration import queries as registration
from competition.registration.models import Entry
from competition.results import award_rules, plans, queries, rules, snapshots
from competition.results.award_rules import Awarded, AwardScheme
from competition.results.models import ItemResult, ResultLine
from competition.results.plan_models import ResultPlan
from competition.results.rules import Placed, ResultState, Status, TieLink, Total

TIE_ORDER, MINIMUM_FIELD, NOTICE_DAYS = "results.tie_order", "results.minimum_field", "results.notice_days"


def compute_result(item: Item, book: Book, awards: str, reason: str, by: User, at: datetime) -> ItemResult:
    """Work out an item's result from its closed sheets, as a new version; one that stands is superseded with a reason.

    `awards` names the policy table of the award scheme (results.awards, results.awards_by_ratio, ...); an item with a
    plan of its own goes by that.
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
        how, marks = _how(item, book, awards), judging.closed_marks(item.id)
        result.basis = _basis(item, book, how, marks)
        result.lines, steps = _lines(item, how, marks)
        result.basis = {**result.basis, "award_steps": stored(steps), "scale": _scale(result.lines)}
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
    snapshots.withdraw(old, reason, at)
    closed = judging.held_closing(item.id)
    if closed:
        closed.let_go()
    trail.record(by, "results.superseded", old, at, {"reason": reason.strip()})


@dataclass(frozen=True, slots=True)
class _How:
    """What a result is worked out with: the item's own plan, or the policy's tables of its first day."""

    tables: tuple[str, ...]
    chain: tuple[TieLink, ...]
    scheme: AwardScheme
    awards: str
    plan: ResultPlan | None


def _how(item: Item, book: Book, awards: str) -> _How:
    plan, on = plans.plan(item.id), item.competition.starts_on
    if plan is not None:
        return _How((NOTICE_DAYS,), plan.chain, plan.scheme, "", plan)
    chain = rules.chain_of(book.on(on, TIE_ORDER).value)
    scheme = award_rules.scheme_of(book.on(on, awards).value, int(book.on(on, MINIMUM_FIELD).value))
    return _How((TIE_ORDER, MINIMUM_FIELD, NOTICE_DAYS, awards), chain, scheme, awards, None)


def _basis(item: Item, book: Book, how: _How, marks: Sequence[EntryMarks]) -> dict[str, Any]:
    plan = how.plan
    return {
        "weights": {"theory": figure(item.theory_weight), "practice": figure(item.practice_weight)},
        "places": rules.TOTAL_PLACES,
        "tables": {name: book.on(item.competition.starts_on, name).as_json() for name in how.tables},
        "awards": how.awards,
        "ties": [one.part for one in how.chain],
        "untimed": _untimed(marks),
        "plan": plan and {"awards": plan.awards, "ending": plan.ending.value, "version": plan.version},
        "sheets": judging.closed_hashes(item.id),
    }


def _lines(item: Item, how: _How, given_marks: Sequence[EntryMarks]) -> tuple[list[ResultLine], tuple[Step, ...]]:
    marks = {one.entry_id: one for one in given_marks}
    entries = {entry.id: entry for entry in registration.accepted(item.id)}
    weights = rules.Weights(item.theory_weight, item.practice_weight)
    totals = {key: _total(one, weights) for key, one in marks.items()}
    placed = _placed(item, list(marks.values()), totals, how.chain)
    given = award_rules.awarded(placed, how.scheme)
    return [
        _line(row, entries[row.standing.key], marks[row.standing.key], totals, given) for row in placed
    ], given.steps


def _scale(lines: Sequence[ResultLine]) -> dict[str, Any]:
    """Give the WorldSkills scale, for information, by competitor number; or why it is not applied."""
    on = rules.scale({line.number: line.total for line in lines if line.place is not None and line.total is not None})
    return {"scores": {str(number): score for number, score in on.scores.items()}, "not_applied": on.not_applied}


def _total(marks: EntryMarks, weights: rules.Weights) -> Total:
    if marks.presence is not Presence.PRESENT:
        return Total(None, (), ())
    return rules.total(marks.theory, marks.practice, weights)


def _placed(
    item: Item, marks: Sequence[EntryMarks], totals: dict[int, Total], chain: Sequence[TieLink]
) -> tuple[Placed, ...]:
    timed = not _untimed(marks)
    others = [
        {
            rules.THEORY: one.theory,
            rules.PRACTICE: one.practice,
            rules.TIME: Decimal(one.seconds) if timed and one.seconds is not None else None,
        }
        for one in marks
    ]
    compared = rules.compared([one.figures for one in marks], others)
    standings = [
        rules.Standing(one.entry_id, one.number, _status(one), totals[one.entry_id].value, brings)
        for one, brings in zip(marks, compared, strict=True)
    ]
    try:
        placed = rules.placed(standings, [one for one in chain if one.part != rules.DECISION])
    except rules.Undecided as undecided:
        numbers = ", ".join(map(str, undecided.numbers))
        raise Refused(
            _(
                "Competitors %(numbers)s are neither marked nor excused. Mark them, or say that they were absent.",
                numbers=numbers,
            )
        ) from undecided
    decided = plans.decided(item.id, rules.still_tied(placed)) if rules.link(rules.DECISION) in chain else {}
    told = [replace(one, parts={**(one.parts or {}), rules.DECISION: decided.get(one.key)}) for one in standings]
    return rules.placed(told, chain) if decided else placed


def _untimed(marks: Iterable[EntryMarks]) -> list[int]:
    """Name who competed without a time; a record with holes parts nobody."""
    return [one.number for one in marks if one.presence is Presence.PRESENT and one.seconds is None]


def _status(marks: EntryMarks) -> Status:
    return Status.NOT_MARKED if marks.presence is None else Status(marks.presence.value)


def _line(row: Placed, entry: Entry, marks: EntryMarks, totals: dict[int, Total], given: Awarded) -> ResultLine:
    modules = [{"code": "module", "module": code, "mark": figure(finite(mark))} for code, mark in marks.figures.items()]
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
        working=[*stored(totals[entry.id].steps), *modules, *stored(marks.steps), *aspects],
    )
