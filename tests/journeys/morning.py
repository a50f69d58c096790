"""Prepares an empty installation whose clock stands at a morning of our choice; run as a program.

It prints the first administrators' sign-in names and temporary passwords, as `competition setup --no-input` does.
"""

import json
import sys
from datetime import UTC, datetime

from competition.app import create_app
from competition.foundation import clock, schema, settings
from competition.foundation.database import db
from competition.home import first_start
from competition.home.demo import marker

# a Tuesday, in a month whose working days are known
MORNING = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


def main() -> None:
    """Bring the tables up, let the clock be moved, and make the three hands."""
    folder = settings.instance_folder()
    folder.mkdir(parents=True, exist_ok=True)
    marker.finish(folder, {"size": "journey", "anchor": f"{MORNING:%Y-%m-%d}", "sign_ins": []})
    shift = (MORNING - datetime.now(UTC)).total_seconds()
    (folder / "clock.json").write_text(json.dumps({"seconds": shift}), encoding="utf-8")
    app = create_app({"SCHEDULER": False})
    with app.app_context():
        schema.upgrade()
        json.dump(first_start.administrators(clock.now()), sys.stdout)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main()
