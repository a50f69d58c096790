"""The built wheel holds all that an installation needs: it sets itself up and serves from an empty folder."""

import os
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    site = out / "site"
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return site


def run(site: Path, instance: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-P", "-c", "from competition.cli import main; main()", *arguments]


def environment(site: Path, instance: Path) -> dict[str, str]:
    # the unpacked wheel stands before the checkout on the path
    return {**os.environ, "PYTHONPATH": str(site), "COMPETITION_INSTANCE": str(instance)}


def test_every_template_style_table_and_migration_is_inside(unpacked):
    ours = {
        str(path.relative_to(ROOT))
        for folder in ("templates", "static", "examples")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    files = unpacked / "competition" / "_files"
    assert {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()} == ours
    package = {p.relative_to(ROOT) for p in (ROOT / "competition").rglob("*") if p.is_file()}
    wanted = {str(p) for p in package if p.suffix in (".yaml", ".po", ".typ", ".py", ".mako")}
    assert {path for path in wanted if not (unpacked / path).exists()} == set()


def test_it_sets_itself_up_and_serves_the_public_site_and_a_sign_in(unpacked, tmp_path):
    env = environment(unpacked, tmp_path)
    made = subprocess.run(
        run(unpacked, tmp_path, "setup", "--no-input"),
        cwd=tmp_path,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    accounts = [line.split("\t") for line in made.stdout.splitlines() if "\t" in line]
    assert len(accounts) == 3
    assert len({password for _, password in accounts}) == 3
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = subprocess.Popen(
        run(unpacked, tmp_path, "run", "--port", str(port)), cwd=tmp_path, env=env, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert wait_for(port, "/healthz") == 200
        answers = {
            path: ask(port, path) for path in ("/", "/sign-in", "/policy", "/competitions", "/results", "/honours")
        }
        assert {path: status for path, (status, _) in answers.items() if status != 200} == {}
        assert ask(port, "/static/base.css")[0] == 200
        assert str(unpacked) in where(unpacked, env)
    finally:
        server.terminate()
        server.wait(20)


def where(site: Path, env: dict[str, str]) -> str:
    code = "import competition; print(competition.__file__)"
    return subprocess.run(
        [sys.executable, "-P", "-c", code], cwd="/", env=env, check=True, capture_output=True, text=True
    ).stdout


def ask(port: int, path: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def wait_for(port: int, path: str) -> int:
    for _ in range(200):
        try:
            return ask(port, path)[0]
        except OSError:
            time.sleep(0.1)
    return 0
