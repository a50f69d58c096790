"""Long work asked for: done once, told while it is done, stopped, taken up after a killed worker, kept for its asker."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from competition.foundation import clock, runner, tasks
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.tables import Task, TaskState
from competition.foundation.tasks import Kind, Made, Wanted
from competition.foundation.trail import TrailRow
from tests import make

ROOT = Path(__file__).parent.parent.parent


def ask(by, kind="tests.plain", **about):
    with transaction(trail=False):
        return tasks.put(Wanted(kind, about, "名单", "en"), by.id, make.AT, clock.present()).id


def row(number):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Task, number)


def silent(number):
    """Let a row look as if its worker had said nothing for longer than any living one does."""
    with transaction(trail=False) as session:
        gone = clock.present() - tasks.SILENT - timedelta(seconds=1)
        session.execute(sa.update(Task).where(Task.id == number).values(beat_at=gone))


@pytest.fixture(autouse=True)
def kinds():
    def plain(of, tell):
        tell(1, 2)
        return Made(f"{of.about.get('n', 0)}.txt", "text/plain", f"content {of.language}".encode())

    def refuses(_of, _tell):
        raise Refused("Nothing to write.")

    def breaks(_of, _tell):
        raise ZeroDivisionError

    for code, doing in {"plain": plain, "refuses": refuses, "breaks": breaks}.items():
        tasks.learn(Kind(f"tests.{code}", code, doing))


def test_work_is_done_kept_sealed_and_only_its_asker_finds_it(app):
    by, stranger = make.user(), make.user()
    number = ask(by)
    runner.work(app)
    done = row(number)
    assert (done.state, done.name, done.size, done.tries) == (TaskState.DONE, "0.txt", 10, 1)
    assert tasks.content(done) == b"content en"
    assert b"content" not in done.content
    assert tasks.of_person_one(number, stranger.id) is None
    assert list(tasks.of_person(stranger.id)) == []


@pytest.mark.parametrize(("kind", "fault"), [("refuses", "Nothing to write."), ("breaks", tasks.OURS)])
def test_what_fails_says_why_and_is_not_tried_again(app, kind, fault):
    number = ask(make.user(), f"tests.{kind}")
    runner.work(app)
    runner.work(app)
    assert (row(number).state, row(number).fault, row(number).tries) == (TaskState.FAILED, fault, 1)


def test_the_same_work_asked_for_twice_is_one_and_more_than_five_at_once_are_refused(app):
    by = make.user()
    assert ask(by, n=1) == ask(by, n=1)
    for n in range(2, 6):
        ask(by, n=n)
    with pytest.raises(Refused):
        ask(by, n=6)
    assert ask(make.user(), n=1) not in [each.id for each in tasks.of_person(by.id)]


def test_two_workers_share_what_waits_and_do_nothing_twice(app):
    by, done = make.user(), []
    tasks.learn(Kind("tests.counted", "", lambda of, _tell: done.append(of.id) or Made("a", "text/plain", b"a")))
    numbers = [ask(by, "tests.counted", n=n) for n in range(5)]
    both = [threading.Thread(target=runner.work, args=(app,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert sorted(done) == numbers
    assert {row(number).state for number in numbers} == {TaskState.DONE}


def test_waiting_work_is_stopped_at_once_and_only_by_its_asker(app):
    by, stranger = make.user(), make.user()
    number = ask(by)
    with pytest.raises(Refused), transaction(trail=False):
        tasks.cancel(number, stranger.id, make.AT)
    with transaction(trail=False):
        tasks.cancel(number, by.id, make.AT)
    runner.work(app)
    assert (row(number).state, row(number).tries) == (TaskState.CANCELLED, 0)
    with pytest.raises(Refused), transaction(trail=False):
        tasks.cancel(number, by.id, make.AT)


def test_running_work_is_stopped_with_the_next_beat_and_leaves_no_file(app):
    by, begun = make.user(), threading.Event()

    def slow(_of, tell):
        begun.set()
        for n in range(2000):
            tell(n, 2000)
            time.sleep(0.02)
        return Made("late.txt", "text/plain", b"late")

    tasks.learn(Kind("tests.slow", "", slow))
    number = ask(by, "tests.slow")
    worker = threading.Thread(target=runner.work, args=(app,))
    worker.start()
    assert begun.wait(20)
    with transaction(trail=False):
        tasks.cancel(number, by.id, make.AT)
    worker.join(20)
    assert not worker.is_alive()
    assert (row(number).state, row(number).size) == (TaskState.CANCELLED, 0)


KILLED = """
import sys, time
from competition.app import create_app
from competition.foundation import runner, tasks
from competition.foundation.tasks import Kind
def slow(of, tell):
    tell(3, 10)
    print("begun", flush=True)
    time.sleep(120)
