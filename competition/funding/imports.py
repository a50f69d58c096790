"""Reads what a bank answered for a payment list: Excel or CSV, by its headings, every fault named by row and column."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from competition.foundation import clock, spreadsheets
from competition.foundation.errors import Fault, Refused
from competition.foundation.money import fen_of, yuan
from competition.foundation.texts import _
from competition.funding.models import Payment, PaymentList
from competition.funding.rules import PaymentState

NUMBER, AMOUNT, RESULT, DAY, REASON = "number", "amount", "result", "day", "reason"
# headings as our own workbook has them in both languages, and as bank programs write them
HEADINGS = {
    NUMBER: ("支付编号", "Payment", "业务编号", "客户业务编号", "企业流水号", "付款编号"),
    AMOUNT: ("金额（元）", "Amount in yuan", "金额", "交易金额", "付款金额"),
    RESULT: ("银行结果", "Bank's answer", "结果", "交易结果", "交易状态", "处理结果", "状态"),
    DAY: ("支付日期", "Paid on", "交易日期", "付款日期", "入账日期"),
    REASON: ("失败原因", "Why not paid", "原因", "退回原因", "处理信息"),
}
PAID = frozenset({"成功", "已支付", "交易成功", "支付成功", "paid", "success", "succeeded"})
FAILED = frozenset({"失败", "交易失败", "支付失败", "退票", "退汇", "failed", "returned"})
SPREAD = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the bank's answer: the payment's number, its amount where told, the day it was paid or why it was not."""

    row: int
    number: str
    paid_on: date | None = None
    reason: str = ""
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A bank's file as read: its answers, how many rows have none yet, and what could not be read."""

    answers: list[Answer] = field(default_factory=list)
    unanswered: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers held against their list: those that are news, how many say what is known, and what is wrong."""

    news: list[tuple[Payment, Answer]] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Read:
    """Read a bank's file; refused as a whole only where it is neither Excel nor CSV or lacks its headings."""
    rows = table_of(content)
    head, columns = _head(rows)
    found = Read()
    unanswered = 0
    for at, row in enumerate(rows[head + 1 :], head + 2):
        cells = {name: row[column] if column < len(row) else "" for name, column in columns.items()}
        if not text_of(cells[NUMBER]):
            continue
        if not text_of(cells[RESULT]):
            unanswered += 1
            continue
        answer = _answer(at, cells)
        (found.answers if isinstance(answer, Answer) else found.faults).append(answer)  # type: ignore[arg-type]
    return Read(found.answers, unanswered, found.faults)


