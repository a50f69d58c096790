"""An installation of its own for the measurements, and the server as `competition run` starts it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask import Flask

from competition.app import create_app
from competition.foundation import schema
from competition.foundation.database import db
from tests.browser.serving import free_port

HOST = "127.0.0.1"
# as `competition run` chooses
WORKERS = os.cpu_count() or 1


@contextmanager
def installation(database: str = "") -> Iterator[tuple[Flask, Path]]:
    """Make an empty installation in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    given: dict[str, Any] = {"INSTANCE": folder, "RATELIMIT_ENABLED": False}
    if database:
        given["DATABASE_URL"] = database
    app = create_app(given)
    try:
        with app.app_context():
            schema.upgrade()
            yield app, folder
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(app: Flask, folder: Path) -> Iterator[int]:
    """Serve an installation; files put into its folder `static` are sent by the same server without Python."""
    for name in ("static", "figures"):
        (folder / name).mkdir(exist_ok=True)
    port = free_port()
    env = {
        **os.environ,
        "COMPETITION_INSTANCE": str(folder),
        "COMPETITION_DATABASE_URL": app.config["DATABASE_URL"],
        "COMPETITION_SCHEDULER": "0",
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "figures"),
    }
    log = (folder / "server.log").open("wb")
    program = [sys.executable, "-m", "bench.serving", str(port), str(WORKERS), str(folder / "static")]
    running = subprocess.Popen(program, env=env, stdout=log, stderr=log)
    try:
        _wait_for(lambda: _answers(port), running, folder)
        yield port
    finally:
        running.terminate()
        running.wait(20)
        log.close()


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection(HOST, port, timeout=2)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _wait_for(ready: Callable[[], bool], running: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(150):
        if ready():
            return
        if running.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{(folder / 'server.log').read_text()}")


if __name__ == "__main__":
    from competition.home.commands import serve

    serve(f"{HOST}:{sys.argv[1]}", int(sys.argv[2]), 64, Path(sys.argv[3]))
