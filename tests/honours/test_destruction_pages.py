"""Pages of retention and destruction: who may do what, what is seen before, and pages of what went that still work."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from competition.accounts.rules import Role, Scope
from competition.foundation import clock, runner, tasks
from competition.foundation.database import db, transaction
from competition.foundation.tables import Task, TaskState
from competition.foundation.trail import TrailRow
from competition.honours import destroying, destructions
from competition.honours.retention_rules import DestructionState, Outcome
from tests import make
from tests.honours import doomed
from tests.honours.doomed import THIRTY_YEARS, again, noon

pytestmark = pytest.mark.either
ROOT = Path(__file__).parent.parent.parent
EN = {"Accept-Language": "en"}
# ended so long ago that ten years are over whenever this runs
LONG_AGO = date(2010, 9, 20)
LOOK = "/office/honours/destruction/new"


def signed_in(app, *roles, **reach):
    who = make.user(*roles, **reach)
    return make.sign_in(app.test_client(), who)


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(on|seen)" value="([^"]*)">', page.text))


def prepared(app, **more):
    """Look through everything as the officer does, and put it on a list."""
    officer = signed_in(app, Role.ORGANISER)
    page = officer.get(LOOK, headers=EN)
    kinds = re.findall(r'<input type="hidden" name="kinds" value="([^"]*)">', page.text)
    told = {**hidden(page), "kinds": kinds, "opinion": "无保存价值", **more}
    return officer, page, officer.post(LOOK, data=told, headers=EN)


def test_from_the_first_look_to_the_record_by_three_people_and_a_worker(app):
    old = doomed.old(LONG_AGO)
    officer, page, answer = prepared(app)
    assert "Exactly what would go" in page.text
    assert "Never goes" in page.text
    assert "the telephone only: the register names this person" in page.text
    assert answer.status_code == 302
    address, (of, count) = answer.location, destructions.recent()[0]
    assert count == 5
    assert officer.post(f"{address}/approval", headers=EN).status_code == 403
    finance = signed_in(app, Role.FINANCE_OFFICER)
    assert "destruction lists to approve" in finance.get("/office", headers=EN).text
    assert finance.post(f"{address}/approval").status_code == 302
    assert officer.post(f"{address}/carry-out", headers=EN).status_code == 422
    assert signed_in(app, Role.ORGANISER).post(f"{address}/approval").status_code == 302
    assert officer.post(f"{address}/carry-out").location == "/office/exports"
    runner.work(app)
    of = again(of)
    assert of.state is DestructionState.DONE
    task = db.session.scalars(sa.select(Task)).one()
    assert (task.state, task.name) == (TaskState.DONE, f"{of.number}.pdf")
    assert tasks.content(task) == officer.get(f"{address}.pdf").data == destructions.record(of.id).record_pdf
    assert officer.get(f"{address}.xlsx").data == destructions.record(of.id).record_xlsx
    shown = officer.get(address, headers=EN).text
    assert "Carried out" in shown
    assert again(old.paper).scan is None


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"opinion": ""}, 422, "Say what was found"),
        ({"seen": "0" * 64}, 422, "has changed since your page"),
        ({"on": "2999-01-01"}, 422, "still to come"),
    ],
)
def test_what_is_wrong_is_said_on_the_page_and_nothing_is_prepared(app, wrong, status, said):
    doomed.old(LONG_AGO)
    _officer, _page, answer = prepared(app, **wrong)
    assert answer.status_code == status
    assert said in answer.text
    assert destructions.recent() == []


def test_a_day_still_to_come_is_not_looked_through(app):
    officer = signed_in(app, Role.ORGANISER)
    page = officer.get(f"{LOOK}?on=2999-01-01&kinds=packages", headers=EN)
    assert page.status_code == 422
    assert "still to come" in page.text


def test_the_pages_say_what_to_do_where_there_is_nothing(app):
    officer = signed_in(app, Role.ORGANISER)
    assert "There is no destruction list yet" in officer.get("/office/honours/destruction", headers=EN).text
    assert "Nothing is past its time" in officer.get(LOOK, headers=EN).text
    assert "尚无销毁清册" in officer.get("/office/honours/destruction?lang=zh_Hans_CN").text


def test_cancelling_asks_for_the_reason(app):
    doomed.old(LONG_AGO)
    officer, _page, answer = prepared(app)
    assert officer.post(f"{answer.location}/cancel", headers=EN).status_code == 422
    assert officer.post(f"{answer.location}/cancel", data={"reason": "另有用途"}).status_code == 302
    assert "Cancelled, nothing went" in officer.get(answer.location, headers=EN).text
    assert officer.get(f"{answer.location}.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("role", "reach", "reads", "looks", "approves", "cancels"),
    [
        (Role.ORGANISER, {}, 200, 200, 302, 302),
        (Role.FINANCE_OFFICER, {}, 200, 403, 302, 403),
        (Role.AUDITOR, {}, 200, 403, 403, 403),
        (Role.ORGANISER, {"scope": Scope.COMPETITION, "scope_id": 1}, 403, 403, 403, 403),
        (Role.HOST_OFFICER, {"scope": Scope.ORGANISATION, "scope_id": 1}, 403, 403, 403, 403),
        (Role.SECURITY_ADMIN, {}, 403, 403, 403, 403),
    ],
)
def test_who_may_do_what(app, role, reach, reads, looks, approves, cancels):
    doomed.old(LONG_AGO)
    of = doomed.prepared(clock.today())
    browser, address = signed_in(app, role, **reach), f"/office/honours/destruction/{of.id}"
    assert [browser.get(path).status_code for path in ("/office/honours/destruction", address)] == [reads, reads]
    assert browser.get(f"{address}.xlsx").status_code == reads
    assert browser.get(LOOK).status_code == looks
    assert browser.post(f"{address}/approval").status_code == approves
    assert browser.post(f"{address}/cancel", data={"reason": "另有用途"}).status_code == cancels


def test_every_page_of_what_went_works_and_says_under_which_list(app):
    old = doomed.old()
    of = doomed.approved(THIRTY_YEARS)
    destroying.carry_out(of.id, make.user(Role.ORGANISER), noon(THIRTY_YEARS), lambda *_: None)
    reader = signed_in(app, Role.ORGANISER, Role.FINANCE_OFFICER)
    chief = make.sign_in(app.test_client(), old.hall.chief)
    claim, sheet = old.claim_paper.claim_id, old.paper.sheet_id
    pages = [
        (reader, "/office/honours/archives", f"/office/honours/archives/{old.package.id}.zip"),
        (chief, f"/office/judging/sheets/{sheet}/paper", f"/office/judging/papers/{old.paper.id}/scan"),
        (chief, f"/office/judging/items/{old.hall.item.id}/hall", f"/office/judging/notes/{old.note.id}/photo"),
        (reader, f"/office/appeals/{old.appeal.id}", f"/office/appeals/files/{old.appeal.files[0].id}"),
        (reader, f"/office/funding/claims/{claim}", f"/office/funding/claim-papers/{old.claim_paper.id}"),
        (reader, f"/office/directory/persons/{old.plain.id}", None),
    ]
    for browser, page, content in pages:
        shown = browser.get(page, headers=EN)
        assert shown.status_code == 200, page
        assert f"destroyed on 1 Jan 2057 under list {of.number}" in shown.text, page
        assert content is None or content not in shown.text, page
        if content:
            gone = browser.get(content, headers=EN)
            assert (gone.status_code, of.number in gone.text) == (410, True), content


KILLED = """
import sys, time
from datetime import datetime
from competition.app import create_app
from competition.foundation import runner
from competition.honours import destroying, taking_away
from competition.honours.retention_rules import Destructible
def sleeps(*_):
    print("begun", flush=True)
    time.sleep(120)
