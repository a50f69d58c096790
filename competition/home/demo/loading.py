"""Loads the demo city into an empty installation."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa

from competition.foundation.database import Base, db
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.home.demo import (
    cast,
    claimed,
    decided,
    disputed,
    entered,
    entering,
    judged,
    kept,
    nominated,
    paid,
    rechecked,
    season,
)  # fmt: skip
from competition.home.demo.city import City, Progress
from competition.home.demo.facts import SIZES
from competition.home.demo.rows import follow_numbers
from competition.honours import log_actions

SEED = 2026
# what a running server leaves by itself is no content
PASSING = frozenset({"leases", "sent_forms"})


def _quiet(_share: float, _what: str) -> None:
    """Show nothing."""


def load(size: str, seed: int, anchor: date, progress: Progress = _quiet) -> dict[str, int]:
    """Build the demo city as on the morning of `anchor`, and give how many rows each table has then.

    The same size, seed and day give the same city. `progress` is told the share done and what is being done.
    """
    must_be_empty()
    log_actions.forget_published()
    progress(0, "")
    with _no_pauses():
        _build(City(SIZES[size], seed, anchor), progress)
    return counts()


@contextmanager
def _no_pauses() -> Iterator[None]:
    # hundreds of thousands of rows pass by and none is garbage yet: looking for it would take a tenth of the time
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _build(city: City, progress: Progress) -> None:
    for part in (cast, season, entering, judged, decided, disputed, rechecked, claimed, paid, entered, nominated, kept):
        part.fill(city)
    city.rows.keep(until=city.begins)
    follow_numbers()
    city.run(progress)
    follow_numbers()


def is_empty() -> bool:
    """Say whether nothing is there yet."""
    return not any(count for table, count in counts().items() if table not in PASSING)


def must_be_empty() -> None:
    """Refuse to load over anything that is there already."""
    if not is_empty():
        raise Refused(_l("This installation is not empty. A demo is loaded into an empty one only."))


def counts() -> dict[str, int]:
    """Count the rows of every table."""
    tables = Base.metadata.sorted_tables
    query = sa.select(*(sa.select(sa.func.count()).select_from(t).scalar_subquery().label(t.name) for t in tables))
    return dict(db.session.execute(query).mappings().one())
