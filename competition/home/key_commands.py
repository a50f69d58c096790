"""Commands for the keys: which there are, a new one, and what is stored encrypted anew."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from competition.foundation import clock, crypto, keys, rotation
from competition.foundation.errors import Refused
from competition.home import key_actions

group = AppGroup("keys", help="Keep the encryption fresh.")


@group.command()
def show() -> None:
    """Name the keys, the newest first, and how many stored values each of them encrypted."""
    counts = rotation.values_by_key()
    for key in keys.ring().keys:
        click.echo(f"{key.id}\t{key.cipher}\t{counts.get(key.id, 0)}")


@group.command()
@click.option("--cipher", type=click.Choice(sorted(crypto.CIPHERS)), default="aes-gcm", show_default=True)
def rotate(cipher: str) -> None:
    """Add a new key and encrypt everything stored anew with it; broken off, go on with `keys reencrypt`."""
    try:
        made = key_actions.add_key(current_app.config["INSTANCE"], cipher, clock.now())
    except Refused as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(f"新密钥 {made}（{cipher}）。 New key {made}, {cipher}.")
    _encrypt_anew()


@group.command()
def reencrypt() -> None:
    """Encrypt anew whatever an older key encrypted: the rest of a rotation, or what was written meanwhile."""
    _encrypt_anew()


def _encrypt_anew() -> None:
    moved, unreadable = 0, []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for column in rotation.columns():
            field = rotation.field_of(column)
            task = progress.add_task(field, total=rotation.waiting(column))
            after: int | None = 0
            while after is not None:
                batch = key_actions.encrypt_anew(column, after, clock.now())
                moved += batch.moved
                unreadable += [f"{field}#{number}" for number in batch.unreadable]
                after = batch.next_after
                progress.advance(task, batch.moved)
    for place in unreadable:
        click.echo(place)
    said = f"已重新加密 {moved} 项，{len(unreadable)} 项无法解密。"
    click.echo(f"{said} {moved} values encrypted anew, {len(unreadable)} could not be read.")
    sys.exit(1 if unreadable else 0)
