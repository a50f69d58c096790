"""Places of a tabulated stage: the same ranking as everywhere, on exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

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
