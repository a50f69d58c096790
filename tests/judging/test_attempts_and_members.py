"""Aspects done several times and teams marked member by member: given one by one, worked out as a recount does."""

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from click.testing import CliRunner
from flask import g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.working import Step, figure
from competition.judging import (
    boards,
    commands,
    comparing,
    exports,
    prints,
    queries,
    recounts,
    rosters,
    rules,
    scheme_readings,
    sheets,
)
from competition.judging.actions import closing, coefficients, editing, replacing, schemes
from competition.judging.actions import sheets as marking
from competition.judging.actions.copying import Copied
from competition.judging.actions.reentering import enter_again
from competition.judging.paper import Written
from competition.judging.reentry_models import ReentryState
from competition.judging.tabulation import contents, files, tally
from competition.judging.trees import marked
from competition.policy import reader
from competition.results import tabulating
from competition.results.actions import computing
from tests import make
from tests.judging.build import give, unsigned
from tests.judging.several import ATTEMPTS, MEAN, MIXED_MEAN, MIXED_SUM, SUM, aspect, finish, give_all, scheme
from tests.judging.test_kinds import Hall, hall, practice, recounted

D = Decimal


def tags(there: Hall) -> list[str]:
    return [a.tag for a in sheets.one(sheets.of_item(there.item.id)[0].id).sub_criterion.aspects]


# --- what is marked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "team", "wanted"),
    [
        (ATTEMPTS, 1, ["1-1", "1-2", "1-3", "2-1", "2-2"]),
        (MEAN, 3, [f"{place}-{m}{n}" for m in "ABC" for place, n in (("1", ""), ("2", "1"), ("2", "2"))]),
        (SUM, 2, ["1-A", "2-A1", "2-A2", "1-B", "2-B1", "2-B2"]),
        (scheme([aspect("given", "100")]), 3, ["1"]),
        (MIXED_MEAN, 3, ["2", *(f"{place}-{m}{n}" for m in "ABC" for place, n in (("1", ""), ("3", "1"), ("3", "2")))]),
        (MIXED_SUM, 2, ["2-1", "2-2", "1-A", "1-B"]),
    ],
)
def test_a_sheet_asks_each_attempt_of_each_member_and_the_scheme_is_read_back_equal(app, text, team, wanted):
    there = hall(text, judges=3, competitors=1, team_size=team)
    assert tags(there) == wanted
    kept = rosters.tree(rosters.scheme(rosters.scheme_in_force(there.item.id).id))
    assert kept == unsigned(scheme_readings.read_text(text).tree)
    assert kept.total == 100
    assert scheme_readings.read(exports.scheme_json(kept)).tree == kept


@pytest.mark.parametrize(
    ("change", "more", "fault", "place"),
    [
        ({"times": 1}, {}, "repeated", "A1.1"),
        ({"times": 51}, {}, "repeated", "A1.1"),
        ({"many": True}, {}, "repeated", "A1.1"),
        ({"times": 2}, {}, "whole", ""),
        ({}, {"team": "mean"}, "members", ""),
        ({}, {"team": "mean", "members": 21}, "members", ""),
        ({}, {"team": "sum", "members": 2}, "whole", ""),
        ({"once": True}, {}, "once", "A1.1"),
        ({"once": True}, {"team": "mean", "members": 2}, "once", ""),
        ({}, {"team": "mean", "members": 3, "rounding": {"aspect": {"places": 2}}}, "rounding", ""),
        ({}, {"stages": [{"id": "final", "adds": ["semi"]}]}, "stages", "final"),
    ],
)
def test_a_scheme_that_does_not_say_how_often_or_of_how_many_is_refused_at_its_place(change, more, fault, place):
    read = scheme_readings.read_text(scheme([aspect("given", "100", **change)], **more))
    assert read.tree is None
    assert (fault, place) in {(each.kind, each.column) for each in read.faults}


