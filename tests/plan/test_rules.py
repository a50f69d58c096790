"""Moves, the registration clock and clashes."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.plan.actions import follow_clock
from competition.plan.rules import CompetitionState as S
from competition.plan.rules import Slot, clashes, may_move, registration_due
from tests import make

OPENS = datetime(2026, 9, 1, tzinfo=UTC)
CLOSES = datetime(2026, 9, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "at", "becomes"),
    [
        (S.PUBLISHED, OPENS - SECOND, S.PUBLISHED),
        (S.PUBLISHED, OPENS, S.OPEN),
        (S.OPEN, CLOSES - SECOND, S.OPEN),
        (S.OPEN, CLOSES, S.CLOSED),
        (S.PUBLISHED, CLOSES, S.CLOSED),
        (S.DRAFT, OPENS, S.DRAFT),
        (S.CANCELLED, OPENS, S.CANCELLED),
        (S.RUNNING, CLOSES, S.RUNNING),
    ],
)
def test_the_registration_clock(state, at, becomes):
    assert registration_due(state, OPENS, CLOSES, at) is becomes
    assert becomes is state or may_move(state, becomes)


def test_the_job_opens_and_closes(app):
    made = make.competition(state=S.PUBLISHED, registration_opens_at=OPENS, registration_closes_at=CLOSES)
    for at, state in ((OPENS - SECOND, S.PUBLISHED), (OPENS, S.OPEN), (CLOSES, S.CLOSED), (CLOSES + SECOND, S.CLOSED)):
        follow_clock(at)
        assert made.state is state


def slot(number, start, hours=2, place="一号馆", item=None):
    begins = OPENS + timedelta(hours=start)
    return Slot(number, begins, begins + timedelta(hours=hours), place, item)


@pytest.mark.parametrize(
    ("slots", "found"),
    [
        ([slot(1, 0), slot(2, 2)], []),
        ([slot(1, 0), slot(2, 1)], [(1, 2, "place")]),
        ([slot(1, 0), slot(2, 1, place="二号馆")], []),
        ([slot(1, 0, item=7), slot(2, 1, place="二号馆", item=7)], [(1, 2, "item")]),
        ([slot(1, 0, hours=8), slot(2, 1), slot(3, 5)], [(1, 2, "place"), (1, 3, "place")]),
        ([slot(1, 0, place=""), slot(2, 1, place="")], []),
    ],
)
def test_clashes(slots, found):
    assert [(one.id, other.id, kind) for one, other, kind in clashes(slots)] == found
