"""A season as everyone reads it: where its items stand, its figures, its medal tables; no table of marks is asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from competition.foundation.charts import Bars
from competition.home import pictures, rules
from competition.home.rules import MedalRow, Stage, Whose
from competition.plan import queries as plan
from competition.plan.models import Competition, Item, Season
from competition.results import announced, appeals, released
from competition.results.announced import Counted, HostCounted
from competition.results.award_rules import AWARDS
from competition.results.rules import ResultState
from competition.results.snapshot_models import Release, ReleaseState

# what a release says of where the result stands
STANDS = {
    ReleaseState.ON_NOTICE: ResultState.ON_NOTICE,
    ReleaseState.NOTICE_OVER: ResultState.ON_NOTICE,
    ReleaseState.ANNOUNCED: ResultState.ANNOUNCED,
}


@dataclass(frozen=True, slots=True)
class Course:
    """A competition of the season, where it stands, and its items with what was released of each."""

    competition: Competition
    stage: Stage
    items: Sequence[tuple[Item, Release | None]]


@dataclass(frozen=True, slots=True)
class Medals:
    """Who won what in a year's announced results, by unit and by district; and the awards that occur."""

    units: Mapping[int, Counted]
    by_unit: Sequence[MedalRow[int]]
    by_district: Sequence[MedalRow[str]]
    awards: Sequence[str]
    # awards that wait for an appeal: they are counted when it is decided
    held: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a season comes to, so far."""

    competitions: int
    items: int
    announced: int
    placed: int
    units: int
    awards: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """A season's charts, and its map with how many have no tile on it."""

    charts: Sequence[Bars]
    tiles: Sequence[pictures.Tile]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class SeasonPage:
    """All that a season's page shows."""

    season: Season
    years: Sequence[int]
    courses: Sequence[Course]
    figures: Figures
    medals: Medals
    pictures: Pictures
    hosts: Sequence[HostCounted]


def season_page(year: int) -> SeasonPage | None:
    """Gather a season's page: eight statements, whatever the season holds; None where nothing of it is public."""
    season, competitions = plan.season(year), plan.public_competitions(year, "", "")
    if season is None or not competitions:
        return None
    releases = released.of_items([item.id for c in competitions for item in c.items])
    rows = announced.counted(year)
    courses = [_course(c, releases) for c in competitions]
    figures = _figures(courses, rows)
    hosts = announced.by_host(year)
    return SeasonPage(season, plan.public_years(), courses, figures, medals(rows), _pictures(rows), hosts)


def _pictures(rows: Sequence[Counted]) -> Pictures:
    charts = (pictures.units(rows), pictures.districts(rows), pictures.seasons(announced.by_year()))
    return Pictures([one for one in charts if one], pictures.city(rows), pictures.elsewhere(rows))


def _course(competition: Competition, releases: Mapping[int, Release]) -> Course:
    items = [(item, releases.get(item.id)) for item in competition.items if not item.cancelled]
    stands = {STANDS[one.state] for _item, one in items if one and one.state in STANDS}
    return Course(competition, rules.stage_of(competition.state, stands), items)


def _figures(courses: Sequence[Course], rows: Sequence[Counted]) -> Figures:
    held = [course for course in courses if course.stage is not Stage.CANCELLED]
    states = [release.state for course in held for _item, release in course.items if release]
    return Figures(
        competitions=len(held),
        items=sum(len(course.items) for course in held),
        announced=states.count(ReleaseState.ANNOUNCED),
        placed=sum(one.count for one in rows),
        units=len({one.unit_id for one in rows}),
        awards=sum(one.count for one in rows if one.award in AWARDS),
    )


def medals(rows: Sequence[Counted]) -> Medals:
    """Count awards by unit and by district, each ranked."""
    found = {one.award for one in rows}
    return Medals(
        {one.unit_id: one for one in rows},
        rules.medal_table(_tally(rows, lambda one: one.unit_id)),
        rules.medal_table(_tally(rows, lambda one: one.division_code)),
        [award for award in AWARDS if award in found],
        sum(one.count for one in rows if one.award == appeals.HELD),
    )


def _tally(rows: Sequence[Counted], whose: Callable[[Counted], Whose]) -> dict[Whose, Counter[str]]:
    tally: dict[Whose, Counter[str]] = defaultdict(Counter)
    for one in rows:
        if one.award in AWARDS:
            tally[whose(one)][one.award] += one.count
    return tally
