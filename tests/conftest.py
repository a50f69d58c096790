"""What all tests share: the application on both databases, clean for each test."""

import gc
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import settings

from competition.app import create_app
from competition.foundation import keys, schema
from competition.foundation.database import Base, db
from competition.foundation.front import KeptAnswers
from tests import postgres, scenes
from tests.browser.serving import chromium

# one browser a worker, whoever needs it: Playwright can be opened only once in a process
__all__ = ["chromium"]

SERVER = postgres.Server()
# what one worker or server compiled, another need not
TEMPLATES = TemporaryDirectory(prefix="templates-")
PAGES = re.compile(r"(pages|public|office|lists|pairing)\.py$")
ONCE = {"funding_ledger", "honours_log_leaves", "honours_log_heads"}
ANEW = sa.text("SELECT setval(seqrelid, 1, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL")
# how long an example takes says more about the machine than about the code
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, before the workers."""
    if not hasattr(config, "workerinput"):
        SERVER.start()
        os.environ["COMPETITION_TEMPLATE_CACHE"] = TEMPLATES.name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it again."""
    if not hasattr(config, "workerinput"):
        SERVER.stop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Collect without looking for garbage, and never look again through what was made by then: it stays to the end."""
    gc.disable()
    _read_own_share(session.config)
    found = yield
    gc.freeze()
    gc.enable()
    # a request leaves few cycles behind: to look a tenth as often keeps no more than some megabytes
    gc.set_threshold(7000, 10, 20)
    return found


def _read_own_share(config: pytest.Config) -> None:
    # of a whole suite each worker reads other files first: what one has rewritten for its asserts, the others find
    told = getattr(config, "workerinput", None)
    if told and config.args_source is config.ArgsSource.TESTPATHS:
        files = sorted(path.relative_to(config.rootpath) for path in (config.rootpath / "tests").rglob("test_*.py"))
        for path in files[int(told["workerid"].removeprefix("gw")) :: told["workercount"]]:
            import_module(".".join(path.with_suffix("").parts))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the other half of the pages to `make walk`, and begin with what takes longest: no worker is left with it."""
    for item in items:
        if _is_the_other_half(item):
            item.add_marker(pytest.mark.long)
    items.sort(key=lambda item: not {"journey", "walk"} & {mark.name for mark in item.iter_markers()})


def _is_the_other_half(item: pytest.Function) -> bool:
    # pages ask what the actions' tests ask of both databases: the suite opens each on one of the two
    database = getattr(item, "callspec", None) and item.callspec.params.get("installation")
    told = item.get_closest_marker("either")
    if not database or not (told or _asks_pages(item)):
        return False
    if told and told.args:
        return database not in told.args
    return (zlib.crc32(item.nodeid.split("[")[0].encode()) % 2 == 0) == (database == "postgres")


def _asks_pages(item: pytest.Function) -> bool:
    names = {*item.fixturenames, *item.function.__code__.co_names}
    return bool(PAGES.search(item.path.name) or names & {"client", "statements", "test_client"})


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
                # long work is done by the test that asked for it
                "TASK_THREADS": 0,
                "WTF_CSRF_ENABLED": False,
            }
        )
        app.test_client_class = Browser
        with app.app_context():
            if request.param == "sqlite":
                # as for PostgreSQL: nothing here has to outlive a cut of the power
                sa.event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
                db.engine.dispose()
            schema.upgrade()
            scenes.watch(db.engine)
            yield app
            db.session.remove()
            scenes.leave()
            db.engine.dispose()


@pytest.fixture
def app(installation: Flask) -> Iterator[Flask]:
    """Give the application with empty tables."""
    # one process has one ring; a worker that tests both databases has two installations
    keys.open_ring(installation.config["INSTANCE"])
    with installation.app_context():
        forget_answers(installation)
        yield installation
        empty_tables()
        db.session.remove()


def forget_answers(app: Flask) -> None:
    """Let the front keep nothing of the tests before: the same records laid again have the same stamp."""
    layer: Any = app.wsgi_app
    while layer is not None:
        if isinstance(layer, KeptAnswers):
            layer._answers.clear()
        layer = getattr(layer, "_inner", None)


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


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'test.sqlite'}"
        return
    with postgres.database(SERVER.why_not) as address:
        yield address


def empty_tables() -> None:
    """Take every row of every table away."""
    with scenes.laying() as connection:
        filled = connection.scalars(_ask()).all()
        # as the replica's role does for PostgreSQL: rows that are written once go too
        once = connection.dialect.name == "sqlite" and ONCE & {*filled}
        with schema.without_triggers(connection) if once else nullcontext():
            for name in filled:
                connection.execute(sa.text(f"DELETE FROM {name}"))
        if connection.dialect.name == "postgresql":
            # ids begin anew, as they do on SQLite
            connection.execute(ANEW)
    scenes.emptied()


@cache
def _ask() -> sa.TextClause:
    # a test fills a few tables: to ask is quicker than to delete nothing from all
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    return sa.text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables))
