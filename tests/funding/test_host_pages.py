"""The pages of a host's claim: applied for, papers, final account typed and read, reviewed, inspected, approved."""

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from competition.accounts.rules import Role, Scope
from competition.foundation import clock
from competition.foundation.database import db
from competition.funding import advances, applications, queries, recoveries, today
from competition.funding.actions import advancing, claims, payments, settling
from competition.funding.claim_rules import AdvanceState, PaperKind
from competition.funding.rules import ClaimState
from competition.plan.rules import Level
from tests import make
from tests.funding.build import BOOK, PNG, UNIT_ACCOUNT, Office, budget, held, inspected, sent
from tests.funding.test_pages import EN, as_, post

NOW = clock.now()
DAY = clock.today()
AIMS = {"items": 1, "entries": 30, "units": 6, "satisfaction": 90, "reports": 2, "incidents": 0}
FORM = {
    "requested": "80,000",
    "budget_venue": "60,000",
    "budget_labour": "40,000",
    "account_name": "校",
    "bank_name": "行",
    "account": UNIT_ACCOUNT,
    **{f"aim_{aim}": str(target) for aim, target in AIMS.items()},
}
INVOICE = {"category": "venue", "day": DAY.isoformat(), "payee": "会展中心", "number": "24370001", "amount": "50,000"}


def now(**values):
    """A competition held in these days."""
    return held(season_id=make.season(year=DAY.year).id, starts_on=DAY - timedelta(days=2), ends_on=DAY, **values)


@pytest.fixture
def office(app):
    return Office()


def get(client, path):
    return client.get(f"/office/funding/{path}", headers=EN).text


def file(content: bytes = PNG, name: str = "纸.png"):
    return io.BytesIO(content), name


def version(page: str) -> str:
    return re.search(r'name="seen_version"[^>]*value="(\d+)"', page).group(1)


def test_a_host_sees_beforehand_what_the_tables_give_and_applies_with_its_papers(app, office) -> None:
    other = now(level=Level.MUNICIPAL_2)
    client, path = as_(app, office.host_of(other)), f"competitions/{other.id}/claim"
    page = get(client, path)
    for words in ("50,000.00", "500,000.00", "100%", "Example, until the bureau sets its own", "for each competition",
                  "Proof of the bank account", "It has been held."):  # fmt: skip
        assert words in page
    bad = client.post(f"/office/funding/{path}", data={**FORM, "requested": "10万", "aim_items": ""}, headers=EN)
    assert bad.status_code == 422
    assert "Write an amount in yuan" in bad.text
    assert "60,000" in bad.text
    above = client.post(f"/office/funding/{path}", data={**FORM, "requested": "100,000.01"}, headers=EN)
    assert "You ask for more than the budget comes to." in above.text
    kept = post(client, path, **FORM).text
    assert "Papers missing: 5" in kept
    claim = queries.claim_of(other.id)
    assert (claim.requested_fen, claim.account, claim.state) == (80_000_00, UNIT_ACCOUNT, ClaimState.DRAFT)
    assert client.get(f"/office/funding/{path}").status_code == 302
    papers = f"claims/{claim.id}/papers"
    assert "neither a photo" in post(client, papers, kind="host_plan", paper=file(b"MZ")).text
    for n, kind in enumerate(("application", "plan", "budget", "approval", "bank")):
        page = post(client, papers, kind=f"host_{kind}", paper=file(PNG + bytes([n]))).text
    assert "Papers missing" not in page
    assert UNIT_ACCOUNT not in page
    assert "was sent" in post(client, f"claims/{claim.id}/send", seen_version=version(page)).text


def test_a_paper_is_shown_here_to_whoever_reads_the_claim_and_to_nobody_else(app, office) -> None:
    of = now()
    claim = sent(of, office.host_of(of), at=NOW)
    paper = applications.of(claim).papers[0]
    path = f"/office/funding/claim-papers/{paper.id}"
    for person in (office.one, office.host_of(of), make.user(Role.AUDITOR)):
        shown = as_(app, person).get(path)
        assert (shown.status_code, shown.data, shown.mimetype) == (200, PNG + b"\0", "image/png")
        assert shown.headers["Content-Disposition"].startswith("inline;")
        assert shown.headers["Cache-Control"] == "no-store"
    assert as_(app, office.host_of(held())).get(path).status_code == 403
    assert as_(app, make.user(Role.JUDGE)).get(path).status_code == 403
    assert f'src="{path}"' in get(as_(app, office.one), f"claims/{claim.id}")


def test_an_application_returned_is_mended_and_sent_again(app, office) -> None:
    of = now()
    host = as_(app, office.host_of(of))
    claim = sent(of, office.host_of(of), at=NOW)
    finance = as_(app, office.one)
    assert "Admit the application" in get(finance, f"claims/{claim.id}")
    assert "/admit" not in get(host, f"claims/{claim.id}")
    assert "went back" in post(finance, f"claims/{claim.id}/return", reason="方案不全", seen_version=claim.version).text
    page = get(host, f"claims/{claim.id}/edit")
    assert "方案不全" in page
    assert UNIT_ACCOUNT not in page
    changed = {**FORM, "account": "", "budget_labour": "", "requested": "55000", "seen_version": version(page)}
    assert "is kept" in post(host, f"claims/{claim.id}/edit", **changed).text
    page = get(host, f"claims/{claim.id}")
    assert "was sent" in post(host, f"claims/{claim.id}/send", seen_version=version(page)).text
    db.session.expire_all()
    there = queries.claim(claim.id)
    assert (there.state, there.requested_fen, there.account) == (ClaimState.SUBMITTED, 55_000_00, UNIT_ACCOUNT)


