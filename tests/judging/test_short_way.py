"""The short way of marks: the application's own answers, and nothing kept that the application would refuse."""

import pytest
import sqlalchemy as sa

from competition.accounts.actions import parts, sessions
from competition.accounts.models import HeldRole, SignIn, User
from competition.foundation import clock
from competition.foundation.database import db, transaction
from competition.judging import sheets
from competition.judging.actions import hall as halls
from competition.judging.models import ItemJudge
from competition.judging.short_way import ASKS, LASTS
from tests import make
from tests.judging.build import hall
from tests.judging.test_pages import EN, as_, send


@pytest.fixture
def there(app):
    return hall(2)


@pytest.fixture
def asked(app, monkeypatch):
    """Count what comes to the application behind the short way: 'who' sends, or a whole 'sending'."""
    seen, inner = [], app.wsgi_app._inner

    def counted(environ, start_response):
        if environ["PATH_INFO"].endswith("/operations"):
            seen.append("who" if ASKS in environ else "sending")
        return inner(environ, start_response)

    monkeypatch.setattr(app.wsgi_app, "_inner", counted)
    return seen


@pytest.fixture
def sheet(there):
    return there.sheet("A1", there.entries[0])


@pytest.fixture
def tablet(app, there, sheet):
    return as_(app.test_client(), there.user_of(sheet))


def aspects(sheet):
    return [str(aspect.id) for aspect in sheets.aspects_of(sheet)]


def long_way(app, tablet, sheet, marks, **more):
    """Send past the short way."""
    short, app.wsgi_app = app.wsgi_app, app.wsgi_app._inner
    try:
        return send(tablet, sheet, marks, **more)
    finally:
        app.wsgi_app = short


def test_who_sends_is_asked_once_and_the_marks_pass_the_application_by(app, tablet, sheet, asked):
    judged, measured = aspects(sheet)
    for number, marks in enumerate(({judged: "2"}, {measured: "39"}, {judged: "3"}), 1):
        said = send(tablet, sheet, marks, first=number, base="operation-1" if number == 3 else "").json
        assert (said["version"], said["operations"][0]["state"]) == (number + 1, "kept")
    assert asked == ["who"]
    db.session.rollback()
    assert {str(aspect): str(mark) for aspect, mark in sheets.marks_on(sheet.id).items()} == {
        judged: "3",
        measured: "39",
    }


def test_both_ways_give_the_same_answer(app, tablet, sheet, asked):
    judged, measured = aspects(sheet)
    send(tablet, sheet, {judged: "2"})
    for marks, more in (
        ({judged: "2"}, {}),  # sent again
        ({judged: "1"}, {"first": 2}),  # another tablet's
        ({measured: "39"}, {"first": 3, "base": "operation-9"}),  # early
    ):
        short, long = send(tablet, sheet, marks, **more), long_way(app, tablet, sheet, marks, **more)
        assert (short.status_code, short.json) == (long.status_code, long.json)
        names = {name for name, _ in long.headers} ^ {name for name, _ in short.headers}
        assert not names, names
        assert short.headers["X-Request-Id"] != long.headers["X-Request-Id"]
    assert asked == ["who", *["sending"] * 3]


def test_what_is_refused_is_told_by_the_application_in_the_judges_language(tablet, sheet, asked):
    judged, measured = aspects(sheet)
    send(tablet, sheet, {judged: "2"})
    said = send(tablet, sheet, {judged: "7", measured: "39"}, first=2).json["operations"]
    assert [each["state"] for each in said] == ["refused", "kept"]
    assert "0" in said[0]["message"]
    assert asked == ["who", "sending"]
    assert str(sheets.marks_on(sheet.id)[int(measured)]) == "39"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"device": "x", "operations": []}'])
def test_what_is_not_understood_is_answered_by_the_application(tablet, sheet, body):
    send(tablet, sheet, {aspects(sheet)[0]: "2"})
    path = f"/api/v1/sheets/{sheet.id}/operations"
    assert tablet.post(path, data=body, content_type="application/json").status_code == 422


def ended_on_the_board(there, sheet):
    sessions.end_session(db.session.scalars(sa.select(SignIn)).one(), by=there.chief, at=clock.now())


def no_longer_a_judge(there, sheet):
    mine = sa.select(HeldRole).where(HeldRole.user_id == there.user_of(sheet).id)
    for held in db.session.scalars(mine).all():
        parts.end_role(held, by=make.user(), at=clock.now())


def account_closed(there, sheet):
    with transaction(trail=False) as session:
        session.execute(sa.update(User).where(User.id == there.user_of(sheet).id).values(active=False))


def replaced(there, sheet):
    judge = db.session.get(ItemJudge, sheet.judge_id)
    halls.replace_judge(judge, reason="突发疾病", by=there.chief, at=clock.now())


@pytest.mark.parametrize("happens", [ended_on_the_board, no_longer_a_judge, account_closed, replaced])
def test_whoever_may_no_more_keeps_nothing_from_that_moment(app, there, tablet, sheet, happens):
    judged, measured = aspects(sheet)
    send(tablet, sheet, {judged: "2"})
    happens(there, sheet)
    answer = send(tablet, sheet, {measured: "39"}, first=2)
    assert answer.status_code in (302, 401, 403)
    assert int(measured) not in sheets.marks_on(sheet.id)


def test_another_token_is_looked_at_by_the_application(app, tablet, sheet, asked, monkeypatch):
    judged, _ = aspects(sheet)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    page = tablet.get("/account").text
    good, path = page.split('name="csrf_token" value="')[1].split('"')[0], f"/api/v1/sheets/{sheet.id}/operations"

    def sent(number, token):
        one = {"id": f"operation-{number}", "aspect": judged, "value": "2", "base": ""}
        headers = {"X-CSRFToken": token} if token else {}
        return tablet.post(path, json={"device": "x", "operations": [one]}, headers={**EN, **headers}).status_code

    assert [sent(1, good), sent(2, good), sent(3, ""), sent(4, "wrong"), sent(5, good)] == [200, 200, 422, 422, 200]
    assert asked == ["who", "who", "who"]


def test_who_sends_is_asked_again_after_a_minute_and_each_visit_is_noted(app, tablet, sheet, asked, tmp_path):
    judged, measured = aspects(sheet)
    seen = sa.select(SignIn.seen_at)
    send(tablet, sheet, {judged: "2"})
    clock.use_shift_file(tmp_path / "clock.json")
    try:
        clock.travel_to(clock.now() + LASTS)
        before = db.session.scalar(seen)
        send(tablet, sheet, {measured: "39"}, first=2)
        db.session.rollback()
        assert db.session.scalar(seen) >= before + LASTS
    finally:
        clock.use_shift_file(None)
    assert asked == ["who", "who"]