def test_a_scheme_for_teams_of_another_size_is_neither_stored_nor_edited_nor_opened(app):
    item, by = make.item(team_size=2), make.user(Role.ORGANISER)
    tree = scheme_readings.read_text(MEAN).tree
    source = schemes.Source("x.json", "0" * 64)
    with pytest.raises(Refused, match="3 members"):
        schemes.store_scheme(item, tree, source, by=by, at=make.AT)
    with pytest.raises(Refused, match="3 members"):
        editing.keep_edit(item, None, editing.Edit(tree, "", None), by=by, at=make.AT)
    there = hall(MEAN, judges=3, team_size=3)
    with transaction(trail=False):
        there.item.team_size = 4
    with pytest.raises(Refused, match="3 members"):
        marking.open_sheets(there.item, by=there.organiser, at=make.AT)


def test_a_cis_workbook_refuses_attempts_and_members_by_name():
    for text, named in ((scheme([aspect("measurement", "50", times=2)]), "A1.1"), (MEAN, "members|队员")):
        with pytest.raises(Refused, match=named):
            exports.scheme_workbook(scheme_readings.read_text(text).tree)


# --- what comes of it ----------------------------------------------------------------------------------------------


def test_the_marks_of_all_attempts_are_added_each_with_its_own_coefficient(app, tmp_path):
    there = hall(ATTEMPTS, judges=3, competitors=2)
    points = {"1-1": "8", "1-2": "7", "1-3": "6.5", "2-1": "15", "2-2": "10.5"}
    give_all(there, lambda row, a: points[a.tag] if row.entry_id == there.entries[0].id else "5")
    there.say()
    assert practice(there) == {1: None, 2: None}
    hard = {f.code: f.aspect_id for f in queries.difficult(there.item.id)}
    assert list(hard) == ["A1.1-1", "A1.1-2", "A1.1-3"]
    told = {(e.id, key): D("1") + D(n) / 10 for e in there.entries for n, key in enumerate(hard.values())}
    coefficients.say_coefficients(there.item, told, by=there.chief, at=make.AT)
    # 2 x (8 + 7 x 1.1 + 6.5 x 1.2) + 15 + 10.5, and 2 x 5 x 3.3 + 10
    assert practice(there) == {1: D("72.5"), 2: D("43")}
    finish(there)
    rows = recounted(recounts.recount(there.item.id, queries.closing(there.item.id)), tmp_path)["stages"][""]
    assert {r["entry"]: (r["total"], r["not_passed"]) for r in rows} == {"01": ("72.5", ""), "02": ("43", "all")}


def test_one_missing_attempt_of_one_member_leaves_the_team_without_a_total_and_is_named(app):
    there = hall(MEAN, judges=3, competitors=1, team_size=3)
    give_all(there, lambda _row, a: None if a.tag == "2-B2" else "2")
    there.say()
    marks = queries.entry_marks(there.item.id)[0]
    assert (marks.practice, marks.missing) == (None, ("A1.2-B2",))
    row = next(r for r in sheets.of_item(there.item.id) if r.position == 1)
    by = db.session.get(User, sheets.one(row.id).judge.user_id)
    with pytest.raises(Refused) as refused:
        closing.submit_sheet(sheets.one(row.id), seen=None, by=by, at=make.AT)
    assert ["A1.2-B2" in str(fault.message) for fault in refused.value.faults] == [True]


TEAMS = [
    # 40 or 0 judged, and twice what is given: 80, 61 and 10
    (MEAN, 3, {"A": "20", "B": "10.5", "C": "5"}, D("50.33"), "team_mean"),
    # 38 + 4.5 + 5 and 12.25 + 4.5 + 5
    (SUM, 2, {"A": "38", "B": "12.25"}, D("69.25"), "team_sum"),
]


