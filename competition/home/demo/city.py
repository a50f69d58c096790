"""The demo city while it is built: what is known so far, its rows, and what happens when."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from competition.accounts.models import User
from competition.foundation.database import db
from competition.home.demo import days, names
from competition.home.demo.days import Course
from competition.home.demo.facts import Fact, ItemFact, Size, Stage
from competition.home.demo.rows import Row, Rows, Somebody

TRIED_OUT = 250
Progress = Callable[[float, str], None]


@dataclass
class ItemPlan:
    """An item of the demo with what belongs to it."""

    fact: ItemFact
    stage: Stage
    row: Row
    entries: list[Row] = field(default_factory=list)
    panel: list[tuple[Row, Somebody]] = field(default_factory=list)
    here: set[int] = field(default_factory=set)

    @property
    def id(self) -> int:
        """Give its number."""
        return int(self.row["id"])


@dataclass
class Plan:
    """A competition of the demo with its items."""

    fact: Fact
    course: Course
    row: Row
    items: list[ItemPlan] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Give its number."""
        return int(self.row["id"])


class City:
    """All that the parts of the load share."""

    def __init__(self, size: Size, seed: int, anchor: date) -> None:
        self.size, self.seed, self.anchor = size, seed, anchor
        self.courses = [(fact, days.course(fact, anchor)) for fact in size.season]
        # the moment the installation was set up, and tried out before the season
        first = min(course.added for _, course in self.courses) - timedelta(days=20)
        self.begins = min(first, days.moment(anchor - timedelta(days=TRIED_OUT), 9, 30))
        self.rows = Rows()
        self.people = names.people(self.rng("people"))
        self.users: dict[str, Somebody] = {}
        self.units: list[Row] = []
        self.hosts: list[Row] = []
        self.leaders: dict[int, Somebody] = {}
        self.pool: list[Somebody] = []
        self.plans: list[Plan] = []
        self.papers: dict[int, dict[str, Any]] = {}
        self._events: list[tuple[datetime, int, str, Callable[[datetime], object]]] = []
        self._count = 0

    def rng(self, *what: Any) -> Random:
        """Give the dice for one purpose, the same for the same seed."""
        return Random("/".join(map(str, (self.seed, *what))))  # noqa: S311 - nothing secret hangs on it

    def at(self, moment: datetime, what: str, do: Callable[[datetime], object]) -> None:
        """Let something happen at a moment."""
        self._count += 1
        heapq.heappush(self._events, (moment, self._count, what, do))

    def run(self, progress: Progress) -> None:
        """Let everything happen in its order, each act of the rows before what comes after it."""
        whole, done = len(self._events), 0
        while self._events:
            moment, _, what, do = heapq.heappop(self._events)
            self.rows.keep(until=moment)
            do(moment)
            done += 1
            progress(done / max(whole, done + len(self._events)), what)
        self.rows.keep()


def actor(who: Somebody) -> User:
    """Read the user who acts."""
    return db.session.get_one(User, who.id)
