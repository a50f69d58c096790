"""Bringing the database's tables to the newest form, and saying which form they have."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from competition.foundation.database import db

FOLDER = Path(__file__).parent.parent / "migrations"
VERSION = sa.table("alembic_version", sa.column("version_num"))


def _alembic() -> tuple[Any, Any]:
    # lazy: a start whose tables are current need not load Alembic at all
    from alembic import command, config

    told = config.Config()
    told.set_main_option("script_location", str(FOLDER))
    return command, told


def upgrade(to: str = "head") -> None:
    """Bring the tables up to a revision (the newest)."""
    command, config = _alembic()
    command.upgrade(config, to)


def downgrade(to: str = "base") -> None:
    """Take the tables back to a revision (none at all)."""
    command, config = _alembic()
    command.downgrade(config, to)


def newest() -> str:
    """Name the newest revision: migrations are numbered, and their files begin with the number."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def is_current() -> bool:
    """Say whether the tables have the newest form."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table(VERSION.name):
            return False
        return connection.scalar(sa.select(VERSION.c.version_num)) == newest()


@contextmanager
def without_triggers(session: Session) -> Iterator[None]:
    """Lift the triggers of SQLite within a transaction, so that what is written once can be emptied with the rest."""
    triggers = session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _sql in triggers:
        session.execute(sa.text(f'DROP TRIGGER "{name}"'))
    yield
    for _name, sql in triggers:
        session.execute(sa.text(sql))
