"""`make bench`: run every measurement, print the table and write bench/latest.json."""

import json
import os
import sys
from pathlib import Path

from rich.console import Console

from bench import demo, marks, pages, tabulation
from bench.measuring import Row, table
from tests import postgres

LATEST = Path(__file__).parent / "latest.json"


def main(rounds: int) -> None:
    """Measure all, say what is going on, and keep the rows."""
    console = Console(stderr=True)
    found: list[Row] = []
    server = postgres.Server(durable=True)
    with console.status("the demo city"):
        found += demo.rows(min(rounds, 3))
    with console.status("tabulation"):
        found += tabulation.rows(rounds)
    with console.status("public pages"):
        found += pages.rows(rounds)
    with console.status("marks on SQLite"):
        found += marks.rows(rounds)
    server.start()
    try:
        address = os.environ.get(postgres.ADDRESS, "")
        if address:
            with console.status("marks on PostgreSQL"):
                found += marks.rows(rounds, address)
        else:
            console.print(server.why_not)
    finally:
        server.stop()
    print(table(found))
    LATEST.write_text(json.dumps([row.as_json() for row in found], indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
