"""The directory's pages: who opens them, what they mask, what a look leaves behind."""

import io
import re

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from competition.accounts.rules import Role, Scope
from competition.directory import queries, records
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from tests import make
from tests.directory.test_actions import BORN, CODE, MALE, OTHER_CODE

EN = {"Accept-Language": "en"}
PHONE = "13812341234"


@pytest.fixture
def person(app):
    index = records.index_of(MALE)
    return make.person(name="王芳", birth_date=BORN, id_number=MALE, id_number_index=index, phone=PHONE)


def of(app, role, **scope):
    return make.sign_in(app.test_client(), make.user(role, **scope))


@pytest.fixture
def keeper(app):
    return of(app, Role.ORGANISER)


def every_page(person):
    return [
        "/office/directory/persons",
        "/office/directory/persons?q=王芳",
        f"/office/directory/persons/{person.id}",
        "/office/directory/duplicates",
        "/office/directory/organisations",
        f"/office/directory/organisations/{make.organisation().id}",
    ]


def test_no_page_shows_a_whole_number_or_telephone(keeper, person):
    make.person(name="王芳", birth_date=None)
    for path in every_page(person):
        page = keeper.get(path, headers=EN)
        assert page.status_code == 200
        assert MALE not in page.text, path
        assert PHONE not in page.text, path
    page = keeper.get(f"/office/directory/persons/{person.id}", headers=EN).text
    assert f"37{'*' * 13}{MALE[-3:]}" in page
    assert "138****1234" in page


def test_a_look_needs_a_reason_shows_the_number_once_and_is_logged(keeper, person):
    path = f"/office/directory/persons/{person.id}/number"
    refused = keeper.post(path, data={"reason": " "}, headers=EN)
    assert refused.status_code == 422
    assert MALE not in refused.text
    looked = keeper.post(path, data={"reason": "核对原件"}, headers=EN)
    assert MALE in looked.text
    assert looked.headers["Cache-Control"] == "no-store"
    seen = db.session.scalars(sa.select(TrailRow).filter_by(verb="directory.number_seen")).all()
    assert ["核对原件" in row.note for row in seen] == [True]
    assert keeper.get(path).status_code == 405


WHOLE = [
    (Role.ORGANISER, Scope.CITY, 200),
    (Role.FINANCE_OFFICER, Scope.CITY, 200),
    (Role.AUDITOR, Scope.CITY, 403),
    (Role.ORGANISER, Scope.COMPETITION, 403),
    (Role.SUPERVISOR, Scope.COMPETITION, 403),
    (Role.DELEGATION_LEADER, Scope.ORGANISATION, 403),
    (Role.JUDGE, Scope.ITEM, 403),
]


@pytest.mark.parametrize(("role", "scope", "status"), WHOLE)
def test_only_the_citys_organisers_and_finance_officers_look(app, person, role, scope, status):
    browser = of(app, role, scope=scope, scope_id=None if scope is Scope.CITY else 1)
    answer = browser.post(f"/office/directory/persons/{person.id}/number", data={"reason": "核对"}, headers=EN)
    assert answer.status_code == status
    assert (MALE in answer.text) is (status == 200)


def test_nobody_signed_out_opens_a_page(client, person):
    for path in every_page(person):
        assert client.get(path).status_code in (302, 303)


def test_an_auditor_reads_a_person_and_changes_nothing(app, person):
    browser = of(app, Role.AUDITOR)
    path = f"/office/directory/persons/{person.id}"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"name": "改名"}).status_code == 403
    assert browser.get("/office/directory/duplicates").status_code == 403


def test_a_wrong_number_is_shown_at_its_field_with_all_that_was_typed(keeper, person):
    page = keeper.post(
        f"/office/directory/persons/{person.id}",
        data={"name": "王小芳", "id_number": MALE[:17], "sex": "", "birth_date": ""},
        headers=EN,
    )
    assert page.status_code == 422
    assert re.search(r'id="id_number-error"[^>]*>\s*<div>The ID number does not have 18 characters', page.text)
    assert 'value="王小芳"' in page.text


def test_duplicates_are_offered_and_merged_with_a_trace_on_the_page(keeper, person):
    other = make.person(name="王芳", birth_date=None)
    page = keeper.get("/office/directory/duplicates", headers=EN).text
    assert page.count("Keep this one") >= 2
    path = f"/office/directory/persons/{person.id}/merge/{other.id}"
    assert keeper.post(path, data={"reason": ""}, headers=EN).status_code == 422
    long = keeper.post(path, data={"reason": "长" * 301}, headers=EN)
    assert long.status_code == 422
    done = keeper.post(path, data={"reason": "同一人"}, headers=EN, follow_redirects=True)
    assert "The two records of 王芳 are one now" in done.text
    assert "No duplicates" in done.text
    trace = keeper.get(f"/office/directory/persons/{person.id}", headers=EN).text
    assert f"#{other.id}" in trace
    assert "同一人" in trace
    # the merged record is gone from the list and stays in the table
    assert [row.id for row in queries.persons("王芳", 1).rows] == [person.id]


@pytest.mark.parametrize("wanted", ["王芳", "wangfang", "wf"])
def test_a_person_is_found_by_name_pinyin_and_initials(keeper, wanted):
    keeper.post(f"/office/directory/persons/{make.person(name='甲').id}", data={"name": "王芳", "sex": ""})
    assert "王芳" in keeper.get(f"/office/directory/persons?q={wanted}", headers=EN).text
    assert "Nobody found" in keeper.get("/office/directory/persons?q=李强", headers=EN).text


def test_a_unit_is_added_found_by_its_code_and_taken_out(keeper):
    data = {"name": "=淄博陶瓷厂", "credit_code": CODE, "kind": "enterprise", "division_code": "370303"}
    added = keeper.post("/office/directory/organisations/new", data=data, headers=EN, follow_redirects=True)
    assert "was added" in added.text
    assert "淄博陶瓷厂" in keeper.get(f"/office/directory/organisations?q={CODE}", headers=EN).text
    assert "No unit found" in keeper.get(f"/office/directory/organisations?q={OTHER_CODE}", headers=EN).text
    taken = keeper.get("/office/directory/organisations.xlsx", headers=EN)
    cells = [cell for row in load_workbook(io.BytesIO(taken.data)).active.iter_rows() for cell in row]
    kinds = {cell.value: cell.data_type for cell in cells}
    # a name that begins like a formula is text and nothing else
    assert (kinds[CODE], kinds["=淄博陶瓷厂"]) == ("s", "s")
    assert "f" not in kinds.values()


def test_the_lists_ask_the_same_of_the_database_however_long(keeper, statements):
    for path, maker in (("organisations", make.organisation), ("persons", make.person)):
        counts = []
        for _ in range(2):
            maker()
            db.session.expire_all()
            statements.clear()
            assert keeper.get(f"/office/directory/{path}").status_code == 200
            counts.append(len(statements))
            for _ in range(9):
                maker()
        assert counts[0] == counts[1], path
