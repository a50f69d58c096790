"""A hall for tests: one item, three judges with their tablets, a form of as many aspects as asked; run as a program.

python -m tests.browser.hall COMPETITORS ASPECTS [penalty]   makes it and prints what a test needs to know
python -m tests.browser.hall totals ITEM                     prints each competitor's practice mark as the program has it
"""

import json
import sys
from decimal import Decimal
from typing import Any

from competition.accounts import passwords
from competition.accounts.models import User
from competition.app import create_app
from competition.foundation import schema
from competition.foundation.database import db, transaction
from competition.judging import queries, sheets
from competition.judging.rules import (
    AspectKind,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
)
from tests.judging import build

PASSWORD = "kiln-and-glaze-19"


def form(count: int, kind: AspectKind = AspectKind.JUDGEMENT, *more: SchemeAspect) -> SchemeTree:
    """Make a scheme of one form: so many aspects that come to 100, judged, or measured in parts, and others after them."""
    told: dict[str, Any] = {"benchmarks": build.TEXTS} if kind is AspectKind.JUDGEMENT else {"calculation": "PARTIAL"}
    aspects = tuple(SchemeAspect(kind, f"第{n}项", Decimal(100) / count, 1, **told) for n in range(count))
    form = SchemeSubCriterion("A1", "成品", 1, (*aspects, *more))
    return SchemeTree("测试", (SchemeSection(1, "成品", Decimal(100)),), (SchemeCriterion("A", "成品", (form,)),))


PENALTY = SchemeAspect(AspectKind.PENALTY, "超时", Decimal(0))


def make(competitors: int, count: int, *more: SchemeAspect) -> dict[str, Any]:
    """Make the hall, and tell the judges' names and their sheets by position."""
    schema.upgrade()
    hall = build.hall(competitors, scheme=form(count, AspectKind.JUDGEMENT, *more))
    hall.all_present()
    known = passwords.hash_of(PASSWORD)
    rows = sheets.of_item(hall.item.id)
    with transaction(trail=False) as session:
        for judge in hall.judges:
            session.get_one(User, judge.user_id).password_hash = known
    return {
        "item": hall.item.id,
        "judges": [db.session.get_one(User, judge.user_id).login for judge in hall.judges],
        "sheets": [[row.id for row in rows if row.position == place] for place in (1, 2, 3)],
        "aspects": [aspect.id for aspect in sheets.aspects_of(hall.sheet("A1", hall.entries[0]))],
    }


def main(words: list[str]) -> None:
    """Do what is asked and print it as JSON."""
    app = create_app({"SCHEDULER": False})
    with app.app_context():
        if words[0] == "totals":
            told: Any = {each.number: str(each.practice) for each in queries.entry_marks(int(words[1]))}
        else:
            told = make(int(words[0]), int(words[1]), *([PENALTY] if "penalty" in words else []))
        json.dump(told, sys.stdout)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
