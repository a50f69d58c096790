"""Sets of corrections to an item of three with a medal each."""

from competition.foundation.database import db
from competition.results import corrections, queries
from competition.results.actions import correcting
from competition.results.actions.correcting import Wanted
from tests import make
from tests.results.build import BOOK, computed


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
