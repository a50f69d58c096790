"""The results' pages: who sees what, what stays hidden, what they ask of the database, what they take out."""

import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from competition.accounts.rules import Role, Scope
from competition.foundation.database import db
from competition.results import queries
from competition.results.actions import finishing
from competition.results.models import ItemResult, Objection
from competition.results.rules import ResultState
from tests import make
from tests.results.build import DAY_AFTER, LAST_MINUTE, NOTICE, closed, computed, object_to, stored

EN = {"Accept-Language": "en"}
OBJECTION = {"name": "王异议", "contact": "13955550000", "text": "第二名的理论成绩漏计一题。"}


def browser_of(app, person):
    return make.sign_in(app.test_client(), person)


def organiser_of(app):
    return browser_of(app, make.user(Role.ORGANISER))


# what everyone may see


@pytest.mark.parametrize("state", [ResultState.COMPUTED, ResultState.FINALISED, ResultState.SUPERSEDED])
def test_no_mark_is_public_before_the_notice(client, state):
    result = stored(3, state)
    with make.transaction(trail=False):
        if state is ResultState.SUPERSEDED:
            result.notice_starts_on = result.notice_ends_on = None
    page = client.get(f"/results/{result.item_id}", headers=EN)
    assert page.status_code == 200
    # addresses carry figures of their own
    said = re.sub(r"<[^>]*>", " ", page.text.partition("<main")[2])
    assert "No result yet" in said
    for line in queries.result(result.id).lines:
        assert line.name_as_was not in said
        # a figure by itself: made names carry numbers too
        assert not re.search(rf"(?<![\w.]){re.escape(str(line.total))}(?![\w.])", said)
    assert f"/results/{result.item_id}" not in client.get("/results").text


@pytest.mark.parametrize("state", [ResultState.ON_NOTICE, ResultState.ANNOUNCED])
def test_everyone_sees_names_units_totals_and_awards_from_the_notice_on(client, state):
    result = stored(3, state)
    page = client.get(f"/results/{result.item_id}", headers=EN).text
    for line in queries.result(result.id).lines:
        assert line.name_as_was in page
        assert line.unit_as_was in page
        assert f"{line.total:.2f}" in page
    assert f"/results/{result.item_id}" in client.get("/results").text


def test_a_draft_competitions_items_have_no_page(client):
    result = stored(1)
    with make.transaction(trail=False):
        result.item.competition.published_at = None
    assert client.get(f"/results/{result.item_id}").status_code == 404


def test_only_two_of_the_same_name_and_unit_get_a_tail(client):
    result = stored(4, n1="王芳", n2="王芳", n3="赵强")
    with make.transaction(trail=False):
        numbers = ("370303199003070011", "37030319900307002X", None, None)
        for line, number in zip(queries.result(result.id).lines, numbers, strict=True):
            line.entry.members[0].person.id_number = number
    page = client.get(f"/results/{result.item_id}", headers=EN).text
    assert re.findall(r"王芳（…\w+）", page) == ["王芳（…011）", "王芳（…02X）"]
    assert "赵强（" not in page
    assert "37030319900307" not in page


@pytest.mark.parametrize("name", ["王芳", "人员"])
def test_the_public_page_asks_the_same_of_the_database_for_3_and_for_40(client, statements, name):
    # with two of one name, or with none
    counts = []
    for field in (3, 40):
        result = stored(field, n1=name, n2="王芳")
        db.session.expire_all()
        statements.clear()
        assert client.get(f"/results/{result.item_id}", headers=EN).status_code == 200
        counts.append(len(statements))
    # the stamp of all releases, the newest release, and what there is before one
    assert counts[0] == counts[1] <= 9


def test_the_list_of_results_asks_the_same_of_the_database_for_one_and_for_five(client, statements):
    counts = []
    for _ in range(2):
        stored(2)
        db.session.expire_all()
        statements.clear()
        client.get("/results")
        counts.append(len(statements))
        for _ in range(4):
            stored(1)
    assert counts[0] == counts[1] <= 3


def test_a_result_taken_back_for_correction_says_so_and_why(client):
    result = stored(2)
    with make.transaction(trail=False) as session:
        result.state = ResultState.SUPERSEDED
        session.add(
            ItemResult(item_id=result.item_id, number=2, basis={}, reason="理论成绩漏录，更正", computed_at=make.AT)
        )
    page = client.get(f"/results/{result.item_id}", headers=EN).text
    assert "This result is being corrected" in page
    assert "理论成绩漏录，更正" in page


# objections


def test_somebody_objects_is_given_a_receipt_and_reads_the_answer(app, client, set_clock):
    result = stored(2)
    set_clock(LAST_MINUTE)
    assert "Object to this result" in client.get(f"/results/{result.item_id}", headers=EN).text
    sent = client.post(f"/results/{result.item_id}/objection", data=OBJECTION, headers=EN, follow_redirects=True)
    objection = db.session.scalars(db.select(Objection)).one()
    assert sent.text.count(objection.receipt) >= 2
    assert "Waiting for an answer" in sent.text
    for hidden in OBJECTION.values():
        assert hidden not in sent.text
    organiser = organiser_of(app)
    assert "王异议" in organiser.get(f"/office/results/{result.id}", headers=EN).text
    told = {"answer": "经复核，计分无误。"}
    organiser.post(f"/office/results/objections/{objection.id}/answer", data=told)
    page = client.get(f"/results/objections?receipt={objection.receipt.lower()}", headers=EN).text
    assert "Rejected" in page
    assert "经复核，计分无误。" in page
    assert "王异议" not in page


