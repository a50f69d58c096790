"""What the hall shows: the season at a glance, what a search finds, the plan behind today's work."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from competition.accounts.models import User
from competition.directory import pinyin
from competition.directory.models import Organisation
from competition.foundation import clock
from competition.foundation.database import db
from competition.home import rules
from competition.home.rules import Stage
from competition.honours import person_requests
from competition.honours import queries as honours
from competition.honours.models import HonourEntry
from competition.honours.queries import Wanted
from competition.plan import queries as plan
from competition.plan.models import Competition, Item, News, Season, TimetableEntry
from competition.results import announced
from competition.results import queries as results
from competition.results.announced_models import AnnouncedLine
from competition.results.models import ItemResult
from competition.results.rules import ResultState

AHEAD = timedelta(days=60)
SHOWN = 4
MOST = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A competition of the season, where it stands, and how many of its results stand where."""

    competition: Competition
    stage: Stage
    results: Mapping[ResultState, int] = field(default_factory=dict)

    @property
    def items(self) -> int:
        """Count the items that are held."""
        return sum(not item.cancelled for item in self.competition.items)


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows; without a season all is empty."""

    season: Season | None = None
    standings: Sequence[Standing] = ()
    next_lines: Sequence[TimetableEntry] = ()
    results: Sequence[ItemResult] = ()
    honours: Sequence[HonourEntry] = ()
    news: Sequence[News] = ()

    @property
    def counts(self) -> dict[Stage, int]:
        """Count the competitions of each stage, in the order of the stages."""
        found = [standing.stage for standing in self.standings]
        return {stage: found.count(stage) for stage in Stage if stage in found}


def front(at: datetime) -> Front:
    """Gather the front page: a fixed number of statements, whatever the season holds."""
    year = rules.season_to_show(plan.public_years(), clock.in_city(at).year)
    news = plan.newest_news(at, SHOWN)
    if year is None:
        return Front(news=news)
    competitions = plan.public_competitions(year, "", "")
    return Front(
        plan.season(year),
        _standings(competitions, _states(competitions, results.PUBLIC)),
        plan.public_timetable(at, at + AHEAD)[:SHOWN],
        newest_results(),
        newest_honours(),
        news,
    )


def _states(
    competitions: Sequence[Competition], states: Sequence[ResultState]
) -> Mapping[int, Mapping[ResultState, int]]:
    found: dict[int, Counter[ResultState]] = defaultdict(Counter)
    query = sa.select(Item.competition_id, ItemResult.state, sa.func.count()).join(ItemResult.item)
    query = query.where(Item.competition_id.in_([c.id for c in competitions]), ItemResult.state.in_(states))
    for competition_id, state, count in db.session.execute(query.group_by(Item.competition_id, ItemResult.state)):
        found[competition_id][state] = count
    return found


def _standings(competitions: Sequence[Competition], states: Mapping[int, Mapping[ResultState, int]]) -> list[Standing]:
    order = list(Stage)
    found = [Standing(c, rules.stage_of(c.state, states.get(c.id, {})), states.get(c.id, {})) for c in competitions]
    return sorted(found, key=lambda standing: order.index(standing.stage))


def newest_results() -> list[ItemResult]:
    """List the newest results on notice or announced."""
    query = (
        sa.select(ItemResult)
        .join(ItemResult.item)
        .join(Item.competition)
        .options(contains_eager(ItemResult.item).contains_eager(Item.competition))
        .where(ItemResult.state.in_(results.PUBLIC))
        .order_by(sa.func.coalesce(ItemResult.announced_on, ItemResult.notice_starts_on).desc(), ItemResult.id.desc())
    )
    return list(db.session.scalars(query.limit(SHOWN)))


def newest_honours() -> list[HonourEntry]:
    """List the newest entries of the register that stand."""
    return honours.newest(Wanted(without=person_requests.hidden()), SHOWN)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, at most twenty of each kind."""

    competitions: Sequence[Competition] = ()
    items: Sequence[Item] = ()
    units: Sequence[Organisation] = ()
    lines: Sequence[AnnouncedLine] = ()
    honours: Sequence[sa.Row[Any]] = ()
    # whoever asked not to be found; a team's line does not list them either
    hidden: frozenset[int] = frozenset()

    @property
    def counts(self) -> tuple[int, ...]:
        """Count what was found of each kind."""
        return tuple(map(len, (self.competitions, self.items, self.units, self.lines, self.honours)))

    @property
    def count(self) -> int:
        """Count everything found."""
        return sum(self.counts)

    @property
    def is_cut(self) -> bool:
        """Say whether there may be more of a kind than is shown."""
        return MOST in self.counts


def search(wanted: str) -> Found:
    """Search what is public, by part of a name, its pinyin or initials: seven statements and one where people are found.

    Of results only what is announced: while one is on notice its people are read on its own page and nowhere gathered.
    """
    if not rules.plain(wanted):
        return Found()
    competitions = plan.public_competitions(None, "", "")
    items = [(item, c) for c in competitions for item in c.items if not item.cancelled]
    spelled = rules.plain(wanted) if rules.is_latin(wanted) else ""
    # between Chinese characters a space is a slip; between Latin words it belongs to the name
    named = wanted if spelled else "".join(wanted.split())
    hidden = person_requests.hidden()
    return Found(
        [c for c in competitions if rules.is_found(wanted, *_forms(wanted, c.name, c.name_en, c.document_number))][
            :MOST
        ],
        [i for i, _ in items if rules.is_found(wanted, *_forms(wanted, i.name, i.name_en, i.code, i.occupation_name))][
            :MOST
        ],
        announced.find_units(named, spelled, MOST),
        announced.find(named, spelled, MOST, hidden),
        _honours(wanted, hidden),
        hidden,
    )


def _forms(wanted: str, name: str, *others: str) -> tuple[str, ...]:
    # the table of pinyin is asked only where Latin letters were typed
    return (name, *others, *(pinyin.of_text(name).split() if rules.is_latin(wanted) else ()))


def _honours(wanted: str, hidden: frozenset[int]) -> list[sa.Row[Any]]:
    # the register's own search: bounded, however large it has become
    return list(honours.register(Wanted(wanted, without=hidden), 1).rows[:MOST])


def lanes(user: User, at: datetime) -> list[Standing]:
    """List this year's competitions that a person runs, hosts or reads, with where each stands."""
    mine = plan.competitions_of(clock.in_city(at).year, user)
    standing = tuple(state for state in ResultState if state is not ResultState.SUPERSEDED)
    return _standings(mine, _states(mine, standing))
