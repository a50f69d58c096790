"""The policy's tables, for everyone to read."""

from flask import Blueprint, render_template

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import clock
from competition.foundation.web import Answer
from competition.policy import reader, words

pages = Blueprint("policy", __name__)


@pages.get("/policy")
@open_to(EVERYONE)
def show_tables() -> Answer:
    """Show every table with its values, days, references and whether each is enacted or an example."""
    today = clock.today()
    groups = words.by_stage(reader.book().tables())
    return render_template("policy/show_tables.html", groups=groups, today=today)


@pages.app_context_processor
def words_of_policy() -> dict[str, object]:
    """Let every page word policy figures alike."""
    return {"policy_words": words}
