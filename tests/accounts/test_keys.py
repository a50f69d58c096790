"""Keys for other bureaus' systems: issued once, counted against a day's quota, ended; and what is asked without one."""

import re
from datetime import timedelta

import pytest

from competition.accounts import api_keys, quotas
from competition.accounts.actions import keys
from competition.accounts.actions.keys import KeyData
from competition.accounts.key_models import ApiKey
from competition.accounts.rules import LEAST_QUOTA, Role
from competition.app import create_app
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.errors import Refused, TooMuch
from competition.foundation.trail import TrailRow
from competition.foundation.web import limiter
from tests import make

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
ASKED = "/api/v1/register/entries.json"
TOLD = KeyData("淄博市大数据局", "技能人才库比对", LEAST_QUOTA)


def issued(told=TOLD):
    return keys.issue_key(told, by=make.user(Role.SECURITY_ADMIN), at=make.AT)


def bearer(key):
    return {"Authorization": f"Bearer {key}", **EN}


def left(answer):
    return tuple(int(answer.headers[f"RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset"))


@pytest.fixture
def limited(app):
    """Give a browser of an application that counts by address, too."""
    told = ("INSTANCE", "DATABASE_URL", "TESTING", "SECRET_KEY", "DEMO", "SCHEDULER", "WTF_CSRF_ENABLED")
    made = create_app({**{name: app.config[name] for name in told}, "RATELIMIT_ENABLED": True})
    limiter.reset()
    yield made.test_client()
    limiter.enabled = False
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (KeyData(" ", "x", 1000), "holder"),
        (KeyData("x", " ", 1000), "purpose"),
        (KeyData("x", "x", LEAST_QUOTA - 1), "quota"),
        (KeyData("x", "x", 1_000_001), "quota"),
    ],
)
def test_a_key_names_its_holder_purpose_and_quota(app, told, field):
    with pytest.raises(Refused) as refusal:
        issued(told)
    assert refusal.value.faults[0].field == field


def test_only_the_hash_of_a_key_is_kept_and_the_trail_has_neither(app):
    made, key = issued()
    other, _key = issued()
    assert other.key_hash != made.key_hash
    stored = str(db.session.execute(db.text("SELECT * FROM accounts_api_keys")).all())
    trail = db.session.scalars(db.select(TrailRow).where(TrailRow.verb == "accounts.key_issued")).first()
    for told in (stored, trail.after, trail.note):
        assert key not in told
    assert made.key_hash not in trail.after
    assert "淄博市大数据局" in trail.after
    assert api_keys.in_force(key).id == made.id
    assert api_keys.in_force(key[:-1]) is None


def test_a_key_is_counted_by_the_citys_day_and_refused_beyond_its_quota(app):
    made, _key = issued()
    before_midnight = clock.in_city(make.AT).replace(hour=23, minute=59, second=30)
    used = keys.use_key(made, 60, before_midnight)
    assert (used.most, used.left, used.seconds) == (100, 40, 30)
    with pytest.raises(TooMuch) as refusal:
        keys.use_key(made, 41, before_midnight)
    assert refusal.value.quota.left == 40
    assert keys.use_key(made, 40, before_midnight).left == 0
    after = before_midnight + timedelta(minutes=1)
    assert keys.use_key(made, 1, after).left == 99
    day = before_midnight.date()
    assert dict(api_keys.by_day(after.date(), made.id)) == {
        **{after.date() - timedelta(days=n): 0 for n in range(api_keys.DRAWN)}, day: 100, after.date(): 1,
    }  # fmt: skip
    (told,) = api_keys.used(after.date())
    assert (told.today, told.lately) == (1, 101)


def test_a_request_with_a_key_is_told_what_is_left(client):
    _made, key = issued()
    answer = client.get(ASKED, headers=bearer(key))
    assert answer.status_code == 200
    most, remaining, seconds = left(answer)
    assert (most, remaining) == (100, 99)
    assert 0 < seconds <= 86400
    # a copy of the log is dear, and what is kept for everyone is free
    assert client.get("/api/v1/register/log.jsonl", headers=bearer(key)).status_code == 422
    assert "RateLimit-Limit" not in client.get("/register/feed.atom", headers=bearer(key)).headers
    assert left(client.get(ASKED, headers=bearer(key)))[1] == 78


