"""A competition sealed for the archive: whole, valid for an independent tool, recounted by anyone, and checked."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import bagit
import pytest

from competition.accounts.rules import Role
from competition.foundation import runner
from competition.foundation.database import db
from competition.honours import actions, archives, archiving, issued, queries, verifying
from competition.honours.verifying import Finding
from competition.plan.models import TimetableEntry
from competition.plan.rules import CompetitionState
from competition.results.appeal_models import Appeal, AppealDecision
from competition.results.appeal_rules import AppealKind, AppealState
from competition.results.rules import ResultState
from tests import make
from tests.results import build

pytestmark = pytest.mark.either
ROOT = Path(__file__).parent.parent.parent
EN = {"Accept-Language": "en"}


def over():
    """Hold and announce a competition of one item, and honour its host."""
    hall = build.closed()
    result = build.result_in(ResultState.ANNOUNCED, hall)
    with make.transaction(trail=False):
        hall.item.competition.state = CompetitionState.HELD
    actions.enter_host_honour(hall.item.competition, "淄人社字〔2026〕90号", by=hall.organiser, at=build.DAY_AFTER)
    return hall, result


def sealed(app, hall):
    browser = make.sign_in(app.test_client(), hall.organiser)
    answer = browser.post(f"/office/honours/archives/competitions/{hall.item.competition_id}")
    assert (answer.status_code, answer.location) == (302, "/office/exports")
    runner.work(app)
    db.session.expire_all()
    return browser, archives.sealed()[0]


def test_a_competition_is_sealed_as_a_bag_that_an_independent_tool_validates_and_anyone_recounts(app, tmp_path):
    hall, result = over()
    about = hall.entries[0].id
    asked = make.keep(
        Appeal(
            item_id=hall.item.id, entry_id=about, about_id=about, kind=AppealKind.FACT, receipt="SS-1", text="请求复议",
            state=AppealState.FINAL, filed_at=make.AT, filed_by_id=hall.organiser.id, tables={}, due_at=make.AT,
            decisions=[AppealDecision(level=1, upheld=False, reasons="维持", decided_at=make.AT, decided_by_id=hall.chief.id)],
        )
    )  # fmt: skip
    line = {"competition_id": hall.item.competition_id, "starts_at": make.AT, "ends_at": make.AT + timedelta(hours=1)}
    make.keep(TimetableEntry(title="检录", **line))
    browser, kept = sealed(app, hall)
    content = browser.get(f"/office/honours/archives/{kept.id}.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        book.extractall(tmp_path)
    (bag,) = tmp_path.iterdir()
    bagit.Bag(str(bag)).validate()
    data = bag / "data"
    lines = {one.number: (str(one.total.normalize()), str(one.place)) for one in result.lines if one.place}
    record = data / "items" / hall.item.code / "record/recount"
    done = subprocess.run(
        [sys.executable, "-m", "competition", "tabulate", record / "scheme.json", record / "marks.csv", "--as", "csv"],
        cwd=ROOT, env={"COMPETITION_INSTANCE": str(tmp_path), "PATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    counted = {int(row["entry"]): (row["total"], row["place"]) for row in csv.DictReader(io.StringIO(done.stdout))}
    assert {number: counted[number] for number in lines} == lines
    register = list(csv.reader((data / "honours/register.csv").read_text("utf-8-sig").splitlines()))
    entered = queries.all_entries(queries.Wanted())
    assert entered
    assert {(row[0], row[2]) for row in register[1:]} == {(one.number, one.name_as_was) for one in entered}
    assert all((data / f"honours/certificates/{row[0]}.pdf").read_bytes().startswith(b"%PDF") for row in register[1:])
    trust = issued.trust(build.DAY_AFTER)
    for row in register[1:]:
        (bundle,) = verifying.read((data / f"honours/proofs/{row[0]}.json").read_bytes())
        assert verifying.verdict(bundle, trust).finding is Finding.VALID
    (appeal,) = json.loads((data / "items" / hall.item.code / "disputes.json").read_text())["appeals"]
    assert (appeal["receipt"], appeal["text"], appeal["decisions"][0]["reasons"]) == (asked.receipt, "请求复议", "维持")
    assert json.loads((data / "plan/timetable.json").read_text())[0]["title"] == "检录"
    told = json.loads(next((data / "items").glob("*/releases/*announced/result.json")).read_text())
    assert told["document_number"] == result.document_number
    guide = (data / "README.txt").read_text()
    assert all(
        str(path.relative_to(data)) in guide for path in data.rglob("*") if path.is_file() and path.name != "README.txt"
    )


def test_what_is_not_over_is_refused_with_all_that_is_missing(app):
    hall = build.closed()
    build.result_in(ResultState.ON_NOTICE, hall)
    browser = make.sign_in(app.test_client(), hall.organiser)
    page = browser.post(f"/office/honours/archives/competitions/{hall.item.competition_id}", headers=EN)
    assert page.status_code == 422
    assert "has not been held yet" in page.text
    assert "no announced result yet" in page.text


def test_a_check_finds_a_changed_and_a_lost_file_and_each_is_read_once_a_year(app):
    hall, _result = over()
    browser, kept = sealed(app, hall)
    path = archiving.folder() / kept.file_name
    assert archiving.check_archives(kept.made_at) == []
    assert browser.post("/office/honours/archives/check").status_code == 302
    assert "As it was sealed" in browser.get("/office/honours/archives", headers=EN).text
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert browser.post("/office/honours/archives/check").status_code == 302
    assert "The file was changed" in browser.get("/office/honours/archives", headers=EN).text
    path.unlink()
    assert browser.post("/office/honours/archives/check").status_code == 302
    assert "The file is gone" in browser.get("/office/honours/archives", headers=EN).text
    assert browser.get(f"/office/honours/archives/{kept.id}.zip").status_code == 404
    assert [one.fault for one in archiving.check_archives(kept.made_at + timedelta(days=366))] == ["gone"]


def test_a_second_package_has_a_number_of_its_own_and_the_first_stays(app):
    hall, _result = over()
    _browser, first = sealed(app, hall)
    _browser, second = sealed(app, hall)
    assert (first.number, second.number) == (1, 2)
    assert (archiving.folder() / first.file_name).exists()


def test_only_who_runs_the_competition_or_audits_sees_and_takes_it(app):
    hall, _result = over()
    _browser, kept = sealed(app, hall)
    for by, status in ((make.user(Role.AUDITOR), 200), (make.user(Role.FINANCE_OFFICER), 403)):
        browser = make.sign_in(app.test_client(), by)
        assert browser.get("/office/honours/archives").status_code == status
        assert browser.get(f"/office/honours/archives/{kept.id}.zip").status_code == status
