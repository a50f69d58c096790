"""Prize decisions with highest-only, ceilings and their stored working, and a what-if over a season of 100,000 awards."""

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from bench import season
from bench.measuring import Row, interleaved
from bench.season import DAY, LEVELS
from bench.serving import installation
from competition.foundation.database import db
from competition.funding import facts, outlooks, prize_rules, what_if_rules
from competition.funding.prize_rules import Award, Tables, Winner
from competition.funding.rules import SharedRank
from competition.funding.what_if_rules import Figures, Won
from competition.policy import reader

DECISIONS = 100_000
BATCH = 1_000
CHECKED = 500
ASKED = "SELECT id, level, place, sharing, name, had FROM asked ORDER BY id"
KEPT = "INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)"


def rows(rounds: int, count: int = DECISIONS) -> list[Row]:
    """Measure both."""
    return [_decisions(rounds, count), _what_if(rounds, count)]


def _tables() -> Tables:
    book = reader.book()
    return Tables(*(book.on(DAY, name) for name in facts.PRIZE))


def _decisions(rounds: int, count: int) -> Row:
    tables = _tables()
    policy = prize_rules.policy(tables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "money.sqlite"
        _ask(path, count)
        asked = _all(path, ASKED)
        # what the bare side writes: the very same rows, ready made, with no rule applied
        made = list(_decided(asked, tables, policy))
        _must_be_as_the_house_stores(asked, made, tables)
        ours, bare = interleaved(
            lambda: count / _run(path, lambda rows: _decided(rows, tables, policy)),
            lambda: count / _run(path, lambda rows: _copied(rows, made)),
            rounds,
        )
        size = sum(len(row[-1]) for row in _all(path, "SELECT decision FROM kept")) // count
    what = (
        f"{count:,} awards read, decided and written with {size:,} letters of working each, {BATCH:,} a time, in one "
        "transaction; bare: the same rows read, and the same values written as JSON with no rule applied"
    )
    return Row("prize decisions", ours, bare, ours / bare, ">= 0.5", "rows/s", "SQLite", rounds, what)


def _ask(path: Path, count: int) -> None:
    chance = Random(2026)
    connection = sqlite3.connect(path)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE asked (id INTEGER PRIMARY KEY, level TEXT, place INT, sharing INT, name TEXT, had INT);"
        "CREATE TABLE kept (id INTEGER PRIMARY KEY, fen INT, gross INT, tax INT, net INT, decision TEXT);"
    )
    asked = (
        (n, chance.choice(LEVELS), chance.randint(1, 4), chance.choice((1, 1, 1, 2)), f"选手{n}",
         chance.choice((0, 0, chance.randrange(1, 600_000))))
        for n in range(count)
    )  # fmt: skip
    connection.executemany("INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?)", asked)
    connection.commit()
    connection.close()


Read = tuple[int, str, int, int, str, int]
Written = tuple[int, int, int, int, int, dict[str, Any]]


def _run(path: Path, work: Callable[[list[Read]], Iterator[Written]]) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("DELETE FROM kept")
    began = time.perf_counter()
    reading = connection.cursor().execute(ASKED)
    connection.execute("BEGIN IMMEDIATE")
    while asked := reading.fetchmany(BATCH):
        # the working is written as the house's JSON columns write it, on both sides
        connection.executemany(KEPT, [(*row[:-1], json.dumps(row[-1])) for row in work(asked)])
    connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def _decided(asked: list[Read], tables: Tables, policy: dict[str, Any]) -> Iterator[Written]:
    for key, level, place, sharing, name, had in asked:
        found = prize_rules.decided(Award(level, place, (Winner(name, had),), sharing), tables)
        (share,) = found.shares
        yield key, share.gross, share.gross, share.tax, share.net, found.as_json() | policy


def _copied(asked: list[Read], made: list[Written]) -> Iterator[Written]:
    for row in asked:
        yield made[row[0]]


def _all(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def _must_be_as_the_house_stores(asked: list[Read], made: list[Written], tables: Tables) -> None:
    for (key, level, place, sharing, name, had), row in zip(asked[:CHECKED], made, strict=False):
        found = prize_rules.decided(Award(level, place, (Winner(name, had),), sharing), tables)
        if row[-1] != prize_rules.kept(found, tables):
            raise RuntimeError(f"row {key} differs")


def _what_if(rounds: int, count: int) -> Row:
    old = _figures()
    ranks = {level: {place: fen * 3 // 2 for place, fen in old.by_rank[level].items()} for level in LEVELS}
    new = replace(old, by_rank=ranks)
    with installation():
        key = season.write(count).id
        awards = outlooks.awards(key)
        arrays = _arrays(awards, old, new)
        _must_agree(awards, (old, new), arrays)
        mine, theirs = interleaved(lambda: _looked_ahead(key, old, new), lambda: _timed(lambda: _bare(*arrays)), rounds)
    what = (
        f"a season of {count:,} awards read from the database and decided by two tables, highest only, by level and "
        f"district, exact; bare: NumPy's look-up and highest of each person in {theirs:.3f} s"
    )
    return Row("what-if of a season", mine, theirs, None, "<= 5", "s", "SQLite", rounds, what)


def _looked_ahead(season_id: int, old: Figures, new: Figures) -> float:
    db.session.expire_all()

    def work() -> None:
        awards = outlooks.awards(season_id)
        before, after = (what_if_rules.prizes(awards, {DAY: side}) for side in (old, new))
        what_if_rules.beside(before, after, LEVELS)

    return _timed(work)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _must_agree(awards: list[Won], sides: tuple[Figures, Figures], arrays: Any) -> None:
    found = [sum(one.fen for one in what_if_rules.prizes(awards, {DAY: side}).values()) for side in sides]
    if found != _bare(*arrays):
        raise RuntimeError("the what-if and the bare arithmetic differ")


def _figures() -> Figures:
    book = reader.book()
    ranks, cap, shared = (book.on(DAY, name).value for name in facts.PRIZE[:3])
    by_level, host_cap, rate = (book.on(DAY, name).value for name in facts.HOST[:3])
    return Figures(ranks, cap, SharedRank(shared), by_level, host_cap, Decimal(rate))


Arrays = tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", ...]


def _arrays(
    awards: list[Won], *sides: Figures
) -> tuple[Arrays, list["np.ndarray[tuple[int, int], np.dtype[np.int64]]"]]:
    level = np.array([LEVELS.index(one.level) for one in awards])
    place = np.array([one.place for one in awards])
    person = np.array([one.people[0] for one in awards])
    tables = [
        np.array([[of.by_rank[level].get(place, 0) for place in range(5)] for level in LEVELS], np.int64)
        for of in sides
    ]
    return (level, place, person), tables


def _bare(columns: Arrays, tables: list["np.ndarray[tuple[int, int], np.dtype[np.int64]]"]) -> list[int]:
    level, place, person = columns
    found = []
    for table in tables:
        best = np.zeros(person.max() + 1, np.int64)
        np.maximum.at(best, person, table[level, place])
        found.append(int(best.sum()))
    return found
