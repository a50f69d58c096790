"""Persons and units as everyone reads them: what announced results and the register say of them, and nothing more."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from competition.directory.models import Organisation
from competition.foundation.charts import Bars
from competition.foundation.database import db
from competition.honours import fame, person_requests
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.results import announced, pictures
from competition.results.announced_models import AnnouncedLine, AnnouncedMember
from competition.results.award_rules import AWARDS

MOST_CHARTS = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """Whom a list names of an announced line; nobody where whoever it names asked to be hidden from lists."""

    name: str
    people: Sequence[AnnouncedMember]


def listed(lines: Collection[AnnouncedLine], hidden: Collection[int]) -> dict[int, Listed]:
    """Say whom lists name of each line: the place counts for its unit, and the result itself goes on naming everyone."""
    return {line.id: _listed(line, hidden) for line in lines}


def _listed(line: AnnouncedLine, hidden: Collection[int]) -> Listed:
    named = [one for one in line.people if one.person_id not in hidden]
    # a team without a name of its own is named by its members
    told = any(one.name in line.name for one in line.people if one.person_id in hidden)
    return Listed("、".join(one.name for one in named) if told else line.name, named)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What everyone reads of a person, the newest first."""

    name: str
    lines: Sequence[AnnouncedLine]
    titles: Sequence[HonourEntry]
    # how many other people of this name announced results name
    namesakes: int
    # where the newest of these places lie in their fields
    charts: Sequence[tuple[AnnouncedLine, Bars]]
    named: Mapping[int, Listed]


def person_page(code: str) -> PersonPage | None:
    """Gather a person's page: eight statements; None where nothing announced names them."""
    ids, hidden = announced.person_ids(code), person_requests.hidden()
    # whoever asked to be hidden has no page; what results and register tell of them stays where it stands
    lines = announced.of_person(ids) if ids and not ids & hidden else ()
    named = announced.first_of(lines, ids)
    if named is None:
        return None
    charts = pictures.of_announced(lines[:MOST_CHARTS])
    names = listed(lines, hidden)
    return PersonPage(named.name, lines, _titles(ids), announced.namesakes(named.name, ids), charts, names)


def is_hidden(code: str) -> bool:
    """Say whether a code is that of somebody who asked to be hidden: pages of results released before lead here."""
    return bool(announced.person_ids(code) & person_requests.hidden())


def _titles(person_ids: Collection[int]) -> Sequence[HonourEntry]:
    e = HonourEntry
    query = sa.select(e).where(e.person_id.in_(person_ids), e.kind == HonourKind.TITLE, e.state == EntryState.ENTERED)
    return db.session.scalars(query.order_by(e.awarded_on.desc(), e.id)).all()


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What everyone reads of a unit, the newest first."""

    unit: Organisation
    lines: Sequence[AnnouncedLine]
    # whether the hall of fame has honours of it
    honoured: bool
    named: Mapping[int, Listed]

    @property
    def awards(self) -> list[tuple[str, int]]:
        """Count its awards, best first."""
        counts = Counter(line.award for line in self.lines)
        return [(award, counts[award]) for award in AWARDS if counts[award]]


def unit_page(unit_id: int) -> UnitPage | None:
    """Gather a unit's page: six statements; None where nothing announced names it."""
    unit = announced.unit(unit_id)
    if unit is None:
        return None
    lines = announced.of_unit(unit.id)
    return UnitPage(unit, lines, fame.is_honoured(unit.id), listed(lines, person_requests.hidden()))
