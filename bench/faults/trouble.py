"""What goes wrong: the server killed, the database killed, the disk full; each is mended again after a while."""

import os
import resource
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil

from bench.serving import HOST, free_port

ROOT = Path(__file__).parent.parent.parent


class Server:
    """The application's server as `competition run` starts it, on a port that stays the same."""

    def __init__(self, folder: Path, database: str, workers: int) -> None:
        self.port, self._folder, self._workers = free_port(), folder, workers
        told = {"COMPETITION_INSTANCE": str(folder), "COMPETITION_DATABASE_URL": database, "COMPETITION_SCHEDULER": "0"}
        self._env = {**os.environ, **told}
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        (self._folder / "static").mkdir(exist_ok=True)
        program = [
            sys.executable,
            "-m",
            "bench.serving",
            str(self.port),
            str(self._workers),
            str(self._folder / "static"),
        ]
        with (self._folder / "server.log").open("ab") as log:
            self._running = subprocess.Popen(
                program, env=self._env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(300):
            if self._answers():
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{(self._folder / 'server.log').read_text()[-3000:]}")

    def kill(self) -> None:
        """Kill it with all its workers, in the middle of whatever they do (SIGKILL)."""
        assert self._running is not None
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()

    def kill_a_worker(self) -> None:
        """Kill one of its workers; the server starts another by itself."""
        workers = self._workers_now()
        if workers:
            workers[0].kill()

    def stop(self) -> None:
        """End it kindly."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait(20)

    def processes(self) -> list[psutil.Process]:
        """List it and its workers."""
        assert self._running is not None
        main = psutil.Process(self._running.pid)
        return [main, *main.children(recursive=True)]

    def _workers_now(self) -> list[psutil.Process]:
        return [one for one in self.processes()[1:] if "resource_tracker" not in " ".join(one.cmdline())]

    def _answers(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def fill_disk(processes: list[psutil.Process]) -> None:
    """Let no file of these processes grow any more, as on a full disk: every write past its size now fails."""
    for one in processes:
        _limit(one, 16 * 1024)


def empty_disk(processes: list[psutil.Process]) -> None:
    """Let them write again."""
    for one in processes:
        _limit(one, resource.RLIM_INFINITY)


def _limit(process: psutil.Process, size: int) -> None:
    try:
        hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, hard))
    except ProcessLookupError:
        return


class Postgres:
    """The PostgreSQL server, where there is one of ours to kill."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def processes(self) -> list[psutil.Process]:
        """List its processes, the postmaster first."""
        main = psutil.Process(self._server.get_pid())
        return [main, *main.children(recursive=True)]

    def kill(self) -> None:
        """Kill every process of it at once (SIGKILL)."""
        gone = self.processes()
        for one in gone:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(gone, timeout=20)

    def start(self) -> None:
        """Start it again on the same data."""
        (Path(self._server.pgdata) / "postmaster.pid").unlink(missing_ok=True)
        self._server.ensure_postgres_running()
