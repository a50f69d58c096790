"""Judging's pages: who sees what, what they say, how much they ask of the database."""

import io
from decimal import Decimal

import pytest
from flask import g

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.judging import queries, rosters, sheets
from competition.judging.actions import closing
from competition.judging.actions import sheets as marking
from competition.judging.exports import scheme_workbook
from competition.judging.rules import Presence, SheetState
from competition.plan.models import Item
from tests import make
from tests.judging.build import hall, tree

CHANGES = "judging.marks_saved"

EN = {"Accept-Language": "en"}


def as_(client, person):
    """Sign somebody in; the test's own application context must not remember who asked before."""
    made, ask = make.sign_in(client, person), client.open

    def opened(*args, **values):
        g.pop("_login_user", None)
        return ask(*args, **values)

    made.open = opened
    return made


@pytest.fixture
def there(app):
    return hall(2)


def paths(there):
    item, sheet = there.item.id, there.sheet("A1", there.entries[0])
    scheme = rosters.scheme_in_force(item).id
    return {
        "/office/judging": 200,
        f"/office/judging/items/{item}": 200,
        f"/office/judging/items/{item}/board.xlsx": 200,
        f"/office/judging/items/{item}/judges": 200,
        f"/office/judging/items/{item}/scheme": 200,
        f"/office/judging/schemes/{scheme}.xlsx": 200,
        f"/office/judging/items/{item}/blank-sheets.pdf": 200,
        f"/office/judging/items/{item}/presence": 200,
        f"/office/judging/items/{item}/theory": 200,
        f"/office/judging/items/{item}/theory.xlsx": 200,
        f"/office/judging/items/{item}/forms/{sheet.sub_criterion_id}": 200,
        f"/office/judging/items/{item}/closing": 200,
    }


def test_the_organiser_and_the_chief_open_every_page_of_an_item(app, there):
    for person in (there.organiser, there.chief):
        client = as_(app.test_client(), person)
        for path, status in paths(there).items():
            assert client.get(path).status_code == status, (person.name, path)


@pytest.mark.parametrize("role", [Role.HOST_OFFICER, Role.DELEGATION_LEADER, Role.FINANCE_OFFICER, Role.CODE_KEEPER])
def test_other_parts_open_none_of_them(app, there, role):
    scope = Scope.CITY if role is Role.FINANCE_OFFICER else Scope.ORGANISATION
    client = as_(app.test_client(), make.user(role, scope=scope, scope_id=1))
    for path in [*paths(there), "/tablet"]:
        assert client.get(path).status_code == 403, path


def test_a_chief_of_another_item_sees_nothing_of_this_one(app, there):
    other = make.user(Role.CHIEF_JUDGE, scope=Scope.ITEM, scope_id=there.item.id + 9)
    client = as_(app.test_client(), other)
    for path in list(paths(there))[1:]:
        assert client.get(path).status_code == 403, path
    assert there.item.name not in client.get("/office/judging").text


def test_a_judge_sees_only_own_sheets_and_no_name_or_unit(app, there):
    mine, beside = there.sheet("A1", there.entries[0], 1), there.sheet("A1", there.entries[0], 2)
    client = as_(app.test_client(), there.user_of(mine))
    seen = [
        "/tablet",
        f"/tablet/forms/{mine.sub_criterion_id}",
        f"/tablet/sheets/{mine.id}",
        f"/api/v1/sheets/{mine.id}",
    ]
    for path in seen:
        answer = client.get(path)
        assert answer.status_code == 200, path
        for entry in there.entries:
            assert entry.unit_as_was not in answer.text
            assert entry.name not in answer.text
    for path in (f"/tablet/sheets/{beside.id}", f"/api/v1/sheets/{beside.id}", f"/office/judging/sheets/{beside.id}"):
        assert client.get(path).status_code == 403, path
    there.mark(beside, 3)
    closing.submit_sheet(sheets.one(beside.id), seen=None, by=there.user_of(beside), at=make.AT)
    assert client.get(f"/office/judging/sheets/{beside.id}").status_code == 403


def test_pages_of_the_office_name_no_competitor_either(app, there):
    client = as_(app.test_client(), there.chief)
    for path in paths(there):
        answer = client.get(path)
        if answer.mimetype == "text/html":
            assert not any(entry.name in answer.text or entry.unit_as_was in answer.text for entry in there.entries), (
                path
            )


