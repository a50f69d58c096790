"""Every kind of aspect in the database: stored, given, worked out as the engine does, and never a missing as a zero."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import g

from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.judging import kinds, queries, recounts, rosters, scheme_readings, sheets, tree_contents
from competition.judging.actions import closing, reasons, schemes, teams
from competition.judging.actions import sheets as marking
from competition.judging.rules import AspectKind, MarkFault, Presence, Seat
from competition.judging.tabulation import contents, files
from competition.judging.tabulation.scheme import Aspect, Measure, Panel
from competition.plan.models import Item
from competition.registration.models import Entry
from competition.results.commands import tabulate
from tests import make
from tests.judging.build import give, unsigned

D = Decimal
READY = sorted((Path(__file__).parents[2] / "examples" / "schemes").glob("*.json"))


def ready(name):
    return next(path for path in READY if path.stem == name).read_text(encoding="utf-8")


@dataclass
class Hall:
    """An item marked by a ready scheme."""

    item: Item
    organiser: User
    chief: User
    entries: list[Entry]

    def mark(self, entry, **values):
        """Mark, submit and check every sheet of a competitor; A1_1=… gives what each judge gives."""
        for row in sheets.of_item(self.item.id):
            if row.entry_id != entry.id:
                continue
            sheet = sheets.one(row.id)
            given = {}
            for aspect in sheets.aspects_of(sheet):
                told = values[f"{row.code}_{aspect.position}"]
                given[aspect.id] = D(str(told[row.position - 1] if isinstance(told, tuple) else told))
            by = db.session.get(User, sheet.judge.user_id)
            for aspect in sheets.aspects_of(sheet):
                if aspect.kind == "penalty" and given[aspect.id]:
                    reasons.say_reason(sheet, aspect.id, "超时两分钟", by=by, at=make.AT)
                    sheet = sheets.one(row.id)
            give(row.id, given, by)
            closing.submit_sheet(sheets.one(row.id), seen=None, by=by, at=make.AT)
            closing.check_sheet(sheets.one(row.id), seen=None, by=self.chief, at=make.AT)

    def say(self, **presence):
        """Say who took part: n1=Presence.PRESENT."""
        told = {e.id: teams.Said(presence.get(f"n{e.number}", Presence.PRESENT), "缺席说明") for e in self.entries}
        teams.say_presence(self.item, told, by=self.chief, at=make.AT)


def hall(text, judges=5, competitors=2, **of_item):
    """Make an item marked by a scheme."""
    item, organiser = make.item(theory_weight=0, practice_weight=100, **of_item), make.user(Role.ORGANISER)
    tree = unsigned(scheme_readings.read_text(text).tree)
    scheme = schemes.store_scheme(item, tree, schemes.Source("ready.json", "0" * 64), by=organiser, at=make.AT)
    schemes.lock_scheme(scheme, reason="", seen=None, by=organiser, at=make.AT)
    for position in range(1, judges + 1):
        make.judge(item, position)
    chief = db.session.get(User, make.judge(item, 1, Seat.CHIEF).user_id)
    entries = [make.entry(item, number=n) for n in range(1, competitors + 1)]
    marking.open_sheets(item, by=organiser, at=make.AT)
    return Hall(item, organiser, chief, entries)


@pytest.mark.parametrize("path", READY, ids=lambda p: p.stem)
def test_every_ready_scheme_is_stored_and_read_back_equal(app, path):
    read = scheme_readings.read(path.read_bytes())
    assert read.faults == ()
    source, by = schemes.Source(path.name, "0" * 64), make.user(Role.ORGANISER)
    made = schemes.store_scheme(make.item(), read.tree, source, by=by, at=make.AT)
    kept = rosters.tree(rosters.scheme(made.id))
    assert kept == read.tree
    assert kept.total == 100
    again = scheme_readings.read_text(json.dumps(tree_contents.content_of(kept), ensure_ascii=False))
    assert again.tree == kept


@pytest.mark.parametrize("path", READY, ids=lambda p: p.stem)
def test_the_engines_scheme_is_written_and_read_equal(path):
    scheme = files.read_scheme(path.read_text(encoding="utf-8"))
    assert contents.scheme_of(contents.content_of(scheme)) == scheme


def practice(there):
    return {each.number: each.practice for each in queries.entry_marks(there.item.id)}


def test_five_judges_are_trimmed_weighed_and_a_penalty_is_taken_off(app):
    there = hall(ready("judged-by-five-trimmed"))
    points = (80, 85, 90, 95, 70)
    there.mark(there.entries[0], A1_1=points, A1_2=points, A1_3=points, A1_4=points, A1_5=2)
    there.say()
    # 80, 85, 90 are kept: 85 x (.35 + .25 + .20 + .20) - 2
    assert practice(there) == {1: D(83), 2: None}


def test_readings_choices_errors_and_deviations_make_their_marks(app):
    there = hall(ready("measured-by-instrument"), judges=1)
    there.mark(there.entries[0], A1_1="25.03", A1_2="60.0", A1_3="0.015", B1_1=1, B1_2=3)
    there.mark(there.entries[1], A1_1="-1", A1_2="59.8", A1_3="0", B1_1=2, B1_2=99)
    there.say()
    # 10 + 20 + (20 - 2 x 2 begun) + (20 - 8) + (20 - 3 x 2); and 0 + 8 + 20 + 0 + 0
    assert practice(there) == {1: D(72), 2: D(28)}


def test_theory_practice_and_defence_are_weighed_and_only_the_defence_asks_all_five(app):
    there = hall(ready("theory-practice-defence"))
    asked = {
        (row.code, row.position): row.due
        for row in sheets.of_item(there.item.id)
        if row.entry_id == there.entries[0].id
    }
    assert asked == {("T1", 1): 1, ("P1", 1): 3, ("P1", 2): 2, ("P1", 3): 2, **{("D1", n): 1 for n in range(1, 6)}}
    there.mark(there.entries[0], T1_1="80.5", P1_1=(3, 2, 3), P1_2=(2, 2, 2), P1_3=2, D1_1=(90, 80, 85, 70, 99))
    there.say()
    # 80.5 x .25 = 20.13 up; (35.56 + 13.33 + 32) x .55 = 44.49 up; 85 x .2 = 17
    assert practice(there)[1] == D("81.62")


def test_too_few_judges_for_the_declared_panel_open_no_sheet(app):
    with pytest.raises(Refused, match="5 scoring judges; 3"):
        hall(ready("theory-practice-defence"), judges=3)


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.WITHDRAWN, Presence.DISQUALIFIED])
def test_whoever_stays_away_and_whoever_is_not_yet_marked_are_told_apart_and_none_is_a_zero(app, presence):
    there = hall(ready("measured-by-instrument"), judges=1, competitors=3)
    there.mark(there.entries[0], A1_1="99", A1_2="99", A1_3="99", B1_1=2, B1_2=99)
    there.say(n2=presence)
    marks = {each.number: each for each in queries.entry_marks(there.item.id)}
    assert (marks[1].practice, marks[1].presence) == (D(0), Presence.PRESENT)
    assert (marks[2].practice, marks[2].presence) == (None, presence)
    assert (marks[3].practice, marks[3].presence, len(marks[3].missing)) == (None, Presence.PRESENT, 5)


def recounted(content, folder):
    """Unpack an export and recount it by the command, with no database."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        book.extractall(folder)
    told = CliRunner().invoke(tabulate, [str(folder / "scheme.json"), str(folder / "marks.csv"), "--as", "json"])
    assert told.exit_code == 0, told.output
    return json.loads(told.output)


