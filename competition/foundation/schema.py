"""Bringing the database's tables to the newest form, and saying which form they have."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from competition.foundation.database import db

FOLDER = Path(__file__).parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(to: str = "head") -> None:
    """Bring the tables up to a revision (the newest)."""
    command.upgrade(_config(), to)


def downgrade(to: str = "base") -> None:
    """Take the tables back to a revision (none at all)."""
    command.downgrade(_config(), to)


def is_current() -> bool:
    """Say whether the tables have the newest form."""
    with db.engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    return there == ScriptDirectory.from_config(_config()).get_current_head()
