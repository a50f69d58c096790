"""A public result page against the same bytes sent statically by the same server."""

import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path

from bench.measuring import Row, interleaved
from bench.serving import HOST, installation, server
from competition.policy import reader
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import ResultState, Status
from tests import make

FIELD = 300
SECONDS = 3
CLIENTS = 16


def rows(rounds: int) -> list[Row]:
    """Measure requests per second with 16 clients."""
    with installation() as (app, folder):
        path = f"/results/{_on_notice()}"
        with server(app, folder) as port:
            size = _saved(port, path, folder)
            ours, bare = interleaved(
                lambda: _per_second(port, path), lambda: _per_second(port, "/static/page.html"), rounds
            )
    what = f"{FIELD} rows, {size:,} bytes, {CLIENTS} clients; bare: the same bytes as a static file"
    return [Row("public result page", ours, bare, ours / bare, ">= 0.25", "requests/s", "SQLite", rounds, what)]


def _on_notice() -> int:
    item = make.item()
    book, on = reader.book(), item.competition.starts_on
    tables = ("results.tie_order", "results.minimum_field", "results.notice_days", "results.awards")
    result = ItemResult(
        item_id=item.id,
        number=1,
        state=ResultState.ON_NOTICE,
        basis={
            "weights": {"theory": "20", "practice": "80"},
            "places": 2,
            "tables": {name: book.on(on, name).as_json() for name in tables},
            "awards": "results.awards",
            "award_steps": [],
        },
        computed_at=make.AT,
        notice_starts_on=date(2026, 9, 21),
        notice_ends_on=date(2026, 9, 29),
    )
    result.lines = [_line(item, place) for place in range(1, FIELD + 1)]
    make.keep(result)
    return item.id


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


def _saved(port: int, path: str, folder: Path) -> int:
    connection = HTTPConnection(HOST, port)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    (folder / "static" / "page.html").write_bytes(content)
    return len(content)


def _per_second(port: int, path: str) -> float:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is missing: install it (Debian: apt-get install wrk)")
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", "--timeout", "30s", f"http://{HOST}:{port}{path}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
