"""Sets of corrections to an item of three with a medal each."""

from competition.foundation.database import db
from competition.results import corrections, queries, rules
from competition.results.actions import correcting, planning
from competition.results.actions.correcting import Wanted
from competition.results.actions.planning import Plan
from competition.results.award_rules import AwardScheme, AwardStep, Band
from competition.results.rules import Ending
from tests import make, scenes
from tests.results.build import BOOK, closed, computed

PODIUM = AwardScheme((Band((AwardStep("gold", 1), AwardStep("silver", 2), AwardStep("bronze", 3))),))


@scenes.kept
def with_medals():
    """Three competitors with gold, silver and bronze, and somebody to decide on corrections."""
    made = closed(("90", "80", "70"))
    plan = Plan(PODIUM, (rules.TIME,), Ending.SHARED)
    planning.set_plan(made.item, plan, None, by=made.organiser, at=make.AT)
    return made


def begun(there, result=None, why="第三名理论成绩漏计"):
    return correcting.open_set(result or computed(there), why, by=there.organiser, at=make.AT)


def read(of):
    db.session.expire_all()
    return corrections.one(of.id)


def wanted(now, *, theory=None, presence=None, marks=None, **more):
    kept = {(mark.sheet_id, mark.aspect.id): mark.value for mark in now.marks}
    return Wanted(presence or now.presence, theory or now.theory, kept | (marks or {}), **{"reason": "按原卷", **more})


def put(there, of, number=3, **values):
    """Put into a set what is to count for a competitor."""
    now = corrections.standing(there.item.id, there.entries[number - 1].id)
    return correcting.put_changes(read(of), now, wanted(now, **values), by=there.organiser, at=make.AT)


def apply(of, by, seen=None):
    return correcting.apply_set(read(of), BOOK, seen, by=by, at=make.AT)


def standing(there):
    db.session.expire_all()
    return queries.result(queries.standing(there.item.id).id)


def awards(result):
    return {line.number: (line.place, line.award) for line in queries.result(result.id).lines}
