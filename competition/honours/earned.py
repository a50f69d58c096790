"""Who earned what in an announced result: awards by line, titles by the rule, and what either is decided on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from competition.foundation.working import Step, stored
from competition.honours import queries, rules, title_rules
from competition.honours.rules import HonourKind
from competition.honours.title_rules import TitleCase
from competition.policy import title_tables
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
    return awards + _titles(result, lines, book.on(result.item.competition.starts_on, TABLE))


def _award(result: ItemResult, line: ResultLine, member: Member) -> Earned:
    steps = [Step("award_place", {"place": str(line.place), "total": str(line.total), "award": line.award})]
    table = result.basis.get("tables", {}).get(result.basis.get("awards"))
    return Earned(line, member, HonourKind.AWARD, line.award, ground(result, line, stored(steps), table))


def _titles(result: ItemResult, lines: Sequence[ResultLine], said: Dated) -> list[Earned]:
    table = title_tables.table_of(said.value)
    held = queries.titles_held([member.person_id for line in lines for member in line.entry.members], result.item_id)
    found = []
    for line, member, case in cases(result, lines, table.pass_mark):
        worked = title_rules.technician_title(replace(case, held=held.get(member.person_id, frozenset())), table)
        if worked.earned:
            told = ground(result, line, stored(worked.steps), said.as_json())
            found.append(Earned(line, member, HonourKind.TITLE, rules.TECHNICIAN, told))
    return found


def cases(
    result: ItemResult, lines: Sequence[ResultLine], pass_mark: int | None
) -> list[tuple[ResultLine, Member, TitleCase]]:
    """Give every member of these placed lines with what a title or promotion is decided on, but for what they hold."""
    people = [(line, member) for line in lines for member in line.entry.members]
    born = queries.birth_dates([member.person_id for _line, member in people])
    item, found = result.item, []
    for line, member in people:
        birth = born.get(member.person_id)
        case = TitleCase(
            level=str(item.competition.level),
            group=str(item.group),
            place=line.place or 0,
            passed=pass_mark is None or _passed(result, line, Decimal(pass_mark)),
            award=line.award,
            field=len(lines),
            members=len(line.entry.members),
            age=title_rules.age_on(birth, item.held_on) if birth else None,
            skill_level=member.level_as_was,
        )
        found.append((line, member, case))
    return found


def _passed(result: ItemResult, line: ResultLine, pass_mark: Decimal) -> bool:
    # the weights it was worked out with, whatever the item says today
    told = result.basis["weights"]
    weights = results.Weights(Decimal(told["theory"]), Decimal(told["practice"]))
    return results.passes(line.theory, line.practice, weights, pass_mark)


def ground(result: ItemResult, line: ResultLine, steps: list[Any], table: Any) -> dict[str, Any]:
    """Say what something was given on, as it was."""
    return {
        "version": result.number,
        "place": line.place,
        "team": line.entry.team_name,
        "steps": steps,
        "table": table,
    }
