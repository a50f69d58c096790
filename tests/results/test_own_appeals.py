"""A competitor without an account files an appeal, proves who it is, and follows it by its receipt."""

import io

import pytest

from competition.foundation.database import db
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealState, Proof, is_proven
from tests import make
from tests.results.appeal_build import PHOTO, admit, board, decide, filed, later, leader_of

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
NUMBER = "37030319900307001X"


@pytest.fixture
def entry(app):
    return make.entry(make.item(), make.person(name="李青", id_number=NUMBER))


def sent(**more):
    told = {"kind": "fact", "about": "", "text": "设备故障未补时", "name": "李青", "ending": "07001x", **more}
    return {**told, "files": [(io.BytesIO(PHOTO), "照片.jpg")]}


def filed_by_competitor(app, entry):
    app.test_client().post(f"/results/{entry.item_id}/appeal", data=sent())
    return db.session.scalars(db.select(Appeal)).one()


@pytest.mark.parametrize(
    ("name", "ending", "is_right"),
    [
        ("李青", "07001X", True),
        (" 李 青", "0700 1x", True),
        ("李青", "07001", False),  # five characters prove too little
        ("李青", "307001X", False),  # seven are not what was asked for
        ("李青", "070019", False),
        ("李", "07001X", False),
        ("", "07001X", False),
    ],
)
def test_the_whole_name_and_the_last_six_characters_prove_who_it_is(name, ending, is_right):
    assert is_proven(Proof(name, ending), "李青", NUMBER) is is_right
    assert not is_proven(Proof(name, ending), "李青", None)


def test_a_competitor_files_and_is_shown_where_it_stands_while_board_and_leader_read_it(app, entry, set_clock):
    set_clock(later(1))
    page = app.test_client().post(f"/results/{entry.item_id}/appeal", data=sent(), headers=EN, follow_redirects=True)
    made = db.session.scalars(db.select(Appeal)).one()
    assert (made.entry_id, made.about_id, made.filed_by_id) == (entry.id, entry.id, None)
    assert [(each.name, each.content) for each in made.files] == [("照片.jpg", PHOTO)]
    assert made.receipt in page.text
    assert "A fact of judging" in page.text
    # what was written stays with those who decide
    assert made.text not in page.text
    assert "07001" not in page.text
    read = make.sign_in(app.test_client(), leader_of(entry)).get(f"/office/appeals/{made.id}", headers=EN).text
    assert made.text in read
    assert "The competitor, without an account" in read


@pytest.mark.parametrize("wrong", [{"name": "李清"}, {"ending": "070019"}, {"ending": ""}, {"text": ""}])
def test_whoever_does_not_prove_it_or_says_nothing_is_refused_and_nothing_is_kept(app, entry, set_clock, wrong):
    set_clock(later(1))
    answer = app.test_client().post(f"/results/{entry.item_id}/appeal", data=sent(**wrong), headers=EN)
    assert answer.status_code == 422
    assert db.session.scalars(db.select(Appeal)).all() == []


def test_a_competitor_of_another_item_is_nobody_here(app, entry, set_clock):
    set_clock(later(1))
    other = make.item(competition=entry.item.competition)
    answer = app.test_client().post(f"/results/{other.id}/appeal", data=sent(), headers=EN)
    assert "No accepted competitor of this item" in answer.text


def test_after_its_time_the_page_says_when_and_takes_nothing(app, entry, set_clock):
    set_clock(later(2, seconds=1))
    address, page = f"/results/{entry.item_id}/appeal", app.test_client()
    assert "No appeal can be filed now" in page.get(address, headers=EN).text
    assert page.post(address, data=sent()).status_code == 422
    assert db.session.scalars(db.select(Appeal)).all() == []


def test_the_receipt_leads_to_the_decision_and_on_to_the_second_level(app, entry, set_clock):
    set_clock(later(1))
    made, page = filed_by_competitor(app, entry), app.test_client()
    first = board(entry.item.competition, make.user())
    admit(made, first, at=later(1))
    decide(made, first, upheld=False, at=later(1))
    shown = page.get(f"/results/appeals?receipt={made.receipt}", headers=EN).text
    assert "经核查录像与记录。" in shown
    second = f"/results/appeals/{made.receipt}/second"
    assert page.post(second, data={"text": ""}, headers=EN).status_code == 422
    assert page.post(second, data={"text": "证据未被采信"}, headers=EN).status_code == 302
    db.session.refresh(made)
    assert (made.state, made.second_asked_by_id) == (AppealState.ASKED_ON, None)


def test_a_leaders_appeal_is_not_found_by_its_receipt(app, entry):
    made = filed(entry)
    page = app.test_client()
    assert "There is no appeal" in page.get(f"/results/appeals?receipt={made.receipt}", headers=EN).text
    assert page.post(f"/results/appeals/{made.receipt}/second", data={"text": "x"}).status_code == 404
