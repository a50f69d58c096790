"""A preliminary and its final in each state a stage page has, for tests; run as a program."""

import json
import sys
from typing import Any

from competition.accounts import passwords
from competition.app import create_app
from competition.foundation import schema
from competition.foundation.database import db, transaction
from competition.registration import actions as registering
from tests import make as making
from tests import scenes
from tests.results.stage_build import follow, pair
from tests.results.test_moving_up import going_on, move_up, withdraw

PASSWORD = "kiln-and-glaze-19"
STATES = ("laid_down", "free", "moved_up", "drawn")


def told(state: str) -> dict[str, Any]:
    """Make one final up to a state; tell its item and who runs it."""
    first, final = pair()
    if state == "laid_down":
        follow(first, final)
    else:
        here = going_on(first, final)
        if state == "drawn":
            registering.draw_numbers(final.item, by=final.organiser, at=making.AT)
        withdraw(here[first.entries[0].id], final.organiser)
        if state == "moved_up":
            move_up(final, 2)
    with transaction(trail=False):
        final.organiser.password_hash = passwords.hash_of(PASSWORD)
    return {"item": final.item.id, "login": final.organiser.login}


def main() -> None:
    """Make them all and print what a test needs to know as JSON."""
    with create_app({"SCHEDULER": False}).app_context():
        schema.upgrade()
        # each is built anew beside the others: laying a kept scene down would empty the tables first
        scenes._written.add(db.engine)
        json.dump({state: told(state) for state in STATES}, sys.stdout)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
