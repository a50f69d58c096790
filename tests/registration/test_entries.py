"""Review, the draw, check-in and lists."""

from datetime import timedelta

import pytest

from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.database import db
from competition.plan.rules import CompetitionState
from competition.registration import rules
from competition.registration.models import Draw
from competition.registration.rules import EntryState
from tests import make


@pytest.fixture
def closed(client):
    held = make.competition(state=CompetitionState.CLOSED)
    item = make.item(competition_id=held.id, code="A1")
    entries = [make.entry(item, state=EntryState.SUBMITTED, number=None) for _ in range(5)]
    return item, entries, make.sign_in(client, make.user(Role.ORGANISER))


def test_review_then_draw_then_lists(closed):
    item, entries, browser = closed
    draw = f"/office/registration/items/{item.id}/draw"
    assert browser.post(draw).status_code == 422
    ids = [str(e.id) for e in entries[:4]]
    assert browser.post(f"/office/registration/{item.competition_id}/accept", data={"entry": ids}).status_code == 302
    last = entries[4]
    url = f"/office/registration/entries/{last.id}/return"
    assert browser.post(url, data={"reason": ""}).status_code == 422
    assert browser.post(url, data={"reason": "单位名称有误"}).status_code == 302
    assert browser.post(draw).status_code == 302
    assert browser.post(draw).status_code == 422
    db.session.expire_all()
    kept = db.session.scalars(db.select(Draw)).one()
    assert {e.id: e.number for e in entries[:4]} == rules.draw([e.id for e in entries[:4]], kept.seed)
    assert last.number is None
    for name in ("list.pdf", "badges.pdf"):
        answer = browser.get(f"/office/registration/{item.competition_id}/{name}")
        assert answer.data.startswith(b"%PDF")
    assert browser.get(f"/office/registration/{item.competition_id}/entries.xlsx").data.startswith(b"PK")


def test_an_entry_is_decided_once(closed):
    _item, entries, browser = closed
    url = f"/office/registration/entries/{entries[0].id}/accept"
    assert browser.post(url).status_code == 302
    assert browser.post(url).status_code == 422


def test_check_in_and_back(closed):
    item, _entries, browser = closed
    here = make.entry(item, number=9)
    url = f"/office/registration/entries/{here.id}/check-in"
    browser.post(url, data={"here": "yes"})
    db.session.expire_all()
    assert abs(here.checked_in_at - clock.now()) < timedelta(minutes=1)
    browser.post(url, data={"here": "no"})
    db.session.expire_all()
    assert here.checked_in_at is None
    assert "9" in browser.get(f"/office/registration/{item.competition_id}/check-in").text


def test_the_draw_depends_on_the_seed_alone():
    keys = list(range(1, 200))
    first = rules.draw(keys, "a" * 32)
    assert first == rules.draw(list(reversed(keys)), "a" * 32)
    assert sorted(first.values()) == keys
    assert first != rules.draw(keys, "b" * 32)
    assert first != {key: key for key in keys}
