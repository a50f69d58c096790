"""The full record of an item: whole, true to its hashes, recounted by anyone, for those who may have it only."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from competition.accounts.models import HeldRole
from competition.accounts.rules import Role
from competition.foundation import clock, runner, tasks
from competition.foundation.database import db, transaction
from competition.foundation.tables import Task, TaskState
from competition.judging import rosters
from competition.judging.rules import Presence
from competition.results import corrections, queries, rules
from competition.results.actions import planning
from competition.results.rules import ResultState
from tests import make
from tests.judging import test_blind
from tests.judging.build import hall as blind_hall
from tests.results import build, correction_build, stage_build, test_plans

# a record is made of what the actions kept on either database
pytestmark = pytest.mark.either
ROOT = Path(__file__).parent.parent.parent


def made(app, item, by, language="en"):
    """Ask for an item's record as a person does, and give the zip that comes of it."""
    client = make.sign_in(app.test_client(), by)
    answer = client.post(f"/office/results/items/{item.id}/record?lang={language}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/exports")
    runner.work(app)
    db.session.expire_all()
    task = db.session.scalars(db.select(Task).order_by(Task.id.desc())).first()
    assert task.state is TaskState.DONE, task.fault
    return zipfile.ZipFile(io.BytesIO(tasks.content(task)))


