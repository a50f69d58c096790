"""Places of a tabulated stage: the same ranking as everywhere, on exact fractions; and a whole result from files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from competition.judging import rules as judging
from competition.judging.tabulation.scheme import Scheme
from competition.judging.tabulation.tally import Status, Tally
from competition.results import rules
from competition.results.rules import Standing, TieLink


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a stage with its place; `decided_by` names the link of the chain that parted equal totals."""

    tally: Tally
    place: int | None
    shared: bool
    decided_by: str


def rows(scheme: Scheme, tallies: Mapping[str, Tally]) -> list[Row]:
    """Place the entries of a stage, best first; those without a total follow without a place."""
    whole = [tally for tally in tallies.values() if tally.status is Status.PRESENT and tally.total is not None]
    totals = rules.ordinals(tally.total for tally in whole if tally.total is not None)
    links = {tie.by: rules.ordinals(t.figures[tie.by] for t in whole if tie.by in t.figures) for tie in scheme.ties}
    standings = [
        Standing(
            number,
            number,
            rules.Status.PRESENT,
            totals[tally.total if tally.total is not None else Fraction()],
            {by: known[tally.figures[by]] for by, known in links.items() if by in tally.figures},
        )
        for number, tally in enumerate(whole)
    ]
    chain = [TieLink(tie.by, tie.higher_is_better) for tie in scheme.ties]
    placed = [Row(whole[p.standing.key], p.place, p.shared, p.decided_by) for p in rules.placed(standings, chain)]
    there = {id(tally) for tally in whole}
    return placed + [Row(tally, None, False, "") for tally in tallies.values() if id(tally) not in there]


# what a result adds to the judges' marks, as rows of the marks' file
BESIDE = (rules.THEORY, rules.CARRIED, rules.TIME, rules.DECISION)


@dataclass(frozen=True, slots=True)
class Final:
    """How a result is made of the tabulated practice: weights of theory and practice, and the chain of ties.

    `carried` is the share of an earlier item's total in per cent, None where none is carried over.
    """

    weights: rules.Weights
    chain: tuple[TieLink, ...]
    carried: Decimal | None = None

    @property
    def content(self) -> dict[str, Any]:
        """Write it as a scheme's file holds it."""
        told = {"theory": str(self.weights.theory), "practice": str(self.weights.practice)}
        share = {} if self.carried is None else {"carried": str(self.carried)}
        return {**told, **share, "ties": [link.part for link in self.chain]}


def final_of(text: str) -> Final | None:
    """Read how a result is made from a scheme's file; None where the file tells of judging alone."""
    told = json.loads(text).get("result")
    if told is None:
        return None
    weights = rules.Weights(Decimal(told["theory"]), Decimal(told["practice"]))
    carried = Decimal(told["carried"]) if "carried" in told else None
    return Final(weights, tuple(rules.link(part) for part in told["ties"]), carried)


def placed(
    scheme: Scheme, final: Final | None, tallies: Mapping[str, Tally], beside: Mapping[str, Mapping[str, Decimal]]
) -> list[Row]:
    """Place the entries of a stage: as a result where the file says how one is made, else as the scheme alone does."""
    return final_rows(scheme, final, tallies, beside) if final else rows(scheme, tallies)


def final_rows(
    scheme: Scheme, final: Final, tallies: Mapping[str, Tally], beside: Mapping[str, Mapping[str, Decimal]]
) -> list[Row]:
    """Weigh theory and practice and place the entries as the house does; who lacks a mark has no total and no place."""
    worked = {entry: _weighed(of, final, beside.get(entry, {})) for entry, of in tallies.items()}
    whole = [of for of in worked.values() if of.status is Status.PRESENT and of.total is not None]
    brings = rules.compared([_compared(scheme, of) for of in whole], _others(whole, beside))
    standings = [
        Standing(n, n, rules.Status.PRESENT, judging.finite(of.total or Fraction()), mine)
        for n, (of, mine) in enumerate(zip(whole, brings, strict=True))
    ]
    found = [Row(whole[p.standing.key], p.place, p.shared, p.decided_by) for p in rules.placed(standings, final.chain)]
    there = {of.entry for of in whole}
    return found + [Row(of, None, False, "") for entry, of in worked.items() if entry not in there]


def _weighed(of: Tally, final: Final, beside: Mapping[str, Decimal]) -> Tally:
    if of.status is not Status.PRESENT or of.own is None:
        return of
    brought = None if final.carried is None else rules.Brought(beside.get(rules.CARRIED), final.carried, {})
    total = rules.total(beside.get(rules.THEORY), judging.finite(of.own), final.weights, brought)
    made = None if total.value is None else Fraction(total.value)
    return replace(of, total=made, missing=total.missing, steps=(*of.steps, *total.steps))


def _compared(scheme: Scheme, of: Tally) -> dict[str, Fraction | None]:
    wanted = {criterion.code for criterion in scheme.criteria} | {part.code for part in scheme.parts}
    return {code: mark for code, mark in of.figures.items() if code in wanted}


def _others(whole: Sequence[Tally], beside: Mapping[str, Mapping[str, Decimal]]) -> list[dict[str, Decimal | None]]:
    # a record with holes parts nobody: times count where everybody has one
    timed = all(rules.TIME in beside.get(of.entry, {}) for of in whole)
    return [
        {
            rules.THEORY: mine.get(rules.THEORY),
            rules.PRACTICE: judging.finite(of.own or Fraction()),
            rules.TIME: mine.get(rules.TIME) if timed else None,
            rules.DECISION: mine.get(rules.DECISION),
        }
        for of in whole
        for mine in (beside.get(of.entry, {}),)
    ]
