"""The log's pages and answers, and what a phone that scanned a certificate gets."""

import json
from xml.etree import ElementTree as ET

import pytest

from competition.foundation.database import db
from competition.honours import integrity, log_actions, log_files, logs, merkle, verifying
from competition.honours.models import HonourEntry
from competition.honours.verifying import Finding
from tests import make
from tests.honours.build import GOLD, SILVER, entered, entry, revoke

EN = {"Accept-Language": "en"}


@pytest.fixture
def house(app, tmp_path, monkeypatch):
    """Give the installation a folder of its own for the head it published last."""
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    return app


def test_an_empty_log_says_what_comes_and_answers_say_that_nothing_is_there(house, client):
    assert "Nothing is in the log yet" in client.get("/register/log", headers=EN).text
    for path in ("head.json", "log.jsonl", "trust.json"):
        assert client.get(f"/api/v1/register/{path}").status_code == 422
    assert client.get("/.well-known/did.json").json["verificationMethod"] == []
    assert client.get("/api/v1/register/heads.json").json == []
    assert client.get("/register/log/feed.atom").status_code == 200


def test_an_entrys_proof_stands_on_the_page_and_leads_to_the_signed_head(house, client):
    entered()
    log_actions.sign_head(make.AT)
    page = client.get(f"/register/log?number={SILVER.lower()}", headers=EN).text
    assert "Leaf 1 of 5" in page
    told = client.get("/api/v1/register/proofs/inclusion.json?leaf=1&size=5").json
    head = client.get("/api/v1/register/heads.json").json[0]
    leaf, path = merkle.leaf_hash(told["leaf"].encode()), [bytes.fromhex(one) for one in told["path"]]
    assert merkle.is_included(leaf, 1, 5, path, bytes.fromhex(head["root"]))
    assert all(one in page for one in told["path"])
    assert integrity.fault(head, client.get("/.well-known/did.json").json) is None
    assert "no entry of this number" in client.get("/register/log?number=ZB2026-A-00099", headers=EN).text


def test_growth_is_proved_by_page_and_answer(house, client):
    entered()
    revoke(GOLD)
    told = client.get("/api/v1/register/proofs/consistency.json?first=5&second=6").json
    roots = [bytes.fromhex(told[name]) for name in ("first_root", "second_root")]
    assert merkle.is_consistent(5, roots[0], 6, roots[1], [bytes.fromhex(one) for one in told["path"]])
    page = client.get("/register/log?first=5&second=6", headers=EN).text
    assert told["second_root"] in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("proofs/inclusion.json?leaf=5", 404),
        ("proofs/inclusion.json?leaf=0&size=9", 404),
        ("proofs/inclusion.json?leaf=0&size=-1", 422),
        ("proofs/inclusion.json?leaf=-1", 422),
        ("proofs/inclusion.json?leaf=0&sise=3", 422),
        ("proofs/inclusion.json", 422),
        ("proofs/consistency.json?first=3&second=2", 404),
        ("proofs/consistency.json?first=0&second=9", 404),
        ("proofs/consistency.json?first=x&second=2", 422),
    ],
)
def test_a_proof_that_cannot_be_is_refused(house, client, path, status):
    entered()
    assert client.get(f"/api/v1/register/{path}").status_code == status


def test_the_log_as_a_file_is_a_mirror_and_the_feed_carries_every_head(house, client):
    entered()
    log_actions.sign_head(make.AT)
    copy = log_files.read(client.get("/api/v1/register/log.jsonl").text.removesuffix("\n").split("\n"))
    assert len(copy.leaves) == 5
    assert log_files.own_faults(copy) == []
    feed = ET.fromstring(client.get("/register/log/feed.atom").data)
    (content,) = feed.iter("{http://www.w3.org/2005/Atom}content")
    assert json.loads(content.text) == logs.read(logs.heads()[0])


def test_a_scanned_certificate_gives_its_credential_and_its_proof(house, client):
    entered("王小明")
    code = db.session.scalars(db.select(HonourEntry).filter_by(number=GOLD)).one().code
    assert f"/verify/{code}/proof.json" in client.get(f"/verify/{code}", headers=EN).text
    trust = client.get("/api/v1/register/trust.json").json
    for name, logged in (("credential", False), ("proof", True)):
        answer = client.get(f"/verify/{code}/{name}.json")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        verdict = verifying.verdict(answer.json, trust)
        assert (verdict.finding, verdict.number, verdict.logged) == (Finding.VALID, GOLD, logged)
    kept = client.get(f"/verify/{code}/proof.json").json
    revoke(GOLD)
    assert client.get(f"/verify/{code}/proof.json").status_code == 422
    assert f"/verify/{code}/proof.json" not in client.get(f"/verify/{code}", headers=EN).text
    listed = [client.get(one["id"]).json for one in kept["status"]]
    assert kept["credential"]["credentialStatus"]["statusListCredential"] in {one["id"] for one in listed}
    assert verifying.verdict(kept, {**trust, "status": listed}).finding is Finding.REVOKED
    assert client.get("/verify/2222222222222222/credential.json").status_code == 404


def test_no_answer_names_anybody_but_the_credential_itself(house, client):
    entered("王小明")
    log_actions.sign_head(make.AT)
    for path in ("log.jsonl", "trust.json", "heads.json", "proofs/inclusion.json?leaf=0"):
        assert "王小明" not in client.get(f"/api/v1/register/{path}").text
    assert "王小明" not in client.get(f"/register/log?number={GOLD}").text


def test_the_page_that_verifies_without_a_network_has_every_finding(client):
    page = client.get("/verify/offline", headers=EN).text
    assert all(f'data-finding="{one}"' in page for one in (*Finding, "no_browser", "no_keys"))
    assert "/verify/offline" in client.get("/verify", headers=EN).text
    assert client.get("/verify/offline_worker.js").mimetype == "text/javascript"


def test_an_entry_says_the_same_after_its_words_were_taken_out_of_the_log(house, client):
    entered("王小明")
    with make.transaction(trail=False) as session:
        session.execute(db.text("DELETE FROM honours_log_openings"))
    code = entry(GOLD).code
    assert client.get(f"/verify/{code}/proof.json").status_code == 404
    assert client.get(f"/verify/{code}").status_code == 200
