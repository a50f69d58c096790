"""Signing in, one's own account and the office, through the browser's eyes."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from competition.accounts import passwords, queries
from competition.accounts.models import HeldRole, RoleDemand, SignIn, User
from competition.accounts.rules import IDLE, Role, Scope
from competition.accounts.signing_in import TOKEN
from competition.app import create_app
from competition.foundation import clock
from competition.foundation.database import db, transaction
from competition.foundation.tables import SentForm
from competition.foundation.trail import TrailRow
from competition.foundation.web import limiter
from tests import make

GOOD = "kiln-glaze-19"
EN = {"Accept-Language": "en"}


@pytest.fixture
def wang(app: Flask) -> User:
    return make.user(Role.ORGANISER, login="wang", name="王磊", password_hash=passwords.hash_of(GOOD))


def sign_in(client: FlaskClient, password: str = GOOD, **more: str):
    return client.post("/sign-in", data={"login": "wang", "password": password, **more}, headers=EN)


def set_user(user: User, **values: object) -> None:
    with transaction(trail=False) as session:
        session.execute(sa.update(User).where(User.id == user.id).values(**values))
    db.session.expire_all()


def test_the_right_password_leads_to_today_or_where_one_was_going(client, wang) -> None:
    assert sign_in(client, next="/office/plan?year=2026").location == "/office/plan?year=2026"
    client.post("/sign-out")
    assert sign_in(client).location == "/office"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_never_leads_to_a_strangers_page(client, wang, there: str) -> None:
    assert sign_in(client, next=there).location == "/office"
    with client.session_transaction() as cookie:
        cookie.clear()
    assert f'value="{there}"' not in client.get("/sign-in", query_string={"next": there}).text


def test_wrong_unknown_closed_and_locked_get_the_same_answer(client, wang) -> None:
    def answer(login: str, password: str) -> str:
        text = client.post("/sign-in", data={"login": login, "password": password}, headers=EN)
        assert text.status_code == 422
        return re.search(r'role="alert">(.*?)</div></div></div>', text.text, re.DOTALL).group(1)

    wrong = answer("wang", "wrong")
    assert "is wrong" in wrong
    assert answer("nobody", "wrong") == wrong
    set_user(wang, active=False)
    assert answer("wang", GOOD) == wrong
    set_user(wang, active=True, locked_until=clock.now() + timedelta(minutes=1))
    assert answer("wang", GOOD) == wrong
    set_user(wang, locked_until=clock.now())
    assert sign_in(client).status_code == 302


def test_guessing_locks_the_account_even_for_the_right_password(client, wang) -> None:
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 422
    assert sign_in(client).status_code == 422
    rows = db.session.scalars(sa.select(TrailRow).where(TrailRow.verb == "accounts.sign_in_failed")).all()
    assert len(rows) == 6
    assert all("wrong" not in row.note for row in rows)


def test_a_session_gets_a_new_token_and_forgets_what_was_planted(client, wang) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"], cookie[TOKEN] = "yes", "known-to-a-stranger"
    sign_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie[TOKEN] != "known-to-a-stranger"


def test_the_second_factor_follows_the_password_and_a_code_works_once(client, wang) -> None:
    secret = pyotp.random_base32()
    set_user(wang, totp_on=True, totp_secret=secret)
    assert sign_in(client, next="/account").location == "/sign-in/code"
    assert client.get("/account").status_code == 302
    assert client.get("/sign-in/code").status_code == 200
    wrong = {pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * drift)) for drift in (-1, 0, 1)}
    bad = next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in wrong)
    assert client.post("/sign-in/code", data={"code": bad}).status_code == 422
    code = pyotp.TOTP(secret).now()
    assert client.post("/sign-in/code", data={"code": code}).location == "/account"
    assert client.get("/account").status_code == 200
    client.post("/sign-out")
    sign_in(client)
    assert client.post("/sign-in/code", data={"code": code}).status_code == 422


def test_a_code_without_a_password_or_too_late_begins_again(client, wang) -> None:
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"
    set_user(wang, totp_on=True, totp_secret="JBSWY3DPEHPK3PXP")
    sign_in(client)
    with client.session_transaction() as cookie:
        cookie["proven"] = [wang.id, (clock.now() - timedelta(minutes=6)).timestamp(), ""]
    assert client.get("/sign-in/code").location == "/sign-in"


def test_an_idle_session_leads_to_sign_in_and_back(client, wang) -> None:
    make.sign_in(client, wang, clock.now() - IDLE - timedelta(seconds=1))
    answer = client.get("/account?tab=1", headers=EN)
    assert answer.location == "/sign-in?next=/account?tab%3D1"
    page = client.get(answer.location, headers=EN).text
    assert "Your session has ended" in page
    assert 'value="/account?tab=1"' in page
    assert "Your session has ended" not in client.get("/sign-in", headers=EN).text


def test_a_post_after_the_end_comes_back_to_its_page_and_a_program_is_told(client, wang) -> None:
    answer = client.post("/account/language", headers={"Referer": "http://localhost/account"})
    assert answer.location == "/sign-in?next=/account"
    told = client.get("/account", headers={"Accept": "application/json"})
    assert told.status_code == 401
    assert told.json["error"]


def test_being_seen_does_not_use_up_the_key_of_the_form_sent(client, wang) -> None:
    make.sign_in(client, wang, clock.now() - timedelta(minutes=5))
    sent = {"form_key": "a" * 32, "language": "en"}
    assert client.post("/account/language", data=sent).status_code == 302
    assert db.session.get(User, wang.id).language == "en"
    kept = db.session.get(SentForm, "a" * 32)
    assert kept.location == "/account"
    seen = db.session.scalars(sa.select(SignIn)).one().seen_at
    assert clock.now() - seen < timedelta(minutes=1)
    client.post("/account/language", data=sent)
    rows = db.session.scalars(sa.select(TrailRow.verb)).all()
    assert rows == ["accounts.language_chosen"]


def test_a_temporary_password_is_changed_before_anything_else(client, wang) -> None:
    set_user(wang, must_change_password=True)
    sign_in(client)
    assert client.get("/account").location == "/account/password"
    assert client.get("/sign-in", headers=EN).status_code == 302
    assert client.get("/account", headers={"Accept": "application/json"}).status_code == 403
    change = {"old": GOOD, "new": "new-kiln-2026", "again": "new-kiln-2026"}
    assert client.post("/account/password", data=change | {"again": "x"}).status_code == 422
    assert client.post("/account/password", data=change).location == "/office"
    assert client.get("/account").status_code == 200


def test_a_demanded_second_factor_is_set_up_before_anything_else(client, wang) -> None:
    make.keep(RoleDemand(role=Role.ORGANISER, totp=True))
    sign_in(client)
    assert client.get("/account").location == "/account/second-factor"
    assert client.get("/account/second-factor").status_code == 200
    assert client.post("/account/second-factor/begin").location == "/account/second-factor"
    page = client.get("/account/second-factor").text
    secret = db.session.get(User, wang.id).totp_secret
    assert "<svg" in page
    assert secret in re.sub(r"\s", "", page)
    assert client.post("/account/second-factor/on", data={"code": "1"}).status_code == 422
    on = client.post("/account/second-factor/on", data={"code": pyotp.TOTP(secret).now()})
    assert on.location == "/account"
    assert client.get("/account").status_code == 200
    later = clock.now() + timedelta(seconds=30)
    off = {"password": GOOD, "code": pyotp.TOTP(secret).at(later)}
    assert client.post("/account/second-factor/off", data=off | {"password": "x"}).status_code == 422
    assert client.post("/account/second-factor/off", data=off).status_code == 302
    assert client.get("/account").location == "/account/second-factor"


def test_people_see_and_end_their_own_sessions_only(app, client, wang) -> None:
    sign_in(client)
    elsewhere = make.sign_in(app.test_client(), wang)
    other = make.user()
    make.sign_in(app.test_client(), other)
    kept = {row.user_id: row.id for row in db.session.scalars(sa.select(SignIn).order_by(SignIn.id))}
    assert client.get("/account", headers=EN).text.count("This one") == 1
    assert client.post(f"/account/sessions/{kept[other.id]}/end").status_code == 403
    assert elsewhere.get("/account").status_code == 200
    assert client.post(f"/account/sessions/{kept[wang.id]}/end").status_code == 302
    assert elsewhere.get("/account").status_code == 302
    again = make.sign_in(app.test_client(), wang)
    client.post("/account/sessions/end-others")
    assert again.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_signing_out_ends_the_session_itself(app, client, wang) -> None:
    sign_in(client)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    client.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.get("/account").status_code == 302


def test_the_language_chosen_is_kept_with_the_person(app, client, wang) -> None:
    sign_in(client)
    assert 'lang="zh-CN"' in client.get("/account", headers={"Accept-Language": "zh"}).text
    client.post("/account/language", data={"language": "en"})
    assert '<html lang="en"' in client.get("/account", headers={"Accept-Language": "zh"}).text
    elsewhere = make.sign_in(app.test_client(), wang)
    assert '<html lang="en"' in elsewhere.get("/account", headers={"Accept-Language": "zh"}).text
    elsewhere.get("/language/zh_Hans_CN")
    assert '<html lang="zh-CN"' in elsewhere.get("/account").text


def test_failed_tries_of_one_address_are_limited_and_good_ones_are_not(app, wang) -> None:
    told = ("INSTANCE", "DATABASE_URL", "TESTING", "SECRET_KEY", "DEMO", "SCHEDULER", "WTF_CSRF_ENABLED")
    limited = create_app({**{name: app.config[name] for name in told}, "RATELIMIT_ENABLED": True})
    client = limited.test_client()
    try:
        for _ in range(25):
            assert sign_in(client).status_code == 302
            client.post("/sign-out")
        for n in range(20):
            answer = client.post("/sign-in", data={"login": f"nobody{n}", "password": "x"})
            assert answer.status_code == 422
        assert sign_in(client).status_code == 429
    finally:
        limiter.enabled = False
        with limited.app_context():
            db.engine.dispose()


def test_the_system_administrator_makes_renames_closes_and_opens_accounts(client) -> None:
    make.sign_in(client, make.user(Role.SYSTEM_ADMIN))
    assert client.get("/office/accounts/new").status_code == 200
    shown = client.post("/office/accounts/new", data={"login": "Li.Na", "name": "李娜", "form_key": "k" * 32})
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    password = re.search(r"<code[^>]*>([^<]+)</code>", shown.text).group(1)
    made = queries.user_of_login("li.na")
    assert passwords.is_right(made.password_hash, password)
    again = client.post("/office/accounts/new", data={"login": "li.na2", "name": "李娜", "form_key": "k" * 32})
    assert again.status_code == 302
    assert queries.user_of_login("li.na2") is None
    taken = client.post("/office/accounts/new", data={"login": "li.na", "name": "李娜"}, headers=EN)
    assert taken.status_code == 422
    assert "is taken" in taken.text
    there = f"/office/accounts/{made.id}"
    assert "李娜" in client.get(there).text
    assert client.post(f"{there}/name", data={"name": "李娜娜", "seen_version": made.version}).location == there
    assert client.post(f"{there}/name", data={"name": ""}).status_code == 422
    assert client.post(f"{there}/name", data={"name": "旧", "seen_version": 1}).status_code == 422
    assert client.post(f"{there}/deactivate").location == there
    assert not db.session.get(User, made.id).active
    assert client.post(f"{there}/reactivate").location == there
    assert client.post(f"{there}/reset").status_code == 403
    assert client.get(f"{there}/grant").status_code == 403


def test_the_security_administrator_grants_and_ends_parts_and_resets(client) -> None:
    security = make.user(Role.SECURITY_ADMIN)
    person = make.user(name="李娜")
    make.sign_in(client, security)
    there = f"/office/accounts/{person.id}"
    assert client.get(f"{there}/grant").status_code == 200
    assert client.get(f"{there}/grant?role=organiser").status_code == 200
    assert client.get(f"{there}/grant?role=chief_judge&q=无").status_code == 200
    assert client.post(f"{there}/grant?role=organiser", data={"part": "city:"}).location == there
    db.session.expire_all()
    assert db.session.get(User, person.id).roles == {Role.ORGANISER}
    clash = client.post(f"{there}/grant?role=auditor", data={"part": "city:"}, headers=EN)
    assert clash.status_code == 422
    assert "Auditor and Organiser must never be one person" in clash.text
    assert client.post(f"{there}/grant", data={"part": "city:"}).status_code == 422
    assert client.post(f"{there}/grant?role=chief_judge", data={"part": "item:9"}).status_code == 422
    mine = f"/office/accounts/{security.id}/grant?role=finance_officer"
    assert client.post(mine, data={"part": "city:"}).status_code == 422
    held = db.session.scalars(sa.select(HeldRole).where(HeldRole.user_id == person.id)).one()
    assert client.post(f"/office/accounts/parts/{held.id}/end").location == there
    assert client.post(f"/office/accounts/parts/{held.id}/end").status_code == 404
    own = db.session.scalars(sa.select(HeldRole).where(HeldRole.user_id == security.id)).one()
    assert client.post(f"/office/accounts/parts/{own.id}/end").status_code == 422
    shown = client.post(f"{there}/reset")
    password = re.search(r"<code[^>]*>([^<]+)</code>", shown.text).group(1)
    assert passwords.is_right(db.session.get(User, person.id).password_hash, password)
    assert client.get("/office/accounts/new").status_code == 403


def test_second_factors_are_demanded_and_no_longer(client) -> None:
    make.user(Role.JUDGE, scope=Scope.ITEM, scope_id=3)
    make.sign_in(client, make.user(Role.SECURITY_ADMIN))
    assert client.get("/office/accounts/demands").status_code == 200
    for wanted, demanded in (("yes", True), ("no", False)):
        answer = client.post("/office/accounts/demands", data={"role": "judge", "demanded": wanted})
        assert answer.location == "/office/accounts/demands"
        assert queries.demands()[Role.JUDGE] is demanded


def test_the_list_takes_the_same_few_statements_however_long(client, statements) -> None:
    make.sign_in(client, make.user(Role.SYSTEM_ADMIN))
    counts = []
    for more in (1, 30):
        for _ in range(more):
            make.user(Role.JUDGE, scope=Scope.ITEM, scope_id=3)
        db.session.expire_all()
        statements.clear()
        assert client.get("/office/accounts").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 7


def test_the_list_goes_to_excel_and_the_trail_keeps_it(client) -> None:
    make.sign_in(client, make.user(Role.SYSTEM_ADMIN, name="周强"))
    answer = client.post("/office/accounts/export?state=active")
    assert answer.data[:2] == b"PK"
    row = db.session.scalars(sa.select(TrailRow)).one()
    assert (row.verb, row.actor_name, row.note) == (
        "accounts.users_exported", "周强", '{"asked_for":{"state":"active"}}',
    )  # fmt: skip