@pytest.mark.parametrize(("text", "size", "values", "total", "code"), TEAMS, ids=["mean", "sum"])
def test_a_team_has_the_sum_or_mean_of_its_members_with_each_step_in_the_result(app, text, size, values, total, code):
    there = hall(text, judges=3, competitors=2, team_size=size)

    def value(_row, a):
        member = a.tag.partition("-")[2][:1]
        if a.kind == "judgement":
            return {"A": 3, "B": 3, "C": 0}[member]
        # one error in the first attempt, none in the second
        return str(2 - a.attempt) if a.kind == "errors" else values[member]

    give_all(there, value)
    finish(there)
    assert practice(there) == dict.fromkeys((1, 2), total)
    made = computing.compute_result(there.item, reader.book(), "results.awards", "", there.organiser, make.AT)
    working = {step["code"]: step for step in made.lines[0].working}
    assert working[code]["gives"] == figure(total)
    assert {step["member"] for step in made.lines[0].working if step["code"] == "member"} == set(values)
    assert "A1.1-A" in {step.get("aspect") for step in made.lines[0].working}
    assert made.lines[0].practice == total


def test_a_pass_mark_of_a_part_stands_in_the_working_reached_or_not(app):
    there = hall(SUM, judges=3, competitors=2, team_size=2)
    give_all(there, lambda row, a: "0" if a.kind == "errors" else ("20" if row.number == 1 else "19.7"))
    there.say()
    steps = [each.steps[-1] for each in queries.entry_marks(there.item.id)]
    assert steps == [
        Step("passed", {"part": "实操", "mark": "60", "asked": "59.5"}),
        Step("not_passed", {"part": "实操", "mark": "59.4", "asked": "59.5"}),
    ]


# --- the database and the files come to the same -------------------------------------------------------------------

KINDS = {
    "attempts": (ATTEMPTS, 1), "mean": (MEAN, 3), "sum": (SUM, 2), "mixed_mean": (MIXED_MEAN, 3), "mixed_sum": (MIXED_SUM, 2),
}  # fmt: skip


@pytest.mark.either
@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_marked_the_result_is_the_recount_from_the_exported_files_in_every_row(app, name):
    text, size = KINDS[name]
    there = hall(text, judges=3, competitors=4, team_size=size)
    there.say()
    force = rosters.scheme_in_force(there.item.id)
    of = files.read_scheme(recounts.scheme_file(rosters.scheme(force.id), queries.panel_size(there.item.id)))
    hard = [form.aspect_id for form in queries.difficult(there.item.id)]

    @given(st.randoms(use_true_random=False), st.booleans())
    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def same(chance, whole):
        def value(_row, a):
            if not whole and chance.random() < 0.02:
                return None
            if a.kind == "judgement":
                return chance.randint(0, 3)
            if a.kind == "panel":
                return D(chance.randint(0, 20)) / 2
            return chance.randint(0, 9) if a.kind == "errors" else D(chance.randint(0, int(a.max_mark * 100))) / 100

        told = {(e.id, key): D(chance.randint(1, 40)) / 10 for e in there.entries for key in hard}
        coefficients.say_coefficients(there.item, told, by=there.chief, at=make.AT)
        give_all(there, value)
        read = files.read_marks(files.write_marks(recounts.rows(there.item.id, force)), of)
        again = tally.tabulate(of, read.sheets)[""]
        stated = {f"{one.number:02d}": one for one in queries.entry_marks(there.item.id)}
        assert set(again) == set(stated)
        for entry, one in stated.items():
            other = again[entry]
            assert (one.practice is None) == (other.total is None), (entry, other.missing)
            if one.practice is not None:
                assert Fraction(one.practice) == other.total
                assert {code: other.figures[code] for code in one.figures} == one.figures
        places = [row.place for row in tabulating.rows(of, again)]
        totals = sorted((one.practice for one in stated.values() if one.practice is not None), reverse=True)
        assert places == [totals.index(t) + 1 for t in totals] + [None] * (len(stated) - len(totals))

    same()


