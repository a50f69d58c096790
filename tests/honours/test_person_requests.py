"""What people ask about themselves: a correction, a copy of everything held, hiding from lists and search."""

import pytest

from competition.accounts.rules import Role
from competition.directory import records
from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.honours import actions, asking, person_requests
from competition.honours.asking import Answer, Asked
from competition.honours.request_models import PersonRequest, RequestKind, RequestState
from competition.policy import reader
from competition.results import snapshots
from competition.results.announced_models import AnnouncedLine, PublicPerson
from competition.results.rules import ResultState
from tests import make
from tests.honours import build

pytestmark = pytest.mark.either
EN = {"Accept-Language": "en"}
ID = "370303199003070013"


def asked(kind=RequestKind.HIDING, text="请勿公开检索"):
    receipt = asking.receive_request(Asked(kind, "王小明", "13800000000", text), at=make.AT)
    return person_requests.by_receipt(receipt)


def decide(of, granted=True, answer="已核验身份", id_number=ID):
    asking.decide_request(of, Answer(granted, answer, id_number), None, by=build.organiser(), at=make.AT)


def winner():
    """Announce and enter a result whose winner has an ID number and a page of their own."""
    person = make.person(name="王小明", id_number=ID, id_number_index=records.index_of(ID), phone="13800001111")
    result = build.announced([make.entry(make.item(), person, number=1)])
    with make.transaction(trail=False):
        snapshots.release(result, make.AT)
    actions.enter_honours(result, reader.book(), by=build.organiser(), at=make.AT)
    return person


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Asked(RequestKind.COPY, " ", "1", ""), "name"),
        (Asked(RequestKind.COPY, "王", "", ""), "name"),
        (Asked(RequestKind.CORRECTION, "王", "1", " "), "text"),
    ],
)
def test_a_request_says_who_asks_and_what_is_wrong(app, told, field):
    with pytest.raises(Refused) as refusal:
        asking.receive_request(told, at=make.AT)
    assert refusal.value.faults[0].field == field


@pytest.mark.parametrize(
    ("number", "answer", "field"), [("", "x", "id_number"), ("37", "x", "id_number"), (ID, " ", "answer")]
)
def test_it_is_granted_only_to_somebody_who_proved_who_they_are_and_with_an_answer(app, number, answer, field):
    of = asked()
    with pytest.raises(Refused) as refusal:
        decide(of, id_number=number, answer=answer)
    assert refusal.value.faults[0].field == field


def test_nobody_with_the_number_means_nothing_is_held(app):
    with pytest.raises(Refused, match=r"nothing is held|未保存"):
        decide(asked())


def test_whoever_is_hidden_stands_in_no_list_or_search_but_the_entry_stays(client):
    person = winner()
    code = db.session.get(PublicPerson, person.id).code
    pages = ("/honours", "/honours?q=王小明", f"/people/{code}", "/search?q=王小明")

    def named():
        return [
            "王小明</strong>" in (page := client.get(path).text) or "/honours/ZB2026-A-00001" in page for path in pages
        ]

    assert named()[:2] == [True, True]
    assert client.get(pages[2]).status_code == 200
    of = asked()
    decide(of)
    assert named()[:2] == [False, False]
    assert client.get(pages[2]).status_code == 404
    assert "ZB2026-A-00001" not in client.get(pages[3]).text
    assert "王小明" in client.get("/honours/ZB2026-A-00001").text
    asking.lift_hiding(db.session.get(PersonRequest, of.id), "本人撤回", None, by=build.organiser(), at=make.AT)
    assert named()[:2] == [True, True]
    assert of.state is RequestState.LIFTED


def test_a_refused_hiding_hides_nobody(app):
    winner()
    of = asked()
    decide(of, granted=False, answer="不属于可隐藏的信息")
    assert of.state is RequestState.REFUSED
    assert person_requests.hidden() == frozenset()
    with pytest.raises(Refused):
        decide(of)


def test_a_copy_holds_everything_of_the_person_and_nothing_of_others(app):
    person = winner()
    build.result(2)
    of = asked(RequestKind.COPY)
    with pytest.raises(Refused):
        asking.give_data(of, by=build.organiser(), at=make.AT)
    decide(of)
    held = {name: rows for name, _heads, rows in person_requests.held_data(person.id)}
    assert {
        "directory_persons",
        "registration_members",
        "honours_entries",
        "registration_entries",
        "results_lines",
    } <= set(held)
    assert len(held["directory_persons"]) == len(held["honours_entries"]) == len(held["results_lines"]) == 1
    sheets = spreadsheets.read_sheets(asking.give_data(of, by=build.organiser(), at=make.AT))
    text = str(sheets)
    assert ID in text
    assert "13800001111" in text
    assert records.index_of(ID) not in text
    assert build.trail_verbs()[-1] == "honours.data_given"


