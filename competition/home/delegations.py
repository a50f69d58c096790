"""A competition's delegations as everyone reads them: points of their announced awards, and the best of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.directory.models import Organisation
from competition.home import people
from competition.home.people import Listed
from competition.honours import person_requests
from competition.plan import queries as plan
from competition.plan.models import Competition
from competition.policy.book import Book, Dated
from competition.results import announced, delegation_rules
from competition.results.announced_models import AnnouncedLine
from competition.results.award_rules import AWARDS
from competition.results.delegation_rules import Delegation, Share

POINTS = "results.delegation_points"


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """All that a competition's delegation table shows; `announced` of its `items` have an announced result."""

    competition: Competition
    rows: Sequence[Delegation[int]]
    units: Mapping[int, Organisation]
    lines: Mapping[int, AnnouncedLine]
    named: Mapping[int, Listed]
    awards: Sequence[str]
    points: Dated
    announced: int
    items: int


def delegations_page(competition_id: int, book: Book) -> DelegationsPage | None:
    """Gather a competition's delegation table: six statements; None where the competition is not public."""
    competition = plan.competition(competition_id)
    if competition is None or not competition.is_public:
        return None
    found, points = announced.delegations(competition_id), book.on(competition.starts_on, POINTS)
    rows = delegation_rules.ranked([_share(line, unit) for line, unit in found], points.value)
    given = {award for row in rows for award in row.awards}
    return DelegationsPage(
        competition,
        rows,
        {unit.id: unit for _line, unit in found},
        {line.id: line for line, _unit in found},
        people.listed([line for line, _unit in found], person_requests.hidden()),
        [award for award in AWARDS if award in given],
        points,
        len({line.item_id for line, _unit in found}),
        sum(not item.cancelled for item in competition.items),
    )


def _share(line: AnnouncedLine, unit: Organisation) -> Share[int]:
    return Share(unit.id, line.id, line.award, line.scale)
