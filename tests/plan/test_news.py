"""News: written by the organiser, out at its moment, changed and taken back with a trace."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation import clock
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from competition.plan.models import News
from tests import make

ATOM = "{http://www.w3.org/2005/Atom}"
EN = {"Accept-Language": "en"}


@pytest.fixture
def now(monkeypatch):
    """Give a clock that a test can move."""
    hands = [make.AT]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    return hands


@pytest.fixture
def office(app, now):
    return make.sign_in(app.test_client(), make.user(Role.ORGANISER))


def write(office, **changes) -> News:
    """Write news through its page."""
    told = {"title": "报名延长", "text": "报名延长至9月10日。\n\n请各单位知悉。", **changes}
    assert office.post("/office/news/new", data=told).status_code == 302
    return db.session.scalars(db.select(News).order_by(News.id.desc())).first()


def places(client) -> dict[str, bool]:
    """Say where the public reads of the news."""
    return {path: "报名延长" in client.get(path).text for path in ("/", "/news", "/results/feed.atom")}


def test_news_is_out_at_once_in_all_places(client, office):
    news = write(office)
    assert set(places(client).values()) == {True}
    answer = client.get(f"/news/{news.id}")
    assert "请各单位知悉。" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_news_to_come_is_seen_by_nobody_before_its_moment(client, office, now):
    moment = make.AT + timedelta(hours=2)
    news = write(office, published_at=f"{clock.in_city(moment):%Y-%m-%dT%H:%M}")
    assert news.published_at == moment
    now[0] = moment - timedelta(seconds=1)
    assert set(places(client).values()) == {False}
    assert client.get(f"/news/{news.id}").status_code == 404
    now[0] = moment
    assert set(places(client).values()) == {True}


def test_each_language_has_its_text_and_the_chinese_stands_in(client, office):
    both = write(office, title_en="Registration extended", text_en="Until 10 September.")
    assert "Until 10 September." in client.get(f"/news/{both.id}?lang=en").text
    assert "报名延长至9月10日" in client.get(f"/news/{both.id}?lang=zh_Hans_CN").text
    plain = write(office)
    assert "报名延长至9月10日" in client.get(f"/news/{plain.id}?lang=en").text


def test_a_change_says_when_and_the_moment_of_what_is_out_stays(client, office, now):
    news = write(office)
    now[0] = make.AT + timedelta(minutes=10)
    told = {"title": "报名延长", "text": "报名延长至9月12日。", "published_at": "2027-01-01T09:00"}
    assert office.post(f"/office/news/{news.id}", data={**told, "seen_version": news.version}).status_code == 302
    db.session.expire_all()
    assert (news.published_at, news.changed_at) == (make.AT, now[0])
    page = client.get(f"/news/{news.id}", headers=EN).text
    assert "9月12日" in page
    assert "changed 1 Sep 2026, 09:10" in page


def test_what_is_taken_back_says_why_at_its_address_and_nowhere_else(client, office):
    news = write(office)
    url = f"/office/news/{news.id}/withdraw"
    assert office.post(url, data={"reason": " "}, headers=EN).status_code == 422
    assert office.post(url, data={"reason": "日期有误", "seen_version": news.version}).status_code == 302
    assert set(places(client).values()) == {False}
    page = client.get(f"/news/{news.id}").text
    assert "日期有误" in page
    assert "报名延长" not in page
    assert office.post(f"/office/news/{news.id}", data={"title": "改", "text": "改"}, headers=EN).status_code == 422
    assert office.post(url, data={"reason": "再撤"}).status_code == 422
    verbs = db.session.scalars(db.select(TrailRow.verb).order_by(TrailRow.seq)).all()
    assert verbs == ["plan.news_added", "plan.news_withdrawn"]


def test_an_old_page_never_overwrites_and_a_form_sent_twice_is_kept_once(office):
    news = write(office, form_key="same")
    write(office, form_key="same")
    assert db.session.scalar(db.select(db.func.count()).select_from(News)) == 1
    told = {"title": "先改", "text": "文", "seen_version": news.version}
    assert office.post(f"/office/news/{news.id}", data=told).status_code == 302
    answer = office.post(f"/office/news/{news.id}", data={**told, "title": "后改"})
    assert answer.status_code == 422
    assert 'value="后改"' in answer.text


@pytest.mark.parametrize("field", ["title", "text"])
def test_news_without_a_title_or_text_is_refused_at_its_field(office, field):
    answer = office.post("/office/news/new", data={"title": "题", "text": "文", field: " "})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_only_the_organiser_of_the_city_writes_news(app, now):
    for role, scope, number in ((Role.ORGANISER, Scope.COMPETITION, 1), (Role.AUDITOR, Scope.CITY, None)):
        other = make.sign_in(app.test_client(), make.user(role, scope=scope, scope_id=number))
        assert other.post("/office/news/new", data={"title": "题", "text": "文"}).status_code == 403
        assert other.get("/office/news").status_code == 403


def test_markup_in_news_stays_text(client, office):
    news = write(office, text="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in client.get(f"/news/{news.id}").text
    entry = ET.fromstring(client.get("/results/feed.atom").data).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "<script>alert(1)</script>"
    assert entry.findtext(f"{ATOM}id").endswith(f"/news/{news.id}")


def test_the_list_costs_the_same_however_long_it_is(client, office, statements):
    def asked() -> int:
        statements.clear()
        assert client.get("/news").status_code == 200
        return len(statements)

    write(office)
    once = asked()
    for _ in range(5):
        write(office)
    assert asked() == once <= 2
