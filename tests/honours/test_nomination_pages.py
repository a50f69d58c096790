"""The pages of lists of nominees: the office reviews and enters, everyone reads and objects."""

import pytest

from competition.accounts.rules import Role, Scope
from competition.foundation import clock, spreadsheets
from competition.foundation.database import db
from competition.honours import nominating, nominations
from competition.honours.nomination_models import ListObjection, NominationList
from competition.honours.title_rules import PAPERS, ListKind, ListState
from tests import make
from tests.honours import build

EN = {"Accept-Language": "en"}


@pytest.fixture
def office(client):
    return make.sign_in(client, make.user(Role.ORGANISER))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)


def sent(client, path, **data):
    return client.post(path, data=data, headers=EN)


def test_an_organiser_proposes_reviews_and_puts_out_a_list(office):
    result = build.result(2)
    lists = "/office/honours/lists"
    answer = sent(office, f"/office/honours/competitions/{result.item.competition_id}/lists/title_list")
    assert answer.status_code == 302
    of = db.session.scalars(db.select(NominationList)).one()
    page = f"{lists}/{of.id}"
    text = office.get(page, headers=EN).text
    assert "place 1 is within the first 2" in text
    assert "Example, until the bureau sets its own" in text
    first, second = of.nominees
    refused = sent(office, f"/office/honours/nominees/{first.id}", verdict="strike")
    assert refused.status_code == 422
    assert "Give the reason." in refused.text
    assert sent(office, f"/office/honours/nominees/{first.id}", verdict="strike", reason="替考").status_code == 302
    assert sent(office, f"/office/honours/nominees/{second.id}", verdict="keep", papers=list(PAPERS)).status_code == 302
    assert sent(office, f"{page}/notice").status_code == 302
    db.session.expire_all()
    assert db.session.get(NominationList, of.id).state is ListState.ON_NOTICE
    public = office.get(f"/honours/lists/{of.id}", headers=EN).text
    assert f"<strong>{second.name_as_was}</strong>" in public
    assert f"<strong>{first.name_as_was}</strong>" not in public
    assert "Object to this list" in public


def test_a_list_on_review_is_nobodys_to_read_and_an_auditor_changes_nothing(client):
    of = build.proposed(build.result(1))
    assert client.get(f"/honours/lists/{of.id}").status_code == 404
    assert "No list is on public notice" in client.get("/honours/lists", headers=EN).text
    make.sign_in(client, make.user(Role.AUDITOR))
    text = client.get(f"/office/honours/lists/{of.id}", headers=EN).text
    assert of.nominees[0].name_as_was in text
    assert 'value="keep"' not in text


def test_the_bureau_gives_and_an_organiser_of_the_competition_only_proposes_and_reviews(client):
    result = build.result(1)
    scoped = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=result.item.competition_id)
    make.sign_in(client, scoped)
    of = build.proposed(result)
    page = f"/office/honours/lists/{of.id}"
    one = of.nominees[0]
    assert sent(client, f"/office/honours/nominees/{one.id}", verdict="keep", papers=list(PAPERS)).status_code == 302
    assert sent(client, f"{page}/notice").status_code == 403


def test_everyone_objects_under_their_name_and_reads_the_answer_with_the_receipt(client):
    of = build.on_notice(build.result(1))
    page = f"/honours/lists/{of.id}/objection"
    answer = sent(client, page, name="王五", contact="13800000000", text="系在校学生")
    assert answer.status_code == 302
    one = db.session.scalars(db.select(ListObjection)).one()
    nominating.answer_objection(one, False, "经核实为在职职工", by=build.organiser(), at=make.AT)
    told = client.get(f"/honours/lists/objections?receipt={one.receipt}", headers=EN).text
    assert "经核实为在职职工" in told
    assert "王五" not in told
    assert "no objection with this receipt" in client.get("/honours/lists/objections?receipt=YM1", headers=EN).text


def test_an_entered_list_leads_to_the_register_and_the_office_answers_on_its_page(office):
    of = build.on_notice(build.result(2))
    nominating.receive_objection(of, "王五", "13800000000", "异议", at=make.AT)
    page = f"/office/honours/lists/{of.id}"
    assert "王五" in office.get(page, headers=EN).text
    one = db.session.scalars(db.select(ListObjection)).one()
    said = {"answer": "不成立", "seen_version": one.version}
    assert sent(office, f"/office/honours/lists/objections/{one.id}", **said).status_code == 302
    nominating.enter_list(nominations.one(of.id), "淄人社发〔2026〕30号", None, by=build.organiser(), at=build.LATER)
    assert "ZB2026-T-00002" in office.get(f"/honours/lists/{of.id}", headers=EN).text
    assert "ZB2026-T-00001" in office.get(page, headers=EN).text


@pytest.mark.parametrize("kind", ListKind)
def test_a_list_is_taken_out_as_excel_and_as_pdf(office, kind):
    of = build.on_notice(build.result(4), kind)
    page = f"/office/honours/lists/{of.id}"
    (rows,) = spreadsheets.read_sheets(office.get(f"{page}.xlsx", headers=EN).data).values()
    assert [row[0] for row in rows[3:]] == [one.name_as_was for one in of.nominees]
    assert office.get(f"{page}.pdf", headers=EN).data.startswith(b"%PDF")


def test_a_certificate_of_a_level_is_noted_on_the_page(office):
    of = build.on_notice(build.result(3), ListKind.LEVEL)
    nominating.enter_list(of, "淄人社发〔2026〕31号", None, by=build.organiser(), at=build.LATER)
    page = f"/office/honours/lists/{of.id}"
    one = of.kept[0]
    assert sent(office, f"/office/honours/nominees/{one.id}/certificate", number="S0001").status_code == 302
    assert "S0001" in office.get(page, headers=EN).text
    path = f"/office/honours/nominees/{one.id}/certificate/correct"
    assert sent(office, path, number="S0007", reason=" ").status_code == 422
    assert sent(office, path, number="S0007", reason="看错一位").status_code == 302
    told = office.get(page, headers=EN).text
    assert "S0007" in told
    assert "S0001" not in told


def test_a_list_is_dropped_and_a_new_one_proposed(office):
    result = build.result(1)
    of = build.proposed(result)
    page = f"/office/honours/lists/{of.id}"
    assert sent(office, f"{page}/drop", reason="重新核对").status_code == 302
    assert build.proposed(result).number == 2
