"""Who earned what in an announced result: awards by line, and the title by its rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competition.foundation.working import Step, stored
from competition.honours import queries, rules
from competition.honours.rules import HonourKind
from competition.policy.book import Book, Dated
from competition.registration.models import Member
from competition.results import rules as results
from competition.results.models import ItemResult, ResultLine

TABLE = "honours.municipal_technician"


@dataclass(frozen=True, slots=True)
class Earned:
    """One thing one person earned: an award or a title, by code, and what it rests on."""

    line: ResultLine
    member: Member
    kind: HonourKind
    what: str
    ground: Mapping[str, Any]

    @property
    def key(self) -> tuple[int | None, HonourKind]:
        """Name the person and kind: nobody has two of a kind from one item."""
        return self.member.person_id, self.kind


def from_result(result: ItemResult, book: Book) -> list[Earned]:
    """Work out what every member of every line earned, best place first; awards before titles."""
    return of_lines(result, queries.placed_lines(result.id), book)


def of_lines(result: ItemResult, lines: Sequence[ResultLine], book: Book) -> list[Earned]:
    """Work out what the members of these placed lines earn, in a result or in a version that might take its place."""
    people = [(line, member) for line in lines for member in line.entry.members]
    awards = [_award(result, line, member) for line, member in people if line.award]
    return awards + _titles(result, people, book.on(result.item.competition.starts_on, TABLE))


def _award(result: ItemResult, line: ResultLine, member: Member) -> Earned:
    steps = [Step("award_place", {"place": str(line.place), "total": str(line.total), "award": line.award})]
    table = result.basis.get("tables", {}).get(result.basis.get("awards"))
    return Earned(line, member, HonourKind.AWARD, line.award, _ground(result, line, stored(steps), table))


def _titles(result: ItemResult, people: list[tuple[ResultLine, Member]], said: Dated) -> list[Earned]:
    held = queries.titles_held([member.person_id for _, member in people], result.item_id)
    table = said.value
    found = []
    for line, member in people:
        case = rules.TitleCase(
            str(result.item.competition.level),
            str(result.item.group),
            line.place or 0,
            _passed(result, line, Decimal(table["pass_mark"])),
            held.get(member.person_id, frozenset()),
        )
        worked = rules.technician_title(case, table["to_place"], frozenset(table["groups"]), rules.TECHNICIAN)
        if worked.earned:
            ground = _ground(result, line, stored(worked.steps), said.as_json())
            found.append(Earned(line, member, HonourKind.TITLE, rules.TECHNICIAN, ground))
    return found


def _passed(result: ItemResult, line: ResultLine, pass_mark: Decimal) -> bool:
    # the weights it was worked out with, whatever the item says today
    told = result.basis["weights"]
    weights = results.Weights(Decimal(told["theory"]), Decimal(told["practice"]))
    return results.passes(line.theory, line.practice, weights, pass_mark)


def _ground(result: ItemResult, line: ResultLine, steps: list[Any], table: Any) -> dict[str, Any]:
    return {
        "version": result.number,
        "place": line.place,
        "team": line.entry.team_name,
        "steps": steps,
        "table": table,
    }