def table_of(content: bytes) -> list[list[Any]]:
    """Read the rows of a workbook's first sheet, or of a CSV in either coding; anything else is refused."""
    if content[:2] == b"PK":
        return next(iter(spreadsheets.read_sheets(content).values()), [])
    if len(content) > spreadsheets.MOST_BYTES:
        raise Refused(_("This file is larger than %(most)s MB.", most=spreadsheets.MOST_BYTES // 1024 // 1024))
    for code in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return [list(row) for row in csv.reader(io.StringIO(text))]
    raise Refused(_("This is neither an Excel workbook (.xlsx) nor a CSV file."))


def _head(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for at, row in enumerate(rows[:20]):
        names = [text_of(cell) for cell in row]
        found = {key: _column(names, HEADINGS[key]) for key in HEADINGS}
        if found[NUMBER] is not None and found[RESULT] is not None:
            return at, {key: len(names) if column is None else column for key, column in found.items()}
    raise Refused(
        _(
            "No row has the headings “%(number)s” and “%(result)s”. Take the list out as “Bank's answer”, fill it in and send it.",
            number=_("Payment"),
            result=_("Bank's answer"),
        )
    )


def _column(names: Sequence[str], wanted: Iterable[str]) -> int | None:
    return next((names.index(one) for one in wanted if one in names), None)


def text_of(cell: Any) -> str:
    """Give a cell as text; a whole figure without its point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().removeprefix("'")


def _answer(row: int, cells: dict[str, Any]) -> Answer | Fault:
    number, said = text_of(cells[NUMBER]), text_of(cells[RESULT])
    try:
        amount = fen_of(str(cells[AMOUNT])) if text_of(cells[AMOUNT]) else None
    except ValueError:
        return _fault(
            row, _("Amount in yuan"), cells[AMOUNT], _("This is no amount."), _("Write yuan, such as 4,000.00.")
        )
    if said.lower() in FAILED:
        reason = text_of(cells[REASON])[:300]
        if not reason:
            return _fault(
                row, _("Why not paid"), "", _("A failed payment needs its reason."), _("Write what the bank said.")
            )
        return Answer(row, number, None, reason, amount)
    if said.lower() not in PAID:
        return _fault(row, _("Bank's answer"), said, _("This answer is not known."), _("Write “paid” or “failed”."))
    day = day_of(cells[DAY])
    if day is None:
        return _fault(row, _("Paid on"), cells[DAY], _("This is no day."), _("Write the day as 2026-11-26."))
    return Answer(row, number, day, "", amount)


def _fault(row: int, column: str, value: Any, message: str, remedy: str) -> Fault:
    return Fault(message, remedy, row=row, column=column, value=text_of(value))


def day_of(cell: Any) -> date | None:
    """Read a day as programs and people write it, None where it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for form in SPREAD:
        try:
            return datetime.strptime(text_of(cell).split(" ")[0], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def check(payment_list: PaymentList, answers: Sequence[Answer], today: date) -> Checked:
    """Hold a bank's answers against a released list; nothing is changed."""
    by_number = {payment.number: payment for payment in payment_list.payments}
    checked, known, seen = Checked(), 0, set()
    for answer in answers:
        payment = by_number.get(answer.number)
        fault = _wrong(payment_list, payment, answer, today) or (_twice(answer) if answer.number in seen else None)
        seen.add(answer.number)
        if fault:
            checked.faults.append(fault)
        elif payment is not None and payment.state is PaymentState.LISTED:
            checked.news.append((payment, answer))
        else:
            known += 1
    return Checked(checked.news, known, checked.faults)


def _twice(answer: Answer) -> Fault:
    message, remedy = _("This payment stands in the file twice."), _("Leave one of the rows out.")
    return _fault(answer.row, _("Payment"), answer.number, message, remedy)


def _wrong(of: PaymentList, payment: Payment | None, answer: Answer, today: date) -> Fault | None:
    if payment is None:
        message, remedy = (
            _("This payment is not on this list."),
            _("Send the answer of list %(number)s.", number=of.number),
        )
        return _fault(answer.row, _("Payment"), answer.number, message, remedy)
    if answer.amount_fen is not None and answer.amount_fen != payment.amount_fen:
        remedy = _("The list says %(yuan)s yuan. Ask the bank.", yuan=yuan(payment.amount_fen))
        message = _("The bank names another amount.")
        return _fault(answer.row, _("Amount in yuan"), yuan(answer.amount_fen), message, remedy)
    if payment.state is PaymentState.LISTED and of.released_at is None:
        message, remedy = _("This list is not released yet."), _("Release it first.")
        return _fault(answer.row, _("Payment"), answer.number, message, remedy)
    if payment.state is not PaymentState.LISTED and not _says_the_same(payment, answer):
        message = _("The system knows another answer for this payment already.")
        remedy = _("Where the bank gave the money back, note that on the list's page.")
        return _fault(answer.row, _("Bank's answer"), answer.number, message, remedy)
    if payment.state is PaymentState.LISTED and answer.paid_on and (why := impossible(of, answer.paid_on, today)):
        return _fault(answer.row, _("Paid on"), answer.paid_on.isoformat(), why, _("Ask the bank for the day."))
    return None


def _says_the_same(payment: Payment, answer: Answer) -> bool:
    if answer.paid_on is None:
        return payment.state is PaymentState.FAILED
    # what was given back later was paid on its day all the same
    return payment.state in (PaymentState.PAID, PaymentState.REVERSED) and payment.paid_on == answer.paid_on


def impossible(of: PaymentList, paid_on: date, today: date) -> str:
    """Say why a list cannot have been paid on a day, or ''."""
    assert of.released_at is not None
    if paid_on > today:
        return _("This day has not come yet.")
    return _("It cannot be paid before it was released.") if paid_on < clock.in_city(of.released_at).date() else ""


def must_be_possible(of: PaymentList, paid_on: date, today: date) -> None:
    """Refuse a day a list cannot have been paid on."""
    if why := impossible(of, paid_on, today):
        raise Refused(why, field="paid_on")