def test_a_closed_item_exported_and_recounted_by_the_command_comes_to_equal_totals(app, tmp_path):
    there = hall(ready("theory-practice-defence"), competitors=3)
    values = {"T1_1": "80.5", "P1_1": (3, 2, 3), "P1_2": (2, 2, 2), "P1_3": 2, "D1_1": (90, 80, 85, 70, 99)}
    there.mark(there.entries[0], **values)
    there.mark(there.entries[1], **{**values, "T1_1": "59.99", "P1_1": (1, 1, 2)})
    there.say(n3=Presence.WITHDRAWN)
    closing.close_item(there.item, by=there.chief, at=make.AT)
    client = make.sign_in(app.test_client(), there.chief)
    answer = client.get(f"/office/judging/items/{there.item.id}/recount.zip")
    assert answer.mimetype == "application/zip"
    rows = {row["entry"]: row for row in recounted(answer.data, tmp_path)["stages"][""]}
    assert {int(entry): D(row["total"]) if row["total"] else None for entry, row in rows.items()} == practice(there)
    assert rows["03"]["status"] == "withdrawn"
    assert (
        hashlib.sha256((tmp_path / "closing.json").read_bytes()).hexdigest()
        == queries.closing(there.item.id).snapshot_sha256
    )


def test_choices_and_readings_are_recounted_too_and_an_open_item_gives_nothing(app, tmp_path):
    there = hall(ready("measured-by-instrument"), judges=1)
    client = make.sign_in(app.test_client(), there.chief)
    assert client.get(f"/office/judging/items/{there.item.id}/recount.zip").status_code == 404
    there.mark(there.entries[0], A1_1="25.03", A1_2="60.0", A1_3="0.015", B1_1=1, B1_2=3)
    there.mark(there.entries[1], A1_1="-1", A1_2="59.8", A1_3="0", B1_1=2, B1_2=99)
    there.say()
    closing.close_item(there.item, by=there.chief, at=make.AT)
    content = recounts.recount(there.item.id, queries.closing(there.item.id))
    rows = recounted(content, tmp_path)["stages"][""]
    assert {int(row["entry"]): D(row["total"]) for row in rows} == practice(there)