def test_a_wrong_receipt_shows_nothing(client):
    object_to(stored(1))
    page = client.get("/results/objections?receipt=YY260929-0000000000", headers=EN).text
    assert "There is no objection with this receipt" in page


@pytest.mark.parametrize("missing", OBJECTION)
def test_an_objection_names_who_how_and_why(client, set_clock, missing):
    result = stored(1)
    set_clock(NOTICE)
    page = client.post(f"/results/{result.item_id}/objection", data={**OBJECTION, missing: ""}, headers=EN)
    assert page.status_code == 422
    # what was typed is still there
    assert all(value in page.text for name, value in OBJECTION.items() if name != missing)
    assert queries.objections(result.item_id) == []


def test_nobody_objects_after_the_last_day(client, set_clock):
    result = stored(1)
    set_clock(DAY_AFTER)
    assert "Object to this result" not in client.get(f"/results/{result.item_id}", headers=EN).text
    for ask in (client.get, client.post):
        page = ask(f"/results/{result.item_id}/objection", headers=EN)
        assert page.status_code == 422
        assert "not on public notice now" in page.text


def test_an_objection_sent_twice_is_kept_once(client, set_clock):
    result = stored(1)
    set_clock(NOTICE)
    for _ in range(2):
        client.post(f"/results/{result.item_id}/objection", data={**OBJECTION, "form_key": "once"})
    assert len(queries.objections(result.item_id)) == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE_OFFICER])
def test_those_who_only_read_a_result_do_not_see_who_objected(app, role):
    result = stored(1)
    object_to(result)
    page = browser_of(app, make.user(role)).get(f"/office/results/{result.id}", headers=EN)
    assert page.status_code == 200
    assert "王异议" not in page.text


# the office


def test_an_organiser_takes_a_result_from_the_sheets_to_the_announcement(app, set_clock):
    there = closed()
    office = browser_of(app, there.organiser)
    with make.transaction(trail=False):
        there.item.competition.state = "held"

    def post(path, **data):
        return office.post(path, data=data, headers=EN, follow_redirects=True)

    page = office.get(f"/office/results/competitions/{there.item.competition_id}", headers=EN)
    assert "judging closed" in page.text
    page = post(f"/office/results/items/{there.item.id}/compute", awards="results.awards")
    assert "was worked out" in page.text
    assert "95.84" in page.text
    assert "Example, until the bureau sets its own" in page.text
    base = f"/office/results/{queries.standing(there.item.id).id}"
    page = post(f"{base}/finalise", comment="经核对无误")
    assert f"Made final by {there.organiser.name}" in page.text
    set_clock(NOTICE)
    assert "On public notice to 2026-10-12" in post(f"{base}/notice").text.replace("12 Oct 2026", "2026-10-12")
    set_clock(LAST_MINUTE)
    assert "The public notice is not over yet" in post(f"{base}/announce", document_number="1号").text
    set_clock(DAY_AFTER)
    assert "The result is announced" in post(f"{base}/announce", document_number="淄人社字〔2026〕1号").text
    assert "淄人社字〔2026〕1号" in app.test_client().get(f"/results/{there.item.id}").text
    assert "Announced" in office.get("/office/results?year=2026", headers=EN).text


def test_working_out_anew_without_a_reason_shows_the_form_again(app):
    there = closed()
    first = computed(there)
    page = browser_of(app, there.organiser).post(
        f"/office/results/items/{there.item.id}/compute",
        data={"awards": "results.awards_by_ratio", "seen_version": first.version},
        headers=EN,
    )
    assert page.status_code == 422
    assert "Say why it is worked out anew" in page.text
    assert re.search(r'<option selected value="results.awards_by_ratio"', page.text)
    assert queries.last_number(there.item.id) == 1


def test_working_out_anew_from_an_old_page_is_refused(app):
    there = closed()
    first = computed(there)
    old = first.version
    finishing.finalise_result(first, "", None, by=there.organiser, at=make.AT)
    page = browser_of(app, there.organiser).post(
        f"/office/results/items/{there.item.id}/compute",
        data={"awards": "results.awards", "reason": "更正", "seen_version": old},
        headers=EN,
    )
    assert page.status_code == 409
    assert queries.standing(there.item.id).state is ResultState.FINALISED


