"""The register in the office: who may do what, and what the lists cost."""

import csv
import io

import pytest
from openpyxl import load_workbook

from competition.accounts.models import User
from competition.accounts.rules import Role, Scope
from competition.directory.models import Organisation
from competition.foundation.database import db
from competition.foundation.trail import TrailRow
from competition.honours import actions, menu, printing, today
from competition.honours.models import CertificatePrint, HonourEntry
from competition.honours.rules import EntryState
from competition.policy import reader
from competition.results.rules import ResultState
from tests import make
from tests.honours import build
from tests.honours.build import GOLD, SILVER, TITLE, entered, entry, revoke

EN = {"Accept-Language": "en"}


def organiser(client):
    return make.sign_in(client, make.user(Role.ORGANISER, name="刘主任"))


def paths(result):
    one = entry(GOLD).id
    return {
        "/office/honours": ("organiser", "auditor"),
        "/office/honours/entries": ("organiser", "auditor"),
        f"/office/honours/entries/{one}": ("organiser", "auditor"),
        "/office/honours/register.xlsx": ("organiser", "auditor"),
        f"/office/honours/entries/{one}/correct": ("organiser",),
        "/office/certificates": ("leader", "host"),
    }


def people(result):
    unit = entry(GOLD).organisation_id
    return {
        "organiser": make.user(Role.ORGANISER),
        "auditor": make.user(Role.AUDITOR),
        "leader": make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit),
        "host": make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=result.item.competition.host_id),
        "finance": make.user(Role.FINANCE_OFFICER),
        "judge": make.user(Role.JUDGE),
    }


def test_each_part_opens_its_pages_and_no_others(app):
    result = entered()
    who = people(result)
    for name, person in who.items():
        client = make.sign_in(app.test_client(), person)
        for path, allowed in paths(result).items():
            assert client.get(path).status_code == (200 if name in allowed else 403), (name, path)
    assert app.test_client().get("/office/honours").status_code in (302, 403)


POSTS = ["entries/{one}/revoke", "entries/{one}/correct", "results/{result}/enter", "competitions/{competition}/host"]


@pytest.mark.parametrize("path", [*POSTS, "results/{result}/certificates.pdf", "entries/{one}/certificate.pdf"])
def test_an_organiser_of_another_competition_changes_and_prints_nothing(app, path):
    result = entered()
    values = {"one": entry(GOLD).id, "result": result.id, "competition": result.item.competition_id}
    other = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)
    auditor = make.user(Role.AUDITOR)
    for person in (other, auditor):
        client = make.sign_in(app.test_client(), person)
        answer = client.post(f"/office/honours/{path.format(**values)}", data={"reason": "x", "document_number": "x"})
        assert answer.status_code == 403, person.roles
    assert entry(GOLD).stands
    assert db.session.scalars(db.select(CertificatePrint)).all() == []


def test_an_organiser_of_one_competition_reads_only_its_entries(app):
    result = entered()
    competition_id = make.competition().id
    other = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=competition_id)
    own = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=result.item.competition_id)
    strange, at_home = make.sign_in(app.test_client(), other), make.sign_in(app.test_client(), own)
    assert "王小明" not in strange.get("/office/honours/entries").text
    assert strange.get(f"/office/honours/entries/{entry(GOLD).id}").status_code == 403
    assert "王小明" in at_home.get("/office/honours/entries").text


def test_a_result_is_entered_once_by_its_button(client):
    result = build.announced(build.entries(make.item(name="焊工"), 3))
    organiser(client)
    assert "waits to be entered" in client.get("/office/honours", headers=EN).text
    url = f"/office/honours/results/{result.id}/enter"
    assert client.post(url, headers=EN).status_code == 302
    page = client.get("/office/honours", headers=EN).text
    assert "3 entries were made." in page
    assert "3 entries" in page
    assert "waits to be entered" not in page
    assert client.post(url).status_code == 422
    assert len(db.session.scalars(db.select(HonourEntry)).all()) == 3


