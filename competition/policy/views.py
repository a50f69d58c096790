"""The policy's tables, for everyone to read."""

from flask import Blueprint, render_template

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import clock
from competition.foundation.web import Answer
from competition.policy import reader

pages = Blueprint("policy", __name__)


@pages.get("/policy")
@open_to(EVERYONE)
def show_tables() -> Answer:
    """Show every table with its values, days, references and whether each is enacted or an example."""
    return render_template("policy/show_tables.html", tables=reader.book().tables(), today=clock.today())