def diving():
    """A scheme with one dive: seven judges, two highest and two lowest dropped, sum times difficulty."""
    panel = {"judges": 3, "highest": "10", "step": "0.5", "factor": "10"}
    aspect = {"kind": "panel", "description": "动作", "panel": panel, "difficulty": True}
    form = {"id": "A1", "name": "动作", "day": 1, "aspects": [aspect]}
    criteria = [{"id": "A", "name": "动作", "sub_criteria": [form]}]
    return json.dumps(
        {"format": files.FORMAT, "title": "难度", "rounding": {"total": {"places": 2}}, "criteria": criteria}
    )


def test_a_coefficient_multiplies_and_one_that_is_missing_is_not_one(app, tmp_path):
    there = hall(diving(), judges=3)
    for entry in there.entries:
        there.mark(entry, A1_1=("7.5", "8", "8.5"))
    there.say()
    assert practice(there) == {1: None, 2: None}
    client = make.sign_in(app.test_client(), there.chief)
    aspect = queries.difficult(there.item.id)[0].aspect_id
    url = f"/office/judging/items/{there.item.id}/coefficients"
    assert client.post(url, data={f"c-{there.entries[0].id}-{aspect}": "-1"}).status_code == 422
    assert client.post(url, data={f"c-{there.entries[0].id}-{aspect}": "1,25"}).status_code == 302
    assert "1.25" in client.get(url).text
    assert practice(there) == {1: D(100), 2: None}
    with pytest.raises(Refused):
        closing.close_item(there.item, by=there.chief, at=make.AT)
    client.post(url, data={f"c-{there.entries[1].id}-{aspect}": "0.9"})
    closing.close_item(there.item, by=there.chief, at=make.AT)
    rows = recounted(recounts.recount(there.item.id, queries.closing(there.item.id)), tmp_path)["stages"][""]
    assert {int(row["entry"]): D(row["total"]) for row in rows} == practice(there) == {1: D(100), 2: D(72)}


SCALE = Panel(5, D(100), D("0.5"), 1, 1)


@pytest.mark.parametrize(
    ("aspect", "value", "fault"),
    [
        (Aspect("p", AspectKind.PANEL, panel=SCALE), "99.5", None),
        (Aspect("p", AspectKind.PANEL, panel=SCALE), "99.25", MarkFault.NOT_A_STEP),
        (Aspect("p", AspectKind.PANEL, panel=SCALE), "100.5", MarkFault.OUT_OF_RANGE),
        (Aspect("c", AspectKind.CHOICE, maximum=D(1), measure=Measure(choices={"a": D(0), "b": D(1)})), "1", None),
        (Aspect("c", AspectKind.CHOICE, maximum=D(1), measure=Measure(choices={"a": D(0), "b": D(1)})), "2", MarkFault.NOT_A_CHOICE),
        (Aspect("c", AspectKind.CHOICE, maximum=D(1), measure=Measure(choices={"a": D(0), "b": D(1)})), "0.5", MarkFault.NOT_A_CHOICE),
        (Aspect("e", AspectKind.ERRORS, maximum=D(1)), "3", None),
        (Aspect("e", AspectKind.ERRORS, maximum=D(1)), "1.5", MarkFault.NOT_A_COUNT),
        (Aspect("e", AspectKind.ERRORS, maximum=D(1)), "-1", MarkFault.NOT_A_COUNT),
        (Aspect("r", AspectKind.READING, maximum=D(1)), "-0.003", None),
        (Aspect("r", AspectKind.READING, maximum=D(1)), "0.0000001", MarkFault.TOO_FINE),
        (Aspect("r", AspectKind.READING, maximum=D(1)), "NaN", MarkFault.OUT_OF_RANGE),
        (Aspect("r", AspectKind.READING, maximum=D(1)), "1e30", MarkFault.OUT_OF_RANGE),
        (Aspect("g", AspectKind.GIVEN, maximum=D(100)), "100.01", MarkFault.OUT_OF_RANGE),
        (Aspect("g", AspectKind.GIVEN, maximum=D(100)), "99.999", MarkFault.TOO_FINE),
        (Aspect("x", AspectKind.PENALTY), "-1", MarkFault.OUT_OF_RANGE),
        (Aspect("x", AspectKind.PENALTY), "2.5", None),
    ],
)  # fmt: skip
def test_what_may_be_given_for_each_kind(aspect, value, fault):
    assert kinds.fault(aspect, D(value)) is fault