def test_the_organiser_sees_progress_but_no_marks_before_closing(app, there):
    sheet = there.sheet("A1", there.entries[0])
    there.mark(sheet, 2, 39)
    organiser, auditor = as_(app.test_client(), there.organiser), as_(app.test_client(), make.user(Role.AUDITOR))
    assert organiser.get(f"/office/judging/sheets/{sheet.id}").status_code == 403
    assert auditor.get(f"/office/judging/sheets/{sheet.id}").status_code == 200
    assert "39.00" not in organiser.get(f"/office/judging/items/{there.item.id}/closing").text
    there.all_present()
    there.all_theory()
    for row in sheets.of_item(there.item.id):
        if row.id != sheet.id:
            one = sheets.one(row.id)
            there.mark(one, *[2 if a.kind == "judgement" else a.max_mark for a in sheets.aspects_of(one)])
            there.send(row.id)
    there.send(sheet.id)
    closing.close_item(there.item, by=there.chief, at=make.AT)
    assert "99.67" in organiser.get(f"/office/judging/items/{there.item.id}/closing").text
    assert organiser.get(f"/office/judging/sheets/{sheet.id}").status_code == 200


def send(client, sheet, marks, *, first=1, base=""):
    operations = [
        {"id": f"operation-{n}", "aspect": aspect, "value": value, "base": base}
        for n, (aspect, value) in enumerate(marks.items(), first)
    ]
    return client.post(f"/api/v1/sheets/{sheet.id}/operations", json={"device": "tablet", "operations": operations})


def test_a_form_by_http_takes_ten_statements_and_one_transaction(app, there, statements):
    # once a minute it takes one more: who sends
    sheet = there.sheet("A1", there.entries[0])
    client = as_(app.test_client(), there.user_of(sheet))
    client.get(f"/api/v1/sheets/{sheet.id}")
    judged, measured = (str(aspect.id) for aspect in sheets.aspects_of(sheet))
    db.session.remove()
    statements.clear()
    said = send(client, sheet, {judged: "2", measured: "39"}).json
    assert (said["version"], [each["state"] for each in said["operations"]]) == (2, ["kept", "kept"])
    assert len(statements) <= 11, statements
    statements.clear()
    assert send(client, sheet, {judged: "3"}, first=3, base="operation-1").json["operations"][0]["state"] == "kept"
    assert len(statements) <= 10, statements
    statements.clear()
    # nothing is written when everything was kept before
    send(client, sheet, {judged: "3"}, first=3, base="operation-1")
    assert len(statements) <= 5, statements


def test_the_same_sending_gets_the_first_answer_again(app, there):
    sheet = there.sheet("A1", there.entries[0])
    client = as_(app.test_client(), there.user_of(sheet))
    aspect = str(sheets.aspects_of(sheet)[0].id)
    first = send(client, sheet, {aspect: "2"})
    again = send(client, sheet, {aspect: "2"})
    assert (first.status_code, first.json) == (again.status_code, again.json)


def test_two_tablets_on_one_sheet_are_shown_both_marks_and_the_judge_says_which(app, there):
    sheet = there.sheet("A1", there.entries[0])
    client = as_(app.test_client(), there.user_of(sheet))
    aspect = str(sheets.aspects_of(sheet)[0].id)
    send(client, sheet, {aspect: "2"})
    (second,) = send(client, sheet, {aspect: "1"}, first=2).json["operations"]
    assert (second["state"], second["mark"], second["newest"]) == ("conflict", "2", "operation-1")
    chosen = client.post(f"/api/v1/sheets/{sheet.id}/choice", json={"operation": "operation-2", "take": True}).json
    assert chosen["operations"][0]["mark"] == "1"
    again = client.post(f"/api/v1/sheets/{sheet.id}/choice", json={"operation": "operation-2", "take": False})
    assert again.status_code == 422
    assert client.get(f"/api/v1/sheets/{sheet.id}").json["marks"] == {aspect: "1"}