def test_a_form_sent_twice_enters_a_host_once(client):
    competition = build.held()
    organiser(client)
    url, data = f"/office/honours/competitions/{competition.id}/host", {"form_key": "k" * 32}
    assert client.post(url, data=data).status_code == 422
    data["document_number"] = "淄人社字〔2026〕20号"
    assert client.post(url, data=data).status_code == 302
    assert client.post(url, data=data).status_code == 302
    kept = db.session.scalars(db.select(HonourEntry)).all()
    assert [(e.number, e.document_number) for e in kept] == [("ZB2026-H-00001", "淄人社字〔2026〕20号")]
    assert competition.host.name in client.get("/honours").text


def test_an_entry_is_corrected_by_its_form(client):
    entered()
    organiser(client)
    url = f"/office/honours/entries/{entry(GOLD).id}/correct"
    assert 'value="王小明"' in client.get(url).text
    data = {"name": "王晓明", "unit": "淄博琉璃厂", "document_number": "", "reason": "", "seen_version": 1}
    assert client.post(url, data=data).status_code == 422
    data["reason"] = "姓名用字有误"
    assert client.post(url, data={**data, "seen_version": 7}).status_code == 422
    answer = client.post(url, data=data)
    assert answer.status_code == 302
    page = client.get(answer.location, headers=EN).text
    assert "王晓明" in page
    assert GOLD in page
    old = client.get(f"/office/honours/entries/{entry(GOLD).id}", headers=EN).text
    assert "姓名用字有误" in old
    assert "certificate.pdf" not in old
    assert client.post(url, data={**data, "name": "王小民", "seen_version": ""}).status_code == 422


def test_an_entry_is_revoked_with_a_reason_and_no_page_prints_it_any_more(client):
    entered()
    organiser(client)
    one = entry(GOLD)
    url = f"/office/honours/entries/{one.id}"
    assert client.post(f"{url}/revoke", data={"reason": " "}).status_code == 422
    assert client.post(f"{url}/revoke", data={"reason": "替考", "seen_version": one.version + 1}).status_code == 409
    assert client.post(f"{url}/revoke", data={"reason": "替考", "seen_version": one.version}).status_code == 302
    assert entry(GOLD).state is EntryState.REVOKED
    assert client.post(f"{url}/certificate.pdf").status_code == 422


def test_the_leader_takes_certificates_of_own_people_only(app):
    entered()
    one = entry(GOLD)
    url = f"/office/honours/entries/{one.id}/certificate.pdf"
    other = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=make.organisation().id)
    assert make.sign_in(app.test_client(), other).post(url).status_code == 403
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=one.organisation_id)
    client = make.sign_in(app.test_client(), leader)
    assert "王小明" in client.get("/office/certificates").text
    answer = client.post(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"
    # a second press is a second print, not a form sent twice
    assert client.post(url).data.startswith(b"%PDF")
    kept = db.session.scalars(db.select(CertificatePrint).order_by(CertificatePrint.id)).all()
    assert [(p.printed_by_id, p.reprint) for p in kept] == [(leader.id, False), (leader.id, True)]
    assert "Certificate again" in client.get("/office/certificates", headers=EN).text


def test_the_host_officer_takes_the_hosts_certificate(app):
    competition = build.held()
    honour = actions.enter_host_honour(competition, "淄人社字〔2026〕20号", by=build.organiser(), at=make.AT)
    url = f"/office/honours/entries/{honour.id}/certificate.pdf"
    for unit, status in ((competition.host_id, 200), (competition.organiser_id, 403)):
        officer = make.user(Role.HOST_OFFICER, scope=Scope.ORGANISATION, scope_id=unit)
        assert make.sign_in(app.test_client(), officer).post(url).status_code == status


def test_all_standing_certificates_of_an_item_come_in_one_file(client):
    result = entered()
    revoke(SILVER)
    organiser(client)
    answer = client.post(f"/office/honours/results/{result.id}/certificates.pdf")
    assert answer.data.startswith(b"%PDF")
    numbers = {p.entry.number for p in db.session.scalars(db.select(CertificatePrint))}
    assert numbers == {GOLD, "ZB2026-A-00003", TITLE, "ZB2026-T-00002"}


def test_the_register_is_exported_with_what_no_longer_stands(client):
    entered("=王小明", "单文", "欧阳建国")
    revoke(SILVER)
    organiser(client)
    content = client.get("/office/honours/register.xlsx?kind=award", headers=EN).data
    told = {row[0].value: row for row in load_workbook(io.BytesIO(content)).active.iter_rows() if row[0].value}
    assert [cell.value for cell in told[SILVER][-2:]] == ["Revoked", "查实替考"]
    assert told[GOLD][9].value == "Valid"
    assert told[GOLD][2].data_type == "s", "a name is never a formula"
    assert TITLE not in told


def test_a_page_of_the_office_says_whether_the_policy_value_is_an_example(client):
    entered()
    organiser(client)
    assert (
        "Example, until the bureau sets its own"
        in client.get(f"/office/honours/entries/{entry(TITLE).id}", headers=EN).text
    )


@pytest.mark.parametrize("path", ["/office/honours", "/office/honours/entries", "/office/certificates"])
def test_office_lists_ask_a_fixed_number_of_statements(app, statements, path):
    entered()
    leader = path == "/office/certificates"
    unit = entry(GOLD).organisation_id
    who = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=unit) if leader else build.organiser()
    client = make.sign_in(app.test_client(), who)

    def asked():
        client.get(path)
        db.session.remove()
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    few = asked()
    for _ in range(3):
        one = make.entry(make.item(), number=1, organisation=db.session.get(Organisation, unit))
        actions.enter_honours(build.announced([one]), reader.book(), by=build.organiser(), at=make.AT)
        build.announced(build.entries(make.item(), 2))
        build.held()
    assert asked() == few
    assert few <= 12, statements


