"""What the auditor finds in the trail, and how a changed one is noticed and told."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from python_calamine import CalamineWorkbook

from competition.accounts.rules import Role
from competition.audit import actions, exports, queries, rules, words
from competition.audit.commands import audit
from competition.audit.queries import Wanted
from competition.audit.rules import Difference
from competition.foundation import trail
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.foundation.trail import Break
from tests import make
from tests.make import AT


def act(verb: str, by=None, subject=None, at=AT, note=None) -> None:
    with transaction():
        trail.record(by, verb, subject, at, note)


def tamper(statement: str) -> None:
    with transaction(trail=False) as session:
        session.execute(sa.text(statement))


@pytest.fixture
def acts(app: Flask):
    """Seven acts of two people over three days."""
    wang, li = make.user(name="王磊"), make.user(name="李娜")
    act("plan.season_added", wang, wang)
    act("plan.competition_published", wang, li, at=AT + timedelta(days=1))
    act("directory.number_seen", li, wang, at=AT + timedelta(days=1), note={"reason": "核对身份证"})
    with transaction():
        wang.name = "王雷"
        trail.record(li, "accounts.user_renamed", li, AT + timedelta(days=2))
    for _ in range(3):
        act("funding.claims_closed", None, at=AT + timedelta(days=2), note={"share": "50%"})
    return wang, li


def found(wanted: Wanted) -> list[int]:
    return [row.seq for row in queries.part(wanted).rows]


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Wanted(), [7, 6, 5, 4, 3, 2, 1]),
        (Wanted(actor="李"), [4, 3]),
        (Wanted(actor="system"), [7, 6, 5]),
        (Wanted(verb="plan"), [2, 1]),
        (Wanted(verb="plan.season_added"), [1]),
        (Wanted(verb="pla"), []),
        (Wanted(subject="accounts_users"), [4, 3, 2, 1]),
        (Wanted(subject="accounts_user"), []),
        (Wanted(first_day=date(2026, 9, 2)), [7, 6, 5, 4, 3, 2]),
        (Wanted(last_day=date(2026, 9, 2)), [3, 2, 1]),
        (Wanted(first_day=date(2026, 9, 2), last_day=date(2026, 9, 2)), [3, 2]),
        (Wanted(text="核对"), [3]),
        (Wanted(text="王雷"), [4]),
        (Wanted(text="50%"), [7, 6, 5]),
        (Wanted(text="5_%"), []),
        (Wanted(personal=True), [3]),
        (Wanted(personal=True, actor="王"), []),
    ],
)
def test_rows_are_found_by_what_is_asked(acts, wanted, rows) -> None:
    assert found(wanted) == rows
    assert queries.count(wanted) == len(rows)


def test_a_record_is_found_by_its_own_acts_and_those_that_changed_it_too(acts) -> None:
    wang, li = acts
    assert found(Wanted(subject=f"accounts_users#{wang.id}")) == [4, 3, 1]
    assert found(Wanted(subject=f"accounts_users#{li.id}")) == [4, 2]


def test_a_day_begins_at_midnight_in_the_city(app: Flask) -> None:
    for hours in (14, 15):  # 15:00 UTC is 23:00 in Zibo; 16:00 UTC the next day
        act("plan.changed", at=AT + timedelta(hours=hours))
    act("plan.changed", at=AT + timedelta(hours=15, microseconds=-1))
    assert found(Wanted(last_day=date(2026, 9, 1))) == [3, 1]
    assert found(Wanted(first_day=date(2026, 9, 2))) == [2]


def test_pages_follow_each_other_by_number(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(queries, "SIZE", 2)
    for _ in range(5):
        act("plan.changed")
    newest = queries.part(Wanted())
    assert ([row.seq for row in newest.rows], newest.older, newest.newer) == ([5, 4], 4, None)
    middle = queries.part(Wanted(), before=newest.older)
    assert ([row.seq for row in middle.rows], middle.older, middle.newer) == ([3, 2], 2, 3)
    oldest = queries.part(Wanted(), before=middle.older)
    assert ([row.seq for row in oldest.rows], oldest.older, oldest.newer) == ([1], None, 1)
    again = queries.part(Wanted(), after=oldest.newer)
    assert ([row.seq for row in again.rows], again.older, again.newer) == ([3, 2], 2, 3)
    back = queries.part(Wanted(), after=again.newer)
    assert ([row.seq for row in back.rows], back.newer) == ([5, 4], None)


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        ("{}", "{}", []),
        ('{"a#1":{"x":1,"y":2}}', '{"a#1":{"x":3,"y":2}}', [Difference("a#1", "x", "1", "3")]),
        ("{}", '{"a#1":{"x":"新","n":null}}', [Difference("a#1", "x", "—", "新"), Difference("a#1", "n", "—", "—")]),
        ('{"a#1":{"x":[1]}}', '{"a#1":{"deleted":true}}',
         [Difference("a#1", "x", "[1]", "—"), Difference("a#1", "deleted", "—", "true")]),
        ('{"a#1":{"p":"•••"}}', '{"a#1":{"p":"•••"}}', [Difference("a#1", "p", "•••", "•••")]),
        ('{"b#2":{"x":1}}', '{"a#1":{"x":1}}', [Difference("a#1", "x", "—", "1"), Difference("b#2", "x", "1", "—")]),
    ],
)  # fmt: skip
def test_before_and_after_read_side_by_side(before, after, differences) -> None:
    assert rules.differences(before, after) == differences


def test_verbs_read_in_words_or_as_they_are() -> None:
    words.learn({"test.thing_done": "did a thing"})
    assert words.verb_name("test.thing_done") == "did a thing"
    assert words.verb_name("unknown.verb") == "unknown.verb"


def test_a_verification_keeps_what_it_found(acts) -> None:
    auditor = make.user(Role.AUDITOR, name="赵敏")
    assert queries.last_checked() is None
    assert actions.verify_trail(auditor, AT) == 0
    checked = queries.last_checked()
    assert (checked.rows, checked.broken, checked.by, checked.at, list(checked.first)) == (7, 0, "赵敏", AT, [])
    tamper("UPDATE trail_rows SET actor_name = '李四' WHERE seq = 3")
    assert actions.verify_trail(auditor, AT) == 1
    checked = queries.last_checked()
    assert (checked.rows, checked.broken) == (8, 1)
    assert checked.first[0] | {"at": ""} == {
        "seq": 3, "kind": "changed", "at": "", "actor": "李四", "verb": "directory.number_seen",
        "subject": f"accounts_users#{acts[0].id}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "breaks"),
    [
        ("DELETE FROM trail_rows WHERE seq IN (3, 4)", [Break(3, "missing"), Break(4, "missing")]),
        ("DELETE FROM trail_rows WHERE seq > 5", [Break(6, "cut_off"), Break(7, "cut_off")]),
        ("DELETE FROM trail_head", [Break(seq, "added") for seq in range(1, 8)]),
        ("UPDATE trail_head SET seq = 6", [Break(6, "changed"), Break(7, "added")]),
        ("UPDATE trail_rows SET seq = 20 WHERE seq = 7", [Break(7, "cut_off"), Break(20, "added")]),
        ("UPDATE trail_rows SET previous = (SELECT hash FROM trail_rows WHERE seq = 1) WHERE seq = 5",
         [Break(5, "reordered"), Break(5, "changed")]),
        ("UPDATE trail_head SET seq = 1000000000", [Break(8 + i, "cut_off") for i in range(trail.HOLE)]),
    ],
)  # fmt: skip
def test_each_broken_row_is_named(acts, statement, breaks) -> None:
    tamper(statement)
    assert list(trail.breaks()) == breaks


def test_the_command_verifies_names_rows_and_fails(app: Flask, acts) -> None:
    ask = CliRunner()
    good = ask.invoke(audit, ["verify", "--json"])
    assert (good.exit_code, json.loads(good.stdout)) == (0, {"rows": 7, "broken": []})
    tamper("UPDATE trail_rows SET after = 'x' WHERE seq = 4")
    bad = ask.invoke(audit, ["verify", "--json"])
    assert bad.exit_code == 1
    told = json.loads(bad.stdout)["broken"]
    assert [(row["seq"], row["kind"], row["verb"]) for row in told] == [(4, "changed", "accounts.user_renamed")]
    plain = ask.invoke(audit, ["verify"])
    assert plain.exit_code == 1
    assert plain.stdout.startswith("4\tchanged\t")
    assert "accounts.user_renamed" in plain.stdout


def test_the_command_exports_the_whole_trail_and_leaves_a_row(app: Flask, acts, tmp_path) -> None:
    file = tmp_path / "trail.csv"
    assert CliRunner().invoke(audit, ["export", str(file)]).exit_code == 0
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
    assert len(rows) == 2 + 7
    assert "system" in rows[0][0]
    assert [row[0] for row in rows[2:]] == ["1", "2", "3", "4", "5", "6", "7"]
    assert queries.row(8).verb == "audit.exported"
    assert CliRunner().invoke(audit, ["export", str(tmp_path / "trail.pdf")]).exit_code == 1


def test_a_workbook_carries_its_mark_and_only_the_rows_asked_for(app: Flask, acts) -> None:
    wanted = Wanted(actor="李")
    last = actions.note_export(wanted, "xlsx", 100, make.user(Role.AUDITOR, name="赵敏"), AT)
    content = b"".join(exports.as_workbook(queries.streamed(wanted, last), exports.watermark("赵敏", wanted, AT)))
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "赵敏" in cells[0][0]
    assert "actor=李" in cells[0][0]
    assert [row[0] for row in cells[2:]] == [3, 4]
    note = json.loads(queries.row(8).note)
    assert note == {"format": "xlsx", "asked_for": {"actor": "李"}, "up_to": 7}


def test_a_cell_that_begins_a_formula_is_made_harmless(app: Flask) -> None:
    act("=1+1")
    content = b"".join(exports.as_csv(queries.streamed(Wanted(), 1), "mark")).decode("utf-8-sig")
    assert "'=1+1" in content


def test_more_rows_than_a_copy_may_hold_are_refused_and_leave_no_row(acts) -> None:
    with pytest.raises(Refused):
        actions.note_export(Wanted(), "xlsx", 6, None, AT)
    assert db.session.scalar(sa.select(sa.func.max(trail.TrailRow.seq))) == 7
