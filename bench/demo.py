"""Loading the demo city, all its acts and their trail, against `executemany` of the very same rows."""

import sqlite3
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.measuring import Row, interleaved
from bench.serving import installation
from competition.foundation.database import db
from competition.home.demo import loading

SEED = 2026
ANCHOR = date(2026, 11, 25)


def rows(rounds: int, size: str = "city") -> list[Row]:
    """Measure rows a second; each round loads the whole city anew."""
    dumped: dict[str, tuple[str, list[tuple[object, ...]]]] = {}

    def ours() -> float:
        with installation():
            began = time.perf_counter()
            count = sum(loading.load(size, SEED, ANCHOR).values())
            seconds = time.perf_counter() - began
            if not dumped:
                dumped.update(_dumped(Path(str(db.engine.url.database))))
        return count / seconds

    first = ours()
    count = sum(len(content) for _, content in dumped.values())
    value, bare = interleaved(ours if rounds > 1 else lambda: first, lambda: _bare(dumped), max(rounds, 1))
    what = f"{count:,} rows of {len(dumped)} tables; bare: the same rows, one executemany a table, one transaction"
    return [Row("demo city loaded", value, bare, value / bare, ">= 0.01", "rows/s", "SQLite", rounds, what)]


def _dumped(path: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    connection = sqlite3.connect(path)
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"
    ).fetchall()
    found = {name: (sql, connection.execute(f"SELECT * FROM {name}").fetchall()) for name, sql in tables}
    connection.close()
    return {name: content for name, content in found.items() if content[1] and not name.startswith("sqlite_")}


def _bare(dumped: dict[str, tuple[str, list[tuple[object, ...]]]]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        for sql, _ in dumped.values():
            connection.execute(sql)
        began = time.perf_counter()
        connection.execute("BEGIN")
        for name, (_, content) in dumped.items():
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(content[0]))})", content)
        connection.execute("COMMIT")
        seconds = time.perf_counter() - began
        connection.close()
    return sum(len(content) for _, content in dumped.values()) / seconds
