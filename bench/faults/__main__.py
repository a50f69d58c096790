"""`make faults`: two hundred tablets mark while the server, the database and the disk fail; counts what was lost.

Options: --tablets 200 --seconds 60 --database sqlite|postgres (both where none is said).
"""

import argparse
import json
import random
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

import sqlalchemy as sa

from bench import marks
from bench.faults import count
from bench.faults.tablets import Tablet
from bench.faults.trouble import Postgres, empty_disk, fill_disk, kill_a_worker, processes
from competition.app import create_app
from competition.foundation import schema
from competition.foundation.database import db
from tests import postgres
from tests.browser.serving import Running


def main() -> int:
    """Run the databases asked for; the last lines are one JSON object each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tablets", type=int, default=200)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--database", choices=("sqlite", "postgres"))
    told = asked.parse_args()
    ways = {"sqlite": _sqlite, "postgres": _postgres}
    found: list[dict[str, object]] = []
    try:
        for name, way in ways.items():
            if told.database in (None, name):
                found.append(way(told))
    finally:
        # what one database lost is known, whatever became of the other
        for one in found:
            print(json.dumps(one))
    return 1 if any(one["lost"] or one["duplicated"] for one in found) else 0


def _sqlite(told: argparse.Namespace) -> dict[str, object]:
    return {"database": "sqlite", **run("", None, told.tablets, told.seconds)}


def _postgres(told: argparse.Namespace) -> dict[str, object]:
    server = postgres.Server(durable=True)
    server.start()
    try:
        with postgres.database(server.why_not) as address:
            return {
                "database": "postgres",
                **run(address, Postgres(server.handle, address), told.tablets, told.seconds),
            }
    finally:
        server.stop()


def run(database: str, base: Postgres | None, tablets: int, seconds: float) -> dict[str, object]:
    """Let so many tablets mark for so long under every trouble, and count what came of it."""
    seed = random.SystemRandom().randrange(10_000)
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    address = database or f"sqlite:///{folder / 'competition.sqlite'}"
    print(f"seed {seed}, {tablets} tablets, {address.split(':')[0]}")
    try:
        hall = _hall(folder, database, tablets, random.Random(seed))
        server = Running(folder, database, workers=2)
        server.start()
        try:
            kills = _mark(server, base, hall, random.Random(seed), seconds)
        finally:
            server.stop()
        engine = sa.create_engine(address)
        found = count.of(engine, hall)
        engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    waits = sorted(wait for tablet in hall for wait in tablet.waits)
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    print(f"  {len(waits)} sendings answered, p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms")
    return {**found, "kills": kills}


def _hall(folder: Path, database: str, tablets: int, luck: random.Random) -> list[Tablet]:
    app = create_app({"INSTANCE": folder, "SCHEDULER": False, **({"DATABASE_URL": database} if database else {})})
    with app.app_context():
        schema.upgrade()
        made = [
            Tablet(one.cookie, one.sheet, one.aspects, random.Random(luck.random())) for one in marks.hall(app, tablets)
        ]
        db.session.remove()
        db.engine.dispose()
    return made


def _mark(server: Running, base: Postgres | None, hall: list[Tablet], luck: random.Random, seconds: float) -> int:
    over = threading.Event()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda tablet: tablet.arrive(server.port), hall))
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(len(hall)) as pool:
        working = [pool.submit(tablet.work, end, 1.0, over) for tablet in hall]
        try:
            kills = _trouble(server, base, luck, end)
            print(f"  {kills} kills and a full disk; waiting for the outboxes")
            for one in working:
                one.result(timeout=300)
        finally:
            over.set()
    return kills


def _trouble(server: Running, base: Postgres | None, luck: random.Random, end: float) -> int:
    kills, turn = 0, 0
    while time.monotonic() < end:
        time.sleep(luck.uniform(1.5, 4))
        turn += 1
        if turn % 4 == 0:
            _full_disk(server, base)
        elif turn % 4 == 1 and base is not None:
            base.kill()
            time.sleep(luck.uniform(0, 1))
            base.start()
            kills += 1
        elif turn % 4 == 2:
            kill_a_worker(server)
            kills += 1
        else:
            server.kill()
            time.sleep(luck.uniform(0, 1))
            server.start()
            kills += 1
    return kills


def _full_disk(server: Running, base: Postgres | None) -> None:
    # where the database writes: SQLite within the application, PostgreSQL in its own processes
    writers = base.processes() if base else processes(server)
    fill_disk(writers)
    time.sleep(1.5)
    empty_disk(writers)
    if base is not None:
        # what it started meanwhile took the limit over from its main process
        empty_disk(base.processes())
        base.come_back()


if __name__ == "__main__":
    raise SystemExit(main())
