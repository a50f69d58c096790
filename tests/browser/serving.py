"""A real server on an installation of its own and a real Chromium, for the tests in a browser and the journeys.

    @pytest.fixture(scope="session")
    def house(tmp_path_factory):
        folder = tmp_path_factory.mktemp("house")
        serving.command(folder, "setup", "--no-input")   # or serving.demo(folder): the small demo city
        with serving.server(folder) as url:
            yield url

`page` and `city` below are fixtures: import them in a conftest; `chromium` is every test's.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
HOST = "127.0.0.1"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PROGRAM = next((found for name in NAMES if (found := shutil.which(name))), "")
# which of our own settings an installation of a test's takes over from the run
SHARED = ("COMPETITION_TEMPLATE_CACHE",)
NO_BROWSER = "no Chromium here: install it (Debian: apt-get install chromium-headless-shell fonts-noto-cjk)"


def surroundings(folder: Path, database: str = "", **more: str) -> dict[str, str]:
    """Give the environment of an installation in a folder: on its own SQLite file, or on the database named."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("COMPETITION_") or name in SHARED}
    told |= {"COMPETITION_INSTANCE": str(folder), "COMPETITION_SCHEDULER": "0", **more}
    return told | ({"COMPETITION_DATABASE_URL": database} if database else {})


def command(folder: Path, *words: str, database: str = "") -> str:
    """Run a `competition` command on an installation and give what it printed."""
    return _run([sys.executable, "-m", "competition", *words], surroundings(folder, database))


def prepare(folder: Path, module: str, database: str = "", *words: str) -> str:
    """Fill an installation by a module that is run as a program, and give what it printed."""
    return _run([sys.executable, "-m", module, *words], surroundings(folder, database))


def demo(folder: Path, database: str = "", *on: str) -> dict[str, str]:
    """Load the small demo city and give the passwords by sign-in name."""
    return {one["login"]: one["password"] for one in handed(folder, database, *on)}


def handed(folder: Path, database: str = "", *on: str) -> list[dict[str, str]]:
    """Load the small demo city and give the sign-ins it hands out; workers of one run load it once and copy it."""
    if database or on or "PYTEST_XDIST_WORKER" not in os.environ:
        command(folder, "demo", "load", "--size", "small", *on, database=database)
    else:
        shutil.copytree(_loaded(folder.parent.parent), folder, dirs_exist_ok=True)
    told: list[dict[str, str]] = json.loads((folder / "demo.json").read_text(encoding="utf-8"))["sign_ins"]
    return told


def _loaded(shared: Path) -> Path:
    kept = shared / "demo-city"
    with (shared / "demo-city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "demo.json").exists():
            kept.mkdir(exist_ok=True)
            command(kept, "demo", "load", "--size", "small")
    return kept


def _run(program: list[str], told: dict[str, str]) -> str:
    done = subprocess.run(program, env=told, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, f"{' '.join(program[1:])} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Running:
    """An installation being served as `competition run` does; it can be killed and started again at its address."""

    def __init__(self, folder: Path, database: str = "", workers: int = 1, **more: str) -> None:
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._folder = folder
        self._env = surroundings(folder, database, COMPETITION_PUBLIC_URL=self.url, **more)
        words = ["run", "--host", HOST, "--port", str(self.port), "--workers", str(workers)]
        self._program = [sys.executable, "-m", "competition", *words]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self._folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._program, env=self._env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            if _answers(self.port):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(
            f"the server did not start:\n{(self._folder / 'server.log').read_text(encoding='utf-8')[-4000:]}"
        )

    def kill(self) -> None:
        """Kill it with all its workers, in the middle of whatever they do (SIGKILL)."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        """Let it fall silent: it takes every question and answers none."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it kindly, or kill it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def server(folder: Path, database: str = "", workers: int = 1, **more: str) -> Iterator[str]:
    """Serve an installation, and give its address."""
    running = Running(folder, database, workers, **more)
    try:
        running.start()
        yield running.url
    finally:
        running.stop()


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    with closing(HTTPConnection(HOST, port, timeout=2)) as connection:
        try:
            connection.request("GET", "/readyz")
            with connection.getresponse() as answer:
                return answer.status == 200
        except OSError:
            return False


@contextmanager
def browser() -> Iterator[Any]:
    """Open a Chromium; a test without one is skipped with its reason."""
    if not PROGRAM:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@dataclass(frozen=True)
class City:
    """A demo city being served: its address, its folder and the passwords by sign-in name."""

    url: str
    folder: Path
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Serve the small demo city to all tests of a worker; they look and change nothing."""
    if not PROGRAM:
        pytest.skip(NO_BROWSER)
    folder = tmp_path_factory.mktemp("city")
    passwords = demo(folder)
    with server(folder) as url:
        yield City(url, folder, passwords)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give one Chromium for all tests of a worker; each test opens contexts of its own in it."""
    with browser() as opened:
        yield opened


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """Give a page in a context of its own, in English, 1280 wide."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Any, url: str, login: str, password: str) -> None:
    """Sign in through the page, as a person does."""
    page.goto(f"{url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in" not in address)
