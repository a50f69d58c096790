"""Payment lists, the budget and the withholding list as files."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from competition.foundation import clock, documents, formats, masking, spreadsheets
from competition.foundation.money import yuan
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.funding import claim_words, cost_imports, words
from competition.funding.applications import Application
from competition.funding.balances import Budget
from competition.funding.ledger_rules import Account
from competition.funding.models import Payment, PaymentList, Recovery
from competition.funding.payouts import Withheld
from competition.funding.rules import ClaimState

# kinds of files a list is taken out as
LIST, TRANSFER, PAYROLL, ANSWER = "list", "transfer", "payroll", "answer"
KINDS = (LIST, TRANSFER, PAYROLL, ANSWER)
CSV = "text/csv"
# rows to fill in at the end of a final account
SPARE = 30


def bank_file(of: PaymentList, kind: str, whole: bool, name: str, at: datetime) -> tuple[bytes, str, str]:
    """Write a list for the bank: content, name of the file and media type."""
    if kind == TRANSFER:
        return transfers(of, whole), f"{of.number}-转账.csv", CSV
    if kind == PAYROLL:
        return payroll(of, whole), f"{of.number}-代发.csv", CSV
    if kind == ANSWER:
        return answer_sheet(of, name, at), f"{of.number}-银行结果.xlsx", spreadsheets.MEDIA_TYPE
    return payment_list_sheet(of, whole, name, at), f"{of.number}.xlsx", spreadsheets.MEDIA_TYPE


def _account(payment: Payment, whole: bool) -> str:
    return payment.account if whole else masking.masked("account", payment.account)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def payment_list_sheet(of: PaymentList, whole: bool, name: str, at: datetime) -> bytes:
    """Write a payment list as Excel: whole account numbers for whoever pays, masked ones for whoever reads."""
    columns = [
        Column(_("Payment"), 20),
        Column(_("Payee"), 28),
        Column(_("Bank and branch"), 28),
        Column(_("Account number"), 26),
        Column(_("Amount in yuan"), 16, "money"),
        Column(_("Purpose"), 50),
        Column(_("State"), 18),
    ]
    rows = [
        (
            one.number,
            one.payee,
            one.bank_name,
            _account(one, whole),
            _yuan(one.amount_fen),
            words.purpose(one),
            str(words.PAYMENTS[one.state][1]),
        )
        for one in of.payments
    ]
    total = _("%(count)s payments, %(yuan)s yuan", count=len(_live(of)), yuan=yuan(of.total_fen))
    head = [spreadsheets.exported_by(name, at), f"{of.number} · {words.LISTS[of.state][1]} · {total}"]
    return spreadsheets.workbook([Sheet(of.number, columns, rows, head)])


def _live(of: PaymentList) -> list[Payment]:
    # what was taken off goes to no bank
    return [payment for payment in of.payments if payment.is_live]


def transfers(of: PaymentList, whole: bool) -> bytes:
    """Write a list as the CSV that bank programs take for batch transfers (批量转账), in GB 18030, which they read."""
    titles = ("业务编号", "收款账号", "收款户名", "收款行名称", "金额", "用途")
    rows = [
        (p.number, _account(p, whole), p.payee, p.bank_name, f"{_yuan(p.amount_fen):.2f}", words.short_purpose(p))
        for p in _live(of)
    ]
    return _gb(titles, rows)


def payroll(of: PaymentList, whole: bool) -> bytes:
    """Write a list as the CSV of payroll programs (批量代发): place, account, holder, amount, remark with the number."""
    titles = ("序号", "账号", "户名", "金额", "备注")
    rows = [
        (place, _account(p, whole), p.payee, f"{_yuan(p.amount_fen):.2f}", p.number)
        for place, p in enumerate(_live(of), 1)
    ]
    return _gb(titles, rows)


def _gb(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    return spreadsheets.csv_bytes(titles, rows).decode("utf-8-sig").encode("gb18030")


def answer_sheet(of: PaymentList, name: str, at: datetime) -> bytes:
    """Write the workbook the bank's answer is filled into, a row for each payment it has not answered for."""
    columns = [
        Column(_("Payment"), 20),
        Column(_("Payee"), 28),
        Column(_("Amount in yuan"), 16, "money"),
        Column(_("Bank's answer"), 14, choices=(_("paid"), _("failed"))),
        Column(_("Paid on"), 14, "date"),
        Column(_("Why not paid"), 40),
    ]
    rows = [(p.number, p.payee, _yuan(p.amount_fen), "", "", "") for p in of.waiting]
    return spreadsheets.workbook([Sheet(of.number, columns, rows, [spreadsheets.exported_by(name, at), of.number])])


def budget_sheet(year: int, budgets: Sequence[Budget], name: str, at: datetime) -> bytes:
    """Write a year's appropriations with what their accounts hold."""
    money = [_("Appropriated"), _("Committed"), _("Paid out"), _("Tax withheld"), _("To be repaid"), _("Left")]
    columns = [
        Column(_("Name of the money"), 30),
        Column(_("Source of the money"), 16),
        Column(_("Document number"), 24),
    ]
    columns += [Column(title, 16, "money") for title in money]
    rows = [
        (
            one.appropriation.name,
            str(words.SOURCES[one.appropriation.source]),
            one.appropriation.document_number,
            *(_yuan(fen) for fen in _figures(one)),
        )
        for one in budgets
    ]
    title = _("Budget of %(year)s", year=year)
    return spreadsheets.workbook([Sheet(title, columns, rows, [spreadsheets.exported_by(name, at)])])