def test_an_account_is_typed_read_from_a_workbook_reviewed_inspected_and_approved(app, office) -> None:
    of = now()
    budget(DAY.year)
    host, one, two = as_(app, office.host_of(of)), as_(app, office.one), as_(app, office.two)
    claim = sent(of, office.host_of(of), at=NOW)
    path = f"claims/{claim.id}"
    assert "is admitted" in post(one, f"{path}/admit", seen_version=claim.version).text
    lines = f"{path}/account-lines"
    assert "No invoice yet" in get(host, lines)
    assert "Invoice 24370001 is kept" in post(host, lines, **INVOICE, paper=file()).text
    twice = host.post(f"/office/funding/{lines}", data={**INVOICE, "amount": "1"}, headers=EN)
    assert (twice.status_code, "stands in the account already" in twice.text) == (422, True)
    # taken out as Excel, a row added, sent again
    taken = load_workbook(io.BytesIO(host.post(f"/office/funding/{lines}.xlsx", headers=EN).data))
    page = taken.active
    top = next(row[0].row for row in page.iter_rows() if row[0].value == "Category")
    for column, value in enumerate(("Publicity", DAY, "报社", "9", 10000.5, "专版"), 1):
        page.cell(top + 2, column, value)
    out = io.BytesIO()
    taken.save(out)
    assert (
        "The account holds 2 invoices now" in post(host, f"{lines}/file", workbook=file(out.getvalue(), "a.xlsx")).text
    )
    page.cell(top + 2, 1, "吃喝")
    out = io.BytesIO()
    taken.save(out)
    wrong = host.post(f"/office/funding/{lines}/file", data={"workbook": file(out.getvalue(), "a.xlsx")}, headers=EN)
    assert (wrong.status_code, f"Row {top + 2}, Category “吃喝”" in wrong.text) == (422, True)
    report = get(host, f"{path}/report")
    assert "nobody said who came" in report
    told = {f"reached_{aim}": str(target) for aim, target in AIMS.items()}
    assert "report is kept" in post(host, f"{path}/report", **told, self_report="按期举办").text
    sent_ = post(host, f"{lines}/send", seen_version=queries.claim(claim.id).version).text
    assert "final account was sent" in sent_
    assert "differs from the count" in sent_
    # reviewed: what is missing is said, and what was said stays
    db.session.expire_all()
    first, second = applications.of(queries.claim(claim.id)).costs
    half = {f"eligible-{first.id}": "no", f"reason-{first.id}": "超标准", f"eligible-{second.id}": "no"}
    missing = one.post(f"/office/funding/{path}/review", data=half, headers=EN)
    assert (missing.status_code, "say why it is not eligible" in missing.text, "超标准" in missing.text) == (
        422,
        True,
        True,
    )
    assert "review is kept" in post(one, f"{path}/review", **{**half, f"eligible-{second.id}": "yes"}).text
    assert "Not by you" in get(one, f"{path}/inspection")
    found = {"inspected_on": DAY.isoformat(), "persons": "张科长", "opinion": "符合要求", "verdict": "passed"}
    assert "inspection is noted" in post(two, f"{path}/inspection", **found).text
    page = get(two, path)
    eligible = next(cost.amount_fen for cost in (first, second) if cost.id == second.id)
    assert "Inspection passed" in page
    assert "Approve" in page
    db.session.expire_all()
    claim = queries.claim(claim.id)
    assert (claim.state, claim.eligible_fen) == (ClaimState.INSPECTED, eligible)
    assert post(two, f"{path}/approve", seen_version=0).status_code == 409
    assert "is approved" in post(two, f"{path}/approve", seen_version=claim.version).text


def test_an_advance_is_approved_shown_and_taken_back(app, office) -> None:
    of = now()
    budget(DAY.year)
    claim = inspected(of, office.host_of(of), state=ClaimState.ADMITTED)
    with make.transaction(trail=False):
        claim.round = 0
    one, path = as_(app, office.one), f"claims/{claim.id}"
    page = get(one, path)
    assert "Approve an advance of 40,000.00 yuan" in page
    assert "advance of 40,000.00" not in get(as_(app, office.host_of(of)), path)
    approved = post(one, f"{path}/advance", shown="4000000", seen_version=version(page)).text
    assert "The advance is approved" in approved
    assert "Advances to hosts: 1 (40,000.00 yuan)" in get(one, "lists")
    assert "is taken back" in post(one, f"{path}/advance/end", reason="不需要").text
    db.session.expire_all()
    assert advances.of(queries.claim(claim.id)).state is AdvanceState.ENDED


