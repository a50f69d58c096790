"""Credentials: the W3C's vector, an independent verifier, and the right answer for each way one can be wrong."""

import copy
import json
from datetime import datetime, timedelta

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st
from openvc import VerificationPolicy, verify_credential
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.status import CredentialRevoked

from competition.honours import credentials, integrity, issued, log_actions, printing, signing_keys, verifying
from competition.honours.commands import honours
from competition.honours.credentials import PLACES, Purpose
from competition.honours.integrity import Fault, Key, Signer
from competition.honours.verifying import Finding
from tests import make
from tests.honours import build
from tests.honours.build import GOLD, SILVER, correct, entered, entry, revoke

LATER = make.AT + timedelta(days=30)

# W3C, Data Integrity EdDSA Cryptosuites 1.0, B.2: representation eddsa-jcs-2022
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
ALUMNI = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
PROOF_VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"


NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES))
@example({"\ue000": "a", "\U00010000": "b"})
@example({"": 1e21, "a": [[1.0, -0.0]]})
@example({"a": {"b": [1e-7]}, "c": '\x00\x7f"\\,5'})
def test_what_is_signed_is_written_as_its_standard_says_whichever_writer_does_it(told):
    assert integrity.canonical(told) == rfc8785.dumps(told)


def test_a_signature_is_the_w3cs_byte_for_byte():
    by = Signer(integrity.from_base58(SECRET)[2:], f"did:key:{PUBLIC}#{PUBLIC}")
    made = integrity.signed(ALUMNI, by, datetime.fromisoformat("2023-02-24T23:36:38Z"))
    assert made["proof"]["proofValue"] == PROOF_VALUE
    issuer = {"id": f"did:key:{PUBLIC}", "assertionMethod": [by.method]}
    issuer["verificationMethod"] = [{"id": by.method, "controller": issuer["id"], "publicKeyMultibase": PUBLIC}]
    assert integrity.fault(made, issuer) is None


@given(st.binary(max_size=70))
def test_base58_reads_what_it_wrote(data):
    assert integrity.from_base58(integrity.base58(data)) == data


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://skills.zibo.example", "did:web:skills.zibo.example"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://zibo.example/skills", "did:web:zibo.example:skills"),
    ],
)
def test_the_issuer_is_named_after_the_site(address, did):
    assert integrity.did(address) == did


@given(st.sets(st.integers(0, PLACES - 1), max_size=20), st.integers(0, PLACES - 1))
def test_a_status_list_marks_its_places_and_no_others(ended, asked):
    made = credentials.status_list("https://x.example/1", "did:web:x.example", Purpose.REVOCATION, ended, make.AT)
    assert credentials.is_marked(made, asked) == (asked in ended)


# --- an independent verifier ---------------------------------------------------------------------------------------


