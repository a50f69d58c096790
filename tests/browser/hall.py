"""A hall for tests: one item, three judges with their tablets, a form of as many aspects as asked; run as a program.

python -m tests.browser.hall COMPETITORS ASPECTS [penalty]   makes it and prints what a test needs to know
python -m tests.browser.hall team                            makes a team of two, each marked, one aspect done twice
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
    Settings,
)
from competition.judging.tabulation.scheme import Rounding, Step, Team
from tests import make as making
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
    """Make the hall of judged aspects."""
    schema.upgrade()
    return told(build.hall(competitors, scheme=form(count, AspectKind.JUDGEMENT, *more)))


def team() -> dict[str, Any]:
    """Make a hall of one team of two, of whom each is judged once and given points twice."""
    schema.upgrade()
    judged = SchemeAspect(AspectKind.JUDGEMENT, "整体造型", Decimal(60), benchmarks=build.TEXTS)
    form = SchemeSubCriterion("A1", "成品", 1, (judged, SchemeAspect(AspectKind.GIVEN, "拉坯", Decimal(20), times=2)))
    settings = Settings({Step.TOTAL: Rounding(2)}, team=Team.MEAN, members=2)
    tree = SchemeTree("团队", (), (SchemeCriterion("A", "成品", (form,)),), settings=settings)
    return told(build.hall(1, item=making.item(team_size=2), scheme=tree))


def told(hall: build.Hall) -> dict[str, Any]:
    """Tell the judges' names, their sheets by position, and the lead's aspects."""
    hall.all_present()
    known = passwords.hash_of(PASSWORD)
    rows = sheets.of_item(hall.item.id)
    with transaction(trail=False) as session:
        for user_id in (hall.organiser.id, *(judge.user_id for judge in hall.judges)):
            session.get_one(User, user_id).password_hash = known
    return {
        "item": hall.item.id,
        "organiser": hall.organiser.login,
        "judges": [db.session.get_one(User, judge.user_id).login for judge in hall.judges],
        "sheets": [[row.id for row in rows if row.position == place] for place in (1, 2, 3)],
        "aspects": [aspect.id for aspect in sheets.aspects_of(hall.sheet("A1", hall.entries[0]))],
    }


def main(words: list[str]) -> None:
    """Do what is asked and print it as JSON."""
    app = create_app({"SCHEDULER": False})
    with app.app_context():
        if words[0] == "totals":
            found: Any = {each.number: str(each.practice) for each in queries.entry_marks(int(words[1]))}
        elif words[0] == "team":
            found = team()
        else:
            found = make(int(words[0]), int(words[1]), *([PENALTY] if "penalty" in words else []))
        json.dump(found, sys.stdout)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
