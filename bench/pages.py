"""A released result page against the same bytes sent statically by the same server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from bench.measuring import Row, interleaved
from bench.serving import HOST, installation, server
from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.policy import reader
from competition.results.actions import finishing
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make

FIELD = 300
SECONDS = 3
CLIENTS = 16
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def rows(rounds: int) -> list[Row]:
    """Measure requests per second and the slowest hundredth with 16 clients, as browsers ask, plain, and unchanged."""
    with installation() as (app, folder):
        path = f"/results/{on_notice()}"
        with server(app, folder) as port:
            found = _asked(port, path, {"Accept-Encoding": "gzip"}, folder / "static" / "packed")
            plain = _asked(port, path, {}, folder / "static" / "plain")
            forms = {
                "public result page": (found, {"Accept-Encoding": "gzip"}, "packed"),
                "public result page, uncompressed": (plain, {}, "plain"),
                "public result page, unchanged (304)": (
                    found, {"Accept-Encoding": "gzip", "If-None-Match": found.etag}, "packed",
                ),
            }  # fmt: skip
            return [row for name, form in forms.items() for row in _compared(port, path, name, form, rounds)]


@dataclass(frozen=True)
class Asked:
    """An answer of the page: how long it is, and its print."""

    size: int
    etag: str


def _compared(port: int, path: str, name: str, form: tuple[Asked, dict[str, str], str], rounds: int) -> Iterator[Row]:
    asked, headers, bare = form
    slow: dict[str, list[float]] = {"ours": [], "bare": []}

    def measured(of: str, there: str, told: dict[str, str]) -> float:
        found, slowest = per_second(port, there, told)
        slow[of].append(slowest)
        return found

    mine, theirs = interleaved(
        lambda: measured("ours", path, headers), lambda: measured("bare", f"/static/{bare}", {}), rounds
    )
    what = f"{FIELD} rows, {asked.size:,} bytes, {CLIENTS} clients; bare: the same bytes as a static file"
    yield Row(name, mine, theirs, mine / theirs, ">= 0.8", "requests/s", "SQLite", rounds, what)
    p99 = {of: median(all_of_them) for of, all_of_them in slow.items()}
    ratio = p99["ours"] / p99["bare"]
    yield Row(f"{name}, p99", p99["ours"], p99["bare"], ratio, "<= 1.25", "ms", "SQLite", rounds, what)


def finalised(field: int = FIELD) -> int:
    """Make a final result of so many lines, and give its item's number."""
    item = make.item()
    book, on = reader.book(), item.competition.starts_on
    tables = ("results.tie_order", "results.minimum_field", "results.notice_days", "results.awards")
    result = ItemResult(
        item_id=item.id,
        number=1,
        state=ResultState.FINALISED,
        basis={
            "weights": {"theory": "20", "practice": "80"},
            "places": 2,
            "tables": {name: book.on(on, name).as_json() for name in tables},
            "awards": "results.awards",
            "award_steps": [],
        },
        computed_at=make.AT,
    )
    result.lines = [_line(item, place) for place in range(1, field + 1)]
    make.keep(result)
    return item.id


def put_on_notice(item_id: int) -> None:
    """Release a final result."""
    result = db.session.scalars(sa.select(ItemResult).where(ItemResult.item_id == item_id)).one()
    finishing.put_on_notice(result, reader.book(), None, by=make.user(Role.ORGANISER), at=make.AT)
    db.session.remove()


def on_notice(field: int = FIELD) -> int:
    """Make a result on public notice, and give its item's number."""
    item_id = finalised(field)
    put_on_notice(item_id)
    return item_id


def _line(item: object, place: int) -> ResultLine:
    entry = make.entry(item, number=place)  # type: ignore[arg-type]
    figure = Decimal(100) - Decimal(place) / 10
    return ResultLine(
        entry_id=entry.id,
        number=place,
        name_as_was=entry.name,
        unit_as_was=entry.unit_as_was,
        status=Status.PRESENT,
        theory=figure,
        practice=figure,
        total=figure,
        place=place,
        award={1: "gold", 2: "silver", 3: "bronze"}.get(place, "merit" if place <= FIELD // 2 else ""),
        working=[],
    )


def _asked(port: int, path: str, headers: dict[str, str], file: Path) -> Asked:
    # what was answered lies beside the server's static files, byte for byte
    content, etag = content_of(port, path, headers)
    file.write_bytes(content)
    return Asked(len(content), etag)


def content_of(port: int, path: str, headers: dict[str, str]) -> tuple[bytes, str]:
    """Ask once; give the bytes and their print."""
    connection = HTTPConnection(HOST, port)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return content, answer.headers.get("ETag", "")


def per_second(port: int, path: str, headers: dict[str, str]) -> tuple[float, float]:
    """Ask as 16 clients do, without a pause; requests a second, and the slowest hundredth in ms."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is missing: install it (Debian: apt-get install wrk)")
    told = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "--timeout", "30s", "--latency", *told]
    said = subprocess.run([*command, f"http://{HOST}:{port}{path}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    slowest = re.findall(r"99%\s+([\d.]+)(us|ms|s)", said)[0]
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]), float(slowest[0]) * MILLISECONDS[slowest[1]]
