"""What the bank answers, on both databases: paid, not paid, the same file again, money given back."""

from datetime import date

import pytest
import sqlalchemy as sa

from competition.foundation import spreadsheets
from competition.foundation.database import db
from competition.foundation.errors import Refused
from competition.foundation.spreadsheets import Column, Sheet
from competition.funding import balances, imports, payouts, queries
from competition.funding.actions import payments, settling
from competition.funding.imports import Answer
from competition.funding.ledger_models import LedgerEntry
from competition.funding.models import Payment
from competition.funding.rules import ClaimState, ListState, PaymentState, PrizeState
from competition.plan.rules import Level
from tests import make
from tests.funding.build import CARD, UNIT_ACCOUNT, Office, announced, held, listed, paid, superseded, verbs

DAY = date(2026, 9, 1)
OTHER_CARD = "6205500000000000012"


@pytest.fixture
def office(app):
    return Office()


@pytest.fixture
def there(office):
    """A claim of a host, a team of two and a single: four payments, prepared and released."""
    competition = held(level=Level.MUNICIPAL_GAMES)
    announced(competition, (1, [make.person(), make.person()]), team_size=2, code="A01")
    announced(competition, (2, [make.person()]), code="B01")
    office.approved_claim(competition)
    office.give_accounts(office.approved(competition))
    return listed(office)


def paid_answer(of: Payment, row: int = 2, **values) -> Answer:
    return Answer(row, **{"number": of.number, "paid_on": DAY, "amount_fen": of.amount_fen, **values})


def failed_answer(of: Payment, row: int = 2) -> Answer:
    return Answer(row, of.number, None, "账号户名不符", of.amount_fen)


def note(office, of, *answers) -> int:
    return settling.note_answers(of, answers, by=office.one, at=make.AT)


def states(of) -> list[PaymentState]:
    db.session.expire_all()
    return [payment.state for payment in queries.payment_list(of.id).payments]


def test_answers_settle_what_they_name_and_the_same_again_changes_nothing(office, there) -> None:
    claim, one, two, single = there.payments
    assert note(office, there, paid_answer(claim), paid_answer(one, 3)) == 2
    assert (there.state, claim.claim.state, one.share.prize.state) == (
        ListState.RELEASED,
        ClaimState.PAID,
        PrizeState.LISTED,
    )
    entries = db.session.scalar(sa.select(sa.func.count(LedgerEntry.id)))
    assert note(office, there, paid_answer(claim), paid_answer(one, 3)) == 0
    assert verbs().count("funding.answers_noted") == 1
    assert db.session.scalar(sa.select(sa.func.count(LedgerEntry.id))) == entries
    assert note(office, there, paid_answer(two), paid_answer(single, 3), paid_answer(claim, 4)) == 2
    assert (there.state, there.paid_on, two.share.prize.state) == (ListState.PAID, DAY, PrizeState.PAID)
    assert balances.faults() == []


def test_one_wrong_row_keeps_all_out_and_each_is_named(office, there) -> None:
    claim, one, two, single = there.payments
    wrong = [
        Answer(3, "ZF2026-009-0001", DAY),
        paid_answer(one, 4, amount_fen=1),
        paid_answer(two, 5, paid_on=date(2026, 9, 2)),
        paid_answer(single, 6, paid_on=date(2026, 8, 31)),
        paid_answer(claim, 7),
    ]
    with pytest.raises(Refused) as refusal:
        note(office, there, paid_answer(claim), *wrong)
    assert [(fault.row, fault.column) for fault in refusal.value.faults] == [
        (3, "Payment"),
        (4, "Amount in yuan"),
        (5, "Paid on"),
        (6, "Paid on"),
        (7, "Payment"),
    ]
    assert set(states(there)) == {PaymentState.LISTED}


def test_a_list_that_is_not_released_takes_no_answer(office) -> None:
    competition = held()
    office.approved_claim(competition)
    made = payments.prepare_list(by=office.one, at=make.AT)
    with pytest.raises(Refused) as refusal:
        note(office, made, paid_answer(made.payments[0]))
    assert "not released" in refusal.value.faults[0].message


