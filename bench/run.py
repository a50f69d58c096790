"""`make bench`: run every measurement, print the table and write bench/latest.json."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from bench import board, certificates, crowd, demo, marks, money, pages, register, tabulation
from bench.measuring import Row, table
from tests import postgres

LATEST = Path(__file__).parent / "latest.json"
# what the table begins with, whatever else is measured
FIRST = ("public result page", "marks stored, outboxes of 1, SQLite", "demo city loaded")


def main(rounds: int, wanted: str = "") -> None:
    """Measure all, print each table as soon as it is known, and keep the rows; what fails is said and the rest goes on.

    Where only what is called so is wanted, it is printed and nothing is kept.
    """
    console = Console(stderr=True)
    server = postgres.Server(durable=True)
    server.start()
    address = os.environ.get(postgres.ADDRESS, "")
    parts = _parts(rounds, address)
    failed = [] if address else [server.why_not]
    try:
        found = _measured({name: part for name, part in parts.items() if wanted in name}, console, failed)
    finally:
        server.stop()
    if not wanted:
        _keep(found)
    if failed:
        sys.exit("\n".join(failed))


def _parts(rounds: int, address: str) -> dict[str, Callable[[], list[Row]]]:
    # the tablets' longer spells take most of the time, and thousands of answers a round
    few = min(rounds, 3)
    return {
        "public pages": lambda: pages.rows(rounds),
        "marks on SQLite": lambda: marks.rows(few),
        "the demo city": lambda: demo.rows(few),
        "a crowd": lambda: crowd.rows(few),
        "the chief's board": lambda: board.rows(few),
        "tabulation": lambda: tabulation.rows(rounds),
        "the register on SQLite": register.rows,
        "prizes and a what-if": lambda: money.rows(rounds),
        "certificates": lambda: certificates.rows(few),
        **({"marks on PostgreSQL": lambda: marks.rows(few, address)} if address else {}),
        **({"the register on PostgreSQL": lambda: register.rows(address)} if address else {}),
    }


def _keep(found: list[Row]) -> None:
    found.sort(key=lambda row: FIRST.index(row.name) if row.name in FIRST else len(FIRST))
    LATEST.write_text(json.dumps([row.as_json() for row in found], indent=1, ensure_ascii=False), encoding="utf-8")


def _measured(parts: Mapping[str, Callable[[], list[Row]]], console: Console, failed: list[str]) -> list[Row]:
    found: list[Row] = []
    for name, measure in parts.items():
        with console.status(name):
            try:
                rows = measure()
            except Exception:  # noqa: BLE001 - one measurement that fails must not lose the others
                failed.append(f"{name}:\n{traceback.format_exc()}")
                continue
        print(table(rows, head=not found), flush=True)
        found += rows
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, " ".join(sys.argv[2:]))
