"""Commands for whoever runs an installation: set up, run, back up, restore, demo."""

import os
import resource
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from rich.console import Console

from competition.accounts import queries
from competition.accounts.actions import first
from competition.accounts.rules import Role
from competition.foundation import backups, clock, followers, schema, settings
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.home import first_start, jobs

console = Console(stderr=True)
# of the 100 connections a PostgreSQL grants by default, what all workers of a machine may take
CONNECTIONS = 80
# what a server may hold open: its connections and files
FILES = 16_384


@click.command()
@click.option("--no-input", is_flag=True, help="Ask nothing; print the passwords made.")
@with_appcontext
def setup(no_input: bool) -> None:
    """Create or bring up to date the database and make the first administrators."""
    schema.upgrade()
    if not queries.is_empty():
        click.echo("数据库已是最新，管理员已存在。 The database is up to date and has its administrators.")
        return
    hands = first.HANDS if no_input else _asked_hands()
    if not no_input:
        click.pause("将显示一次初始密码，请确保周围无人。按任意键继续 The first passwords are shown once. Press a key")
    try:
        made = first_start.administrators(clock.now(), hands)
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    for login, password in made.items():
        click.echo(f"{login}\t{password}")
    click.echo("首次登录须更改密码。 Each must be changed at the first sign-in.")


def _asked_hands() -> dict[str, tuple[Role, str]]:
    click.echo("系统、安全、审计三员须由三人分别担任。 Three hands, three people:")
    found = {}
    for login, (role, name) in first.HANDS.items():
        asked = click.prompt(f"{name}登录名 sign-in name", default=login)
        found[asked] = (role, click.prompt(f"{name}姓名 name", default=name))
    if len(found) < len(first.HANDS):
        raise click.ClickException("登录名须各不相同。 The sign-in names must differ.")
    return found


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=0, help="0: one a core.")
@click.option("--threads", default=settings.THREADS, show_default=True, help="Requests a worker answers at once.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo city at the first start.")
def run(host: str, port: int, workers: int, threads: int, with_demo: bool) -> None:
    """Serve the installation."""
    # lazy: the front door stands before the rooms, and every room before its commands
    from competition.app import create_app

    app = create_app()
    with app.app_context():
        if with_demo:
            first_start.demo_city(console)
        elif not schema.is_current():
            raise click.ClickException("请先运行 `competition setup`。 Run `competition setup` first.")
        db.engine.dispose()
    first_start.greet(console, f"http://{host}:{port}", settings.instance_folder())
    count = workers or os.cpu_count() or 1
    os.environ.setdefault("COMPETITION_CONNECTIONS", str(max(CONNECTIONS // count - 4, 4)))
    os.environ["COMPETITION_THREADS"] = str(threads)
    serve(f"{host}:{port}", count, threads)


def serve(address: str, workers: int, threads: int, bare: Path | None = None) -> None:
    """Serve until told to stop, with blocking threads; `bare` is a folder the server itself sends, to measure against."""
    host, port = address.rsplit(":", 1)
    # a follower keeps a connection open: a thousand of them need more files than a shell grants by itself
    granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if granted < FILES:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (FILES if most == resource.RLIM_INFINITY else min(FILES, most), most)
        )
    Granian(
        "competition.server:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=workers,
        # made as they are needed, and ended when they are not
        blocking_threads=threads + followers.MOST,
        backpressure=2 * (threads + followers.MOST),
        factory=True,
        log_access=False,
        # its starting and stopping is our greeting's to tell
        log_level=LogLevels.error,
        static_path_route=["/static"],
        static_path_mount=[bare] if bare else None,
        respawn_failed_workers=True,
        # a follower's stream has no end: a server told to stop does not wait for it
        workers_kill_timeout=5,
    ).serve()


@click.command()
@with_appcontext
def backup() -> None:
    """Write the whole installation into one file under instance/backups, each sealed package once beside it."""
    try:
        click.echo(jobs.back_up(clock.now()))
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(archive: Path, yes: bool) -> None:
    """Put a backup in the place of what is there; stop the server first."""
    if not yes:
        click.confirm("当前数据将被移到一旁，用备份替换。继续？ Replace what is there with the backup?", abort=True)
    try:
        missing = backups.restore(archive, db.engine, current_app.config["INSTANCE"])
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    for name in missing:
        click.echo(f"没有归档包副本 No copy of the sealed package: {name}", err=True)
    click.echo(
        "已恢复。请运行 competition honours check-log 核查名录日志。 Restored. Now run `competition honours check-log`."
    )