def test_what_failed_goes_on_a_later_list_once_its_account_is_entered_again(office, there) -> None:
    claim, one, two, single = there.payments
    note(office, there, failed_answer(claim), failed_answer(one, 3), paid_answer(two, 4), paid_answer(single, 5))
    assert (there.state, claim.claim.state, one.share.prize.state) == (
        ListState.PAID,
        ClaimState.LISTED,
        PrizeState.LISTED,
    )
    assert balances.faults() == []
    with pytest.raises(Refused, match="nothing to pay"):
        payments.prepare_list(by=office.one, at=make.AT)
    with pytest.raises(Refused, match="payment list already"):
        office.give_account(two.share)
    office.give_account(one.share, OTHER_CARD)
    payments.set_account(claim.claim, "齐商银行", UNIT_ACCOUNT, by=office.one, at=make.AT)
    again = paid(office)
    assert [(p.number, p.amount_fen) for p in again.payments] == [
        ("ZF2026-002-0001", claim.amount_fen),
        ("ZF2026-002-0002", one.amount_fen),
    ]
    assert [p.account for p in again.payments] == [UNIT_ACCOUNT, OTHER_CARD]
    assert (claim.claim.state, one.share.prize.state, one.account) == (ClaimState.PAID, PrizeState.PAID, CARD)
    assert balances.faults() == []


def test_another_answer_for_what_is_known_is_refused(office, there) -> None:
    claim, one, *_rest = there.payments
    note(office, there, paid_answer(claim), failed_answer(one, 3))
    for answer in (failed_answer(claim), paid_answer(one), paid_answer(claim, paid_on=date(2026, 8, 31))):
        with pytest.raises(Refused) as refusal:
            note(office, there, answer)
        assert "another answer" in refusal.value.faults[0].message


def test_a_payment_given_back_is_committed_again_by_new_entries_and_paid_on_a_later_list(office, there) -> None:
    settling.mark_paid(there, DAY, there.version, by=office.one, at=make.AT)
    payment = there.payments[1]
    with pytest.raises(Refused, match="given back"):
        settling.reverse_payment(payment, " ", by=office.one, at=make.AT)
    settling.reverse_payment(payment, "银行退汇", by=office.one, at=make.AT)
    assert (payment.state, payment.paid_on, payment.share.prize.state) == (
        PaymentState.REVERSED,
        DAY,
        PrizeState.LISTED,
    )
    pairs = db.session.execute(
        sa.select(LedgerEntry.kind, LedgerEntry.amount_fen).where(LedgerEntry.reverses_id.is_not(None))
    ).all()
    assert sorted((str(kind), fen) for kind, fen in pairs) == [("unpay", 4_000_00), ("unwithhold", 1_000_00)]
    assert balances.faults() == []
    with pytest.raises(Refused, match="present state"):
        settling.reverse_payment(payment, "再退", by=office.one, at=make.AT)
    office.give_account(payment.share, OTHER_CARD)
    assert [p.amount_fen for p in paid(office).payments] == [4_000_00]
    assert (payment.share.prize.state, balances.faults()) == (PrizeState.PAID, [])


def test_a_list_taken_back_lets_all_go_and_the_next_one_holds_it_again(office) -> None:
    competition = held()
    announced(competition, (1, [make.person()]))
    office.approved_claim(competition)
    (prize,) = office.approved(competition)
    office.give_accounts([prize])
    made = payments.prepare_list(by=office.one, at=make.AT)
    with pytest.raises(Refused, match="why"):
        payments.take_list_back(made, "", made.version, by=office.one, at=make.AT)
    payments.take_list_back(made, "核对账户", made.version, by=office.one, at=make.AT)
    assert (made.state, prize.state, queries.claim_of(competition.id).state) == (
        ListState.WITHDRAWN,
        PrizeState.APPROVED,
        ClaimState.APPROVED,
    )
    with pytest.raises(Refused, match="present state"):
        payments.release_list(made, None, by=office.two, at=make.AT)
    assert (paid(office).number, balances.faults()) == ("ZF2026-002", [])