@pytest.fixture
def site(app, monkeypatch):
    """Give the installation an address as the city's: did:web knows no bare numbers."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://skills.zibo.example")
    return app


def independently(credential):
    """Let a library that knows nothing of ours resolve the issuer, verify the proof and read the lists."""
    resolver = DidResolverRegistry([DidWebResolver(lambda _url: signing_keys.document())])
    known = {one["id"]: one for one in issued.trust(LATER)["status"]}

    def listed(url, *_more):
        verify_credential(known[url], resolver=resolver, policy=VerificationPolicy(now=LATER))
        return known[url]

    return verify_credential(
        credential, resolver=resolver, resolve_status_list=listed, policy=VerificationPolicy(now=LATER)
    )


def credential_of(number, at=make.AT):
    return issued.credential(entry(number), at)


def test_an_independent_library_verifies_a_credential_and_refuses_what_is_wrong(site):
    entered()
    good = credential_of(GOLD)
    assert independently(good).issuer == signing_keys.issuer()
    changed = copy.deepcopy(good)
    changed["credentialSubject"]["identifier"][0]["identityHash"] = "王小朋"
    with pytest.raises(OpenvcError):
        independently(changed)
    revoke(GOLD)
    with pytest.raises(CredentialRevoked):
        independently(good)
    superseded = credential_of(SILVER)
    correct(SILVER, "单雯")
    with pytest.raises(CredentialRevoked):
        independently(superseded)


def test_an_independent_library_verifies_what_a_retired_key_signed(site):
    entered()
    before = credential_of(GOLD)
    log_actions.rotate_key(make.AT + timedelta(days=1))
    after = credential_of(GOLD, LATER)
    assert before["proof"]["verificationMethod"] != after["proof"]["verificationMethod"]
    assert [independently(one).issuer for one in (before, after)] == [signing_keys.issuer()] * 2


# --- the right answer, with what was kept and nothing else ---------------------------------------------------------


def bundle(number=GOLD, at=make.AT):
    return issued.bundles([entry(number)], at)[number]


def with_a_changed_byte(told):
    changed = json.dumps(told, ensure_ascii=False).replace("王小明", "王小朋")
    return json.loads(changed)


def signed_with(secret, method, told, at=make.AT):
    return {**told, "credential": integrity.signed(integrity.bare(told["credential"]), Signer(secret, method), at)}


def nothing(told):
    return told


def revoked(told):
    revoke(GOLD)
    return told


def superseded(told):
    correct(GOLD)
    return told


def by_a_retired_key(told):
    log_actions.rotate_key(make.AT + timedelta(days=1))
    return told


def by_a_retired_key_after_its_days(told):
    stolen, method = signing_keys.signer().secret, signing_keys.signer().method
    log_actions.rotate_key(make.AT + timedelta(days=1))
    return signed_with(stolen, method, told, LATER)


def by_a_revoked_key(told):
    log_actions.rotate_key(make.AT + timedelta(days=1), is_revoked=True)
    return told


def by_somebodys_key(told):
    secret, public = integrity.new_pair()
    made = signed_with(secret, integrity.method_of(signing_keys.issuer(), public), told)
    # and its own document names that key: what a file says of itself counts for nothing
    return {**made, "issuer": integrity.issuer_document(signing_keys.address(), [Key(public, make.AT)])}


def of_another_leaf(told):
    return {**told, "index": told["index"] + 1}


def with_another_salt(told):
    return {**told, "salt": "0" * 32}


def of_another_log(told):
    return {**told, "head": {**told["head"], "root": "0" * 64}}


CASES = [
    (nothing, Finding.VALID),
    (with_a_changed_byte, Finding.ALTERED),
    (revoked, Finding.REVOKED),
    (superseded, Finding.SUPERSEDED),
    (by_a_retired_key, Finding.VALID),
    (by_a_retired_key_after_its_days, Finding.KEY_DATES),
    (by_a_revoked_key, Finding.KEY_REVOKED),
    (by_somebodys_key, Finding.UNKNOWN_KEY),
    (of_another_leaf, Finding.NOT_LOGGED),
    (with_another_salt, Finding.NOT_LOGGED),
    (of_another_log, Finding.NOT_LOGGED),
]


@pytest.mark.either
@pytest.mark.parametrize(("wrong", "finding"), CASES)
def test_a_credential_gets_the_right_answer_with_and_without_the_register(app, tmp_path, wrong, finding):
    entered()
    told = wrong(bundle())
    trust = issued.trust(LATER)
    verdict = verifying.verdict(told, trust)
    assert verdict.finding is finding
    (tmp_path / "file.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "trust.json").write_text(json.dumps(trust), encoding="utf-8")
    words = ["verify", str(tmp_path / "file.json"), "--json"]
    for more in ([], ["--trust", str(tmp_path / "trust.json")]):
        done = app.test_cli_runner().invoke(honours, words + more)
        assert json.loads(done.output)["finding"] == finding
        assert done.exit_code == (0 if finding is Finding.VALID else 1)
    if finding is Finding.VALID:
        assert (verdict.number, verdict.name, verdict.what, verdict.logged) == (GOLD, "王小明", "金牌", True)


def test_lists_kept_before_a_revocation_do_not_know_it_and_say_of_when_they_are(app):
    entered()
    told, kept = bundle(), issued.trust(make.AT)
    revoke(GOLD)
    verdict = verifying.verdict(told, kept)
    assert (verdict.finding, verdict.as_of) == (Finding.VALID, integrity.moment(make.AT))


def test_a_credential_without_its_proof_is_verified_too_and_a_list_is_no_credential(app):
    entered()
    trust = issued.trust(make.AT)
    alone = verifying.verdict(credential_of(GOLD), trust)
    assert (alone.finding, alone.logged) == (Finding.VALID, False)
    for odd in (trust["status"][0], trust, {}, {"type": []}, {"credential": 5, "format": credentials.BUNDLE}):
        assert verifying.verdict(odd, trust).finding is Finding.NOT_OURS
    assert verifying.verdict(credential_of(GOLD), {**trust, "status": []}).finding is Finding.NO_STATUS


def test_a_certificate_carries_what_proves_it_and_the_file_alone_is_verified(app, tmp_path):
    entered()
    both = [entry(GOLD), entry(SILVER)]
    content = printing.print_certificates(both, by=build.organiser(), at=make.AT)
    found = verifying.read(content)
    verdicts = [verifying.verdict(one, issued.trust(make.AT)) for one in found]
    assert {(v.number, v.name, v.finding) for v in verdicts} == {
        (GOLD, "王小明", Finding.VALID),
        (SILVER, "单文", Finding.VALID),
    }
    (tmp_path / "certificate.pdf").write_bytes(content)
    done = app.test_cli_runner().invoke(honours, ["verify", str(tmp_path / "certificate.pdf")])
    assert done.exit_code == 0, done.output
    assert "王小明" in done.output


@pytest.mark.parametrize("content", [b"", b"[]", b"%PDF-1.7\nnothing", b'{"a": 1, "a": 2}', b"\xff\xfe"])
def test_a_file_that_holds_no_credential_is_told_from_a_bad_one(content):
    with pytest.raises(verifying.Unreadable):
        verifying.read(content)


def test_every_fault_of_a_signature_is_a_finding():
    assert {str(one) for one in Fault} <= {str(one) for one in Finding}
