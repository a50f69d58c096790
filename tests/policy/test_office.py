"""The office's pages for policy tables: cells, YAML and files, the check by a second person, what is touched."""

from datetime import date
from io import BytesIO

import pytest

from competition.accounts.rules import Role
from competition.foundation.database import db
from competition.foundation.media import Piece
from competition.funding import decisions
from competition.policy import actions, queries, reader
from competition.policy.actions import DraftData
from competition.policy.models import TableDraft
from tests import make
from tests.funding.build import Office, held, verbs

EN = {"Accept-Language": "en"}
RANKS, ENDS = "funding.prize.by_rank", date(2099, 1, 1)
PDF = b"%PDF-1.7 scan"


def sent(**more):
    return {
        "first_day": "2099-01-01",
        "document_title": "淄博市竞赛奖励办法",
        "document_number": "淄人社发〔2098〕1号",
        "scan": (BytesIO(PDF), "文件.pdf"),
        **more,
    }


def draft(table: str = RANKS, value: str = "municipal_1: {1: 600000}", first_day: date = ENDS, reason: str = ""):
    told = DraftData(first_day, value, "办法", "淄人社发〔2098〕1号", reason, Piece("文件.pdf", PDF))
    return actions.draft_value(table, told, by=make.user(Role.ORGANISER), at=make.AT)


@pytest.fixture
def organiser(client):
    return make.sign_in(client, make.user(Role.ORGANISER))


def test_the_list_has_every_table_and_every_draft(organiser):
    draft()
    page = organiser.get("/office/policy", headers=EN).text
    assert page.count("Draft a new value<") == len(reader.book().tables())
    assert "Waits for a second person" in page


def test_cells_begin_with_what_stands_and_are_kept_as_fen(organiser):
    address = f"/office/policy/tables/{RANKS}/draft"
    page = organiser.get(address, headers=EN).text
    assert 'name="cells-municipal_1.1" value="5,000.00"' in page
    assert 'name="cells-municipal_2.6" value=""' in page
    cells = {"cells-municipal_2.1": "", "cells-municipal_1.2": "3000.5", "cells-municipal_1.1": "6,000"}
    cells |= {"cells-world.1": "7", "cells-county.1": "1"}
    answer = organiser.post(address, data=sent(**cells), headers=EN)
    assert answer.status_code == 302
    kept = db.session.scalar(db.select(TableDraft))
    # in the table's order, and without what it does not offer
    assert kept.value_text == "world:\n  1: 700\nmunicipal_1:\n  1: 600000\n  2: 300050\n"
    assert queries.scan(kept.id) == (PDF, "文件.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"cells-municipal_1.1": "viel"}, "Municipal, category I · Place 1: write an amount in yuan"),
        ({"cells-municipal_1.2": "5"}, "without a gap, not: 2"),
        ({"cells-world.1": "500,000.01"}, "above its ceiling"),
        ({"cells-municipal_1.1": ""}, "keys and values"),
    ],
)
def test_a_wrong_cell_is_named_and_what_was_typed_stays(organiser, cells, told):
    answer = organiser.post(f"/office/policy/tables/{RANKS}/draft", data=sent(**cells), headers=EN)
    assert answer.status_code == 422
    assert told in answer.text
    for name, typed in cells.items():
        assert f'name="{name}" value="{typed}"' in answer.text
    # the scan waits with the form
    assert "is kept here for a day" in answer.text
    assert db.session.scalar(db.select(TableDraft)) is None


def test_a_yaml_file_goes_before_the_cells(organiser):
    file = (BytesIO(b"municipal_2: {1: 400000}"), "value.yaml")
    answer = organiser.post(
        f"/office/policy/tables/{RANKS}/draft", data=sent(value_file=file, **{"cells-world.1": "x"}), headers=EN
    )
    assert answer.status_code == 302
    assert queries.value(db.session.scalar(db.select(TableDraft))).value == {"municipal_2": {1: 400000}}


def test_a_table_of_rules_is_written_as_yaml(organiser):
    address = "/office/policy/tables/results.tie_order/draft"
    assert "higher_is_better: false" in organiser.get(address, headers=EN).text
    text = "- {part: practice, higher_is_better: true}"
    answer = organiser.post(address, data=sent(value_text=text), headers=EN)
    assert answer.status_code == 302
    assert len(queries.value(db.session.scalar(db.select(TableDraft))).value) == 1


