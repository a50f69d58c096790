"""Aspects marked once for a whole team beside those marked of each member."""

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import g

from competition.accounts.models import User
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.working import figure
from competition.judging import (
    boards,
    queries,
    rosters,
    scheme_readings,
    sheets,
)
from competition.judging.actions import replacing, schemes
from competition.judging.tabulation import contents, files, tally
from competition.policy import reader
from competition.results.actions import computing
from tests import make
from tests.judging.build import unsigned
from tests.judging.several import MIXED_MEAN, MIXED_SUM, finish, give_all
from tests.judging.test_kinds import hall, practice

D = Decimal


@pytest.mark.parametrize(
    ("text", "size", "code", "once", "total"),
    [
        # 20 x 2/3 for the team: 13.3 as its criterion rounds; 40, 13.33 and 0 judged, with 2 x 5.5 each: 51, 24.3 and 11
        (MIXED_MEAN, 3, "team_mean_once", "13.3", D("42.07")),
        # 2 x 5.5 for the team, 5.5 of each of two members
        (MIXED_SUM, 2, "team_sum_once", "11", D("22")),
    ],
    ids=["mean", "sum"],
)
def test_a_team_has_what_is_marked_once_beside_the_sum_or_mean_of_its_members(app, text, size, code, once, total):
    there = hall(text, judges=3, competitors=1, team_size=size)
    give_all(there, lambda _row, a: (3, 1, 0, 2)[a.member - 1] if a.kind == "judgement" else "5.5")
    finish(there)
    assert practice(there) == {1: total}
    steps = {each.code: each.values for each in queries.entry_marks(there.item.id)[0].steps}
    assert (steps[code]["once"], steps[code]["gives"]) == (once, figure(total))
    row = sheets.of_item(there.item.id)[0]
    g.pop("_login_user", None)
    made = computing.compute_result(there.item, reader.book(), "results.awards", "", there.organiser, make.AT)
    page = make.sign_in(app.test_client(), there.organiser).get(
        f"/office/results/lines/{made.lines[0].id}", headers={"Accept-Language": "en"}
    )
    assert f"marked once, {once}" in page.text
    judge = db.session.get(User, sheets.one(row.id).judge.user_id)
    g.pop("_login_user", None)
    page = make.sign_in(app.test_client(), judge).get(f"/tablet/sheets/{row.id}", headers={"Accept-Language": "en"})
    heads = re.findall(r'member-head">([^<]+)<', page.text)
    assert heads == ["Whole team", *(f"Member {'ABC'[n]}" for n in range(size))]


def test_what_the_whole_team_lacks_is_named_and_leaves_it_without_a_total(app):
    there = hall(MIXED_SUM, judges=1, competitors=1, team_size=2)
    give_all(there, lambda _row, a: None if a.tag == "2-2" else "5")
    there.say()
    marks = queries.entry_marks(there.item.id)[0]
    assert (marks.practice, marks.missing) == (None, ("A1.2-2",))


def test_files_say_what_is_marked_once_and_refuse_it_of_a_member():
    mixed = json.loads(MIXED_SUM)
    for n, each in enumerate(mixed["criteria"][0]["sub_criteria"][0]["aspects"], 1):
        each |= {"id": f"A1.{n}", "many": "times" in each}
    of = files.read_scheme(json.dumps(mixed))
    assert files.read_scheme(files.write_scheme(contents.content_of(of))) == of
    rows = [
        {"entry": "1", "member": m, "aspect": a, "attempt": n, "value": v}
        for m, a, n, v in (("A", "A1.1", "", "30"), ("B", "A1.1", "", "20.5"), ("", "A1.2", "1", "4"), ("", "A1.2", "2", "6"))
    ]  # fmt: skip
    done = tally.tabulate(of, files.read_marks(files.write_marks(rows), of).sheets)[""]["1"]
    assert (done.total, done.figures["A"], done.passed) == (D("60.5"), Fraction("60.5"), {"p": True})
    done = tally.tabulate(of, files.read_marks(files.write_marks(rows[:3]), of).sheets)[""]["1"]
    assert (done.total, done.missing) == (None, ("A1.2",))
    with pytest.raises(Refused) as refused:
        files.read_marks(files.write_marks([{**rows[0], "member": ""}, {**rows[2], "member": "A"}]), of)
    assert [(f.row, f.column) for f in refused.value.faults] == [(2, "member"), (3, "member")]
    for change in ({"members": None}, {"team": "once"}):
        with pytest.raises(Refused):
            files.read_scheme(json.dumps({**mixed, **change}))


@pytest.mark.parametrize(
    ("before", "after", "stayed"),
    [
        # the whole team at once is the whole team at once, however its members are marked beside it
        (MIXED_SUM, MIXED_SUM.replace('"team": "sum"', '"team": "mean"').replace('"maximum": "40"', '"maximum": "80"'), 2),
        # 40 x 2 + 20 once, 40 + 20 x 3: what was marked once is now marked of each
        (MIXED_SUM, MIXED_SUM.replace('"once": true, ', "").replace('"maximum": "40"', '"maximum": "30"'), 0),
    ],
)  # fmt: skip
def test_a_new_version_keeps_what_was_marked_once_while_it_is_so(app, before, after, stayed):
    there = hall(before, judges=1, competitors=1, team_size=2)
    give_all(there, lambda _row, a: "5")
    tree = unsigned(scheme_readings.read_text(after).tree)
    new = schemes.store_scheme(there.item, tree, schemes.Source("新.json", "1" * 64), by=there.organiser, at=make.AT)
    seen = boards.touched(rosters.scheme(new.id))
    assert (seen.marks, seen.stay) == (4, stayed)
    counts = replacing.replace_scheme(new, reason="更正", seen=None, by=there.organiser, at=make.AT)
    assert counts == {"stayed": stayed, "void": 4 - stayed}