def recounted(book, folder):
    """Recount the record's own files in a process that knows no installation."""
    book.extractall(folder)
    (folder / "empty").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "competition", "tabulate", folder / "recount/scheme.json", folder / "recount/marks.csv", "--as", "csv"],
        cwd=ROOT, env={"COMPETITION_INSTANCE": str(folder / "empty"), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list((folder / "empty").iterdir())
    return {int(row["entry"]): row for row in csv.DictReader(io.StringIO(done.stdout))}


def told(rows):
    return {n: (r["total"], r["place"], bool(r["shared"]), r["decided_by"]) for n, r in rows.items()}


def lines(result):
    return {
        one.number: (f"{one.total.normalize():f}" if one.total is not None else "", str(one.place or ""), one.shared, one.decided_by)
        for one in result.lines
    }  # fmt: skip


def test_each_file_has_the_hash_the_manifest_names_and_a_line_in_both_languages(app):
    hall = build.closed()
    build.result_in(ResultState.ANNOUNCED, hall)
    book = made(app, hall.item, hall.organiser)
    manifest = json.loads(book.read("manifest.json"))
    assert {f["path"] for f in manifest["files"]} == set(book.namelist()) - {"manifest.json"}
    for file in manifest["files"]:
        content = book.read(file["path"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["size"])
    assert manifest["closing_sha256"] == hashlib.sha256(book.read("closing/closing.json")).hexdigest()
    guide = book.read("README.txt").decode()
    assert "Full judging record" in guide
    assert "完整执裁档案" in guide
    folders = {name.split("/")[0] for name in book.namelist()}
    assert {"recount", "closing", "scheme", "marks", "sheets", "presence", "team", "result", "trail"} <= folders
    sheets = list(csv.DictReader(io.StringIO(book.read("sheets/sheets.csv").decode("utf-8-sig"))))
    assert sheets
    for sheet in sheets:
        assert hashlib.sha256(book.read(f"sheets/{sheet['folder']}/closed.json")).hexdigest() == sheet["sha256"]


@pytest.mark.parametrize(
    ("theory", "seconds"),
    [
        (("80.5", "60"), ()),
        (("80", "80", "80"), (300, 200, 200)),
        (("80", "80", "75.55"), (300, None, 200)),
        (("80", "80"), ()),
    ],
)
def test_a_recount_without_a_database_gives_the_results_totals_places_and_what_parted_ties(
    app, tmp_path, theory, seconds
):
    hall = build.closed(theory, seconds=seconds)
    result = build.computed(hall)
    assert told(recounted(made(app, hall.item, hall.organiser), tmp_path)) == lines(result)


def test_the_chief_gets_the_practice_alone_until_the_result_is_public(app, tmp_path):
    hall = build.closed()
    result = build.computed(hall)
    book = made(app, hall.item, hall.chief)
    assert not [name for name in book.namelist() if name.startswith("result/")]
    assert json.loads(book.read("manifest.json"))["result_version"] is None
    found = recounted(book, tmp_path)
    assert {n: row["total"] for n, row in found.items()} == {
        one.number: f"{one.practice.normalize():f}" for one in queries.result(result.id).lines
    }
    names = [one.name_as_was for one in queries.result(result.id).lines]
    whole = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    assert not [name for name in names if name in whole]


def test_no_stranger_judge_or_leader_has_it_and_nobody_before_closing(app):
    hall = build.closed()
    path = f"/office/results/items/{hall.item.id}/record"
    people = (
        make.user(), make.user(Role.JUDGE), make.user(Role.CHIEF_JUDGE), make.user(Role.DELEGATION_LEADER),
        make.user(Role.FINANCE_OFFICER),
    )  # fmt: skip
    for person in people:
        assert make.sign_in(app.test_client(), person).post(path).status_code == 403
    auditor = make.user(Role.AUDITOR)
    assert make.sign_in(app.test_client(), auditor).post(path).status_code == 302
    open_item = make.item(competition_id=hall.item.competition_id)
    answer = make.sign_in(app.test_client(), auditor).post(f"/office/results/items/{open_item.id}/record")
    assert answer.status_code == 422
    assert [row.actor_id for row in build.trail_of("results.record_asked")] == [auditor.id]


def test_who_lost_the_part_meanwhile_gets_nothing(app):
    hall = build.closed()
    with_part = make.user(Role.AUDITOR)
    make.sign_in(app.test_client(), with_part).post(f"/office/results/items/{hall.item.id}/record")
    with transaction(trail=False) as session:
        session.execute(sa.update(HeldRole).where(HeldRole.user_id == with_part.id).values(ended_at=clock.now()))
    db.session.expire_all()
    runner.work(app)
    db.session.expire_all()
    task = db.session.scalars(db.select(Task)).one()
    assert (task.state, bool(task.fault)) == (TaskState.FAILED, True)


def test_before_decoding_a_record_tells_codes_only_and_afterwards_the_whole(app, tmp_path):
    hall = blind_hall(4, opened=False)
    people, watching = test_blind.drawn(hall), test_blind.supervisor(hall.item)
    test_blind.closed(hall)
    book = made(app, hall.item, hall.chief)
    assert json.loads(book.read("manifest.json"))["blind"] is True
    assert not [name for name in book.namelist() if name.startswith(("trail/", "result/"))]
    layers = json.loads(book.read("draw/draw.json"))["layers"]
    assert all(layer["commitment"] and "pairs" not in layer and "seed" not in layer for layer in layers)
    whole = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    entries = [db.session.merge(entry) for entry in hall.entries]
    assert not [each for entry in entries for each in (entry.name, entry.unit_as_was) if each in whole]
    assert "entry_id" not in whole
    codes = {each.number for each in rosters.competitors(hall.item.id)}
    rows = csv.DictReader(io.StringIO(book.read("presence/presence.csv").decode("utf-8-sig")))
    assert [int(row["competitor"]) for row in rows] == sorted(codes)
    test_blind.decoded(hall, people, watching)
    result = build.computed(hall)
    book = made(app, hall.item, hall.organiser)
    assert {"trail/trail.csv", "result/v1-computed/result-sheet.pdf"} <= set(book.namelist())
    assert told(recounted(book, tmp_path)) == lines(result)


def test_the_judges_decision_on_a_tie_goes_with_the_recount(app, tmp_path):
    hall = build.closed(("80", "80", "80"))
    test_plans.lay_down(hall, ties=(rules.BEST, "criterion:A"), ending=rules.Ending.UNSHARED)
    planning.part_tied(build.computed(hall), [3, 1, 2], "三位裁判复看作品", by=hall.organiser, at=make.AT)
    result = build.computed(hall, "按裁判裁定")
    assert [one.decided_by for one in result.lines] == ["decision"] * 3
    assert told(recounted(made(app, hall.item, hall.organiser), tmp_path)) == lines(result)


def test_a_correction_that_was_applied_counts_in_the_recount_and_is_told(app, tmp_path):
    hall = build.closed(("90", "80", "70"))
    second = make.user(Role.ORGANISER)
    of = correction_build.begun(hall)
    now = corrections.standing(hall.item.id, hall.entries[0].id)
    height = next(mark for mark in now.marks if mark.code == "A2.1")
    correction_build.put(hall, of, 1, marks={(height.sheet_id, height.aspect.id): Decimal("35.5")})
    correction_build.put(hall, of, 2, presence=Presence.DISQUALIFIED)
    correction_build.put(hall, of, 3, theory=Decimal(95))
    result = correction_build.apply(of, second)
    book = made(app, hall.item, hall.organiser)
    assert told(recounted(book, tmp_path)) == lines(result)
    kept = json.loads(book.read("result/corrections.json"))
    assert [(one["state"], len(one["changes"])) for one in kept] == [("applied", 3)]


def test_an_earlier_total_that_is_carried_over_counts_in_the_recount(app, tmp_path):
    _first, final, result = stage_build.whole("33.33")
    book = made(app, final.item, final.organiser)
    assert json.loads(book.read("recount/scheme.json"))["result"]["carried"] == "33.33"
    assert told(recounted(book, tmp_path)) == lines(queries.result(result.id))
