"""The `competition` command: set up, run and look after an installation."""

import click
from flask.cli import FlaskGroup

from competition import rooms
from competition.app import create_app
from competition.home.commands import backup, restore, run, setup


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False, add_version_option=False)
def main() -> None:
    """Run and look after an installation of the competition system."""


for command in (setup, run, backup, restore, *rooms.COMMANDS):
    main.add_command(command)
