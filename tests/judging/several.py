"""Schemes whose aspects are done several times, or by each member of a team, and how a test marks by them."""

import json

from competition.accounts.models import User
from competition.foundation.database import db
from competition.judging import sheets
from competition.judging.actions import closing
from competition.judging.tabulation import files
from tests import make
from tests.judging.build import give
from tests.judging.test_kinds import Hall


def scheme(aspects, **more):
    """Write a scheme of one form whose totals are rounded to two decimals."""
    form = {"id": "A1", "name": "动作", "day": 1, "aspects": aspects}
    told = {"format": files.FORMAT, "title": "多次", "rounding": {"total": {"places": 2}}}
    return json.dumps({**told, "criteria": [{"id": "A", "name": "动作", "sub_criteria": [form]}], **more})


def aspect(kind, maximum, **more):
    return {"kind": kind, "description": f"{kind} {maximum}", "maximum": maximum, **more}


DIVE = {
    "kind": "panel",
    "description": "跳水动作",
    "panel": {"judges": 3, "highest": "10", "step": "0.5", "factor": "2"},
}
ATTEMPTS = scheme(
    [{**DIVE, "times": 3, "difficulty": True}, aspect("given", "20", times=2)],
    parts=[{"id": "all", "name": "技能", "criteria": ["A"], "weight": "100", "pass_mark": "60"}],
)
JUDGED = aspect("judgement", "40", benchmarks=["", "", "", ""])
EACH = [JUDGED, aspect("given", "30", times=2)]
MEAN = scheme(EACH, team="mean", members=3)
SUM = scheme(
    [aspect("given", "40"), aspect("errors", "5", step="0.5", times=2)],
    parts=[{"id": "p", "name": "实操", "criteria": ["A"], "weight": "100", "pass_mark": "59.5"}],
    team="sum",
    members=2,
)
# what is marked once for the whole team stands between what is marked of each member
TOGETHER = aspect("judgement", "20", once=True)
MIXED_MEAN = scheme([JUDGED, {**TOGETHER, "benchmarks": ["", "", "", ""]}, aspect("given", "20", times=2)],
    rounding={"panel": {"places": 2}, "criterion": {"places": 1}, "total": {"places": 2}}, team="mean", members=3)  # fmt: skip
MIXED_SUM = scheme(
    [aspect("given", "40"), aspect("given", "10", once=True, times=2)],
    parts=[{"id": "p", "name": "实操", "criteria": ["A"], "weight": "100", "pass_mark": "59.5"}],
    team="sum",
    members=2,
)


def give_all(there: Hall, value) -> None:
    """Give every mark of every sheet, on top of what stands: value(sheet row, aspect)."""
    for row in sheets.of_item(there.item.id):
        sheet = sheets.one(row.id)
        by = db.session.get(User, sheet.judge.user_id)
        give(row.id, {a.id: value(row, a) for a in sheets.aspects_of(sheet)}, by)


def finish(there: Hall) -> None:
    """Submit and check every sheet, and close the item."""
    for row in sheets.of_item(there.item.id):
        by = db.session.get(User, sheets.one(row.id).judge.user_id)
        closing.submit_sheet(sheets.one(row.id), seen=None, by=by, at=make.AT)
        closing.check_sheet(sheets.one(row.id), seen=None, by=there.chief, at=make.AT)
    there.say()
    closing.close_item(there.item, by=there.chief, at=make.AT)
