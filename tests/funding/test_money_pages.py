"""Pages of budget, bank, repayment, agreements, exemptions and the public notice, as people use them."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from competition.accounts.rules import Role
from competition.foundation import clock
from competition.foundation.database import db
from competition.funding import balances, exports, payouts, queries, recoveries
from competition.funding.actions import payments, recovering, settling
from competition.funding.rules import ListState, PaymentState, PrizeState
from competition.plan.rules import Level
from tests import make
from tests.funding.build import BOOK, CARD, Office, announced, another_version, held, verbs

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh-CN"}
NOW = clock.now()


@pytest.fixture
def office(app):
    return Office()


@pytest.fixture
def one(app, office):
    return make.sign_in(app.test_client(), office.one)


@pytest.fixture
def two(app, office):
    return make.sign_in(app.test_client(), office.two)


@pytest.fixture
def released(office):
    """A list of a team of two and a single, released now."""
    competition = held(
        season_id=make.season(year=NOW.year).id,
        starts_on=date(NOW.year, 1, 18),
        ends_on=date(NOW.year, 1, 20),
        level=Level.MUNICIPAL_GAMES,
    )
    announced(competition, (1, [make.person(name="王小一"), make.person(name="王小二")]), team_size=2, code="A01")
    announced(competition, (2, [make.person(name="赵单一")]), code="B01")
    office.give_accounts(office.approved(competition))
    made = payments.prepare_list(by=office.one, at=NOW)
    payments.release_list(made, None, by=office.two, at=NOW)
    return made


def post(client, path, language=EN, **data):
    return client.post(f"/office/funding/{path}", data=data, headers=language, follow_redirects=True)


def test_an_appropriation_is_entered_changed_and_read_by_the_auditor(app, one) -> None:
    told = {
        "year": 2026,
        "source": "city",
        "name": "竞赛专项",
        "amount": "20,000.00",
        "document_number": "1号",
        "district": "",
    }
    assert post(one, "budget/new", **told | {"name": " "}).status_code == 422
    assert "is entered" in post(one, "budget/new", **told, carries_over="y").text
    (of,) = balances.of_year(2026)
    assert (of.left_fen, of.carries_over) == (20_000_00, True)
    refused = post(one, f"budget/{of.id}", amount="-20,000.01", document_number="2号")
    assert (refused.status_code, "Only 20,000.00 yuan are left" in refused.text) == (422, True)
    assert "changed by a new entry" in post(one, f"budget/{of.id}", amount="-1.00", document_number="2号").text
    auditor = make.sign_in(app.test_client(), make.user(Role.AUDITOR))
    page = auditor.get("/office/funding/budget?year=2026", headers=EN).text
    assert re.search(r"Appropriated</div><div class=\"stat-figure\">19,999\.00", page)
    assert "<svg" in page
    assert "Money cut" in auditor.get(f"/office/funding/budget/{of.id}", headers=EN).text
    assert post(auditor, f"budget/{of.id}", amount="1.00", document_number="3号").status_code == 403
    sheet = load_workbook(io.BytesIO(post(auditor, "budget/2026.xlsx").data)).active
    assert [cell.value for cell in sheet[3]][-1] == 19_999


def test_a_year_without_money_says_what_to_do(one) -> None:
    assert "No money is entered for 2031" in one.get("/office/funding/budget?year=2031", headers=EN).text


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_workbook_for_the_answer_comes_back_looked_at_first_and_is_stored_once(one, released, language) -> None:
    path = f"lists/{released.id}"
    book = load_workbook(io.BytesIO(post(one, f"{path}/files/answer", language).data))
    sheet = book.active
    chinese = language is ZH
    today, paid, failed = clock.today(), *(("成功", "失败") if chinese else ("paid", "failed"))
    for row, (said, day, why) in enumerate([(paid, today, ""), (paid, today, ""), (failed, None, "户名不符")], 4):
        sheet.cell(row, 4).value, sheet.cell(row, 5).value, sheet.cell(row, 6).value = said, day, why
    out = io.BytesIO()
    book.save(out)
    looked = post(one, f"{path}/answer", language, file=(io.BytesIO(out.getvalue()), "a.xlsx"))
    assert looked.status_code == 200
    assert {p.state for p in queries.payment_list(released.id).payments} == {PaymentState.LISTED}
    store = re.search(rf"{path}/answer/[0-9a-f]+", looked.text).group()
    stored = post(one, store, language)
    assert ("3笔" if chinese else "answers for 3 payments") in stored.text
    db.session.expire_all()
    there = queries.payment_list(released.id)
    assert (there.state, [p.state for p in there.payments][-1]) == (ListState.PAID, PaymentState.FAILED)
    assert "户名不符" in one.get(f"/office/funding/{path}", headers=language).text


def test_a_wrong_answer_names_its_row_and_stores_nothing(one, released) -> None:
    text = f"支付编号,银行结果,支付日期\r\n{released.number}-0009,成功,{clock.today()}\r\n"
    looked = post(one, f"lists/{released.id}/answer", file=(io.BytesIO(text.encode("gb18030")), "a.csv"))
    assert (looked.status_code, "not on this list" in looked.text) == (422, True)
    assert f"lists/{released.id}/answer/" not in looked.text


@pytest.mark.parametrize("kind", exports.KINDS)
def test_files_for_the_bank_hold_whole_accounts_for_those_who_pay_only(app, one, released, kind) -> None:
    auditor = make.sign_in(app.test_client(), make.user(Role.AUDITOR))
    for client, whole in ((one, True), (auditor, False)):
        content = post(client, f"lists/{released.id}/files/{kind}").data
        if content[:2] == b"PK":
            text = str([[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.rows])
        else:
            text = content.decode("gb18030")
        assert (CARD in text) == (whole and kind != exports.ANSWER)
        assert f"{released.number}-0001" in text
    assert verbs().count("funding.list_exported") == 2
    assert post(one, f"lists/{released.id}/files/other").status_code == 404


def test_a_list_taken_back_and_a_payment_given_back(one, two, office, released) -> None:
    settling.mark_paid(released, clock.today(), None, by=office.one, at=NOW)
    payment = released.payments[0]
    assert "given back" in post(one, f"payments/{payment.id}/given-back", reason="退汇").text
    office.give_account(payouts.payment(payment.id).share)
    assert "is prepared" in post(one, "lists").text
    made = queries.lists_of(NOW.year)[0]
    assert "is taken back" in post(two, f"lists/{made.id}/back", reason="核对", seen_version=made.version).text
    assert "Taken off the list" in two.get(f"/office/funding/lists/{made.id}", headers=EN).text
    assert "Again, after the bank could not pay: 1 payments" in two.get("/office/funding/lists", headers=EN).text


def test_a_host_enters_the_account_again_that_the_bank_refused(app, one, office) -> None:
    competition = held()
    claim = office.approved_claim(competition)
    made = payments.prepare_list(by=office.one, at=NOW)
    payments.release_list(made, None, by=office.two, at=NOW)
    told = f"支付编号,银行结果,失败原因\r\n{made.number}-0001,失败,账号有误\r\n"
    looked = post(one, f"lists/{made.id}/answer", file=(io.BytesIO(told.encode()), "a.csv")).text
    post(one, re.search(rf"lists/{made.id}/answer/[0-9a-f]+", looked).group())
    host = make.sign_in(app.test_client(), office.host_of(competition))
    assert "账号有误" in host.get(f"/office/funding/claims/{claim.id}", headers=EN).text
    kept = post(host, f"claims/{claim.id}/new-account", bank_name="齐商银行", account="1603001009200012346")
    assert "is kept" in kept.text
    assert "On a payment list" in kept.text
    assert len(payouts.claims_to_pay()) == 1


def test_the_public_reads_a_notice_once_it_is_published_with_persons_masked(client, one, office, released) -> None:
    settling.mark_paid(released, clock.today(), None, by=office.one, at=NOW)
    assert "No payment is told yet" in client.get("/payments", headers=EN).text
    assert "public now" in post(one, f"lists/{released.id}/notice", seen_version=released.version).text
    page = client.get("/payments", headers=EN).text
    assert ("王**" in page, "6,400.00" in page) == (True, True)
    assert not any(hidden in page for hidden in ("王小一", "赵单一", CARD, CARD[-4:]))


def test_an_overpayment_is_followed_from_its_letter_to_its_repayment(app, one, office) -> None:
    winner, competition = make.person(), held()
    result = announced(competition, (1, [winner, unit := make.organisation()]))
    office.give_accounts(office.approved(competition))
    made = payments.prepare_list(by=office.one, at=NOW)
    payments.release_list(made, None, by=office.two, at=NOW)
    settling.mark_paid(made, clock.today(), None, by=office.one, at=NOW)
    another_version(result, (2, [winner]))
    recovering.follow_results(BOOK, NOW)
    (claim,) = recoveries.of_year(NOW.year)
    assert "1,600.00" in one.get("/office/funding/recoveries", headers=EN).text
    leader = make.user(Role.DELEGATION_LEADER, scope="organisation", scope_id=unit.id)
    theirs = make.sign_in(app.test_client(), leader)
    assert "the result was corrected after the payment" in theirs.get("/office/funding/accounts", headers=EN).text
    for client, language in ((one, EN), (theirs, ZH)):
        letter = client.get(f"/office/funding/recoveries/{claim.id}/letter.pdf", headers=language)
        assert (letter.status_code, letter.data[:5]) == (200, b"%PDF-")
    path = f"recoveries/{claim.id}"
    # a day before the claim: the page says so, with the field
    early = post(one, f"{path}/repaid", repaid_on="2026-01-02")
    assert (early.status_code, early.text.count("Give a day from the claim until today.")) == (422, 2)
    assert 'value="2026-01-02"' in early.text
    done = post(one, f"{path}/repaid", repaid_on=clock.today().isoformat(), seen_version=claim.version)
    assert "is repaid" in done.text
    assert "present state" in post(one, f"{path}/let-off/propose", reason="多余").text


def test_an_overpayment_is_let_off_by_two_officers(one, two, office) -> None:
    winner, competition = make.person(), held()
    result = announced(competition, (1, [winner]))
    office.give_accounts(office.approved(competition))
    made = payments.prepare_list(by=office.one, at=NOW)
    payments.release_list(made, None, by=office.two, at=NOW)
    settling.mark_paid(made, clock.today(), None, by=office.one, at=NOW)
    another_version(result, (2, [winner]))
    recovering.follow_results(BOOK, NOW)
    (claim,) = recoveries.of_year(NOW.year)
    path = f"recoveries/{claim.id}"
    page = one.get(f"/office/funding/{path}", headers=EN).text
    assert ("30 days" in page, f"{path}/let-off/propose" in page, f'{path}/let-off"' in page) == (True, True, False)
    assert "Another finance officer agrees" in post(one, f"{path}/let-off/propose", reason="家庭困难").text
    assert f'{path}/let-off"' not in one.get(f"/office/funding/{path}", headers=EN).text
    assert "Another person must agree" in post(one, f"{path}/let-off").text
    assert "to let off, or not" in two.get("/office", headers=EN).text
    assert "as before" in post(two, f"{path}/let-off/end", reason="再核实").text
    post(one, f"{path}/let-off/propose", reason="已核实")
    assert "is let off" in post(two, f"{path}/let-off").text


def test_a_team_shares_as_it_signed_and_what_is_exempt_is_not_taxed(one, two, office) -> None:
    competition = held(level=Level.MUNICIPAL_GAMES)
    announced(competition, (1, [make.person() for _ in range(3)]), team_size=3)
    (prize,) = office.proposed(competition)
    path = f"prizes/{prize.id}/agreement"
    told = {"agreement": "协议书，全体签字", "seen_version": prize.version}
    assert "such as 2:1:1" in post(one, path, weights="a:b", **told).text
    assert "each member" in post(one, path, weights="1:1", **told).text
    assert "协议书" in post(one, path, weights="2:1:0", **told).text
    exempt = f"competitions/{competition.id}/exemption"
    assert post(one, exempt, ground=" ", paper="税答1号").status_code == 422
    assert "No tax is withheld" in post(one, exempt, ground="税务机关答复", paper="税答1号").text
    db.session.expire_all()
    (prize,) = queries.prizes_of(competition.id)
    assert [(s.gross_fen, s.tax_fen) for s in prize.shares] == [(6_666_67, 0), (3_333_33, 0), (0, 0)]
    assert [step["code"] for step in prize.decision["steps"]][2:4] == ["agreed", "exempt"]
    post(two, f"competitions/{competition.id}/prizes/approve", shown=f"{prize.id}:{prize.version}")
    assert "Put them on hold first" in post(one, f"{exempt}/end").text
    db.session.expire_all()
    assert queries.prize(prize.id).state is PrizeState.APPROVED


def test_the_withholding_list_holds_what_was_paid_less_what_came_back_and_is_recorded(one, office, released) -> None:
    settling.mark_paid(released, clock.today(), None, by=office.one, at=NOW)
    settling.reverse_payment(released.payments[0], "退汇", by=office.one, at=NOW)
    content = post(one, "withheld.xlsx", month=f"{clock.today():%Y-%m}").data
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=4, values_only=True))
    assert [row[4] for row in rows] == [1000, -1000, 1000, 1600]
    assert rows[0][1] == released.payments[0].share.person.id_number
    assert verbs()[-1] == "funding.withheld_exported"
    assert post(one, "withheld.xlsx", month="11月").status_code == 422


def test_pages_ask_the_database_as_often_for_many_rows_as_for_few(one, office, released, statements) -> None:
    def asked(path: str) -> int:
        statements.clear()
        assert one.get(f"/office/funding/{path}", headers=EN).status_code == 200
        return len(statements)

    (first, *_rest) = balances.of_year(NOW.year)
    paths = ("budget", f"budget/{first.id}", f"lists/{released.id}", "recoveries")
    few = [asked(path) for path in paths]
    competition = held()
    announced(competition, *[(place, [make.person()]) for place in (1, 2, 3)])
    office.give_accounts(office.approved(competition))
    more = payments.prepare_list(by=office.one, at=NOW)
    again = [asked(path) for path in (*paths[:2], f"lists/{more.id}", "recoveries")]
    assert all(now <= before for now, before in zip(again, few, strict=True))
