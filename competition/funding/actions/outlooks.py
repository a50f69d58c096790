"""Asks for what looking ahead shows, which is worked out in the background: a what-if, or a forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from competition.accounts.models import User
from competition.foundation import tasks, trail
from competition.foundation.database import transaction
from competition.foundation.errors import Fault, refuse_faults
from competition.foundation.tables import Task
from competition.foundation.tasks import Wanted
from competition.foundation.texts import _
from competition.funding import decisions
from competition.funding.outlooks import FORECAST, WHAT_IF
from competition.plan.models import Season
from competition.policy import draft_words
from competition.policy.book import Book

MOST_FURTHER = 200


@dataclass(frozen=True, slots=True)
class Other:
    """Other values of the tables of prizes, shared places, groups and hosts."""

    by_rank: Mapping[str, Mapping[int, int]]
    shared: str
    by_group: Mapping[str, str]
    by_level: Mapping[str, int]

    @property
    def content(self) -> dict[str, Any]:
        """Give them as they are kept with what was asked, by table."""
        ranks = {level: {str(place): fen for place, fen in of.items()} for level, of in self.by_rank.items()}
        by_rank, _cap, shared, groups = decisions.PRIZE
        told = {by_rank: ranks, shared: self.shared, groups: dict(self.by_group)}
        return told | {decisions.HOST[0]: dict(self.by_level)}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in which language, when by the house's clock and by the computer's."""

    by: User
    language: str
    at: datetime
    present: datetime


def ask_what_if(season: Season, other: Other, book: Book, who: Asker) -> Task:
    """Ask what a season would have cost by other tables; nothing that was decided changes."""
    _must_be_usable(other, book, who)
    told = {"year": season.year, "tables": other.content}
    return _ask(WHAT_IF, told, _("What if (%(year)s)", year=season.year), season, who)


def ask_forecast(season: Season, further: int, seed: int, who: Asker) -> Task:
    """Ask what a season may cost, with so many competitions more than are planned, played by this seed."""
    if not 0 <= further <= MOST_FURTHER:
        message = _("Write a number from 0 to %(most)s.", most=MOST_FURTHER)
        refuse_faults([Fault(message, field="further")], message)
    told = {"year": season.year, "further": further, "seed": seed}
    return _ask(FORECAST, told, _("Forecast of %(year)s", year=season.year), season, who)


def _ask(kind: str, about: dict[str, Any], title: str, season: Season, who: Asker) -> Task:
    with transaction():
        made = tasks.put(Wanted(kind, about, title, who.language), who.by.id, who.at, who.present)
        trail.record(who.by, f"{kind}_asked", season, who.at, {"task": made.id, **about})
    return made


def _must_be_usable(other: Other, book: Book, who: Asker) -> None:
    faults = []
    for name, value, field in (
        (decisions.PRIZE[0], other.by_rank, "prizes"),
        (decisions.PRIZE[3], other.by_group, "groups"),
        (decisions.HOST[0], other.by_level, "hosts"),
    ):
        table = book.table(name)
        faults += [Fault(draft_words.fault(one, table), field=field) for one in draft_words.faults(value, table)]
    cap = book.on(who.at.date(), decisions.PRIZE[1]).value
    if not faults and any(fen > cap for places in other.by_rank.values() for fen in places.values()):
        faults.append(Fault(str(draft_words.FAULTS["above"]), field="prizes"))
    refuse_faults(faults, _("The tables cannot be used like this."))
