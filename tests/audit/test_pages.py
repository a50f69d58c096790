"""The auditor's pages, through the browser's eyes."""

import csv
import io

import pytest
import sqlalchemy as sa

from competition.accounts.models import HeldRole
from competition.accounts.rules import Role
from competition.audit import today
from competition.foundation import clock, runner, trail
from competition.foundation.database import db, transaction
from competition.foundation.tables import Task, TaskState
from competition.foundation.trail import TrailRow
from competition.plan.rules import Level
from tests import make

EN = {"Accept-Language": "en"}


@pytest.fixture
def auditor(client):
    person = make.user(Role.AUDITOR, name="赵敏")
    make.sign_in(client, person)
    return person


@pytest.fixture
def renamed(app):
    """One act that changed a name, and one look at a number."""
    by, person = make.user(name="王磊"), make.user(name="李娜")
    with transaction():
        person.name = "李纳"
        trail.record(by, "accounts.user_renamed", person, make.AT, {"reason": "身份证"})
    with transaction():
        trail.record(by, "directory.number_seen", person, make.AT, {"reason": "核对"})
    return person


def test_the_trail_shows_acts_with_before_and_after(client, auditor, renamed) -> None:
    page = client.get("/office/audit", headers=EN).text
    for words in (
        "corrected a name",
        "李娜",
        "李纳",
        "directory.number_seen",
        f"accounts_users#{renamed.id}",
        "Not verified yet",
    ):
        assert words in page
    only = client.get("/office/audit?personal=y", headers=EN).text
    assert "李纳" not in only
    assert "核对" in only
    assert "No act fits this search" in client.get("/office/audit?actor=nobody", headers=EN).text
    assert client.get("/office/audit?first_day=yesterday").status_code == 200


def test_a_code_reads_as_a_word_on_the_pages_and_stays_a_code_in_copies(app, client, auditor) -> None:
    held = make.competition()
    with transaction():
        held.level = Level.WORLD
        trail.record(auditor, "plan.competition_changed", held, make.AT)
    for path in ("/office/audit", "/office/audit/1"):
        page = client.get(path, headers={"Accept-Language": "zh-CN"}).text
        assert '<span title="world">世界技能大赛</span>' in page
    assert '""level"":""world""' in _made(app, client, "csv").decode()


def test_a_row_shows_itself_whole_or_changed(client, auditor, renamed) -> None:
    assert "as it was written" in client.get("/office/audit/1", headers=EN).text
    with transaction(trail=False) as session:
        session.execute(sa.text("UPDATE trail_rows SET actor_name = '张三' WHERE seq = 1"))
    assert "changed afterwards" in client.get("/office/audit/1", headers=EN).text
    assert client.get("/office/audit/99").status_code == 404


def test_the_chain_is_verified_from_the_page(client, auditor, renamed) -> None:
    assert client.post("/office/audit/verify").location == "/office/audit"
    assert "All 2 rows are as they were written" in client.get("/office/audit", headers=EN).text
    with transaction(trail=False) as session:
        session.execute(sa.text("DELETE FROM trail_rows WHERE seq = 1"))
    client.post("/office/audit/verify")
    page = client.get("/office/audit", headers=EN).text
    assert "1 of 3 rows are not what was written" in page
    assert "This row was taken out" in page


def _made(app, client, asked: str) -> bytes:
    """Ask for a copy, let it be made, and take it."""
    assert client.post(f"/office/audit/export.{asked}").location == "/office/exports"
    runner.work(app)
    task = db.session.scalars(sa.select(Task).order_by(Task.id.desc())).first()
    assert task.state is TaskState.DONE, task.fault
    return client.post(f"/office/exports/{task.id}/file").data


def test_copies_hold_the_rows_asked_for_and_are_recorded(app, client, auditor, renamed) -> None:
    rows = list(
        csv.reader(io.StringIO(_made(app, client, "csv?verb=directory&last_day=2099-12-31").decode("utf-8-sig")))
    )
    assert "赵敏" in rows[0][0]
    assert "verb=directory" in rows[0][0]
    assert [row[0] for row in rows[2:]] == ["2"]
    assert _made(app, client, "xlsx")[:2] == b"PK"
    assert client.post("/office/audit/export.pdf").status_code == 404
    kept = db.session.scalars(sa.select(TrailRow.verb).order_by(TrailRow.seq.desc()).limit(4)).all()
    assert kept == ["home.export_seen", "audit.exported"] * 2


def test_a_copy_is_not_made_for_whoever_is_no_auditor_any_more(app, client, auditor, renamed) -> None:
    client.post("/office/audit/export.csv")
    with transaction(trail=False) as session:
        session.execute(sa.delete(HeldRole).where(HeldRole.user_id == auditor.id))
    runner.work(app)
    task = db.session.scalars(sa.select(Task)).one()
    assert (task.state, task.content) == (TaskState.FAILED, None)


def test_the_page_takes_the_same_few_statements_however_long(client, auditor, renamed, statements) -> None:
    counts = []
    for more in (1, 40):
        for _ in range(more):
            with transaction():
                trail.record(None, "plan.changed", None, make.AT)
        db.session.expire_all()
        statements.clear()
        client.get("/office/audit")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 5


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_nobody_else_reads_the_trail(client, role: Role) -> None:
    make.sign_in(client, make.user(role))
    for path in ("/office/audit", "/office/audit/1"):
        assert client.get(path).status_code == 403
    for path in ("/office/audit/verify", "/office/audit/export.csv"):
        assert client.post(path).status_code == 403


def test_today_asks_the_auditor_to_verify_and_shows_a_broken_trail(app, client, auditor, renamed) -> None:
    with app.test_request_context():
        assert [one.tone for one in today.waiting(auditor, clock.now())] == ["warning"]
        assert today.waiting(renamed, clock.now()) == []
    client.post("/office/audit/verify")
    with app.test_request_context():
        assert today.waiting(auditor, clock.now()) == []
        assert [one.tone for one in today.waiting(auditor, clock.now() + today.EVERY * 2)] == ["warning"]
    with transaction(trail=False) as session:
        session.execute(sa.text("UPDATE trail_rows SET verb = 'x' WHERE seq = 1"))
    client.post("/office/audit/verify")
    with app.test_request_context():
        waiting = today.waiting(auditor, clock.now())
    assert [(one.tone, one.count) for one in waiting] == [("danger", 1)]
