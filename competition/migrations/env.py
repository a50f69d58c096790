"""Runs the migrations on the database of the application in use."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from competition.foundation.crypto_column import Encrypted
from competition.foundation.database import Base, Exact, Moment, db

OURS = {Moment: "sa.DateTime()", Exact: "sa.BigInteger()", Encrypted: "sa.Text()"}


def render(kind: str, thing: object, _autogen: object) -> str | Literal[False]:
    """Write our column types as the plain types they store, so that an old migration never needs our code."""
    return OURS.get(type(thing), False) if kind == "type" else False


def migrate(connection: Connection) -> None:
    """Run what is asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations need a database")
with db.engine.connect().execution_options(write=True) as engine_connection:
    migrate(engine_connection)
    engine_connection.commit()
