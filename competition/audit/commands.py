"""Commands for the trail: verify it, take a copy of it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from competition.audit import actions, exports, queries
from competition.audit.queries import Wanted
from competition.foundation import clock, trail
from competition.foundation.errors import Refused
from competition.foundation.trail import Break

audit = AppGroup("audit", help="Verify the trail, and take a copy of it.")
EVERY = 1000


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Answer for a program.")
def verify(as_json: bool) -> None:
    """Walk the whole trail and name each row that was changed, is missing or stands out of order."""
    rows, _hash = trail.head()
    found = [queries.what_stands(broken) for broken in list(_walked(rows))]
    if as_json:
        click.echo(json.dumps({"rows": rows, "broken": found}, ensure_ascii=False))
    else:
        for there in found:
            told = "  ".join(there[name] for name in ("at", "actor", "verb", "subject") if there.get(name))
            click.echo(f"{there['seq']}\t{there['kind']}\t{told or '—'}")
        click.echo(f"共 {rows} 条，异常 {len(found)} 条。 {rows} rows, {len(found)} of them not as written.", err=True)
    sys.exit(1 if found else 0)


def _walked(rows: int) -> Iterator[Break]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("核验 verifying", total=rows)
        yield from trail.breaks(lambda seq: progress.update(task, completed=seq) if seq % EVERY == 0 else None)


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the whole trail to FILE, a workbook (.xlsx) or CSV (.csv); the trail keeps that it was taken."""
    kind = file.suffix.removeprefix(".")
    if kind not in exports.MAKERS:
        raise click.ClickException("文件名须以 .xlsx 或 .csv 结尾。 The file's name ends in .xlsx or .csv.")
    at = clock.now()
    try:
        last = actions.note_export(Wanted(), kind, None if kind == "csv" else exports.MOST[kind], None, at)
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    with file.open("wb") as out:
        out.writelines(
            exports.MAKERS[kind](queries.streamed(Wanted(), last), exports.watermark(trail.SYSTEM, Wanted(), at))
        )
    click.echo(f"{file}  {last}")
