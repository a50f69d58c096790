"""The register's log: appended by every action, written once, and every rewriting is noticed."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import g

from competition.foundation import backups
from competition.foundation.database import db, transaction
from competition.foundation.errors import Refused
from competition.honours import credentials, integrity, log_actions, log_checks, log_files, log_tree, logs, merkle
from competition.honours.commands import honours
from competition.honours.log_files import LogFaultKind as Kind
from competition.honours.log_models import SigningKey
from competition.honours.models import HonourEntry
from competition.honours.rules import EntryState
from tests import make
from tests.honours import entries
from tests.honours.build import GOLD, SILVER, correct, entered, revoke

LATER = make.AT + timedelta(days=1)


@pytest.fixture
def house(app, tmp_path, monkeypatch):
    """Give the installation a folder of its own for the head it published last."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    g.language = "en"
    return app


def events():
    return [(leaf.event, json.loads(leaf.data)["number"]) for leaf in logs.leaves()]


def run(app, *words):
    return app.test_cli_runner().invoke(honours, [str(word) for word in words])


def rewrite(*statements):
    """Rewrite rows as somebody who owns the database can: no trigger and no foreign key holds them."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with transaction(trail=False) as session:
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))
            for one in statements:
                session.connection().exec_driver_sql(one)
    else:
        with closing(sqlite3.connect(db.engine.url.database)) as raw, raw:
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for one in (
                *(f"DROP TRIGGER {name}" for name, _sql in triggers),
                *statements,
                *(sql for _name, sql in triggers),
            ):
                raw.execute(one)
    db.session.expire_all()


def test_every_entry_and_every_change_of_one_is_appended_in_order(house):
    entered("王小明", "单文")
    before = events()
    assert [event for event, _number in before] == ["entered"] * 4
    correct(GOLD)
    revoke(SILVER)
    assert events()[4:] == [("superseded", GOLD), ("entered", "ZB2026-A-00003"), ("revoked", SILVER)]
    assert json.loads(logs.leaves()[5].data)["supersedes"] == GOLD
    assert log_checks.faults() == []


def changed_and_broken_off():
    with transaction(trail=False) as session:
        session.scalars(sa.select(HonourEntry)).first().document_number = "改"
        session.flush()
        raise ZeroDivisionError


def test_what_is_undone_is_not_in_the_log(house):
    entered("王小明")
    with pytest.raises(Refused):
        revoke(GOLD, " ")
    with pytest.raises(ZeroDivisionError):
        changed_and_broken_off()
    assert [event for event, _number in events()] == ["entered"] * 2


def test_a_leaf_names_nobody_and_its_salt_opens_it(house):
    entered("王小明")
    leaf = logs.leaves()[0]
    assert "王小明" not in leaf.data
    assert "琉璃厂" not in leaf.data
    opening = logs.opening(0)
    told = json.loads(opening.told)
    assert credentials.sealed(opening.salt, told) == json.loads(leaf.data)["personal"]
    assert told == {"name": "王小明", "unit": "淄博琉璃厂", "team": ""}
    rewrite("DELETE FROM honours_log_openings WHERE seq = 0")
    assert log_checks.faults() == []


def test_a_change_past_the_actions_is_logged_by_the_same_flush(house):
    entered("王小明")
    with transaction(trail=False) as session:
        session.scalars(sa.select(HonourEntry).filter_by(number=GOLD)).one().document_number = "淄人社字〔2026〕99号"
    assert events()[-1] == ("changed", GOLD)
    assert log_checks.faults() == []


@pytest.mark.parametrize("table", ["honours_log_leaves", "honours_log_heads"])
@pytest.mark.parametrize("what", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_the_database_itself_lets_nothing_be_changed_or_taken_away(house, table, what):
    entered("王小明")
    log_actions.sign_head(make.AT)
    with pytest.raises(sa.exc.DBAPIError, match="written once"), transaction(trail=False) as session:
        session.execute(sa.text(what.format(table)))


def forged_leaf():
    """Somebody rewrites a leaf, its hash with it, and the entry to match."""
    data = logs.leaves()[0].data.replace('"gold"', '"silver"')
    digest = merkle.leaf_hash(data.encode()).hex()
    quoted = data.replace("'", "''")
    return (
        f"UPDATE honours_log_leaves SET data = '{quoted}', hash = '{digest}' WHERE seq = 0",
        "UPDATE honours_entries SET award = 'silver' WHERE id = (SELECT min(id) FROM honours_entries)",
    )


WHOLE = "(SELECT max(seq) FROM honours_log_leaves)"
REWRITINGS = {
    "an entry's name": (("UPDATE honours_entries SET name_as_was = '王大明' WHERE seq = 1",), Kind.ENTRY_DIFFERS),
    "an entry's award": (("UPDATE honours_entries SET award = 'gold' WHERE seq = 2",), Kind.ENTRY_DIFFERS),
    "an entry dropped": (
        ("DELETE FROM honours_entries WHERE id = (SELECT max(id) FROM honours_entries)",),
        Kind.ENTRY_DIFFERS,
    ),
    "a leaf's words": (("UPDATE honours_log_leaves SET data = '{}' WHERE seq = 1",), Kind.LEAF_CHANGED),
    "a leaf dropped": (("DELETE FROM honours_log_leaves WHERE seq = 1",), Kind.LEAF_MISSING),
    "the newest leaf dropped": ((f"DELETE FROM honours_log_leaves WHERE seq = {WHOLE}",), Kind.SHORTER),
}


@pytest.mark.either
@pytest.mark.parametrize("what", [*REWRITINGS, "a leaf, its hash and its entry"])
def test_every_rewriting_is_noticed_by_a_mirror_made_before(house, tmp_path, what):
    entered()
    assert run(house, "mirror", tmp_path / "mirror.jsonl").exit_code == 0
    assert run(house, "check-mirror", tmp_path / "mirror.jsonl").exit_code == 0
    statements, kind = REWRITINGS.get(what) or (forged_leaf(), Kind.LEAF_CHANGED)
    rewrite(*statements)
    done = run(house, "check-mirror", tmp_path / "mirror.jsonl", "--json")
    assert done.exit_code == 1
    assert kind in {one["kind"] for one in json.loads(done.stdout)["faults"]}


def test_a_witness_compares_two_files_and_needs_nothing_else(house, tmp_path):
    entered()
    run(house, "mirror", tmp_path / "then.jsonl")
    revoke(GOLD)
    run(house, "mirror", tmp_path / "grown.jsonl")
    words = "check-mirror", tmp_path / "then.jsonl", "--log"
    assert run(house, *words, tmp_path / "grown.jsonl").exit_code == 0
    rewrite(*forged_leaf())
    run(house, "mirror", tmp_path / "rewritten.jsonl")
    done = run(house, *words, tmp_path / "rewritten.jsonl", "--json")
    assert json.loads(done.stdout)["faults"] == [{"kind": "leaf_changed", "where": "0"}]
    # whoever has no key of the register cannot make a copy that is taken
    copy = log_files.read((tmp_path / "grown.jsonl").read_text(encoding="utf-8").splitlines())
    forged = log_files.LogFile(copy.issuer, {**copy.head, "size": 2}, copy.leaves[:2])
    assert {one.kind for one in log_files.own_faults(forged)} == {Kind.HEAD_WRONG, Kind.HEAD_UNSIGNED}
    with pytest.raises(log_files.NotALog):
        log_files.read(["{}"])


def test_yesterdays_backup_put_back_is_noticed_by_the_mirror_and_by_the_next_head(house, tmp_path):
    if db.engine.dialect.name == "postgresql":
        pytest.skip("the restore itself is tested in tests/home/test_backups.py; what follows is the same")
    entered("王小明")
    log_actions.sign_head(make.AT)
    archive = backups.back_up(db.engine, tmp_path, make.AT)
    entered("李雷", document_number="淄人社字〔2026〕13号")
    log_actions.sign_head(LATER)
    run(house, "mirror", tmp_path / "mirror.jsonl")
    db.session.remove()
    backups.restore(archive, db.engine, tmp_path)
    done = run(house, "check-mirror", tmp_path / "mirror.jsonl", "--json")
    assert Kind.SHORTER in {one["kind"] for one in json.loads(done.stdout)["faults"]}
    # even where it has grown again to the same length, and with nobody's mirror at hand
    entered("韩梅梅", document_number="淄人社字〔2026〕14号")
    with pytest.raises(Refused, match="does not continue"):
        log_actions.sign_head(LATER)
    assert run(house, "check-log").exit_code == 1
    told = json.loads(run(house, "sign-head", "--restored", "硬盘损坏，恢复至前一日备份").output)
    assert told["restored"] == "硬盘损坏，恢复至前一日备份"
    assert log_actions.sign_head(LATER) is not None


def test_a_head_is_signed_each_day_and_proofs_lead_to_it(house):
    assert log_actions.sign_head(make.AT) is None
    entered("王小明")
    first = log_actions.sign_head(make.AT)
    entered("单文", document_number="淄人社字〔2026〕13号")
    second = log_actions.sign_head(LATER)
    assert [(one.size, one.at) for one in logs.heads()] == [(4, LATER), (2, make.AT)]
    roots = [bytes.fromhex(one.root) for one in (first, second)]
    path = merkle.consistency_proof(logs.hashes(), 2)
    assert merkle.is_consistent(2, roots[0], 4, roots[1], path)
    assert log_checks.faults(log_actions.published()) == []


@pytest.mark.either
def test_roots_of_full_pieces_are_kept_as_the_log_grows_and_a_wrong_one_is_noticed(house, monkeypatch):
    monkeypatch.setattr(log_tree, "SPAN", 2)
    first, *_others = entries.entered([(f"王小{name}", "淄博市技师学院", "电工", 2026) for name in "明华强军刚"])
    with transaction(trail=False):
        first.end(EntryState.REVOKED, "查实", LATER)
    hashes = logs.hashes()
    assert logs.pieces() == log_tree.roots(hashes) != {}
    assert logs.tree(len(hashes)).root() == merkle.root(hashes)
    assert log_checks.faults() == []
    with pytest.raises(sa.exc.DBAPIError, match="written once"), transaction(trail=False) as session:
        session.execute(sa.text("DELETE FROM honours_log_pieces"))
    rewrite("UPDATE honours_log_pieces SET hash = 'ff' WHERE level = 1 AND place = 0")
    assert [(one.kind, one.where) for one in log_checks.faults()] == [(Kind.PIECE_WRONG, "1/0")]
    # and no head is published on it
    with pytest.raises(Refused, match="does not fit together"):
        log_actions.sign_head(LATER)


@pytest.mark.either
def test_a_head_reads_the_pieces_under_the_last_one_and_only_what_grew_since(house, monkeypatch):
    monkeypatch.setattr(log_tree, "SPAN", 4)
    made = entries.entered([(name, "淄博市技师学院", "电工", 2026) for name in "甲乙丙丁戊己庚辛壬癸" * 2])
    before = log_actions.sign_head(make.AT)
    with transaction(trail=False):
        for one in made[:5]:
            one.end(EntryState.REVOKED, "查实", LATER)
    root = merkle.root(logs.hashes())
    # an old leaf is read by whoever reads all: no head is made of what somebody wrote in its place
    rewrite("UPDATE honours_log_leaves SET hash = 'ff' WHERE seq = 1")
    assert (before.size, log_actions.sign_head(LATER).root) == (20, root.hex())
    assert {one.kind for one in log_checks.faults()} >= {Kind.LEAF_CHANGED, Kind.PIECE_WRONG, Kind.HEAD_WRONG}
    # a piece under the last head is vouched for by it, a leaf beside it is read each time
    rewrite("UPDATE honours_log_pieces SET hash = 'ff' WHERE level = 2 AND place = 0")
    with pytest.raises(Refused, match="does not continue"):
        log_actions.sign_head(LATER)


def test_a_replaced_key_loses_its_secret_and_stays_to_verify_with(house):
    entered("王小明")
    log_actions.sign_head(make.AT)
    done = run(house, "rotate-key")
    assert done.exit_code == 0, done.output
    old, new = db.session.scalars(sa.select(SigningKey).order_by(SigningKey.id)).all()
    assert (old.secret, old.revoked_at) == (None, None)
    assert old.until is not None
    assert new.secret is not None
    raw = db.session.scalar(sa.text("SELECT secret FROM honours_signing_keys WHERE secret IS NOT NULL"))
    assert raw.startswith("v1."), "a secret lies encrypted"
    assert log_checks.faults(log_actions.published()) == []
    assert integrity.fault(logs.read(logs.heads()[0]), log_checks.copy(LATER).issuer) is None


def test_a_register_without_entries_has_nothing_to_sign_with(house):
    for words in (["mirror", "/nonexistent/x"], ["trust", "/nonexistent/x"], ["rotate-key"]):
        done = run(house, *words)
        assert done.exit_code == 1
        assert "Traceback" not in done.output
    assert run(house, "check-log").exit_code == 0
