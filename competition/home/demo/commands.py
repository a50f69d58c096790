"""Commands for a demo: load it, and show who may sign in to it."""

import time
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console

from competition.foundation import schema
from competition.foundation.errors import Refused
from competition.home.demo import greeting, marker

demo = AppGroup("demo", help="Load an invented city to try the system with.")


@demo.command()
@click.option("--size", type=click.Choice(["small", "city"]), default="small", show_default=True)
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed and day make the same city.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Set it on this day; else on today, or near it.")
@click.option("--replace", is_flag=True, help="Empty the demo that is here first. Never empties anything else.")
def load(size: str, seed: int, day: datetime | None, replace: bool) -> None:
    """Load the demo city into an empty installation."""
    # lazy: it brings in every room, which no other command of this group needs
    from competition.home.demo import building

    console, began = Console(stderr=True), time.monotonic()
    if not schema.is_current():
        schema.upgrade()
    try:
        counts = building.build(console, size, seed, day.date() if day else None, replace=replace)
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    rows, seconds = sum(counts.values()), time.monotonic() - began
    click.echo(f"已载入 {rows} 行，用时 {seconds:.1f} 秒。 Loaded {rows} rows in {seconds:.1f} s.")
    _say_sign_ins()


@demo.command("sign-ins")
def show_sign_ins() -> None:
    """Show who may sign in to the demo."""
    _say_sign_ins()


def _say_sign_ins() -> None:
    about = marker.kept(current_app.config["INSTANCE"])
    if about is None:
        raise click.ClickException("这里没有演示数据。 There is no demo here.")
    greeting.say(Console(), greeting.sign_ins(about))
