"""What goes wrong: the server killed, the database killed, the disk full; each is mended again after a while."""

import contextlib
import resource
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from tests.browser.serving import Running


def processes(server: Running) -> list[psutil.Process]:
    """List the application's server and its workers."""
    assert server.process is not None
    return _family(server.process.pid)


def _family(pid: int) -> list[psutil.Process]:
    # a database that finds its disk full may end itself at any moment
    with contextlib.suppress(psutil.NoSuchProcess):
        main = psutil.Process(pid)
        return [main, *main.children(recursive=True)]
    return []


def kill_a_worker(server: Running) -> None:
    """Kill one worker (SIGKILL); the server starts another by itself."""
    workers = [one for one in processes(server)[1:] if "tracker" not in " ".join(one.cmdline())]
    if workers:
        workers[0].kill()


def fill_disk(processes: list[psutil.Process]) -> None:
    """Let no file of these processes grow any more, as on a full disk: every write past its size now fails."""
    for one in processes:
        _limit(one, 16 * 1024)


def empty_disk(processes: list[psutil.Process]) -> None:
    """Let them write again."""
    for one in processes:
        _limit(one, resource.RLIM_INFINITY)


def _limit(process: psutil.Process, size: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        # PostgreSQL runs as a user of its own: only that user, or a machine that lets root, may limit its processes
        told = "unlimited" if size == resource.RLIM_INFINITY else str(size)
        command = ["prlimit", f"--pid={process.pid}", f"--fsize={told}:"]
        owner = {"user": process.uids().real, "group": process.gids().real, "extra_groups": []}
        done = subprocess.run(command, capture_output=True, text=True, check=False, **owner)
        if done.returncode and psutil.pid_exists(process.pid):
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")


class Postgres:
    """The PostgreSQL server, where there is one of ours to kill."""

    def __init__(self, server: Any, address: str) -> None:
        self._server, self._address = server, address

    def processes(self) -> list[psutil.Process]:
        """List its processes, the postmaster first; none where it is down."""
        return _family(self._server.get_pid())

    def answers(self) -> bool:
        """Say whether it takes a connection and answers."""
        engine = sa.create_engine(self._address, poolclass=sa.NullPool)
        try:
            with engine.connect() as connection:
                return connection.exec_driver_sql("SELECT 1").scalar() == 1
        except sa.exc.OperationalError:
            return False

    def come_back(self) -> None:
        """Wait until it answers again, and start it where it gave up: after a full disk its recovery may fail late."""
        end = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL did not come back")
            empty_disk(self.processes())
            if not self._runs():
                self.start()
            time.sleep(0.3)

    def _runs(self) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self._server.get_pid()).status() != psutil.STATUS_ZOMBIE
        return False

    def kill(self) -> None:
        """Kill every process of it at once (SIGKILL)."""
        gone = self.processes()
        for one in gone:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(gone, timeout=20)

    def start(self) -> None:
        """Start it again on the same data; recovery may outlast the patience of the program that starts it."""
        (Path(self._server.pgdata) / "postmaster.pid").unlink(missing_ok=True)
        for left in reversed(range(5)):
            try:
                self._server.ensure_postgres_running()
            except Exception:
                if not left:
                    raise
                time.sleep(2)
            else:
                return