def test_a_penalty_without_its_reason_is_not_submitted(app):
    there = hall(ready("judged-by-five-trimmed"), competitors=1)
    sheet = sheets.one(next(r.id for r in sheets.of_item(there.item.id) if r.position == 1))
    by = db.session.get(User, sheet.judge.user_id)
    given = {a.id: D(2) if a.kind == "penalty" else D(80) for a in sheets.aspects_of(sheet)}
    give(sheet.id, given, by)
    with pytest.raises(Refused, match="reason"):
        closing.submit_sheet(sheets.one(sheet.id), seen=None, by=by, at=make.AT)
    penalty = next(a.id for a in sheets.aspects_of(sheet) if a.kind == "penalty")
    reasons.say_reason(sheets.one(sheet.id), penalty, "超时", by=by, at=make.AT)
    closing.submit_sheet(sheets.one(sheet.id), seen=None, by=by, at=make.AT)
    assert queries.given(there.item.id)[sheet.id][-1]["reason"] == "超时"


def test_a_reason_sent_again_is_kept_once_and_never_takes_back_a_newer_one(app):
    there = hall(ready("judged-by-five-trimmed"), competitors=1)
    sheet = sheets.one(next(r.id for r in sheets.of_item(there.item.id) if r.position == 1))
    penalty = next(a.id for a in sheets.aspects_of(sheet) if a.kind == "penalty")
    client, url = (
        make.sign_in(app.test_client(), db.session.get(User, sheet.judge.user_id)),
        "/api/v1/sheets/{}/reasons",
    )

    def say(named, reason):
        told = client.post(url.format(sheet.id), json={"id": named, "aspect": penalty, "reason": reason})
        return told.status_code, sheets.reasons_on(sheet.id)[penalty]

    assert say("first-reason", "超时") == (200, "超时")
    assert say("second-reason", "超时一分钟") == (200, "超时一分钟")
    assert say("first-reason", "超时") == (200, "超时一分钟")
    for wrong in ({"aspect": penalty, "reason": "x"}, {"id": "a:b", "aspect": penalty, "reason": "x"}):
        assert client.post(url.format(sheet.id), json=wrong).status_code == 422


def test_the_mark_sheet_shows_an_input_for_each_kind(app):
    wanted = {
        "judged-by-five-trimmed": ('data-usual="85"', "data-reason"),
        "measured-by-instrument": ("data-makes", "局部未达到", "±0.02"),
        "theory-practice-defence": ('inputmode="decimal"',),
    }
    for name, texts in wanted.items():
        there = hall(ready(name), competitors=1)
        rows = [r for r in sheets.of_item(there.item.id) if r.position == 1]
        client = make.sign_in(app.test_client(), db.session.get(User, sheets.one(rows[0].id).judge.user_id))
        g.pop("_login_user", None)
        page = "".join(client.get(f"/tablet/sheets/{row.id}").text for row in rows)
        for text in texts:
            assert text in page, (name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("measured-by-instrument", "±0.05 → 10"),
        ("judged-by-five-trimmed", "× 0.35"),
        ("theory-practice-defence", "答辩"),
    ],
)
def test_a_ready_scheme_is_previewed_with_how_each_mark_is_made_and_stored(app, name, text):
    item, organiser = make.item(), make.user(Role.ORGANISER)
    g.pop("_login_user", None)
    client = make.sign_in(app.test_client(), organiser)
    page = client.post(f"/office/judging/items/{item.id}/scheme/preview", data={"ready": name})
    assert page.status_code == 200
    assert text in page.text
    workbook = page.text.split('name="workbook"')[1].split('value="')[1].split('"')[0]
    assert client.post(f"/office/judging/items/{item.id}/scheme", data={"workbook": workbook}).status_code == 302
    stored = rosters.schemes(item.id)[0]
    given_out = client.get(f"/office/judging/schemes/{stored.id}.json")
    assert scheme_readings.read(given_out.data).tree == rosters.tree(rosters.scheme(stored.id))