def test_a_second_person_sees_what_changes_and_enacts_it(client):
    made = draft()
    finance = make.sign_in(client, make.user(Role.FINANCE_OFFICER))
    page = finance.get(f"/office/policy/drafts/{made.id}", headers=EN).text
    row = page[page.index("Municipal, category I · Place 1") :]
    assert row.index("differs") < row.index("5,000.00") < row.index("6,000.00")
    assert "Decisions it touches" not in page
    # a level left out gets nothing from then on, which is a difference too
    assert "WorldSkills Competition · Place 1" in page
    finance.post(f"/office/policy/drafts/{made.id}/enact", data={"seen_version": made.version}, headers=EN)
    assert queries.book().on(ENDS, RANKS).value == {"municipal_1": {1: 600000}}
    shown = client.get("/policy/tables", headers=EN).text
    assert "淄人社发〔2098〕1号" in shown
    assert "policy tables to check" not in client.get("/office", headers=EN).text


def test_its_author_is_offered_no_check_and_may_change_it(client):
    made = draft()
    author = make.sign_in(client, made.drafted_by)
    page = author.get(f"/office/policy/drafts/{made.id}", headers=EN).text
    assert "/enact" not in page
    assert author.post(f"/office/policy/drafts/{made.id}/enact", headers=EN).status_code == 403
    address = f"/office/policy/drafts/{made.id}/change"
    assert 'name="cells-municipal_1.1" value="6,000.00"' in author.get(address, headers=EN).text
    told = {key: one for key, one in sent(**{"cells-municipal_1.1": "7000"}).items() if key != "scan"}
    answer = author.post(address, data=told | {"seen_version": str(made.version)}, headers=EN)
    assert answer.status_code == 302
    db.session.expire_all()
    assert (queries.value(made).value, queries.scan(made.id)[0]) == ({"municipal_1": {1: 700000}}, PDF)
    # an old page overwrites nothing
    assert author.post(address, data=told | {"seen_version": "1"}, headers=EN).status_code in (409, 422)
    assert queries.value(db.session.get(TableDraft, made.id)).value == {"municipal_1": {1: 700000}}


def test_a_returned_draft_tells_its_author_why(client):
    made = draft()
    other = make.sign_in(client, make.user(Role.ORGANISER))
    other.post(f"/office/policy/drafts/{made.id}/return", data={"reason": "第2名缺失"}, headers=EN)
    author = make.sign_in(client, db.session.get(TableDraft, made.id).drafted_by)
    assert "policy tables returned to mend" in author.get("/office", headers=EN).text
    assert "第2名缺失" in author.get(f"/office/policy/drafts/{made.id}/change", headers=EN).text


def test_a_value_that_holds_backwards_names_the_decisions_it_touches_and_keeps_them(client):
    office, competition = Office(), held()
    claim = office.approved_claim(competition)
    elsewhere = office.approved_claim(held(starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 2)))
    before = claim.amount_fen, claim.decision
    made = draft("funding.host.by_level", "municipal_1: 1000000", date(2026, 8, 2), "追溯执行")
    checker = make.sign_in(client, office.one)
    page = checker.get(f"/office/policy/drafts/{made.id}", headers=EN).text
    assert "Decisions it touches</h2>" not in page
    assert "Decisions it touches (1)" in page
    assert competition.name in page
    assert elsewhere.competition.name not in page
    checker.post(f"/office/policy/drafts/{made.id}/enact", data={"seen_version": made.version}, headers=EN)
    db.session.expire_all()
    kept = db.session.get(TableDraft, made.id)
    assert kept.touched == [{"record": f"funding_host_claims#{claim.id}", "about": competition.name}]
    assert "policy.value_enacted" in verbs()
    # what was decided stays as it was; what is decided now goes by the new value
    assert (claim.amount_fen, claim.decision) == before
    assert decisions.most_for_host(competition, queries.book()) == 1000000
    assert "Host" in checker.get(f"/office/policy/drafts/{made.id}", headers=EN).text


def test_the_scan_is_for_the_office_only(client):
    made = draft()
    assert client.get(f"/office/policy/drafts/{made.id}/scan").status_code == 302
    auditor = make.sign_in(client, make.user(Role.AUDITOR))
    answer = auditor.get(f"/office/policy/drafts/{made.id}/scan")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
