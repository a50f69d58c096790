"""The first start: administrators or a demo, passwords made once, and nothing half done after a killed load."""

import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

from competition.accounts import passwords, queries, rules
from competition.accounts.models import User
from competition.accounts.rules import Role
from competition.app import create_app
from competition.foundation import clock, keys, schema, trail
from competition.foundation.database import db
from competition.home import commands, first_start
from competition.home.demo import building, marker
from competition.home.demo.commands import demo
from tests import make

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def fresh(tmp_path, installation):
    """Give an installation of its own on SQLite, that nobody has started yet."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a first start is the same on both; its load is tested on PostgreSQL in test_demo_city")
    ring = keys.ring()
    app = create_app({"INSTANCE": tmp_path, "SCHEDULER": False, "TESTING": True, "SECRET_KEY": "tests"})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    clock.use_shift_file(None)
    keys.use_keys(ring)


def quiet() -> Console:
    return Console(file=io.StringIO(), width=60)


def test_the_first_administrators_are_three_people_with_passwords_of_their_own(app):
    made = first_start.administrators(make.AT)
    people = [queries.user_of_login(login) for login in made]
    assert [user.roles for user in people] == [{Role.SYSTEM_ADMIN}, {Role.SECURITY_ADMIN}, {Role.AUDITOR}]
    assert all(rules.apart_from(role, frozenset()) == frozenset() for role in Role)
    assert all(user.must_change_password for user in people)
    assert len(set(made.values())) == 3
    assert all(passwords.is_right(user.password_hash, made[user.login]) for user in people)
    assert first_start.administrators(make.AT) == {}


def test_setup_asks_for_the_names_of_the_three_hands(app):
    done = CliRunner().invoke(commands.setup, [], input="zhang\n张三\nlisi\n李四\nwang\n王五\n\n")
    assert done.exit_code == 0, done.output
    assert [queries.user_of_login(login).name for login in ("zhang", "lisi", "wang")] == ["张三", "李四", "王五"]
    again = CliRunner().invoke(commands.setup, [])
    assert "管理员已存在" in again.output


@pytest.mark.parametrize("typed", ["a1a\n甲\na1a\n乙\nb2b\n丙\n", "!\n甲\na1a\n乙\nb2b\n丙\n\n"])
def test_setup_makes_nobody_where_the_names_do_not_do(app, typed):
    done = CliRunner().invoke(commands.setup, [], input=typed)
    assert done.exit_code == 1
    assert queries.is_empty()


def test_setup_without_questions_prints_each_password_once(app):
    done = CliRunner().invoke(commands.setup, ["--no-input"])
    printed = dict(line.split("\t") for line in done.stdout.splitlines() if "\t" in line)
    assert set(printed) == {"system", "security", "auditor"}
    for login, password in printed.items():
        assert passwords.is_right(queries.user_of_login(login).password_hash, password)


def test_the_first_start_loads_the_demo_and_the_second_leaves_all_as_it_is(fresh, tmp_path):
    first_start.demo_city(quiet())
    kept = tmp_path / "demo.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    about = json.loads(kept.read_text("utf-8"))
    assert {one["role"] for one in about["sign_ins"]} == {role.value for role in Role}
    for one in about["sign_ins"]:
        user = queries.user_of_login(one["login"])
        assert passwords.is_right(user.password_hash, one["password"])
        assert not user.must_change_password
    hashes = set(db.session.scalars(sa.select(User.password_hash)))
    assert len(hashes) == len(about["sign_ins"]) + 1, "everyone else has no password at all"
    assert fresh.config["DEMO"]
    assert list(trail.breaks()) == []
    before = (trail.head(), kept.read_bytes())
    statements: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    first_start.demo_city(quiet())
    assert (trail.head(), kept.read_bytes()) == before
    assert len([s for s in statements if "SELECT alembic_version" in s]) == 1
    assert len(statements) < 6


@pytest.mark.long
def test_two_demos_share_no_password(fresh, tmp_path):
    first_start.demo_city(quiet())
    first = {one["password"] for one in marker.kept(tmp_path)["sign_ins"]}
    building.build(quiet(), "small", replace=True)
    assert first.isdisjoint(one["password"] for one in marker.kept(tmp_path)["sign_ins"])


def test_the_greeting_names_every_sign_in_whole_in_aligned_columns(tmp_path):
    people = [
        {"login": "organiser", "name": "张志玉", "password": "ehct-6ehk-fx9a-jpzu", "role_zh_Hans_CN": "主办单位人员"},
        {"login": "judge", "name": "阿依努尔·买买提", "password": "vs9w-gu3h-yn4f-6v4m", "role_zh_Hans_CN": "裁判员"},
    ]
    sign_ins = [{**one, "role_en": "Role"} for one in people]
    marker.finish(tmp_path, {"size": "small", "anchor": "2026-11-25", "sign_ins": sign_ins})
    out = Console(file=io.StringIO(), width=40)
    first_start.greet(out, "http://127.0.0.1:8000", tmp_path)
    lines = out.file.getvalue().splitlines()
    assert any("http://127.0.0.1:8000" in line for line in lines)
    table = [line for line in lines if line.endswith("Role")]
    assert len(table) == 3
    assert len({cell_len(line.removesuffix("Role")) for line in table}) == 1
    assert all(any(one["password"] in line for line in table) for one in people)


def test_an_installation_without_a_demo_is_greeted_without_sign_ins(tmp_path):
    out = Console(file=io.StringIO())
    first_start.greet(out, "http://127.0.0.1:8000", tmp_path)
    assert "密码" not in out.file.getvalue()


def test_a_demo_is_never_loaded_into_an_installation_in_use(fresh, tmp_path):
    schema.upgrade()
    first_start.administrators(make.AT)
    first_start.demo_city(quiet())
    assert marker.kept(tmp_path) is None
    for words in (["load"], ["load", "--replace"]):
        done = CliRunner().invoke(demo, words)
        assert done.exit_code == 1
    assert db.session.scalar(sa.select(sa.func.count(User.id))) == 3
    assert not marker.is_interrupted(tmp_path)


@pytest.mark.long
def test_a_load_that_was_killed_is_emptied_and_done_anew(tmp_path):
    world = {**os.environ, "COMPETITION_INSTANCE": str(tmp_path), "PYTHONPATH": str(HOUSE)}
    command = [sys.executable, "-m", "competition", "demo", "load"]
    with subprocess.Popen(command, cwd=HOUSE, env=world, stderr=subprocess.DEVNULL) as loading:
        wait_for_rows(tmp_path / "competition.sqlite")
        loading.send_signal(signal.SIGKILL)
    assert marker.is_interrupted(tmp_path)
    assert marker.kept(tmp_path) is None
    done = subprocess.run(command, cwd=HOUSE, env=world, capture_output=True, text=True, check=True)
    assert "载入" in done.stdout
    about = marker.kept(tmp_path)
    with sqlite3.connect(tmp_path / "competition.sqlite") as there:
        assert there.execute("SELECT count(*) FROM plan_competitions").fetchone() == (9,)
        users = dict(there.execute("SELECT login, password_hash FROM accounts_users").fetchall())
    one = about["sign_ins"][0]
    assert passwords.is_right(users[one["login"]], one["password"])
    checked = subprocess.run([*command[:3], "audit", "verify"], cwd=HOUSE, env=world, capture_output=True, check=False)
    assert checked.returncode == 0


def wait_for_rows(path):
    for _ in range(1200):
        time.sleep(0.05)
        if not path.exists():
            continue
        with sqlite3.connect(path) as there:
            tables = there.execute("SELECT count(*) FROM sqlite_master WHERE name = 'plan_items'").fetchone()[0]
            if tables and there.execute("SELECT count(*) FROM plan_items").fetchone()[0]:
                return
    raise AssertionError("nothing was loaded within a minute")
