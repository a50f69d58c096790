"""Persons and units as everyone reads them: what announced results and the register say of them, and nothing more."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from competition.directory.models import Organisation
from competition.foundation.charts import Bars
from competition.foundation.database import db
from competition.honours import fame, person_requests
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState, HonourKind
from competition.results import announced, pictures
from competition.results.announced_models import AnnouncedLine
from competition.results.award_rules import AWARDS

MOST_CHARTS = 4


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


def person_page(code: str) -> PersonPage | None:
    """Gather a person's page: eight statements; None where nothing announced names them."""
    ids = announced.person_ids(code)
    # whoever asked to be hidden has no page; what results and register tell of them stays where it stands
    lines = announced.of_person(ids) if ids and not ids & person_requests.hidden() else ()
    named = announced.first_of(lines, ids)
    if named is None:
        return None
    charts = pictures.of_announced(lines[:MOST_CHARTS])
    return PersonPage(named.name, lines, _titles(ids), announced.namesakes(named.name, ids), charts)


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

    @property
    def awards(self) -> list[tuple[str, int]]:
        """Count its awards, best first."""
        counts = Counter(line.award for line in self.lines)
        return [(award, counts[award]) for award in AWARDS if counts[award]]


def unit_page(unit_id: int) -> UnitPage | None:
    """Gather a unit's page: five statements; None where nothing announced names it."""
    unit = announced.unit(unit_id)
    if unit is None:
        return None
    return UnitPage(unit, announced.of_unit(unit.id), fame.is_honoured(unit.id))