destroying.BATCH = 1
taking_away.GO[Destructible.PAPER_SCANS] = sleeps
app = create_app({"INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2], "SCHEDULER": False, "SECRET_KEY": "tests", "DEMO": False})
runner.work(app)
"""


@pytest.mark.long
def test_a_worker_killed_in_the_middle_is_followed_by_another_and_nothing_goes_twice(app):
    doomed.old(LONG_AGO)
    today = clock.today()
    of = doomed.approved(today)
    by = make.user(Role.ORGANISER)
    task = destroying.ask_destruction(of, "en", clock.present(), by=by, at=clock.now())
    told = [str(app.config["INSTANCE"]), app.config["SQLALCHEMY_DATABASE_URI"]]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *told], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "begun\n"
            time.sleep(0.1)
        finally:
            os.kill(process.pid, signal.SIGKILL)
    db.session.rollback()
    gone = [one for one in destructions.items(of.id) if one.outcome is Outcome.GONE]
    assert 0 < len(gone) < 5
    with transaction(trail=False) as session:
        silent = clock.present() - tasks.SILENT - timedelta(seconds=1)
        session.execute(sa.update(Task).where(Task.id == task.id).values(beat_at=silent))
    runner.work(app)
    assert again(of).state is DestructionState.DONE
    assert again(task).state is TaskState.DONE
    assert {one.outcome for one in destructions.items(of.id)} == {Outcome.GONE}
    notes = db.session.scalars(sa.select(TrailRow.note).where(TrailRow.verb == "honours.destroyed")).all()
    assert all(sum(f"{one.kind} {one.record_id}:" in note for note in notes) == 1 for one in destructions.items(of.id))
