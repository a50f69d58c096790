"""What other sites show inside their pages, how it is told, and that no other page lets itself be framed."""

from html import unescape

import pytest

from competition.accounts.access import EVERYONE
from competition.foundation.database import db
from competition.honours.models import HonourEntry
from tests import make
from tests.honours.build import GOLD, SILVER, correct, entered, entry, revoke
from tests.honours.hiding import hide

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
FRAMED = {"embed.show_honours", "embed.show_badge"}


def unit_id():
    return db.session.scalars(db.select(HonourEntry.organisation_id).where(HonourEntry.number == GOLD)).one()


def may_be_framed(answer):
    policy = answer.headers["Content-Security-Policy"]
    assert ("X-Frame-Options" in answer.headers) is ("frame-ancestors 'none'" in policy)
    return "frame-ancestors *" in policy


def test_a_units_newest_honours_stand_alone(client):
    entered("王小明", "单文", "欧阳建国")
    answer = client.get(f"/embed/honours/{unit_id()}", headers=EN)
    assert may_be_framed(answer)
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    page = answer.text
    assert "Newest honours of 淄博琉璃厂" in page
    assert page.count("<li>") == 5
    assert "王小明" in page
    # nothing of the site around it, no script and no form
    assert not any(told in page for told in ("site-head", "<script", "<form", "<nav"))
    assert "Set-Cookie" not in answer.headers


def test_it_follows_the_register_and_leaves_out_whoever_is_hidden(client):
    entered("王小明", "单文")
    there = f"/embed/honours/{unit_id()}"
    assert "王小明" in client.get(there).text
    hide(entry(GOLD).person_id)
    revoke(SILVER)
    page = client.get(there).text
    assert "王小明" not in page
    assert SILVER not in page


def test_a_unit_without_honours_says_so_and_an_unknown_one_is_not_framed(client):
    unit = make.organisation(name="淄博一厂")
    assert "No honour of this unit" in client.get(f"/embed/honours/{unit.id}", headers=EN).text
    gone = client.get(f"/embed/honours/{unit.id + 1}")
    assert gone.status_code == 404
    assert not may_be_framed(gone)


def test_a_badge_tells_at_a_glance_and_names_nobody_once_it_counts_no_longer(client):
    entered("王小明", "单文")
    code = entry(GOLD).code
    good = client.get(f"/embed/certificates/{code.lower()}", headers=EN)
    assert may_be_framed(good)
    assert all(told in good.text for told in ("Valid", "✓", "王小明", "Gold medal", f"/verify/{code}"))
    correct(GOLD, "王晓明")
    old = client.get(f"/embed/certificates/{code}", headers=EN).text
    assert "Corrected" in old
    assert "王小明" not in old
    revoke(SILVER)
    assert "Revoked" in client.get(f"/embed/certificates/{entry(SILVER).code}", headers=EN).text


@pytest.mark.parametrize("code", ["2222222222222222", "x", "%00"])
def test_a_code_nobody_has_is_said_in_the_frame(client, code):
    answer = client.get(f"/embed/certificates/{code}", headers=EN)
    assert answer.status_code == 404
    assert may_be_framed(answer)
    assert "no certificate with this code" in answer.text


def test_the_page_that_tells_how_shows_both_and_gives_the_text(client, app):
    entered("王小明")
    code = entry(GOLD).code
    page = client.get(f"/embed?unit={unit_id()}&code={code}&lang=en")
    assert not may_be_framed(page)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    said = unescape(page.text)
    for path in (f"/embed/honours/{unit_id()}?lang=en", f"/embed/certificates/{code}?lang=en"):
        assert f'<iframe src="{app.config["PUBLIC_URL"]}{path}" title=' in said
        assert client.get(path).status_code == 200
    assert page.text.count("data-copy=") == 2
    assert 'href="/embed"' in client.get("/api").text


def test_a_name_with_marks_breaks_out_of_nothing(client):
    unit = make.organisation(name='厂"><script>alert(1)</script>')
    page = client.get(f"/embed?unit={unit.id}").text
    assert "<script>alert" not in page
    # what is copied is read by the other page's browser once more
    text = unescape(page.split('id="embed-unit"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert '"><script>' not in text
    assert "&quot;&gt;&lt;script&gt;" in text


def test_whoever_searches_finds_units_or_is_told(client):
    assert "Search your unit first" in client.get("/embed", headers=EN).text
    assert "No unit with announced results" in client.get("/embed?q=无此单位", headers=EN).text
    assert "A code has 16 letters" in client.get("/embed?code=abc", headers=EN).text


def test_every_other_page_refuses_to_be_framed(client, app):
    asked = 0
    for rule in app.url_map.iter_rules():
        told = getattr(app.view_functions[rule.endpoint], "open_to", None)
        if told != EVERYONE or rule.arguments or "GET" not in rule.methods or "event" in rule.rule:
            continue
        assert not may_be_framed(client.get(rule.rule)), rule.rule
        asked += 1
    assert asked > 30
    named = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/embed/")}
    assert named == FRAMED