app = create_app({"INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2], "SCHEDULER": False, "SECRET_KEY": "tests", "DEMO": False})
tasks.learn(Kind("tests.killed", "", slow))
runner.work(app)
"""


def killed(app, number):
    """Let another process begin the work and kill it in the middle (SIGKILL)."""
    told = [str(app.config["INSTANCE"]), app.config["SQLALCHEMY_DATABASE_URI"]]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *told], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "begun\n"
            for _ in range(100):
                if row(number).done == 3:
                    break
                time.sleep(0.1)
            assert (row(number).state, row(number).done) == (TaskState.RUNNING, 3)
        finally:
            os.kill(process.pid, signal.SIGKILL)


@pytest.mark.long
def test_work_of_a_killed_worker_is_taken_up_once_it_is_silent_and_given_up_after_the_second_time(app):
    tasks.learn(Kind("tests.killed", "", lambda of, _tell: Made("again.txt", "text/plain", str(of.tries).encode())))
    by = make.user()
    once, twice = ask(by, "tests.killed", n=1), None
    killed(app, once)
    # a worker that may still live is left its work
    runner.work(app)
    assert row(once).state is TaskState.RUNNING
    silent(once)
    assert tasks.any_waits(clock.present())
    runner.work(app)
    assert (row(once).state, tasks.content(row(once))) == (TaskState.DONE, b"2")
    twice = ask(by, "tests.killed", n=2)
    for _ in range(2):
        killed(app, twice)
        silent(twice)
    runner.work(app)
    assert (row(twice).state, row(twice).fault) == (TaskState.FAILED, tasks.LOST)


def test_a_worker_that_comes_back_late_overwrites_nothing(app):
    by = make.user()
    number = ask(by)
    late = tasks.claim("late", make.AT, clock.present())
    silent(number)
    runner.work(app)
    assert not tasks.beat(late, 1, 2, clock.present())
    tasks.finish(late, Made("late.txt", "text/plain", b"late"), make.AT)
    assert row(number).name == "0.txt"


def test_work_stopped_while_its_worker_was_gone_is_not_taken_up(app):
    by = make.user()
    number = ask(by)
    tasks.claim("gone", make.AT, clock.present())
    with transaction(trail=False):
        tasks.cancel(number, by.id, make.AT)
    silent(number)
    runner.work(app)
    assert row(number).state is TaskState.CANCELLED


def test_a_file_is_removed_after_seven_days_and_not_before(app):
    number = ask(make.user())
    runner.work(app)
    ended = row(number).ended_at
    tasks.remove_old(ended + tasks.KEPT)
    assert row(number) is not None
    tasks.remove_old(ended + tasks.KEPT + timedelta(seconds=1))
    assert row(number) is None


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_page_shows_stops_and_gives_files_to_their_asker_and_to_nobody_else(app, client):
    by = make.user()
    first, second = ask(by, n=1), ask(by, n=2)
    make.sign_in(client, by)
    assert "Waiting its turn" in client.get("/office/exports?lang=en").text
    assert client.post(f"/office/exports/{first}/file").status_code == 422
    assert client.post(f"/office/exports/{second}/stop").status_code == 302
    runner.work(app)
    told = client.get("/office/exports.json?lang=en").json["exports"]
    assert [(one["id"], one["label"]) for one in told] == [(second, "Stopped by you"), (first, "Ready to take")]
    taken = client.post(f"/office/exports/{first}/file")
    assert (taken.data, taken.headers["Cache-Control"]) == (b"content en", "no-store")
    seen = db.session.scalars(sa.select(TrailRow).where(TrailRow.verb == "home.export_seen")).one()
    assert (seen.actor_id, row(first).sha256 in seen.note) == (by.id, True)
    stranger = make.sign_in(app.test_client(), make.user())
    assert stranger.post(f"/office/exports/{first}/file").status_code == 404
    assert stranger.post(f"/office/exports/{first}/stop").status_code == 404
    assert stranger.get("/office/exports.json").json == {"exports": []}
    assert "You have asked for no files yet" in stranger.get("/office/exports?lang=en").text
    nobody = app.test_client()
    assert nobody.post(f"/office/exports/{first}/file").status_code in (302, 403)


def test_the_page_costs_the_same_whatever_was_asked_for(app, client, statements):
    by = make.user()
    make.sign_in(client, by)
    ask(by, n=1)
    client.get("/office/exports")
    statements.clear()
    client.get("/office/exports")
    few = len(statements)
    for n in range(2, 6):
        ask(by, n=n)
    statements.clear()
    client.get("/office/exports")
    assert len(statements) == few