def test_what_is_still_judged_is_in_no_copy(app):
    person = winner()
    line = make.entry(make.item(), person, number=1)
    build.announced([line], state=ResultState.COMPUTED)
    assert len({name: rows for name, _heads, rows in person_requests.held_data(person.id)}["results_lines"]) == 1


def test_a_person_asks_on_a_page_and_the_officer_decides_on_another(client):
    winner()
    page = "/honours/request"
    told = {"kind": "ask_copy", "name": "王小明", "contact": "13800000000", "text": ""}
    answer = client.post(page, data=told, headers=EN)
    assert answer.status_code == 302
    assert "Waits for a decision" in client.get(answer.location, headers=EN).text
    of = db.session.scalars(db.select(PersonRequest)).one()
    assert client.get(f"/office/honours/requests/{of.id}").status_code == 302
    make.sign_in(client, make.user(Role.ORGANISER))
    assert of.receipt in client.get("/office/honours/requests", headers=EN).text
    office = f"/office/honours/requests/{of.id}"
    wrong = client.post(office, data={"granted": "y", "answer": "ok", "id_number": "1"}, headers=EN)
    assert wrong.status_code == 422
    right = client.post(office, data={"granted": "y", "answer": "已核验", "id_number": ID}, headers=EN)
    assert right.status_code == 302
    assert client.post(f"{office}/data.xlsx", data={}).data.startswith(b"PK")


def test_whoever_is_hidden_is_found_by_no_line_of_a_result_and_listed_by_none(client):
    alone = winner()
    item = make.item(team_size=2)
    unit = make.organisation(name="淄博一厂")
    mate = make.person(name="赵一")
    entry = make.entry(item, alone, mate, organisation=unit, number=1, team_name="先锋队")
    team = build.announced([entry])
    with make.transaction(trail=False):
        snapshots.release(team, make.AT)

    def lines(wanted):
        page = client.get(f"/search?q={wanted}").text
        start = page.find('id="found-lines"')
        return page[start : page.index("</section>", start)] if start > 0 else ""

    assert "/people/" in lines("王小明")
    assert "先锋队" in lines("王小明")
    decide(asked())
    for typed in ("王小明", "wangxiaoming", "wxm"):
        assert lines(typed) == "", typed
    # the team's own name, its unit and its other member still find it, and name nobody who is hidden
    for typed in ("先锋队", "淄博一厂", "赵一"):
        assert "先锋队" in lines(typed)
        assert "赵一" in lines(typed)
        assert "王小明" not in lines(typed)


def test_the_page_of_a_unit_names_nobody_who_is_hidden_and_leads_nowhere_that_is_not_there(client):
    alone = winner()
    unit = make.organisation(name="淄博一厂")
    mate = make.person(name="赵一")
    entry = make.entry(make.item(team_size=2), alone, mate, organisation=unit, number=1)
    made = build.announced([entry])
    with make.transaction(trail=False):
        snapshots.release(made, make.AT)
    own = db.session.scalars(db.select(AnnouncedLine).where(AnnouncedLine.name == "王小明")).one().organisation_id
    code = db.session.get(PublicPerson, alone.id).code
    pages = [f"/units/{own}", f"/units/{unit.id}", f"/competitions/{made.item.competition_id}/delegations"]
    pages.append(f"/people/{db.session.get(PublicPerson, mate.id).code}")
    before = [client.get(page, headers=EN).text for page in pages]
    assert ["王小明" in page for page in before] == [True, True, False, True]
    decide(asked())
    after = [client.get(page, headers=EN).text for page in pages]
    assert not any("王小明" in page or code in page for page in after)
    assert "Not listed by name" in after[0]
    # the place stays its unit's, and the other member stays named
    assert [page.count("/results/") for page in before] == [page.count("/results/") for page in after]
    assert all("赵一" in page for page in (after[1], after[3]))
    answer = client.get(f"/people/{code}", headers=EN)
    assert answer.status_code == 404
    assert "stays readable with its result" in answer.text
