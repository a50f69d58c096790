"""`competition agreement` and `competition redraw`: judges compared and draws repeated from files, no database."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from competition.judging import agreement as rules
from competition.judging import layers
from competition.judging.agreement import Given

NEEDED = ("entry", "aspect", "judge", "value")


@click.command()
@click.argument("marks", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--stage", default=None, help="Only this stage.")
@click.option("--as", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def agreement(marks: Path, stage: str | None, form: str) -> None:
    """Say how far the judges of MARKS agree, and who marks high or low. Format: docs/formats.md."""
    with marks.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lacking = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if lacking:
            raise click.ClickException(f"the marks lack the column {', '.join(lacking)}")
        rows = [row for row in reader if stage in (None, row.get("stage", ""))]
    objects, units = _objects(rows)
    if not objects:
        raise click.ClickException("no judged marks in it / 其中没有裁判评分")
    groups: dict[str, list[Given]] = {"all": list(objects.values())}
    for key, one in objects.items():
        groups.setdefault(key[2], []).append(one)
    of_judges = rules.judges(objects.values(), units)
    overall = {name: rules.agreement(one.marks for one in there) for name, there in groups.items()}
    if form == "json":
        told = {"agreement": {name: asdict(a) for name, a in overall.items()}, "judges": [asdict(j) for j in of_judges]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    _print("agreement", [{"": name, **asdict(found)} for name, found in overall.items()])
    _print("judges", [asdict(found) for found in of_judges])


@click.command()
@click.argument("draw", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def redraw(draw: Path) -> None:
    """Draw the decoded layers of DRAW, an item's published draw.json, again; ends with 1 where one differs."""
    try:
        found = layers.checked(json.loads(draw.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise click.ClickException(f"not a published draw / 不是已公布的抽签文件: {wrong}") from wrong
    if not found:
        raise click.ClickException("no layer is decoded yet / 尚无已解密的层")
    _print("redraw", [asdict(each) for each in found])
    if not all(each.commitment_holds and each.draw_holds for each in found):
        raise click.ClickException("a layer is not what its seed gives / 有一层与其种子不符")


Key = tuple[str, str, str, str]


def _objects(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[Key, Given], dict[str, str]]:
    """Gather the marks of each object that more than one judge marked."""
    marks: dict[Key, dict[str, float]] = defaultdict(dict)
    of_entry: dict[str, str] = {}
    units: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        if not row["judge"] or not row["value"] or row["value"] == "absent":
            continue
        key = (row.get("stage") or "", row["entry"], row["aspect"], row.get("attempt") or "1")
        try:
            marks[key][row["judge"]] = float(row["value"])
        except ValueError as wrong:
            raise click.ClickException(f"row {number}, value: {row['value']} is not a number") from wrong
        of_entry[row["entry"]] = row.get("unit") or ""
        units[row["judge"]] = row.get("judge_unit") or ""
    return {key: Given(there, of_entry[key[1]]) for key, there in marks.items() if len(there) > 1}, units


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    shown = Table(title=title)
    for name in rows[0]:
        shown.add_column(name, justify="left" if name in ("", "judge") else "right")
    for row in rows:
        shown.add_row(*[f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row.values()])
    Console().print(shown)
