"""The public register: what everyone sees, and how a certificate is verified."""

import pytest

from competition.accounts.models import SignIn
from competition.app import create_app
from competition.foundation.database import db
from competition.foundation.web import limiter
from competition.results.rules import ResultState
from tests import make
from tests.honours import build
from tests.honours.build import GOLD, SILVER, TITLE, correct, entered, entry, revoke

EN = {"Accept-Language": "en"}


# --- what everyone sees --------------------------------------------------------------------------------------------


def test_an_empty_register_says_what_comes(client):
    assert "The register is still empty" in client.get("/honours", headers=EN).text


@pytest.mark.parametrize("state", [s for s in ResultState if s is not ResultState.ANNOUNCED])
def test_nothing_of_a_result_that_is_not_announced_is_in_the_register(client, state):
    build.announced(build.entries(make.item(), 2), state=state)
    assert "The register is still empty" in client.get("/honours", headers=EN).text


def test_an_honour_names_the_measures_it_may_count_for_and_an_ended_one_none(client):
    entered()
    for number, named in ((GOLD, True), (TITLE, False)):
        page = client.get(f"/honours/{number}", headers=EN).text
        assert "Measures of the policy it may count for" in page
        assert ("/policy/measures/prizes" in page) is named
        assert "/policy/measures/talent-support" in page
    revoke(GOLD)
    assert "Measures of the policy" not in client.get(f"/honours/{GOLD}", headers=EN).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=小明", ["王小明"]),
        ("q=wangxiaoming", ["王小明"]),
        ("q=Wang Xiao", ["王小明"]),
        ("q=wxm", ["王小明"]),
        ("q=shanwen", ["单文"]),
        ("q=oyjg", ["欧阳建国"]),
        ("q=琉璃厂", ["王小明", "单文", "欧阳建国"]),
        ("q=%25%25", []),
        ("q=赵", []),
        ("kind=title", ["王小明", "单文"]),
        ("what=bronze", ["欧阳建国"]),
        ("what=municipal_technician&q=单", ["单文"]),
        ("year=2026", ["王小明", "单文", "欧阳建国"]),
        ("year=2025", []),
        ("kind=host", []),
        ("kind=nonsense&year=x&page=99", ["王小明", "单文", "欧阳建国"]),
    ],
)
def test_the_register_is_searched_and_filtered(client, query, found):
    entered()
    page = client.get(f"/honours?{query}", headers=EN).text
    assert [name for name in ("王小明", "单文", "欧阳建国") if name in page] == found
    assert ("No entry fits this search" in page) is not bool(found)


def test_a_register_number_leads_to_its_entry_even_when_it_no_longer_stands(client):
    entered()
    revoke(SILVER)
    assert "单文" not in client.get("/honours?what=silver").text
    answer = client.get(f"/honours?q={SILVER.lower()}")
    assert (answer.status_code, answer.location) == (302, f"/honours/{SILVER}")
    assert "Revoked" in client.get(answer.location, headers=EN).text


def test_the_register_comes_in_pages(client):
    entered(*(f"选手{n:02d}" for n in range(1, 61)), awards=("merit",) * 60)
    first, second = (client.get(f"/honours?kind=award&page={n}").text for n in (1, 2))
    assert ("选手01" in first, "选手60" in first, "选手60" in second) == (True, False, True)


def test_an_entry_shows_no_code_no_reason_and_no_working(client):
    entered()
    revoke(GOLD, "查实替考")
    for path in (f"/honours/{GOLD}", "/honours"):
        page = client.get(path).text
        assert entry(GOLD).code not in page
        assert "查实替考" not in page
    verified = client.get(f"/verify/{entry(GOLD).code}").text
    assert "查实替考" not in verified


def test_there_is_no_entry_without_its_number(client):
    assert client.get("/honours/ZB2026-A-99999").status_code == 404


# --- verifying -----------------------------------------------------------------------------------------------------


