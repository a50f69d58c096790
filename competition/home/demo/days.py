"""The moments of a competition's course, counted from the day the demo is set on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from competition.foundation import clock, workdays
from competition.foundation.errors import Refused
from competition.home.demo.facts import Fact, Stage

AHEAD = 28
NOTICE_DAYS = 5


def anchor_for(today: date) -> date:
    """Give the day to set a demo on: today, or the last one before with official working days for weeks ahead."""
    day = today
    while not _has_data(day):
        day -= timedelta(days=7)
    return day


def _has_data(day: date) -> bool:
    try:
        workdays.is_working_day(day + timedelta(days=AHEAD))
    except Refused:
        return False
    return True


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Give a moment of the city's day."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.CITY)


def worked_by(day: date) -> date:
    """Give this day, or the last working day before it."""
    while not workdays.is_working_day(day):
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Course:
    """When what happens in one competition; `decided` is the day on which results are worked out and put up."""

    added: datetime
    published: datetime
    opens: datetime
    closes: datetime
    drawn: datetime
    first: date
    last: date
    decided: date
    announced: date


def course(fact: Fact, anchor: date) -> Course:
    """Lay out a competition's course."""
    first = _first_day(fact, anchor)
    last = first + timedelta(days=2 if fact.stage is Stage.JUDGED_NOW else 1)
    return Course(
        moment(first - timedelta(days=60), 9, 30),
        moment(first - timedelta(days=45), 10),
        moment(first - timedelta(days=27), 9),
        moment(first - timedelta(days=9), 17),
        moment(first - timedelta(days=7), 15),
        first,
        last,
        *_decision(fact, last, anchor),
    )


def _decision(fact: Fact, last: date, anchor: date) -> tuple[date, date]:
    # nothing is counted for what lies ahead: its year may have no official calendar yet
    if fact.stage < Stage.HELD:
        return last, last
    decided = _notice_day(anchor) if fact.stage is Stage.ON_NOTICE else workdays.add_working_days(last, 1)
    over = workdays.add_working_days(decided, NOTICE_DAYS)
    return decided, workdays.add_working_days(over, 1)


def _first_day(fact: Fact, anchor: date) -> date:
    if fact.stage is Stage.ON_NOTICE:
        return worked_by(_notice_day(anchor) - timedelta(days=5))
    first = anchor + timedelta(days=fact.offset)
    return first if fact.stage <= Stage.JUDGED_NOW else worked_by(first)


def _notice_day(anchor: date) -> date:
    # two working days ago: the notice runs for some days yet
    return worked_by(worked_by(anchor - timedelta(days=1)) - timedelta(days=1))