def test_a_later_list_taken_back_leaves_what_was_paid_before(office, there) -> None:
    claim, one, two, single = there.payments
    note(office, there, failed_answer(claim), failed_answer(one, 3), paid_answer(two, 4), paid_answer(single, 5))
    office.give_account(one.share)
    made = payments.prepare_list(by=office.one, at=make.AT)
    payments.take_list_back(made, "再核对", made.version, by=office.two, at=make.AT)
    assert (one.share.prize.state, balances.faults()) == (PrizeState.LISTED, [])
    assert [p.share_id for p in paid(office).payments] == [one.share_id]


def test_a_list_with_a_line_whose_result_was_corrected_is_not_released(office) -> None:
    competition = held()
    result = announced(competition, (1, [make.person()]))
    office.give_accounts(office.approved(competition))
    made = payments.prepare_list(by=office.one, at=make.AT)
    superseded(result)
    with pytest.raises(Refused, match=made.payments[0].number):
        payments.release_list(made, made.version, by=office.two, at=make.AT)
    assert states(made) == [PaymentState.LISTED]


def test_a_notice_is_published_once_when_all_is_answered_for(office, there) -> None:
    with pytest.raises(Refused, match="answered"):
        payments.publish_notice(there, None, by=office.one, at=make.AT)
    settling.mark_paid(there, DAY, None, by=office.one, at=make.AT)
    payments.publish_notice(there, None, by=office.one, at=make.AT)
    assert payouts.noticed(2026, 1).total == 4
    with pytest.raises(Refused, match="once"):
        payments.publish_notice(there, None, by=office.one, at=make.AT)


# --- files ---


def book(*rows, titles=("支付编号", "金额（元）", "银行结果", "支付日期", "失败原因")) -> bytes:
    return spreadsheets.workbook(
        [
            Sheet(
                "a",
                [Column(title, kind="date" if title == "支付日期" else "text") for title in titles],
                rows,
                ["导出说明"],
            )
        ]
    )


def test_a_workbook_is_read_by_its_headings_below_whatever_stands_above() -> None:
    read = imports.read(
        book(
            ("ZF2026-001-0001", 4000, "成功", DAY, ""),
            ("ZF2026-001-0002", "4,000.00", "失败", "", "户名不符"),
            ("ZF2026-001-0003", 1, "", "", ""),
        )
    )
    assert read.answers == [
        Answer(3, "ZF2026-001-0001", DAY, "", 4_000_00),
        Answer(4, "ZF2026-001-0002", None, "户名不符", 4_000_00),
    ]
    assert (read.unanswered, read.faults) == (1, [])


@pytest.mark.parametrize("code", ["utf-8-sig", "gb18030"])
def test_a_banks_csv_is_read_in_either_encoding(code) -> None:
    text = "业务编号,交易状态,交易日期,处理信息\r\nZF2026-001-0001,交易成功,20260901,\r\nZF2026-001-0002,退汇,,账号不存在\r\n"
    read = imports.read(text.encode(code))
    assert read.answers == [
        Answer(2, "ZF2026-001-0001", DAY),
        Answer(3, "ZF2026-001-0002", None, "账号不存在"),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("ZF1", "x", "成功", DAY, ""), "Amount in yuan"),
        (("ZF1", "", "大概", DAY, ""), "Bank's answer"),
        (("ZF1", "", "成功", "上周", ""), "Paid on"),
        (("ZF1", "", "失败", "", ""), "Why not paid"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(app, row, column) -> None:
    read = imports.read(book(row))
    assert [(fault.row, fault.column) for fault in read.faults] == [(3, column)]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", b"a,b\r\n1,2\r\n", book(("1", "2"), titles=("甲", "乙"))])
def test_a_file_that_is_no_answer_is_refused_whole(app, content) -> None:
    with pytest.raises(Refused):
        imports.read(content)
