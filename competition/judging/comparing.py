"""The judges of a closed item beside each other: agreement, each judge's ways, and the many-facet Rasch report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from competition.accounts.models import User
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.judging import agreement, blind, kinds, panel_queries, rasch, rosters
from competition.judging.agreement import Agreement, Given, JudgeFigures
from competition.judging.models import Aspect, ItemJudge, Mark, Sheet, SubCriterion
from competition.judging.panel_models import Discussion
from competition.judging.rasch import Fit, Score
from competition.judging.rules import HIGHEST_SCORE, AspectKind
from competition.judging.tabulation.scheme import JUDGED, Panel
from competition.judging.tabulation.scheme import Aspect as EngineAspect
from competition.registration.models import Entry


@dataclass(frozen=True, slots=True)
class JudgeCounts:
    """One judge in counts: scores left out as too high and too low of those that could be; alarms, and scores changed."""

    too_high: int = 0
    too_low: int = 0
    could_be: int = 0
    alarms: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What the page and the workbook tell; figures are in points up to `highest`, or per cent where scales differ."""

    overall: Agreement
    judges: Sequence[JudgeFigures]
    counts: Mapping[str, JudgeCounts]
    re_marked: int
    fit: Fit
    highest: float = float(HIGHEST_SCORE)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one judge gave one competitor for one aspect, with all that the figures need of it."""

    entry_id: int
    aspect_id: int
    position: int
    judge: str
    value: Decimal
    code: str
    scale: tuple[AspectKind, float]
    panel: Panel | None


Place = tuple[int, int]


def compared(item_id: int) -> Compared:
    """Work out an item's comparison from what its judges gave; figures describe, they never decide a result."""
    names = _names(item_id)
    there = _judged(item_id, names)
    highest = agreement.common_scale(each.scale[1] for each in there)
    objects = _objects(item_id, there, highest)
    units, districts = ({}, {}) if blind.is_veiled(item_id) else _homes(item_id, names)
    overall = agreement.agreement(one.marks for one in objects)
    judges = agreement.judges(objects, units, districts)
    counts = _counts(item_id, there)
    return Compared(overall, judges, counts, panel_queries.re_marked(item_id), _fit(item_id, there), highest)


def _names(item_id: int) -> dict[int, str]:
    """Name each judge once: two of the same name are told apart by a number."""
    query = sa.select(ItemJudge.id, User.name).join(ItemJudge.user)
    rows = db.session.execute(query.where(ItemJudge.item_id == item_id).order_by(ItemJudge.position, ItemJudge.id))
    names: dict[int, str] = {row[0]: row[1] for row in rows}
    often = Counter(names.values())
    return {judge: name if often[name] == 1 else f"{name} {n}" for n, (judge, name) in enumerate(names.items(), 1)}


def _judged(item_id: int, names: Mapping[int, str]) -> list[_Judged]:
    query = (
        sa.select(Sheet.entry_id, Sheet.position, Sheet.judge_id, Mark.value, SubCriterion.code, Aspect)
        .select_from(Mark)
        .join(Mark.sheet)
        .join(Mark.aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Sheet.entry)
        .where(Entry.item_id == item_id, Aspect.kind.in_(JUDGED), rosters.is_here(Entry.id))
        .order_by(Sheet.entry_id, Aspect.sub_criterion_id, Aspect.position, Sheet.position)
    )
    found, engines = [], dict[int, EngineAspect]()
    for entry_id, position, judge_id, value, code, aspect in db.session.execute(query):
        engine = engines.get(aspect.id) or engines.setdefault(aspect.id, aspect.engine())
        scale, place = (aspect.kind, kinds.highest_score(engine)), f"{code}.{aspect.tag}"
        found.append(_Judged(entry_id, aspect.id, position, names[judge_id], value, place, scale, engine.panel))
    return found