def test_files_say_members_and_attempts_and_refuse_those_the_scheme_does_not_know():
    of = files.read_scheme(MEAN.replace('"kind": "judgement"', '"kind": "judgement", "id": "A1.1", "panel": {"judges": 1}')
                           .replace('"kind": "given"', '"kind": "given", "id": "A1.2", "many": true'))  # fmt: skip
    rows = [
        {"entry": "1", "member": "D", "aspect": "A1.1", "value": "1"},
        {"entry": "1", "member": "", "aspect": "A1.1", "value": "1"},
        {"entry": "1", "member": "A", "aspect": "A1.2", "attempt": "3", "value": "1"},
    ]
    with pytest.raises(Refused) as refused:
        files.read_marks(files.write_marks(rows), of)
    assert [(f.row, f.column) for f in refused.value.faults] == [(2, "member"), (3, "member"), (4, "attempt")]
    loose = files.read_scheme(files.write_scheme({**contents.content_of(of), "members": None}))
    with pytest.raises(Refused, match="1"):
        files.read_marks(files.write_marks([{**rows[1]}, {**rows[0]}]), loose)
    given = [
        {"entry": "1", "member": m, "aspect": a, "attempt": n, "value": "3"}
        for m in "AB" for a, n in (("A1.1", ""), ("A1.2", "1"), ("A1.2", "2"))
    ]  # fmt: skip
    done = tally.tabulate(of, files.read_marks(files.write_marks(given), of).sheets)[""]["1"]
    assert (done.total, done.missing) == (None, ("C",))


# --- second check, paper, changes ----------------------------------------------------------------------------------


def test_a_blind_re_entry_names_the_very_attempt_that_differs(app):
    there = hall(MEAN, judges=3, competitors=1, team_size=3)
    give_all(there, lambda _row, _a: "2")
    row = next(r for r in sheets.of_item(there.item.id) if r.position == 1)
    by = db.session.get(User, sheets.one(row.id).judge.user_id)
    closing.submit_sheet(sheets.one(row.id), seen=None, by=by, at=make.AT)
    sheet = sheets.one(row.id)
    written = {a.id: Written(D(3) if a.tag == "2-B1" else D(2)) for a in sheets.aspects_of(sheet)}
    made = enter_again(sheet, Copied(written), seen=None, by=there.chief, at=make.AT)
    assert made.state is ReentryState.DIFFERS
    g.pop("_login_user", None)
    page = make.sign_in(app.test_client(), there.chief).get(f"/office/judging/sheets/{row.id}/again")
    assert page.status_code == 200
    assert "A1.2-B1" in page.text
    assert "A1.2-B2" not in page.text


def test_paper_has_a_line_for_each_attempt_of_each_member_and_names_nobody(app):
    there = hall(MEAN, judges=3, competitors=1, team_size=3)
    for pages in (
        prints.one_a_page(there.item, None, "http://x")["pages"],
        prints.across(there.item, None, "http://x")["pages"],
    ):
        lead = next(page for page in pages if len(page["aspects"]) == 9)
        assert [line["code"] for line in lead["aspects"]][:4] == ["A1.1-A", "A1.2-A1", "A1.2-A2", "A1.1-B"]
        assert re.search(r"(Member|队员) B · (attempt 2|第 2 次)", lead["aspects"][5]["description"])
    names = [member.name_as_was for member in there.entries[0].members]
    assert not any(name in json.dumps(pages, ensure_ascii=False) for name in names)