def test_an_organiser_of_the_competition_may_note_the_inspection_and_no_other(app, office) -> None:
    of = now()
    claim = inspected(of, office.host_of(of), state=ClaimState.REVIEWED)
    path = f"/office/funding/claims/{claim.id}/inspection"
    mine = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=of.id)
    other = make.user(Role.ORGANISER, scope=Scope.COMPETITION, scope_id=held().id)
    assert as_(app, mine).get(path).status_code == 200
    assert as_(app, other).get(path).status_code == 403
    assert as_(app, office.host_of(of)).get(path).status_code == 403
    with app.test_request_context(headers=EN):
        said = [
            [one.count for one in today.waiting(person, NOW)] for person in (make.user(Role.ORGANISER), mine, other)
        ]
    assert said == [[1], [1], [0]]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ClaimState.SUBMITTED, "applications for host subsidies to review"),
        (ClaimState.ACCOUNTED, "final accounts to review"),
        (ClaimState.REVIEWED, "inspections of held competitions to note"),
        (ClaimState.INSPECTED, "host subsidies to approve"),
    ],
)
def test_today_tells_each_step_to_those_who_may_do_it(app, office, state, said) -> None:
    of = held()
    claim = inspected(of, office.host_of(of), state=state)
    with make.transaction(trail=False):
        claim.reviewed_by_id = office.one.id
    with app.test_request_context(headers=EN):
        told = {one.text: one.count for one in today.for_finance(office.two)}
        mine = {one.text: one.count for one in today.for_finance(office.one)}
    assert told[said] == 1
    assert sum(told.values()) == 1
    # whoever reviewed an account does not inspect it
    assert mine[said] == (0 if state is ClaimState.REVIEWED else 1)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ClaimState.DRAFT, "applications to complete and send"),
        (ClaimState.RETURNED, "claims returned to mend"),
        (ClaimState.ADMITTED, "final accounts to send"),
    ],
)
def test_today_tells_the_host_what_to_write(app, office, state, said) -> None:
    of = held(starts_on=date(2023, 9, 18), ends_on=date(2023, 9, 20))
    host = office.host_of(of)
    inspected(of, host, state=state)
    with app.test_request_context(headers=EN):
        assert {one.text for one in today.waiting(host, NOW) if one.count} == {said}


def test_a_page_of_a_claim_asks_as_much_however_many_invoices_it_has(app, office, statements) -> None:
    of = now()
    claim = inspected(of, office.host_of(of), state=ClaimState.ADMITTED)
    client, counts = as_(app, office.host_of(of)), []
    path = f"/office/funding/claims/{claim.id}/account-lines"
    client.get(path)
    for n in range(2):
        del statements[:]
        assert client.get(path).status_code == 200
        counts.append(len(statements))
        post(client, path.removeprefix("/office/funding/"), **{**INVOICE, "number": f"{n}7"}, paper=file())
    assert counts[0] == counts[1] <= 16


def test_an_invoices_kind_of_paper_is_no_paper_of_the_checklist(app, office) -> None:
    of = now()
    page = get(as_(app, office.host_of(of)), f"claims/{inspected(of, office.host_of(of), state=ClaimState.DRAFT).id}")
    assert f'value="{PaperKind.OTHER.value}"' in page
    assert f'value="{PaperKind.INVOICE.value}"' not in page


def test_what_was_paid_ahead_too_much_stands_among_the_claims_for_repayment_with_its_letter(app, office) -> None:
    of = now()
    budget(DAY.year)
    host = office.host_of(of)
    claim = inspected(of, host, state=ClaimState.ADMITTED, eligible_fen=25_000_00)
    with make.transaction(trail=False):
        claim.round = 0
    advancing.approve_advance(claim, BOOK, None, by=office.one, at=NOW)
    made = payments.prepare_list(by=office.one, at=NOW)
    assert "Advance on the host subsidy" in get(as_(app, office.one), f"lists/{made.id}")
    payments.release_list(made, None, by=office.two, at=NOW)
    settling.mark_paid(made, DAY, None, by=office.one, at=NOW)
    with make.transaction(trail=False):
        claim.state, claim.round = ClaimState.INSPECTED, 1
    claims.approve_claim(claim, BOOK, None, by=office.two, at=NOW)
    one, mine = as_(app, office.one), as_(app, host)
    assert "15,000.00" in get(one, "recoveries")
    found = recoveries.of_advance(advances.of(claim))
    page = get(one, f"recoveries/{found.id}")
    for words in ("Letter to the host", "Due in the end", "40,000.00", "25,000.00", claim.account_name):
        assert words in page
    shown = get(mine, f"claims/{claim.id}")
    assert f"recoveries/{found.id}/letter.pdf" in shown
    assert f'"/office/funding/recoveries/{found.id}"' not in shown
    assert f"lists/{made.id}" not in shown
    for language in (EN, {"Accept-Language": "zh"}):
        letter = mine.get(f"/office/funding/recoveries/{found.id}/letter.pdf", headers=language)
        assert letter.data.startswith(b"%PDF")
    assert as_(app, office.host_of(held())).get(f"/office/funding/recoveries/{found.id}/letter.pdf").status_code == 403