def _objects(item_id: int, there: Sequence[_Judged], highest: float) -> list[Given]:
    """Put side by side what the judges of a panel gave, all on the common scale."""
    competitors = {each.entry_id: each for each in rosters.competitors(item_id)}
    districts = _districts({each.unit for each in competitors.values()})
    marks: dict[Place, dict[str, float]] = {}
    for each in there:
        value = float(each.value) * (highest / each.scale[1])
        marks.setdefault((each.entry_id, each.aspect_id), {})[each.judge] = value
    found = []
    for (entry_id, _aspect), given in marks.items():
        unit = competitors[entry_id].unit if entry_id in competitors else 0
        if len(given) > 1:
            found.append(Given(given, str(unit or ""), str(entry_id), districts.get(unit, "")))
    return found


def _districts(units: set[int]) -> dict[int, str]:
    query = sa.select(Organisation.id, Organisation.division_code).where(Organisation.id.in_(units))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _homes(item_id: int, names: Mapping[int, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Give each judge's unit and district; asked only once codes are decoded, as they tell of the competitors' units."""
    query = sa.select(ItemJudge).options(joinedload(ItemJudge.organisation)).where(ItemJudge.item_id == item_id)
    units, districts = {}, {}
    for judge in db.session.scalars(query):
        units[names[judge.id]] = str(judge.organisation.merged_into_id or judge.organisation_id)
        districts[names[judge.id]] = judge.organisation.division_code
    return units, districts


# --- counts --------------------------------------------------------------------------------------------------------


def _counts(item_id: int, there: Sequence[_Judged]) -> dict[str, JudgeCounts]:
    by_place: dict[Place, list[_Judged]] = {}
    for each in there:
        by_place.setdefault((each.entry_id, each.aspect_id), []).append(each)
    high, low, could, alarms, changed = (Counter[str]() for _n in range(5))
    for given in by_place.values():
        panel = given[0].panel
        if panel is None or not (panel.drop_high or panel.drop_low) or len(given) < panel.drop_from:
            continue
        too_high, too_low = agreement.dropped({each.judge: each.value for each in given}, panel)
        high.update(too_high)
        low.update(too_low)
        could.update(each.judge for each in given)
    for place, before, after in _rounds(item_id, by_place):
        for each in by_place[place]:
            if each.position in before:
                alarms[each.judge] += 1
                changed[each.judge] += before[each.position] != after.get(each.position)
    return {
        name: JudgeCounts(high[name], low[name], could[name], alarms[name], changed[name])
        for name in {each.judge for each in there}
    }


def _rounds(
    item_id: int, by_place: Mapping[Place, Sequence[_Judged]]
) -> list[tuple[Place, dict[int, Decimal], dict[int, Decimal]]]:
    """Give each round that was marked again: its place, its scores, and what came after, by position in the panel."""
    query = sa.select(Discussion).join(Entry, Entry.id == Discussion.entry_id).where(Entry.item_id == item_id)
    rounds: dict[Place, list[dict[int, Decimal]]] = {}
    for row in db.session.scalars(query.order_by(Discussion.entry_id, Discussion.aspect_id, Discussion.round)):
        scores = {int(position): Decimal(score) for position, score in row.scores.items()}
        rounds.setdefault((row.entry_id, row.aspect_id), []).append(scores)
    found = []
    for place, told in rounds.items():
        if place in by_place:
            last = {each.position: each.value for each in by_place[place]}
            found += [(place, *pair) for pair in zip(told, [*told[1:], last], strict=True)]
    return found


# --- the model -----------------------------------------------------------------------------------------------------


def _fit(item_id: int, there: Sequence[_Judged]) -> Fit:
    numbers = {each.entry_id: f"{each.number or 0:04}" for each in rosters.competitors(item_id)}
    return rasch.fit(
        Score(numbers.get(each.entry_id, ""), each.judge, each.code, float(each.value), "{}/{:g}".format(*each.scale))
        for each in there
    )
