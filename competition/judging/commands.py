"""`competition agreement` and `competition redraw`: judges compared and draws repeated from files, no database."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from math import isnan
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from competition.judging import agreement as rules
from competition.judging import layers
from competition.judging import rasch as facets
from competition.judging.agreement import Given
from competition.judging.rasch import Score
from competition.judging.tabulation import files

NEEDED = ("entry", "aspect", "judge", "value")


@click.command()
@click.argument("marks", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--stage", default=None, help="Only this stage.")
@click.option("--scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="Count whose marks this scheme leaves out, too.")  # fmt: skip
@click.option("--rasch", is_flag=True, help="Add the many-facet Rasch report; information only.")
@click.option("--as", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def agreement(marks: Path, stage: str | None, scheme: Path | None, rasch: bool, form: str) -> None:
    """Say how far the judges of MARKS agree, and who marks high or low. Format: docs/formats.md."""
    rows = _rows(marks, stage)
    objects, units, districts = _objects(rows)
    if not objects:
        raise click.ClickException("no judged marks in it / 其中没有裁判评分")
    groups: dict[str, list[Given]] = {"all": list(objects.values())}
    for key, one in objects.items():
        groups.setdefault(key[2], []).append(one)
    told: dict[str, Any] = {
        "agreement": {name: asdict(rules.agreement(one.marks for one in there)) for name, there in groups.items()},
        "judges": [asdict(each) for each in rules.judges(objects.values(), units, districts)],
    }
    if scheme is not None:
        told["dropped"] = _dropped(objects, scheme.read_text(encoding="utf-8"))
    if rasch:
        told["rasch"] = _report(objects, rows)
    if form == "json":
        # json has no nan: what is not defined is null
        click.echo(json.dumps(_plain(told), ensure_ascii=False, indent=1))
        return
    _print("agreement", [{"": name, **found} for name, found in told["agreement"].items()])
    _print("judges", told["judges"])
    if scheme is not None:
        _print("dropped by the scheme", told["dropped"])
    if rasch:
        _print_report(told["rasch"])


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


def _rows(marks: Path, stage: str | None) -> list[dict[str, Any]]:
    with marks.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lacking = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if lacking:
            raise click.ClickException(f"the marks lack the column {', '.join(lacking)}")
        return [row for row in reader if stage in (None, row.get("stage", ""))]


def _objects(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[Key, Given], dict[str, str], dict[str, str]]:
    """Gather the marks of each object that more than one judge marked."""
    marks: dict[Key, dict[str, float]] = defaultdict(dict)
    of_entry: dict[str, tuple[str, str]] = {}
    units: dict[str, str] = {}
    districts: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        if not row["judge"] or not row["value"] or row["value"] == "absent":
            continue
        # a member's and an attempt's marks stand by themselves, as they do in the database
        which = f"{row.get('member') or ''}{row.get('attempt') or '1'}"
        key = (row.get("stage") or "", row["entry"], row["aspect"], which)
        try:
            marks[key][row["judge"]] = float(row["value"])
        except ValueError as wrong:
            raise click.ClickException(f"row {number}, value: {row['value']} is not a number") from wrong
        of_entry[row["entry"]] = row.get("unit") or "", row.get("district") or ""
        units[row["judge"]] = row.get("judge_unit") or ""
        districts[row["judge"]] = row.get("judge_district") or ""
    found = {
        key: Given(there, of_entry[key[1]][0], key[1], of_entry[key[1]][1])
        for key, there in marks.items()
        if len(there) > 1
    }
    return found, units, districts


def _dropped(objects: Mapping[Key, Given], text: str) -> list[dict[str, Any]]:
    """Count for each judge the marks that the scheme leaves out as too high and too low."""
    panels = {aspect.code: aspect.panel for aspect in files.read_scheme(text).aspects}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (_stage, _entry, aspect, _attempt), one in objects.items():
        panel = panels.get(aspect)
        if panel is None or not (panel.drop_high or panel.drop_low) or len(one.marks) < panel.drop_from:
            continue
        high, low = rules.dropped({judge: Decimal(str(value)) for judge, value in one.marks.items()}, panel)
        for judge in one.marks:
            counts[judge].update(too_high=judge in high, too_low=judge in low, could_be=True)
    return [{"judge": judge, **{n: count[n] for n in ("too_high", "too_low", "could_be")}}
            for judge, count in sorted(counts.items())]  # fmt: skip


def _report(objects: Mapping[Key, Given], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Estimate the many-facet Rasch model; an attempt, and each member's, is an aspect of its own, as a dive is."""
    scales = {row["aspect"]: row.get("scale") or "" for row in rows}
    attempts = {(key[2], key[3]) for key in objects}
    several = {aspect for aspect, _attempt in attempts if sum(a == aspect for a, _n in attempts) > 1}
    fit = facets.fit(
        Score(entry, judge, f"{aspect}#{attempt}" if aspect in several else aspect, value, scales.get(aspect, ""))
        for (_stage, entry, aspect, attempt), one in objects.items()
        for judge, value in one.marks.items()
    )
    elements = {facet: [asdict(each) for each in fit.of(facet)] for facet in facets.FACETS}
    return {"state": fit.state.value, "rounds": fit.rounds, "scores": fit.scores, "facet": fit.facet,
            "groups": [list(group) for group in fit.groups], "steps": dict(fit.steps or {}), **elements}  # fmt: skip


def _print_report(told: Mapping[str, Any]) -> None:
    state = f"{told['state']}, {told['scores']} scores, {told['rounds']} rounds"
    click.echo(f"many-facet Rasch: {state} — information only, no rank rests on it / 仅供参考，名次不以此为据")
    for number, group in enumerate(told["groups"], 1):
        click.echo(f"  {told['facet']} group {number}: {', '.join(group)}")
    if told["state"] == facets.FitState.ESTIMATED:
        for facet in facets.FACETS:
            _print(f"rasch: {facet}", [{**each, "extreme": each["extreme"] or ""} for each in told[facet]])


def _plain(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _plain(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_plain(value) for value in told]
    return None if isinstance(told, float) and isnan(told) else told


def _print(title: str, rows: list[dict[str, Any]]) -> None:
    """Print a table without the columns that say nothing."""
    shown = Table(title=title)
    names = [name for name in rows[0] if any(_says(row[name]) for row in rows)] if rows else []
    for name in names:
        shown.add_column(name, justify="left" if name in ("", "judge", "name", "extreme") else "right")
    for row in rows:
        cells = (row[name] for name in names)
        shown.add_row(*[f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in cells])
    Console().print(shown)


def _says(cell: Any) -> bool:
    return not (cell == "" or (isinstance(cell, float) and isnan(cell)))
