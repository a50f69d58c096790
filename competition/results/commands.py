"""`competition tabulate`: recount a stage from plain files, with no database."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from competition.foundation.errors import Refused
from competition.judging.tabulation import aspects, files, tally
from competition.judging.tabulation.aspects import figure
from competition.judging.tabulation.scheme import Scheme
from competition.results import tabulating
from competition.results.tabulating import Row

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("scheme", type=FILE)
@click.argument("marks", type=FILE)
@click.option("--stage", default=None, help="Only this stage.")
@click.option("--as", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--working", is_flag=True, help="With every step (JSON).")
def tabulate(scheme: Path, marks: Path, stage: str | None, form: str, working: bool) -> None:
    """Recount MARKS by SCHEME: every entry's figures, total and place. Formats: docs/formats.md."""
    try:
        text = scheme.read_text(encoding="utf-8")
        read, final = files.read_scheme(text), tabulating.final_of(text)
        given = files.read_marks(marks.read_text(encoding="utf-8"), read, tabulating.BESIDE if final else ())
        done = tally.tabulate(read, given.sheets)
    except (Refused, aspects.Unusable) as wrong:
        raise click.ClickException(_said(wrong)) from wrong
    if stage is not None and stage not in done:
        raise click.ClickException(f"{stage}: no such stage / 没有此轮次")
    found = {
        code: tabulating.placed(read, final, entries, given.of_stage(code))
        for code, entries in done.items()
        if stage in (None, code)
    }
    {"table": _table, "csv": _csv, "json": _json}[form](read, found, working)


def _said(wrong: Exception) -> str:
    if not isinstance(wrong, Refused):
        return str(wrong)
    lines = [str(wrong.message)]
    for fault in wrong.faults:
        where = f"row {fault.row}, {fault.column}: " if fault.row else ""
        lines.append(f"  {where}{fault.value} {fault.message}".rstrip())
    return "\n".join(lines)


def _columns(scheme: Scheme) -> list[str]:
    codes = [aspect.code for aspect in scheme.aspects]
    return codes + [criterion.code for criterion in scheme.criteria] + [part.code for part in scheme.parts]


def _cells(scheme: Scheme, row: Row) -> dict[str, str]:
    of = row.tally
    figures = {code: figure(of.figures[code]) if code in of.figures else "" for code in _columns(scheme)}
    return {
        "entry": of.entry,
        "status": of.status.value,
        "place": "" if row.place is None else str(row.place),
        "shared": "shared" if row.shared else "",
        "decided_by": row.decided_by,
        **figures,
        "own": "" if of.own is None else figure(of.own),
        "total": "" if of.total is None else figure(of.total),
        "not_passed": " ".join(code for code, passed in of.passed.items() if not passed),
        "missing": " ".join(of.missing),
    }


def _table(scheme: Scheme, found: dict[str, list[Row]], _working: bool) -> None:
    for stage, rows in found.items():
        shown = Table(title=f"{scheme.title} {stage}".strip())
        names = ["place", "entry", *[c.code for c in scheme.criteria], *[p.code for p in scheme.parts], "own", "total"]
        names += ["decided_by", "not_passed", "missing"]
        for name in names:
            shown.add_column(
                name, justify="left" if name in ("entry", "decided_by", "not_passed", "missing") else "right"
            )
        for row in rows:
            cells = _cells(scheme, row)
            cells["place"] = (cells["place"] or cells["status"]) + ("=" if row.shared else "")
            shown.add_row(*[cells[name] for name in names])
        Console().print(shown)


def _csv(scheme: Scheme, found: dict[str, list[Row]], _working: bool) -> None:
    rows = [{"stage": stage, **_cells(scheme, row)} for stage, rows in found.items() for row in rows]
    writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else ["stage"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _json(scheme: Scheme, found: dict[str, list[Row]], working: bool) -> None:
    def shown(row: Row) -> dict[str, Any]:
        cells: dict[str, Any] = _cells(scheme, row)
        return cells | ({"steps": [step.as_json() for step in row.tally.steps]} if working else {})

    stages = {stage: [shown(row) for row in rows] for stage, rows in found.items()}
    click.echo(json.dumps({"scheme": scheme.title, "stages": stages}, ensure_ascii=False, indent=1))
