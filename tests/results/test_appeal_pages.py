"""The pages of appeals: filed with files, read by those concerned only, decided in place; held awards said as held."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.registration.models import Coach
from competition.results import appeals, queries
from competition.results.actions import appealing, boards
from competition.results.appeal_models import Appeal
from competition.results.appeal_rules import AppealKind, AppealState
from competition.results.rules import ResultState
from tests import make
from tests.results.appeal_build import PDF, PHOTO, admit, appeal_in, board, decide, filed, later, leader_of, supervisor
from tests.results.build import DAY_AFTER, NOTICE, announce, closed, result_in, trail_of

EN = {"Accept-Language": "en"}
TEXT = "设备故障未补时"


@pytest.fixture
def entry(app):
    return make.entry(make.item())


def browser(app, person, at=None):
    return make.sign_in(app.test_client(), person, at=at)


def sent(*files, **more):
    told = {"kind": "fact", "about": "", "text": TEXT, **more}
    return {**told, "files": [(io.BytesIO(content), name) for name, content in files]}


def test_a_leader_files_an_appeal_with_evidence_and_sees_its_receipt(app, entry, set_clock):
    leader = leader_of(entry)
    set_clock(later(1))
    page = browser(app, leader)
    listed = page.get("/office/appeals", headers=EN).text
    assert f"/office/appeals/entries/{entry.id}" in listed
    address = f"/office/appeals/entries/{entry.id}"
    assert "Re-check of the marks" not in page.get(address, headers=EN).text
    data = sent(("照片.jpg", PHOTO), ("说明.pdf", PDF))
    answer = page.post(address, data=data, headers=EN, follow_redirects=True)
    made = db.session.scalars(db.select(Appeal)).one()
    assert made.receipt in answer.text
    assert TEXT in answer.text
    assert "Due by" in answer.text
    first, second = made.files
    photo = page.get(f"/office/appeals/files/{first.id}")
    assert (photo.data, photo.mimetype) == (PHOTO, "image/jpeg")
    assert page.get(f"/office/appeals/files/{second.id}").headers["Content-Disposition"].startswith("attachment")


def test_evidence_waits_while_the_text_is_mended(app, entry, set_clock):
    set_clock(later(1))
    page, address = browser(app, leader_of(entry)), f"/office/appeals/entries/{entry.id}"
    wrong = page.post(
        address, data=sent(("照片.jpg", PHOTO), ("说明.pdf", PDF), text="", form_key="one"), headers=EN
    ).text
    assert "“照片.jpg” is kept here" in wrong
    slips = re.findall(r'name="files-waits" value="([^"]+)"', wrong)
    told = {"form_key": "one", "files-waits": slips}
    answer = page.post(address, data={"kind": "fact", "about": "", "text": TEXT, **told}, headers=EN)
    assert answer.status_code == 302
    made = db.session.scalars(db.select(Appeal)).one()
    assert [(each.name, each.content) for each in made.files] == [("照片.jpg", PHOTO), ("说明.pdf", PDF)]


def test_what_was_typed_stays_when_the_evidence_is_refused(app, entry, set_clock):
    set_clock(later(1))
    page = browser(app, leader_of(entry))
    answer = page.post(f"/office/appeals/entries/{entry.id}", data=sent(("a.exe", b"MZ")), headers=EN)
    assert answer.status_code == 422
    assert "a.exe is neither a photo" in answer.text
    assert TEXT in answer.text
    assert db.session.scalars(db.select(Appeal)).all() == []


def test_outside_its_time_the_page_says_when_appeals_are_filed(app, entry, set_clock):
    set_clock(later(3))
    page = browser(app, leader_of(entry))
    assert "No appeal can be filed now" in page.get(f"/office/appeals/entries/{entry.id}", headers=EN).text
    answer = page.post(f"/office/appeals/entries/{entry.id}", data=sent(), headers=EN)
    assert answer.status_code == 422
    assert db.session.scalars(db.select(Appeal)).all() == []


def people(entry, made):
    held = entry.item.competition
    return {
        "its leader": made.filed_by,
        "another leader of the unit": leader_of(entry),
        "the board": db.session.merge(appeals.board(held.id)[0].user),
        "who runs it": make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=held.id),
        "the city": make.user(Role.ORGANISER),
        "the auditor": make.user(Role.AUDITOR),
        "a leader elsewhere": make.user(
            Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=make.organisation().id
        ),
        "a supervisor not of the board": supervisor(held),
        "an organiser elsewhere": make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id),
        "a finance officer": make.user(Role.FINANCE_OFFICER),
    }


MAY = {"its leader", "another leader of the unit", "the board", "who runs it", "the city", "the auditor"}


def test_only_those_concerned_read_an_appeal_and_its_evidence(app, entry):
    made = appeal_in(AppealState.ADMITTED, entry)
    file_id, appeal_id = made.files[0].id, made.id
    seen = set()
    for who, person in people(entry, made).items():
        page = browser(app, person)
        answers = {page.get(address).status_code for address in (
            f"/office/appeals/{appeal_id}", f"/office/appeals/files/{file_id}")}  # fmt: skip
        assert answers in ({200}, {403}), who
        seen |= {who} if answers == {200} else set()
        if answers == {403}:
            assert made.receipt not in page.get("/office/appeals").text, who
        elif who != "a finance officer":
            assert made.receipt in page.get("/office/appeals").text, who
    assert seen == MAY
    assert app.test_client().get(f"/office/appeals/files/{file_id}").status_code == 302


def test_the_board_and_the_city_decide_on_the_page(app, entry, set_clock):
    organiser = make.user(Role.ORGANISER)
    first, made = board(entry.item.competition, organiser), filed(entry)
    leader, appeal_id = made.filed_by, made.id
    set_clock(later(1))
    member = browser(app, first)
    where = f"/office/appeals/{appeal_id}"
    refused = member.post(f"{where}/admission", data={"admitted": "no", "reason": ""}, headers=EN)
    assert refused.status_code == 422
    assert "Say why the appeal is not admitted" in refused.text
    member.post(f"{where}/admission", data={"admitted": "yes"}, headers=EN)
    assert 'name="reasons"' in member.get(where, headers=EN).text
    member.post(f"{where}/decision", data={"upheld": "no", "reasons": "已补时"}, headers=EN)
    asking = browser(app, leader)
    assert "已补时" in asking.get(where, headers=EN).text
    asking.post(f"{where}/second", data={"text": "未补时"}, headers=EN)
    assert member.post(f"{where}/decision", data={"upheld": "yes", "reasons": "x"}).status_code == 403
    browser(app, organiser).post(f"{where}/decision", data={"upheld": "yes", "reasons": "成立"}, headers=EN)
    db.session.expire_all()
    assert appeals.one(appeal_id).state is AppealState.FINAL
    assert [one.upheld for one in appeals.one(appeal_id).decisions] == [False, True]


def test_the_organiser_names_the_board_and_a_bar_is_said_at_the_field(app, entry):
    held = entry.item.competition
    good, coach, person = supervisor(held), supervisor(held, name="李教练"), make.person(name="李教练")
    with make.transaction(trail=False):
        entry.coaches = [Coach(person_id=person.id, position=1, name_as_was=person.name)]
    page = browser(app, make.user(Role.ORGANISER))
    address = f"/office/appeals/competitions/{held.id}/board"
    refused = page.post(address, data={"user": coach.id}, headers=EN)
    assert refused.status_code == 422
    assert "coaches a competitor of it" in refused.text
    assert good.name in page.post(address, data={"user": good.id}, headers=EN, follow_redirects=True).text
    (member,) = appeals.board(held.id)
    page.post(f"/office/appeals/board/{member.id}/end", headers=EN)
    assert appeals.board(held.id) == []


def test_a_hold_begins_and_ends_with_a_release(app, client, set_clock):
    item = closed([str(80 - n) for n in range(10)])
    result = result_in(ResultState.ON_NOTICE, item)
    line = queries.result(result.id).lines[1]
    address, data = f"/results/{result.item_id}", f"/api/v1/results/{result.item_id}.json"
    organiser = make.user(Role.ORGANISER)
    first = board(item.item.competition, organiser)
    made = filed(line.entry, at=NOTICE)
    set_clock(NOTICE)

    def awards():
        return [one["award"] for one in client.get(data).json["lines"]][:3]

    assert awards() == ["gold", "held", "bronze"]
    page = client.get(address, headers=EN).text
    # in its line, and once beside the pictures of the field
    assert page.split("<details")[0].count("Held by an appeal") == 1
    assert ">Silver medal</td>" not in page
    assert ">Gold medal</td>" in page
    assert TEXT not in page
    admit(made, first, at=NOTICE)
    decide(made, first, upheld=False, at=NOTICE)
    until = made.ask_until
    appealing.let_go(until)
    assert awards() == ["gold", "held", "bronze"]
    appealing.let_go(until + timedelta(seconds=1))
    appealing.let_go(until + timedelta(seconds=2))
    assert awards() == ["gold", "silver", "bronze"]
    assert len(trail_of("results.appeal_let_go")) == 1


def test_a_held_award_is_said_as_held_in_the_search_of_everyone(app, client, set_clock):
    item = closed([str(80 - n) for n in range(10)])
    result = result_in(ResultState.ON_NOTICE, item)
    line = queries.result(result.id).lines[1]
    filed(line.entry, at=NOTICE)
    announce(result, item.organiser)
    set_clock(DAY_AFTER)
    searched = client.get("/search", query_string={"q": line.name_as_was}, headers=EN).text
    assert "Held by an appeal" in searched
    assert "Silver medal" not in searched


def test_the_list_of_appeals_asks_the_same_of_the_database_for_one_and_for_five(app, statements):
    page = browser(app, make.user(Role.ORGANISER))
    counts = []
    for number in (1, 4):
        for _ in range(number):
            appeal_in(AppealState.DECIDED, make.entry(make.item()))
        db.session.expire_all()
        statements.clear()
        assert page.get("/office/appeals", headers=EN).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_leader_asks_the_same_of_the_database_for_one_entry_and_for_five(app, statements, set_clock):
    unit = make.organisation()
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit.id)
    set_clock(datetime(2026, 9, 20, 1, tzinfo=UTC))
    page, counts = browser(app, leader), []
    for more, there in ((1, 1), (4, 5)):
        for _ in range(more):
            make.entry(make.item(), organisation=unit)
        statements.clear()
        assert page.get("/office/appeals", headers=EN).text.count("/office/appeals/entries/") == there
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_re_check_shows_the_sums_to_those_who_decide_only(app):
    item = closed()
    result = result_in(ResultState.ON_NOTICE, item)
    made = filed(queries.result(result.id).lines[0].entry, AppealKind.RECHECK, at=NOTICE)
    first = supervisor(item.item.competition)
    boards.name_member(item.item.competition, first, by=item.organiser, at=make.AT)
    assert "added again" in browser(app, first).get(f"/office/appeals/{made.id}", headers=EN).text
    assert "added again" not in browser(app, made.filed_by).get(f"/office/appeals/{made.id}", headers=EN).text