def test_a_quota_that_is_used_up_answers_429_until_midnight(client):
    made, key = issued()
    keys.use_key(made, 100, clock.now())
    answer = client.get(ASKED, headers=bearer(key))
    assert answer.status_code == 429
    assert "100 requests of its day" in answer.json["error"]
    most, remaining, seconds = left(answer)
    assert (most, remaining, int(answer.headers["Retry-After"])) == (100, 0, seconds)
    assert client.get(ASKED).status_code == 200


@pytest.mark.parametrize("path", [ASKED, "/register/log/feed.atom"])
def test_a_key_that_is_unknown_or_ended_is_told_so(client, path):
    made, key = issued()
    assert client.get(path, headers=bearer(key)).status_code == 200
    keys.end_key(made, "合作结束", None, by=make.user(Role.SECURITY_ADMIN), at=make.AT)
    for told in (key, "zbk_unknown", ""):
        answer = client.get(path, headers=bearer(told))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "none that is in force" in answer.json["error"]
    # what a door before ours asked for is not ours to judge
    assert client.get(path, headers={"Authorization": "Basic dTpw"}).status_code == 200


def test_a_key_is_ended_once_and_with_a_reason(app):
    made, _key = issued()
    by = make.user(Role.SECURITY_ADMIN)
    with pytest.raises(Refused):
        keys.end_key(made, " ", None, by=by, at=make.AT)
    keys.end_key(made, "合作结束", made.version, by=by, at=make.AT)
    with pytest.raises(Refused):
        keys.end_key(made, "再次", None, by=by, at=make.AT)
    assert db.session.scalars(db.select(TrailRow.verb).order_by(TrailRow.seq.desc())).first() == "accounts.key_ended"


def test_without_a_key_an_address_asks_so_much_an_hour_and_a_key_asks_on(limited):
    _made, key = issued(KeyData("淄博市大数据局", "比对", 1000))
    assert left(limited.get(ASKED))[:2] == (quotas.ANONYMOUS, quotas.ANONYMOUS - 1)
    # a copy of the log and a proof cost more, and are counted together with all else
    limited.get("/api/v1/register/log.jsonl")
    assert left(limited.get("/api/v1/register/proofs/inclusion.json?leaf=0"))[1] == quotas.ANONYMOUS - 23
    while (answer := limited.get("/api/v1/register/log.jsonl")).status_code != 429:
        assert left(answer)[1] >= 0
    assert limited.get(ASKED).status_code == 429
    assert left(answer)[1] == 0
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert answer.json["faults"] == []
    assert limited.get(ASKED, headers=bearer(key)).status_code == 200
    # pages, and what is kept for everyone, go on
    assert limited.get("/honours/fame").status_code == 200
    assert limited.get("/register/feed.atom").status_code == 200
    assert limited.get("/honours/fame.xlsx").status_code == 429


def test_the_security_administrator_issues_watches_and_ends_keys(client):
    make.sign_in(client, make.user(Role.SECURITY_ADMIN))
    there = "/office/accounts/keys"
    assert "No key was issued yet" in client.get(there, headers=EN).text
    assert client.get(f"{there}/new").status_code == 200
    assert client.post(f"{there}/new", data={"holder": "", "purpose": "", "quota": "5"}).status_code == 422
    told = {"holder": "淄博市大数据局", "purpose": "比对", "quota": "5000", "form_key": "k" * 32}
    shown = client.post(f"{there}/new", data=told, headers=EN)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    key = re.search(r'id="key-shown">(zbk_[\w-]+)<', shown.text).group(1)
    made = db.session.scalars(db.select(ApiKey)).one()
    assert key not in client.get(there).text
    client.get(ASKED, headers=bearer(key))
    assert "1 of 5000" in client.get(there, headers=EN).text
    page = client.get(f"{there}/{made.id}", headers=EN).text
    assert 'class="chart-picture"' in page
    assert made.hint in page
    ended = client.post(f"{there}/{made.id}/end", data={"reason": "合作结束", "seen_version": made.version})
    assert ended.location == f"{there}/{made.id}"
    assert "合作结束" in client.get(ended.location).text
    assert client.get(ASKED, headers=bearer(key)).status_code == 401


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.ORGANISER])
def test_nobody_else_sees_the_keys(client, role):
    make.sign_in(client, make.user(role))
    assert client.get("/office/accounts/keys").status_code == 403
