"""The `competition` command: set up, run and look after an installation."""

import click
from flask.cli import FlaskGroup

from competition import rooms
from competition.app import create_app
from competition.home.commands import backup, restore, run, setup
from competition.home.key_commands import group as keys


class Commands(FlaskGroup):
    """Our own commands only: Flask's and its extensions' are not for whoever runs an installation."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's form
        """Name the commands."""
        return sorted(self.commands)


@click.group(cls=Commands, create_app=create_app, add_default_commands=False, add_version_option=False)
def main() -> None:
    """Run and look after an installation of the competition system."""


main.params.clear()  # Flask's --app and --debug: there is one application here, and no debugger in it
for command in (setup, run, backup, restore, keys, *rooms.COMMANDS):
    main.add_command(command)
