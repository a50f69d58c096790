"""The judges of a closed item beside each other: agreement, severity, spread, in figures and in plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import sqlalchemy as sa

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.texts import _
from competition.judging import agreement, panel_queries, rosters
from competition.judging.agreement import Agreement, Given, JudgeFigures
from competition.judging.models import Aspect, ItemJudge, Mark, Sheet
from competition.judging.rules import AspectKind
from competition.registration.models import Entry

NEARLY, FAIRLY = 0.8, 0.667
STRICT = 0.25


@dataclass(frozen=True, slots=True)
class Compared:
    """What the page and the workbook tell: agreement over all judgements, each judge, and how many were re-marked."""

    overall: Agreement
    judges: Sequence[JudgeFigures]
    re_marked: int


def compared(item_id: int) -> Compared:
    """Work out an item's comparison from its judgements; figures describe, they never decide a result."""
    objects, units = _objects(item_id)
    overall = agreement.agreement(one.marks for one in objects)
    return Compared(overall, agreement.judges(objects, units), panel_queries.re_marked(item_id))


def _objects(item_id: int) -> tuple[list[Given], dict[str, str]]:
    query = (
        sa.select(Sheet.entry_id, Mark.aspect_id, ItemJudge.id, User.name, ItemJudge.organisation_id, Mark.value)
        .join(Mark.sheet)
        .join(Mark.aspect)
        .join(Sheet.judge)
        .join(ItemJudge.user)
        .join(Sheet.entry)
        .where(Entry.item_id == item_id, Aspect.kind == AspectKind.JUDGEMENT, rosters.is_here(Entry.id))
        .order_by(Sheet.entry_id, Mark.aspect_id, Sheet.position)
    )
    entry_units = {each.entry_id: str(each.unit) for each in rosters.competitors(item_id)}
    marks: dict[tuple[int, int], dict[str, float]] = {}
    units: dict[str, str] = {}
    for entry_id, aspect_id, _judge, name, unit, value in db.session.execute(query):
        marks.setdefault((entry_id, aspect_id), {})[name] = float(value)
        units[name] = str(unit)
    objects = [Given(given, entry_units.get(key[0], "")) for key, given in marks.items() if len(given) > 1]
    return objects, units


def agreement_sentence(found: Agreement) -> str:
    """Say in plain words how far the judges agree (Krippendorff's marks: .8 reliable, .667 tentative)."""
    if isnan(found.alpha):
        return _("There is too little to compare: all scores are equal, or hardly anything was judged by several.")
    if found.alpha >= NEARLY:
        return _("The judges score the competitors nearly alike.")
    if found.alpha >= FAIRLY:
        return _("The judges mostly agree; single scores differ.")
    return _("The judges differ much. Look at their benchmarks and at the aspects that were marked again.")


def judge_sentence(of: JudgeFigures) -> str:
    """Say in plain words how one judge scores beside the panel."""
    if of.severity <= -STRICT:
        return _("scores lower than the panel")
    if of.severity >= STRICT:
        return _("scores higher than the panel")
    return _("scores like the panel")


def favour_sentence(of: JudgeFigures) -> str:
    """Say whether a judge scored the own unit's competitors otherwise than the panel did."""
    if isnan(of.favour):
        return _("judged nobody of the own unit")
    if of.favour >= STRICT:
        return _("scored the own unit higher: worth a look")
    return _("no favour for the own unit to be seen")


def figure(value: float) -> str:
    """Write a figure with three decimals; what is not defined is a dash."""
    return "—" if isnan(value) else f"{value:.3f}"


def bar(value: float, most: float = 1.5) -> float:
    """Place a distance from the panel on a scale of 0 to 200, its middle at 100."""
    return round(100 + max(-most, min(most, value)) / most * 100, 1)