@pytest.mark.parametrize(
    ("change", "stayed"),
    [
        (lambda tree: tree.replace("judgement 40", "总体"), 5),
        (lambda tree: tree.replace('"times": 2', '"times": 3').replace('"maximum": "30"', '"maximum": "20"'), 3),
        (lambda tree: tree.replace('"team": "mean", ', ""), 0),
    ],
)
def test_a_new_version_keeps_the_marks_of_attempts_and_members_that_mean_the_same(app, change, stayed):
    there = hall(MEAN, judges=3, competitors=1, team_size=3)
    lead = next(r for r in sheets.of_item(there.item.id) if r.position == 1)
    sheet = sheets.one(lead.id)
    by = db.session.get(User, sheet.judge.user_id)
    ids = {a.tag: a.id for a in sheets.aspects_of(sheet)}
    give(lead.id, {ids[tag]: 2 for tag in ("1-A", "1-B", "1-C", "2-A1", "2-C2")}, by)
    tree = unsigned(scheme_readings.read_text(change(MEAN)).tree)
    source = schemes.Source("新.json", "1" * 64)
    new = schemes.store_scheme(there.item, tree, source, by=there.organiser, at=make.AT)
    seen = boards.touched(rosters.scheme(new.id))
    assert (seen.marks, seen.stay) == (5, stayed)
    counts = replacing.replace_scheme(new, reason="更正", seen=None, by=there.organiser, at=make.AT)
    assert counts == {"stayed": stayed, "void": 5 - stayed}
    assert len(sheets.marks_on(lead.id)) == stayed


def test_what_is_said_of_an_aspect_holds_for_all_its_attempts(app):
    item, by = make.item(), make.user(Role.ORGANISER)
    tree = scheme_readings.read_text(scheme([aspect("measurement", "50", times=2)])).tree
    made = schemes.store_scheme(item, tree, schemes.Source("x.json", "0" * 64), by=by, at=make.AT)
    aspects = rosters.scheme(made.id).criteria[0].sub_criteria[0].aspects
    schemes.allow_partial(rosters.scheme(made.id), frozenset({aspects[0].id}), seen=None, by=by, at=make.AT)
    assert [a.partial for a in rosters.scheme(made.id).criteria[0].sub_criteria[0].aspects] == [True, True]


# --- pages ---------------------------------------------------------------------------------------------------------


def test_the_tablet_shows_members_by_letter_and_attempts_by_number_and_never_a_name(app):
    there = hall(MEAN, judges=3, competitors=1, team_size=3)
    row = next(r for r in sheets.of_item(there.item.id) if r.position == 1)
    judge = db.session.get(User, sheets.one(row.id).judge.user_id)
    g.pop("_login_user", None)
    page = make.sign_in(app.test_client(), judge).get(f"/tablet/sheets/{row.id}").text
    assert re.findall(r'member-head">\w+ (\w)<', page) == ["A", "B", "C"]
    assert 'data-code="A1.2-C2"' in page
    assert not any(member.name_as_was in page for member in there.entries[0].members)


def test_the_working_names_the_engines_own_steps_of_attempts():
    of = scheme_readings.read_text(ATTEMPTS).tree
    lines = [
        rules.Line(f"A1.{each.tag}", each.aspect.kind, D(1), (D(1),), D(1), Fraction(n), f"A1.{each.place}")
        for n, each in enumerate(marked(of.aspects, 0), 1)
    ]
    found = rules.practice(lines)
    assert found.total == 15
    assert [step.values for step in found.steps] == [
        {"aspect": "A1.1", "marks": "1 + 2 + 3", "mark": "6"}, {"aspect": "A1.2", "marks": "4 + 5", "mark": "9"},
    ]  # fmt: skip


def test_judges_are_compared_member_by_member_from_the_exported_marks_as_in_the_database(app, tmp_path):
    there = hall(MEAN, judges=3, competitors=3, team_size=3)
    give_all(there, lambda row, a: (row.position + a.member + row.number) % 4 if a.kind == "judgement" else "2")
    finish(there)
    marks = tmp_path / "marks.csv"
    marks.write_text(files.write_marks(recounts.rows(there.item.id, rosters.scheme_in_force(there.item.id))), "utf-8")
    told = CliRunner().invoke(commands.agreement, [str(marks), "--as", "json"])
    assert told.exit_code == 0, told.output
    all_objects = json.loads(told.output)["agreement"]["all"]
    overall = comparing.compared(there.item.id).overall
    # three teams of three members, each judged once
    assert (all_objects["objects"], all_objects["judges"]) == (overall.objects, overall.judges) == (9, 3)
    assert all_objects["alpha"] == pytest.approx(overall.alpha)
