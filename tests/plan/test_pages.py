"""The plan's pages and what planners do through them."""

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.plan.models import Competition, Item, Season
from competition.plan.rules import CompetitionState
from tests import make


@pytest.fixture
def organiser(client):
    return make.sign_in(client, make.user(Role.ORGANISER))


def fields(**changes):
    unit = make.organisation()
    return {
        "name": "陶瓷产业链职业技能竞赛",
        "level": "municipal_1",
        "organiser_id": unit.id,
        "host_id": unit.id,
        "starts_on": "2027-06-01",
        "ends_on": "2027-06-03",
        "venue": "陶瓷琉璃大观园",
        "registration_opens_at": "2027-04-01T09:00",
        "registration_closes_at": "2027-05-20T17:00",
        **changes,
    }


ITEM = {
    "code": "TC01",
    "name": "陶瓷装饰工",
    "occupation_code": "6-15-05-04",
    "occupation_edition": "2022",
    "group": "employee",
    "team_size": "1",
    "theory_weight": "20",
    "practice_weight": "80",
    "held_on": "2027-06-02",
}


def test_a_competition_from_season_to_publication(organiser):
    assert organiser.post("/office/plan/seasons", data={"year": 2027, "title": "2027年"}).status_code == 302
    assert organiser.post("/office/plan/2027/competitions/new", data=fields()).status_code == 302
    made = db.session.scalars(db.select(Competition)).one()
    page = organiser.get(f"/office/competitions/{made.id}").text
    assert "at least one" in page or "至少" in page
    assert organiser.post(f"/office/competitions/{made.id}/items/new", data=ITEM).status_code == 302
    seen = db.session.get(Competition, made.id).version
    assert organiser.post(f"/office/competitions/{made.id}/publish", data={"seen_version": seen}).status_code == 302
    db.session.expire_all()
    assert made.state is CompetitionState.PUBLISHED
    assert "陶瓷装饰工" in organiser.get(f"/competitions/{made.id}").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2027-05-31"}, "ends_on"),
        ({"registration_closes_at": "2027-03-01T09:00"}, "registration_closes_at"),
        ({"registration_closes_at": "2027-06-02T09:00"}, "registration_closes_at"),
        ({"name": ""}, "name"),
    ],
)
def test_days_that_do_not_fit_are_refused_at_their_field(organiser, changes, field):
    make.season(year=2027)
    answer = organiser.post("/office/plan/2027/competitions/new", data=fields(**changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Competition)) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"practice_weight": "70"}, "practice_weight"),
        ({"occupation_code": "6-15"}, "occupation_code"),
        ({"held_on": "2027-06-04"}, "held_on"),
        ({"team_size": "0"}, "team_size"),
        ({"code": "a b"}, "code"),
    ],
)
def test_items_that_do_not_fit_are_refused_at_their_field(organiser, changes, field):
    from datetime import date

    made = make.competition(starts_on=date(2027, 6, 1), ends_on=date(2027, 6, 3), state=CompetitionState.DRAFT)
    answer = organiser.post(f"/office/competitions/{made.id}/items/new", data={**ITEM, **changes})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Item)) == 0


def test_an_old_page_never_overwrites(organiser):
    made = make.competition()
    url = f"/office/competitions/{made.id}/edit"
    data = fields(
        reason="场地调整",
        starts_on="2026-09-18",
        ends_on="2026-09-20",
        registration_opens_at="2026-08-01T09:00",
        registration_closes_at="2026-09-08T09:00",
        seen_version=made.version,
    )
    assert organiser.post(url, data={**data, "name": "先改"}).status_code == 302
    answer = organiser.post(url, data={**data, "name": "后改"})
    assert answer.status_code == 422
    db.session.expire_all()
    assert made.name == "先改"


def test_a_form_sent_twice_makes_one_competition(organiser):
    make.season(year=2027)
    data = fields(form_key="same-key")
    first = organiser.post("/office/plan/2027/competitions/new", data=data)
    again = organiser.post("/office/plan/2027/competitions/new", data=data)
    assert again.status_code == 302
    assert again.headers["Location"] == first.headers["Location"]
    assert db.session.scalar(db.select(db.func.count()).select_from(Competition)) == 1


def test_drafts_are_for_those_who_run_them(client):
    draft = make.competition(state=CompetitionState.DRAFT, published_at=None)
    assert client.get(f"/competitions/{draft.id}").status_code == 404
    stranger = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=draft.id + 1)
    assert make.sign_in(client, stranger).get(f"/office/competitions/{draft.id}").status_code == 403
    mine = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=draft.id)
    assert make.sign_in(client, mine).get(f"/office/competitions/{draft.id}").status_code == 200


def test_a_cancelled_competition_says_why(organiser):
    made = make.competition()
    url = f"/office/competitions/{made.id}/cancel"
    assert organiser.post(url, data={"reason": " "}).status_code == 422
    assert organiser.post(url, data={"reason": "场馆停用"}).status_code == 302
    assert "场馆停用" in organiser.get(f"/competitions/{made.id}").text


def test_public_pages_and_their_statements(client, statements):
    made = make.competition()
    for _ in range(5):
        make.item(competition_id=make.competition().id)
    db.session.expire_all()
    del statements[:]
    assert client.get("/competitions").status_code == 200
    assert len(statements) <= 5
    assert client.get("/timetable").status_code == 200
    calendar = client.get("/timetable.ics")
    assert calendar.text.startswith("BEGIN:VCALENDAR\r\n")
    assert client.get(f"/competitions/{made.id}?lang=en").status_code == 200


def test_no_two_seasons_of_a_year(organiser):
    make.season(year=2027)
    assert organiser.post("/office/plan/seasons", data={"year": 2027, "title": "再来"}).status_code == 422
    assert db.session.scalar(db.select(db.func.count()).select_from(Season)) == 1


def test_a_competition_with_a_timetable_says_what_comes_next(organiser):
    made = make.competition(state=CompetitionState.PUBLISHED)
    url = f"/office/competitions/{made.id}/timetable"
    line = {"title": "开赛式", "starts_at": "2026-09-18T09:00", "ends_at": "2026-09-18T10:00", "item_id": "0"}
    assert organiser.post(url, data=line).status_code == 302
    page = organiser.get(f"/office/competitions/{made.id}").text
    assert "开赛式" in page
    assert "到报名开始时间自动开放报名" in page


def test_a_refused_line_of_the_timetable_keeps_what_was_typed(organiser):
    made = make.competition()
    url = f"/office/competitions/{made.id}/timetable"
    line = {"title": "开赛式", "starts_at": "2026-09-18T09:00", "ends_at": "2026-09-18T08:00", "item_id": "0"}
    answer = organiser.post(url, data=line)
    assert answer.status_code == 422
    assert 'value="开赛式"' in answer.text
    assert 'id="ends_at-error"' in answer.text


@pytest.mark.parametrize(("field", "nothing"), [("level", ""), ("organiser_id", "0"), ("host_id", "0")])
def test_nothing_is_chosen_for_a_new_competition_by_itself(organiser, field, nothing):
    make.season(year=2027)
    answer = organiser.post("/office/plan/2027/competitions/new", data=fields(**{field: nothing}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