# --- menu and today ------------------------------------------------------------------------------------------------

DESTRUCTION = "honours_retention.manage_destructions"


@pytest.mark.parametrize(
    ("role", "endpoints"),
    [
        (Role.ORGANISER, ["honours.manage_register", "honours_lists.manage_lists", DESTRUCTION]),
        (Role.AUDITOR, ["honours.manage_register", "honours_lists.manage_lists", DESTRUCTION]),
        (Role.DELEGATION_LEADER, ["honours.show_own"]),
        (Role.HOST_OFFICER, ["honours.show_own"]),
        (Role.JUDGE, []),
        (Role.FINANCE_OFFICER, [DESTRUCTION]),
    ],
)
def test_the_menu_offers_each_part_its_link(app, role, endpoints):
    user = make.user(role)
    with app.test_request_context("/"):
        assert [link.endpoint for link in menu.links(user)] == endpoints


def test_today_counts_what_waits(app):
    build.announced(build.entries(make.item(), 2))
    build.announced(build.entries(make.item(), 2), state=ResultState.ON_NOTICE)
    build.announced(build.entries(make.item(), 2), awards=())
    entered("王小明")
    one = entry(GOLD)
    leader = make.user(Role.DELEGATION_LEADER, scope=Scope.ORGANISATION, scope_id=one.organisation_id)
    elsewhere = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=make.competition().id)

    def counts(user):
        with app.test_request_context("/"):
            return [w.count for w in today.waiting(db.session.get(User, user.id), make.AT)]

    assert counts(build.organiser()) == [1]
    assert counts(elsewhere) == [0]
    assert counts(leader) == [2]
    printing.print_certificate(entry(GOLD), by=build.organiser(), at=make.AT)
    assert counts(leader) == [1]


def test_a_printer_gets_a_row_for_each_standing_certificate_and_the_trail_tells_who_took_them(client):
    entered("=王小明", "单文", "欧阳建国")
    revoke(SILVER)
    assert client.post("/office/honours/certificates.csv").status_code in (302, 403)
    organiser(client)
    rows = list(csv.reader(io.StringIO(client.post("/office/honours/certificates.csv").data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["登记编号", "证书名称", "姓名"]
    told = {row[0]: row for row in rows[1:]}
    assert SILVER not in told
    assert told[GOLD][2] == "'=王小明"
    assert told[GOLD][-1].endswith(f"/verify/{entry(GOLD).code}")
    assert "特发此证" in told[GOLD][5]
    book = load_workbook(io.BytesIO(client.post("/office/honours/certificates.xlsx").data)).active
    assert [cell.value for cell in book[1]] == rows[0]
    assert book.max_row == len(rows)
    seen = db.session.scalars(db.select(TrailRow).filter_by(verb="honours.certificate_data_seen")).all()
    assert len(seen) == 2