@pytest.mark.parametrize(
    ("state", "path", "data"),
    [
        (ResultState.COMPUTED, "finalise", {}),
        (ResultState.FINALISED, "notice", {}),
        (ResultState.ON_NOTICE, "announce", {"document_number": "1号"}),
    ],
)
def test_a_button_of_an_old_page_does_nothing(app, set_clock, state, path, data):
    result = stored(1, state)
    set_clock(DAY_AFTER)
    sent = {**data, "seen_version": result.version - 1}
    page = organiser_of(app).post(f"/office/results/{result.id}/{path}", data=sent, headers=EN)
    assert page.status_code == 409
    assert "Somebody changed this" in page.text
    db.session.expire_all()
    assert db.session.get(ItemResult, result.id).state is state


@pytest.mark.parametrize(
    ("state", "path", "field", "most"),
    [(ResultState.COMPUTED, "finalise", "comment", 300), (ResultState.ON_NOTICE, "announce", "document_number", 80)],
)
def test_a_text_longer_than_its_column_is_refused_with_a_sentence(app, set_clock, state, path, field, most):
    result = stored(1, state)
    set_clock(DAY_AFTER)
    url = f"/office/results/{result.id}/{path}"
    office = organiser_of(app)
    page = office.post(url, data={field: "长" * (most + 1)}, headers=EN)
    assert page.status_code == 422
    assert str(most) in page.text
    assert office.post(url, data={field: "长" * most}, headers=EN).status_code == 302


def test_an_old_version_stays_readable_and_cannot_be_moved(app):
    there = closed()
    first = computed(there)
    second = computed(there, "更正")
    office = browser_of(app, there.organiser)
    page = office.get(f"/office/results/{first.id}", headers=EN).text
    assert "95.84" in page
    assert f'href="/office/results/{second.id}"' in page
    assert "Make it final" not in page
    assert office.post(f"/office/results/{first.id}/finalise", headers=EN).status_code == 422


@pytest.mark.parametrize("role", [Role.JUDGE, Role.DELEGATION_LEADER, Role.HOST_OFFICER, Role.SUPERVISOR])
def test_others_parts_read_nothing_before_the_notice(app, role):
    result = stored(1, ResultState.COMPUTED)
    scope = Scope.ORGANISATION if role in (Role.DELEGATION_LEADER, Role.HOST_OFFICER) else Scope.COMPETITION
    other = browser_of(app, make.user(role, scope=scope, scope_id=make.competition().id))
    for path in (
        f"/office/results/{result.id}",
        f"/office/results/{result.id}.xlsx",
        f"/office/results/{result.id}.pdf",
    ):
        assert other.get(path).status_code == 403


def test_the_overview_asks_the_same_of_the_database_for_one_and_for_four_competitions(app, statements):
    office = organiser_of(app)
    counts = []
    for _ in range(2):
        for result in [stored(1) for _ in range(2)]:
            with make.transaction(trail=False):
                result.item.competition.state = "held"
        db.session.expire_all()
        statements.clear()
        assert office.get("/office/results", headers=EN).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_fields_of_like_forms_on_one_page_have_ids_of_their_own(app):
    result = stored(1)
    object_to(result)
    object_to(result)
    page = organiser_of(app).get(f"/office/results/{result.id}").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(re.findall(r'id="answer-\d+"', page)) == 2
    assert sorted({one for one in ids if ids.count(one) > 1} - {"form_key", "seen_version", "csrf_token"}) == []


# what is taken out


def excel(content):
    sheet = load_workbook(io.BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(i for i, row in enumerate(rows) if "Total mark" in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if any(v is not None for v in row)]


def test_excel_holds_the_totals_of_the_page(app):
    there = closed(("90", "70", "70"))
    result = computed(there)
    answer = browser_of(app, there.organiser).get(f"/office/results/{result.id}.xlsx", headers=EN)
    assert answer.status_code == 200
    said = [(row["Place"], row["Number"], Decimal(str(row["Total mark"]))) for row in excel(answer.data)]
    assert said == [(line.place, line.number, line.total) for line in queries.result(result.id).lines]


def test_print_opens_and_holds_the_totals_of_the_page(app):
    there = closed(("90", "70"))
    result = computed(there)
    answer = browser_of(app, there.organiser).get(f"/office/results/{result.id}.pdf", headers=EN)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.rstrip().endswith(b"%%EOF")
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext reads the text of a PDF; it is not on this machine")
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True)
    text = "".join(told.stdout.decode().split())
    for line in queries.result(result.id).lines:
        figures = "".join(f"{mark:.2f}" for mark in (line.theory, line.practice, line.total))
        assert f"{line.place}{line.number}{line.name_as_was}{line.unit_as_was}{figures}" in text
    for said in ("Totalmark", "Equaltotals", "timeused→practice→theory", "Roundingofmarks", "Awards", "Restson"):
        assert said in text
    for signature in ("Chiefjudge", "Supervisor", "Fortheorganiser"):
        assert signature in text


def test_a_notice_the_calendar_does_not_reach_is_refused_on_the_page(app, set_clock):
    result = stored(1, ResultState.FINALISED)
    set_clock(datetime(2026, 12, 30, 2, tzinfo=UTC))
    page = organiser_of(app).post(f"/office/results/{result.id}/notice", headers=EN)
    assert page.status_code == 422
    assert "The official calendar of 2027 is not in this installation yet" in page.text