def test_the_chief_sees_both_marks_and_decides_with_a_reason(app, there):
    sheet = there.sheet("A1", there.entries[0])
    client = as_(app.test_client(), there.user_of(sheet))
    aspect = str(sheets.aspects_of(sheet)[0].id)
    send(client, sheet, {aspect: "2"})
    send(client, sheet, {aspect: "1"}, first=2)
    chief = as_(app.test_client(), there.chief)
    path = f"/office/judging/items/{there.item.id}/conflicts"
    page = chief.get(path, headers=EN)
    assert "Keep 2" in page.text
    assert "Take 1" in page.text
    told = {"operation": "operation-2", "take": "y", "reason": ""}
    settle = f"/office/judging/sheets/{sheet.id}/conflicts"
    assert chief.post(settle, data=told, headers=EN).status_code == 422
    assert chief.post(settle, data={**told, "reason": "裁判员确认后者"}).status_code == 302
    page = chief.get(path, headers=EN)
    assert "裁判员确认后者" in page.text
    assert "Keep 2" not in page.text
    assert sheets.marks_on(sheet.id) == {int(aspect): 1}
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"device": "x", "operations": []}, {"device": "x", "operations": [{"id": "short", "aspect": 1, "value": "1"}]},
     {"device": "x", "operations": [{"id": "operation-1", "aspect": "x", "value": "1"}]},
     {"device": "x", "operations": [{"id": "operation-1", "aspect": 1, "value": "NaN?"}]},
     {"device": "x", "operations": [{"id": "operation-1", "aspect": 1, "value": "1"}] * 201}],
)  # fmt: skip
def test_what_is_not_a_sending_is_refused(app, there, body):
    sheet = there.sheet("A1", there.entries[0])
    client = as_(app.test_client(), there.user_of(sheet))
    answer = client.post(f"/api/v1/sheets/{sheet.id}/operations", json=body)
    assert answer.status_code == 422
    assert answer.json["error"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1", "1e9"])
def test_no_strange_number_becomes_a_mark(app, there, value):
    sheet = there.sheet("A2", there.entries[0])
    client = as_(app.test_client(), there.user_of(sheet))
    answer = send(client, sheet, {str(sheets.aspects_of(sheet)[0].id): value})
    assert answer.status_code == 422 or answer.json["operations"][0]["state"] == "refused"
    assert sheets.marks_on(sheet.id) == {}


def test_a_whole_marking_by_pages(app, there):
    chief, item = as_(app.test_client(), there.chief), there.item.id
    said = {f"presence-{entry.id}": "present" for entry in there.entries}
    assert chief.post(f"/office/judging/items/{item}/presence", data=said).status_code == 302
    assert all(each.presence is Presence.PRESENT for each in rosters.competitors(item))
    first = there.entries[0].id
    wrong = chief.post(f"/office/judging/items/{item}/presence", data={**said, f"time-{first}": "half past"})
    assert wrong.status_code == 422
    assert "half past" in wrong.text
    assert {each.seconds for each in rosters.competitors(item)} == {None}
    chief.post(f"/office/judging/items/{item}/presence", data={**said, f"time-{first}": "1:05:07"})
    assert next(each.seconds for each in rosters.competitors(item)) == 3907
    marks = {f"mark-{entry.number}": "77,5" for entry in there.entries}
    assert chief.post(f"/office/judging/items/{item}/theory", data=marks).status_code == 302
    assert [each.theory for each in rosters.competitors(item)] == [Decimal("77.5")] * 2
    for row in sheets.of_item(item):
        sheet = sheets.one(row.id)
        judge = as_(app.test_client(), there.user_of(sheet))
        told = {str(a.id): "2" if a.kind == "judgement" else str(a.max_mark) for a in sheets.aspects_of(sheet)}
        assert send(judge, sheet, told).status_code == 200
        assert judge.post(f"/tablet/sheets/{sheet.id}/submit", data={"seen_version": 2}).status_code == 302
        assert judge.post(f"/office/judging/sheets/{sheet.id}/check").status_code == 403
        assert chief.post(f"/office/judging/sheets/{sheet.id}/check", data={"seen_version": 3}).status_code == 302
    assert {row.state for row in sheets.of_item(item)} == {SheetState.CHECKED}
    assert as_(app.test_client(), there.organiser).post(f"/office/judging/items/{item}/close").status_code == 403
    assert chief.post(f"/office/judging/items/{item}/close").status_code == 302
    assert [m.practice for m in queries.closed_marks(item)] == [Decimal("99.67")] * 2


def test_a_scheme_is_looked_at_before_it_is_stored(app):
    item, organiser = make.item(), make.user(Role.ORGANISER)
    client = as_(app.test_client(), organiser)
    file = (io.BytesIO(scheme_workbook(tree())), "方案.xlsx")
    shown = client.post(f"/office/judging/items/{item.id}/scheme/preview", data={"file": file, "lang": "en"})
    assert shown.status_code == 200
    assert rosters.schemes(item.id) == []
    packed = shown.text.split('name="workbook"')[1].split('value="')[1].split('"')[0]
    data = {"workbook": packed, "name": "方案.xlsx", "reason": ""}
    assert client.post(f"/office/judging/items/{item.id}/scheme", data=data).status_code == 302
    scheme = rosters.scheme(rosters.schemes(item.id)[0].id)
    assert rosters.tree(scheme) == tree()
    forged = client.post(f"/office/judging/items/{item.id}/scheme", data={**data, "workbook": packed[:-3] + "abc"})
    assert forged.status_code == 422
    assert client.post(f"/office/judging/schemes/{scheme.id}/lock", data={"reason": ""}).status_code == 302


def test_what_is_no_workbook_is_refused_in_the_form(app):
    item, client = make.item(), as_(app.test_client(), make.user(Role.ORGANISER))
    file = (io.BytesIO(b"not a workbook"), "x.xlsx")
    assert client.post(f"/office/judging/items/{item.id}/scheme/preview", data={"file": file}).status_code == 422


def test_naming_and_opening_by_pages(app):
    there = hall(1, opened=False)
    client, judge = as_(app.test_client(), there.organiser), make.user(Role.JUDGE)
    data = {
        "user_id": judge.id,
        "organisation_id": make.organisation().id,
        "seat": "reserve",
        "qualification": "高级考评员",
    }
    assert client.post(f"/office/judging/items/{there.item.id}/judges", data=data).status_code == 302
    assert rosters.seat(judge.id, there.item.id).position == 2
    nobody = make.user(Role.ORGANISER)
    data = {**data, "user_id": nobody.id}
    assert client.post(f"/office/judging/items/{there.item.id}/judges", data=data).status_code == 422
    opening = f"/office/judging/items/{there.item.id}/sheets"
    assert client.post(opening).status_code == 422
    as_(app.test_client(), judge).post(f"/tablet/items/{there.item.id}/commitment")
    assert client.post(opening).status_code == 302
    assert len(sheets.of_item(there.item.id)) == 4


def test_the_roster_shows_a_conflict_before_it_happens(app):
    there = hall(1, opened=False)
    make.entry(there.item, number=42, organisation=there.judges[0].organisation)
    page = as_(app.test_client(), there.organiser).get(f"/office/judging/items/{there.item.id}/judges?lang=en").text
    assert "Competitor 42" in page


def test_theory_marks_from_a_workbook_name_the_row_that_is_wrong(app, there):
    from competition.foundation.spreadsheets import Column, Sheet, workbook

    client, url = as_(app.test_client(), there.chief), f"/office/judging/items/{there.item.id}/theory/import"
    columns = (Column("参赛编号", kind="whole"), Column("理论成绩", kind="text"))
    bad = workbook([Sheet("理论", columns, [(1, "八十"), (2, "90")])])
    assert client.post(url, data={"file": (io.BytesIO(bad), "a.xlsx")}).status_code == 422
    good = workbook([Sheet("理论", columns, [(1, "81.25"), (2, "90")])])
    assert client.post(url, data={"file": (io.BytesIO(good), "a.xlsx")}).status_code == 302
    assert [each.theory for each in rosters.competitors(there.item.id)] == [Decimal("81.25"), Decimal(90)]


def test_lists_ask_little_of_the_database(app, there, statements):
    client, item_id = as_(app.test_client(), there.chief), there.item.id

    def asked(path):
        client.get(path)
        db.session.remove()
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    assert asked("/office/judging") <= 6
    few = asked(f"/office/judging/items/{item_id}")
    assert few <= 16
    item = db.session.get(Item, item_id)
    for number in range(20, 30):
        make.entry(item, number=number)
    marking.open_sheets(item, by=make.user(Role.ORGANISER), at=make.AT)
    assert asked(f"/office/judging/items/{item_id}") == few


def test_a_judges_menu_and_work(app, there):
    from competition.judging import menu, today

    judge = db.session.get(User, there.judges[0].user_id)
    with app.test_request_context("/?lang=en"):
        assert [link.endpoint for link in menu.links(judge)] == [
            "tablet.show_my_sheets",
            "judging_pool.show_my_record",
        ]
        assert [(w.count, w.url) for w in today.waiting(judge, make.AT)] == [(4, "/tablet")]
        sheet = there.sheet("A1", there.entries[0], 2)
        there.mark(sheet, 2)
        closing.submit_sheet(sheets.one(sheet.id), seen=None, by=there.user_of(sheet), at=make.AT)
        assert [w.count for w in today.waiting(there.chief, make.AT)] == [1]


@pytest.mark.parametrize("page", ["presence", "theory"])
def test_before_the_draw_a_page_by_number_says_who_draws(app, page):
    item = make.item()
    make.entry(item, number=None)
    text = as_(app.test_client(), make.user(Role.ORGANISER)).get(f"/office/judging/items/{item.id}/{page}").text
    assert "尚未抽签" in text
    assert f"/office/registration/{item.competition_id}" in text
    assert 'name="mark-None"' not in text


@pytest.mark.parametrize("field", ["user_id", "organisation_id"])
def test_nobody_and_no_unit_is_named_by_itself(app, there, field):
    url = f"/office/judging/items/{there.item.id}/judges"
    candidate = make.user(Role.JUDGE)
    said = {"user_id": candidate.id, "seat": "scoring", "organisation_id": make.organisation().id, field: 0}
    answer = as_(app.test_client(), there.organiser).post(url, data=said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