def test_a_certificate_verifies_for_whom_what_and_when(client):
    entered()
    page = client.get(f"/verify/{entry(TITLE).code}", headers=EN).text
    for words in ("Valid", "王小明", "Technical Expert of Zibo", "Ceramic Decoration", TITLE, "9 Oct 2026", "12号"):
        assert words in page
    chinese = client.get(f"/verify/{entry(GOLD).code}").text
    assert "有效" in chinese
    assert "陶瓷装饰工" in chinese


def test_a_corrected_certificate_says_so_and_leads_to_the_one_that_counts(client):
    entered()
    old = entry(GOLD).code
    new = correct(GOLD)
    page = client.get(f"/verify/{old}", headers=EN).text
    assert "verdict-superseded" in page
    assert "verdict-entered" not in page
    assert f'href="/honours/{new.number}"' in page
    assert "verdict-entered" in client.get(f"/verify/{new.code}").text
    assert GOLD in client.get(f"/honours/{new.number}").text


def test_a_revoked_certificate_says_so(client):
    entered()
    revoke(GOLD)
    for path in (f"/verify/{entry(GOLD).code}", f"/honours/{GOLD}"):
        page = client.get(path, headers=EN).text
        assert "verdict-revoked" in page
        assert "verdict-entered" not in page


@pytest.mark.parametrize("typed", ["{code}", "{lower}", "{grouped}", "{dashed}"])
def test_a_code_is_read_as_people_type_it(client, typed):
    entered()
    code = entry(GOLD).code
    fours = [code[i : i + 4] for i in range(0, 16, 4)]
    text = typed.format(code=code, lower=code.lower(), grouped=" ".join(fours), dashed="-".join(fours))
    assert client.get("/verify", query_string={"q": text}).location == f"/verify/{code}"
    assert client.get(f"/verify/{text}").status_code == 200


def test_the_box_takes_a_number_too(client):
    entered()
    assert client.get("/verify?q=zb2026-a-00001").location == f"/honours/{GOLD}"
    assert client.get("/verify").status_code == 200


@pytest.mark.parametrize("path", ["/verify/ABCDEFGHJKMNPQRS", "/verify/x", "/verify?q=ZB2026-A-09999", "/verify?q=<b>"])
def test_a_wrong_code_gets_a_designed_answer(client, path):
    entered()
    answer = client.get(path, headers=EN)
    assert answer.status_code == 404
    assert "No certificate has this number or code" in answer.text
    assert "<b>" not in answer.text


def test_guessing_codes_is_limited_and_true_codes_are_not(app):
    entered()
    code = entry(GOLD).code
    told = ("INSTANCE", "DATABASE_URL", "TESTING", "SECRET_KEY", "DEMO", "SCHEDULER", "WTF_CSRF_ENABLED")
    limited = create_app({**{name: app.config[name] for name in told}, "RATELIMIT_ENABLED": True})
    client = limited.test_client()
    try:
        for _ in range(30):
            assert client.get(f"/verify/{code}").status_code == 200
        for n in range(10):
            assert client.get(f"/verify/GUESS{n}").status_code == 404
            assert client.get(f"/verify?q=GUESS{n}").status_code == 404
        assert client.get("/verify/GUESS").status_code == 429
    finally:
        limiter.enabled = False
        with limited.app_context():
            db.engine.dispose()


def test_an_anonymous_reader_gets_no_cookie_and_no_session(client):
    entered()
    for path in ("/honours", f"/honours/{GOLD}", "/verify", f"/verify/{entry(GOLD).code}", "/verify/nothing"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers, path
    assert db.session.scalars(db.select(SignIn)).all() == []


@pytest.mark.parametrize(
    ("path", "most"), [("/honours", 6), (f"/honours/{GOLD}", 2), ("/verify/{code}", 2), ("/verify", 0)]
)
def test_public_pages_ask_a_fixed_number_of_statements(client, statements, path, most):
    entered()
    path = path.format(code=entry(GOLD).code)

    def asked():
        db.session.remove()
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    few = asked()
    entered(*(f"选手{n:02d}" for n in range(1, 31)), awards=("merit",) * 30)
    assert few == asked() == most
