"""The yearly run reads everything kept for good again, says what is wrong and what to do, and keeps its report."""

import hashlib
from contextlib import nullcontext
from datetime import timedelta

import pytest
import sqlalchemy as sa

from competition.accounts.rules import Role, Scope
from competition.foundation import backups, runner, schema, tasks
from competition.foundation.database import db, transaction
from competition.foundation.spreadsheets import read_sheets
from competition.foundation.tables import Task
from competition.honours import archiving, integrity_runs, jobs, log_actions
from competition.honours.archives import Package
from tests import make
from tests.honours import build

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
PAGE = "/office/honours/integrity"
PACKAGE = Package(1, "run.zip", b"PK", hashlib.sha256(b"PK").hexdigest())


def unlocked(session):
    """Let whoever holds the database rewrite what is written once."""
    if db.engine.dialect.name == "sqlite":
        return schema.without_triggers(session)
    session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    return nullcontext()


def sealed():
    """Give a register with entries, its head signed, and a sealed package."""
    log_actions.forget_published()
    build.entered()
    log_actions.sign_head(make.AT)
    package = archiving.seal(make.competition(), PACKAGE, make.user(), make.AT)
    return package, archiving.folder() / package.file_name


def test_a_run_reads_packages_log_and_trail_and_finds_them_as_they_were(app):
    package, _path = sealed()
    run = integrity_runs.run(make.AT + timedelta(days=1))
    assert (run.faults, [one["name"] for one in run.packages]) == ([], [package.file_name])
    assert run.leaves == db.session.scalar(sa.text("SELECT count(*) FROM honours_log_leaves")) > 0
    # the run's own row is the next one
    assert run.trail_rows + 1 == db.session.scalar(sa.text("SELECT count(*) FROM trail_rows"))
    assert build.trail_verbs()[-1] == "honours.integrity_run"


@pytest.mark.parametrize(("after", "runs"), [(timedelta(days=365) - timedelta(seconds=1), 1), (timedelta(days=365), 2)])
def test_the_job_runs_once_a_year(app, after, runs):
    assert next(one for one in jobs.JOBS if one.name == "honours.run_integrity").action is integrity_runs.run_yearly
    integrity_runs.run_yearly(make.AT)
    integrity_runs.run_yearly(make.AT + after)
    assert len(integrity_runs.runs()) == runs


def test_what_was_changed_is_found_in_all_three_and_the_page_says_what_to_do(app):
    _package, path = sealed()
    path.write_bytes(b"PX")
    with transaction(trail=False) as session:
        session.execute(sa.text("UPDATE trail_rows SET note = 'x' WHERE seq = 1"))
        with unlocked(session):
            session.execute(sa.text("UPDATE honours_log_leaves SET hash = :h WHERE seq = 0"), {"h": "0" * 64})
    run = integrity_runs.run(make.AT + timedelta(days=1))
    found = {(one["where"], one["code"]) for one in run.faults}
    assert {("package", "changed"), ("log", "leaf_changed"), ("log", "head_wrong"), ("trail", "changed")} <= found
    browser = make.sign_in(app.test_client(), make.user(Role.ORGANISER))
    page = browser.get(f"{PAGE}/{run.id}", headers=EN).text
    assert "The file was changed" in page
    assert "named by its SHA-256, which must be the one of the report" in page
    assert page.count("Change nothing.") == 2
    assert "faults found by the last integrity run" in browser.get("/office", headers=EN).text
    sheets = read_sheets(browser.get(f"{PAGE}/{run.id}.xlsx", headers=EN).data)
    assert sum(row[0] == "Audit trail" for row in sheets["Faults"]) == 1
    assert browser.get(f"{PAGE}/{run.id}.pdf").data.startswith(b"%PDF")
    path.unlink()
    assert ("package", "gone") in {(one["where"], one["code"]) for one in integrity_runs.run(make.AT).faults}


def test_a_changed_copy_beside_the_backups_is_found_and_made_anew(app):
    package, _path = sealed()
    assert integrity_runs.run(make.AT).faults == []
    copy = backups.held(archiving.folder().parent, package.sha256)
    copy.write_bytes(b"rot")
    (fault,) = integrity_runs.run(make.AT).faults
    assert (fault["code"], fault["what"], copy.read_bytes()) == ("copy_changed", package.file_name, b"PK")
    copy.unlink()
    assert integrity_runs.run(make.AT).faults == []
    assert copy.exists()


def test_a_run_is_asked_for_shown_and_its_report_taken(app):
    log_actions.forget_published()
    browser = make.sign_in(app.test_client(), make.user(Role.ORGANISER))
    assert "There was no run yet" in browser.get(PAGE, headers=EN).text
    assert browser.post(PAGE, headers=EN).location == "/office/exports"
    runner.work(app)
    run = integrity_runs.last()
    assert run is not None
    task = db.session.scalars(sa.select(Task)).one()
    assert tasks.content(task).startswith(b"%PDF")
    page = browser.get(PAGE, headers=EN).text
    assert "As it was kept" in page
    assert "The next run is due" in page
    assert "No package was sealed yet" in browser.get(f"{PAGE}/{run.id}", headers=EN).text
    assert "完整性检查报告" in browser.get(f"{PAGE}/{run.id}?lang=zh_Hans_CN").text


@pytest.mark.parametrize(
    ("role", "reach", "status"),
    [
        (Role.ORGANISER, {}, 200),
        (Role.AUDITOR, {}, 200),
        (Role.FINANCE_OFFICER, {}, 403),
        (Role.ORGANISER, {"scope": Scope.COMPETITION, "scope_id": 1}, 403),
    ],
)
def test_the_bureau_and_auditors_read_it(app, role, reach, status):
    run = integrity_runs.run(make.AT)
    browser = make.sign_in(app.test_client(), make.user(role, **reach))
    assert [browser.get(path).status_code for path in (PAGE, f"{PAGE}/{run.id}", f"{PAGE}/{run.id}.xlsx")] == [
        status
    ] * 3
    assert browser.post(PAGE).status_code == (302 if status == 200 else 403)
