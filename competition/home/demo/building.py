"""Builds a demo in an installation: marked before it begins, so that one cut short is emptied and built anew."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from competition.foundation import clock, schema
from competition.foundation.database import Base, db, transaction
from competition.home.demo import days, loading, marker, sign_ins


def may_build() -> bool:
    """Say whether a demo may be built here: nothing is there, or only the half of one."""
    return marker.is_interrupted(_instance()) or loading.is_empty()


def build(
    console: Console, size: str, seed: int = loading.SEED, day: date | None = None, *, replace: bool = False
) -> dict[str, int]:
    """Build a demo with a bar that shows how far it is, and give how many rows each table has then.

    It is set on `day`, or on today; where the official calendar ends too soon, on the same weekday some weeks before.
    `replace` empties a demo that is there; what is no demo is never emptied.
    """
    instance = _instance()
    if marker.is_interrupted(instance) or (replace and marker.kept(instance) is not None):
        marker.begin(instance)
        empty()
    loading.must_be_empty()
    marker.begin(instance)
    (instance / "clock.json").unlink(missing_ok=True)
    clock.use_shift_file(instance / "clock.json")
    today = clock.today()
    anchor = days.anchor_for(day or today)
    if anchor != today:
        clock.travel_to(days.moment(anchor, 9))
    counts = _loaded(console, size, (seed, anchor))
    hands = sign_ins.give(clock.now())
    marker.finish(instance, {"size": size, "seed": seed, "anchor": anchor.isoformat(), "sign_ins": hands})
    current_app.config["DEMO"] = True
    return counts


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _loaded(console: Console, size: str, what: tuple[int, date]) -> dict[str, int]:
    columns = (TextColumn("  {task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[at]}"), console=console, transient=True) as bar:
        task = bar.add_task("载入演示数据  Loading the demo", total=1.0, at="")
        return loading.load(size, *what, lambda share, at: bar.update(task, completed=share, at=at))


def empty() -> None:
    """Take every row out of every table, the trail with them; only for a demo."""
    tables = list(reversed(Base.metadata.sorted_tables))
    with transaction(trail=False) as session:
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            session.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            return
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        # what is written once goes too, as TRUNCATE takes it
        with schema.without_triggers(session):
            for table in tables:
                session.execute(sa.delete(table))
