"""An item's result is worked out from its marks: places, awards and their working; nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from competition.foundation.errors import Refused
from competition.foundation.texts import _
from competition.foundation.working import figure, stored
from competition.judging import queries as judging
from competition.judging.rules import EntryMarks, Instead, Presence, finite
from competition.judging.tabulation import contents
from competition.plan.models import Item
from competition.policy.book import Book
from competition.registration import queries as registration
from competition.registration.models import Entry
from competition.results import award_rules, plans, rules, stages
from competition.results.award_rules import Awarded, AwardScheme
from competition.results.models import ResultLine
from competition.results.plan_models import ResultPlan
from competition.results.rules import Placed, Status, TieLink, Total
from competition.results.stages import Earlier

TIE_ORDER, MINIMUM_FIELD, NOTICE_DAYS = "results.tie_order", "results.minimum_field", "results.notice_days"
AWARDS = "results.awards"


@dataclass(frozen=True, slots=True)
class _How:
    """What a result is worked out with: the item's own plan, or the policy's tables of its first day."""

    tables: tuple[str, ...]
    chain: tuple[TieLink, ...]
    scheme: AwardScheme
    awards: str
    plan: ResultPlan | None


@dataclass(frozen=True, slots=True)
class Said:
    """What corrections say: what counts in place of what was kept, and the judges' decisions on ties, latest last."""

    instead: Instead = judging.AS_KEPT
    orders: Sequence[Sequence[int]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result's lines as they came out, and what they were worked out with; kept nowhere yet.

    `tied` are the entries nothing but the judges' decision parts, where the order of ties ends with that.
    """

    lines: Sequence[ResultLine]
    basis: Mapping[str, Any]
    tied: Sequence[frozenset[int]] = ()


def of_item(item: Item, book: Book, awards: str, said: Said) -> Outcome:
    """Work an item's result out from its closed marks and what corrections say."""
    how, marks = _how(item, book, awards), judging.closed_marks(item.id, said.instead)
    weights = rules.Weights(item.theory_weight, item.practice_weight)
    earlier = stages.earlier(item.id)
    totals = {one.entry_id: _total(one, weights, earlier) for one in marks}
    _must_bring(marks, totals, earlier)
    placed, tied = _placed(marks, totals, how.chain, [*plans.orders(item.id), *said.orders])
    given = award_rules.awarded(placed, how.scheme)
    lines = _lines(item, marks, totals, placed, given)
    ended = {"earlier": earlier and earlier.basis(), "award_steps": stored(given.steps), "scale": _scale(lines)}
    return Outcome(lines, {**_basis(item, book, how, marks), **ended}, tied)


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
        "judged": _judged(item),
    }


def _judged(item: Item) -> dict[str, Any]:
    """Give what the scheme says of rounding, parts, pass marks and teams, as it was."""
    scheme = judging.engine_scheme(item.id)
    return contents.settings_content(scheme) if scheme else {}


def _lines(
    item: Item, given_marks: Sequence[EntryMarks], totals: dict[int, Total], placed: Sequence[Placed], given: Awarded
) -> list[ResultLine]:
    marks = {one.entry_id: one for one in given_marks}
    entries = {entry.id: entry for entry in registration.accepted(item.id)}
    return [_line(row, entries[row.standing.key], marks[row.standing.key], totals, given) for row in placed]


def _scale(lines: Sequence[ResultLine]) -> dict[str, Any]:
    """Give the WorldSkills scale, for information, by competitor number; or why it is not applied."""
    on = rules.scale({line.number: line.total for line in lines if line.place is not None and line.total is not None})
    return {"scores": {str(number): score for number, score in on.scores.items()}, "not_applied": on.not_applied}


def _total(marks: EntryMarks, weights: rules.Weights, earlier: Earlier | None) -> Total:
    if marks.presence is not Presence.PRESENT:
        return Total(None, (), ())
    brought = None if earlier is None else earlier.brought(marks.entry_id)
    return rules.total(marks.theory, marks.practice, weights, brought)


def _must_bring(marks: Sequence[EntryMarks], totals: Mapping[int, Total], earlier: Earlier | None) -> None:
    lacking = [one.number for one in marks if rules.CARRIED in totals[one.entry_id].missing]
    if lacking and earlier is not None:
        raise Refused(
            _(
                "Competitors %(numbers)s have no total in version %(version)s of the result of %(item)s, and none is no"
                " zero. Have that corrected, or have the chief judge say that they did not take part.",
                numbers=", ".join(map(str, lacking)),
                version=earlier.result.number,
                item=f"{earlier.item.code} {earlier.item.name}",
            )
        )


def _standings(marks: Sequence[EntryMarks], totals: dict[int, Total]) -> list[rules.Standing]:
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
    return [
        rules.Standing(one.entry_id, one.number, _status(one), totals[one.entry_id].value, brings)
        for one, brings in zip(marks, compared, strict=True)
    ]


def _placed(
    marks: Sequence[EntryMarks],
    totals: dict[int, Total],
    chain: Sequence[TieLink],
    orders: Sequence[Sequence[int]],
) -> tuple[Sequence[Placed], Sequence[frozenset[int]]]:
    standings = _standings(marks, totals)
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
    tied = rules.still_tied(placed) if rules.link(rules.DECISION) in chain else ()
    decided = rules.decided(orders, tied)
    told = [replace(one, parts={**(one.parts or {}), rules.DECISION: decided.get(one.key)}) for one in standings]
    return rules.placed(told, chain) if decided else placed, tied


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
        entry=entry,
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