def _figures(one: Budget) -> tuple[int, ...]:
    accounts = (Account.COMMITTED, Account.PAID, Account.TAX, Account.OWED, Account.FREE)
    return (one.holds.appropriated, *(one.holds[account] for account in accounts))


def withheld_sheet(month: date, lines: Sequence[Withheld], name: str, at: datetime) -> bytes:
    """Write the month's withholding list for the tax office: whole ID numbers, as it must be declared (个人所得税法 art. 14)."""
    columns = [
        Column(_("Name"), 14),
        Column(_("ID number"), 24),
        Column(_("Kind of income"), 14),
        Column(_("Income in yuan"), 16, "money"),
        Column(_("Tax in yuan"), 16, "money"),
        Column(_("Paid on"), 14, "date"),
        Column(_("Payment"), 20),
        Column(_("Remark"), 40),
    ]
    rows = [_withheld(line) for line in lines]
    tax = yuan(sum(line.tax_fen for line in lines))
    head = [
        spreadsheets.exported_by(name, at),
        _("Tax withheld in %(month)s: %(yuan)s yuan", month=f"{month:%Y-%m}", yuan=tax),
    ]
    return spreadsheets.workbook([Sheet(f"{month:%Y-%m}", columns, rows, head)])


def _withheld(line: Withheld) -> tuple[Any, ...]:
    remark = line.exempt or (_("money came back") if line.is_back else "")
    figures = _yuan(line.gross_fen), _yuan(line.tax_fen)
    return (line.name, line.person.id_number, _("incidental income"), *figures, line.day, line.number, remark)


def letter(of: Recovery, language: str, at: datetime) -> bytes:
    """Set the letter that tells a winner or a host what is to be paid back, and why."""
    ahead = of.advance is not None
    data = {
        "title": _("Letter on an advance to be repaid") if ahead else _("Letter on a prize to be repaid"),
        "number": of.number,
        "to": of.debtor if ahead else _("%(name)s (%(unit)s)", name=of.debtor, unit=of.unit),
        "text": _text_to_host(of) if ahead else _text_to_winner(of),
        "heads": [_("Part of the sum"), _("yuan")],
        "rows": _sums_to_host(of) if ahead else _sums_to_winner(of),
        "closing": _("Whoever holds the letter to be wrong asks the finance office that sent it before that day."),
        "sender": _("Zibo Human Resources and Social Security Bureau"),
        "day": clock.in_city(of.opened_at).date().isoformat(),
        "footer": of.number,
        "lang": "zh" if language.startswith("zh") else "en",
    }
    return documents.pdf("letter", data, at)


def _sums_to_winner(of: Recovery) -> list[tuple[str, str]]:
    return [
        (_("Paid this year, before tax"), yuan(of.had_fen)),
        (_("Still due after the correction, before tax"), yuan(of.best_fen)),
        (_("Paid too much, before tax"), yuan(of.gross_fen)),
        (_("Tax in it, which the payer sets right with the tax office"), yuan(of.tax_fen)),
        (_("To be paid back"), yuan(of.net_fen)),
    ]


def _sums_to_host(of: Recovery) -> list[tuple[str, str]]:
    return [
        (_("Paid ahead"), yuan(of.had_fen)),
        (_("Due by the final account"), yuan(of.best_fen)),
        (_("To be paid back"), yuan(of.net_fen)),
    ]


def _text_to_host(of: Recovery) -> str:
    return _(
        "An advance was paid for “%(name)s”. By the final account as it was decided, more was paid ahead than is due. "
        "Please pay the sum below back to the account it came from, with the number %(number)s as its purpose, by %(day)s.",
        name=formats.name(of.competition),
        number=of.number,
        day=of.due_on.isoformat(),
    )


def _text_to_winner(of: Recovery) -> str:
    payment = words.purpose_of(of.winner_share)
    return _(
        "%(purpose)s was paid by an announced result that was corrected since. By the result as it is announced now, "
        "and by the rule that the highest prize of a year is paid only, more was paid than is due. Please pay the sum "
        "below back to the account it came from, with the number %(number)s as its purpose, by %(day)s.",
        purpose=payment,
        number=of.number,
        day=of.due_on.isoformat(),
    )


def costs_sheet(of: Application, name: str, at: datetime) -> bytes:
    """Write a final account as Excel: to read, or to fill in and send again; the last columns are the reviewer's."""
    categories = tuple(names[0 if formats.is_chinese() else 1] for names in cost_imports.NAMES.values())
    columns = [
        Column(cost_imports.heading(cost_imports.CATEGORY), 24, choices=categories),
        Column(cost_imports.heading(cost_imports.DAY), 14, "date"),
        Column(cost_imports.heading(cost_imports.PAYEE), 32),
        Column(cost_imports.heading(cost_imports.NUMBER), 26),
        Column(cost_imports.heading(cost_imports.AMOUNT), 16, "money"),
        Column(cost_imports.heading(cost_imports.NOTE), 36),
        Column(_("Eligible"), 12),
        Column(_("Reason"), 36),
    ]
    rows: list[tuple[Any, ...]] = [
        (
            str(claim_words.CATEGORIES[cost.category]),
            cost.day,
            cost.payee,
            cost.number,
            _yuan(cost.amount_fen),
            cost.note,
            "" if cost.eligible is None else _("Yes") if cost.eligible else _("No"),
            cost.reason,
        )
        for cost in of.costs
    ]
    head = [spreadsheets.exported_by(name, at), formats.name(of.claim.competition)]
    # as long as it is written, rows to fill in follow
    rows += [("",) * len(columns)] * (SPARE if of.claim.state is ClaimState.ADMITTED else 0)
    return spreadsheets.workbook([Sheet(_("Final account"), columns, rows, head)])
