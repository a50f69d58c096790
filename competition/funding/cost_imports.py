"""Reads a final account from a workbook, by its headings in either language, every fault named by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from competition.foundation import formats
from competition.foundation.errors import Fault, Refused
from competition.foundation.money import fen_of
from competition.foundation.texts import _
from competition.funding import applications, claim_rules, claim_words, imports
from competition.funding.claim_models import ClaimCost
from competition.funding.claim_rules import Category, CostLine
from competition.funding.models import HostClaim

CATEGORY, DAY, PAYEE, NUMBER, AMOUNT, NOTE = "category", "day", "payee", "number", "amount", "note"
# headings as our own workbook has them, in both languages
HEADINGS = {
    CATEGORY: ("支出类别", "Category"),
    DAY: ("开票日期", "Day of the invoice"),
    PAYEE: ("收款单位", "Paid to"),
    NUMBER: ("发票号码", "Invoice number"),
    AMOUNT: ("金额（元）", "Amount in yuan"),
    NOTE: ("用途说明", "Spent for"),
}
NEEDED = (CATEGORY, DAY, PAYEE, NUMBER, AMOUNT)
# a figure of more digits is no longer exact; an invoice's number has 20
LONGEST_FIGURE = 10**15
# what a workbook may call a category, in both languages
NAMES = {
    Category.VENUE: ("场地租赁费", "Venue hire"),
    Category.EQUIPMENT: ("设备租赁与耗材费", "Equipment and materials"),
    Category.LABOUR: ("专家和裁判员劳务费", "Experts and judges"),
    Category.BOARD: ("食宿交通费", "Board, lodging and travel"),
    Category.PUBLICITY: ("宣传费", "Publicity"),
    Category.AWARDS: ("证书奖牌费", "Certificates and medals"),
    Category.SAFETY: ("保险与安保费", "Insurance and safety"),
    Category.OTHER: ("其他费用", "Other costs"),
}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """An invoice as a workbook has it, with its row."""

    row: int
    line: CostLine


def read(content: bytes) -> tuple[list[ReadLine], list[Fault]]:
    """Read a workbook or a CSV; refused as a whole only where it is neither or lacks its headings."""
    rows = imports.table_of(content)
    head, columns = _head(rows)
    lines: list[ReadLine] = []
    faults: list[Fault] = []
    for at, row in enumerate(rows[head + 1 :], head + 2):
        cells = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
        if any(imports.text_of(cell) for cell in cells.values()):
            found, line = _line(at, cells)
            faults += found
            if line is not None:
                lines.append(ReadLine(at, line))
    return lines, faults


def _head(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for at, row in enumerate(rows[:20]):
        names = [imports.text_of(cell) for cell in row]
        found = {
            key: next((names.index(one) for one in known if one in names), None) for key, known in HEADINGS.items()
        }
        if all(found[key] is not None for key in NEEDED):
            return at, {key: len(names) if place is None else place for key, place in found.items()}
    needed = _(", ").join(heading(name) for name in NEEDED)
    raise Refused(
        _("No row has the headings %(names)s. Take the account out as Excel, fill it in and send it.", names=needed)
    )


def heading(name: str) -> str:
    """Give the heading of a column in the reader's language."""
    chinese, english = HEADINGS[name]
    return chinese if formats.is_chinese() else english


def _line(row: int, cells: dict[str, Any]) -> tuple[list[Fault], CostLine | None]:
    text = {name: imports.text_of(cell) for name, cell in cells.items()}
    category, day = _category(text[CATEGORY]), imports.day_of(cells[DAY])
    faults = []
    if category is None:
        known = _(", ").join(str(claim_words.CATEGORIES[one]) for one in Category)
        faults.append(_fault(row, CATEGORY, text[CATEGORY], _("This category is not known."), known))
    if day is None:
        faults.append(_fault(row, DAY, text[DAY], _("This is no day."), _("Write the day as 2026-11-26.")))
    if isinstance(cells[NUMBER], float) and abs(cells[NUMBER]) >= LONGEST_FIGURE:
        message, remedy = (
            _("Excel lost the last digits of this number."),
            _("Format the column as text, enter it again."),
        )
        faults.append(_fault(row, NUMBER, text[NUMBER], message, remedy))
    try:
        fen = fen_of(text[AMOUNT])
    except ValueError:
        message, remedy = _("This is no amount."), _("Write yuan, such as 4,000.00.")
        faults.append(_fault(row, AMOUNT, text[AMOUNT], message, remedy))
        return faults, None
    if faults or category is None or day is None:
        return faults, None
    return [], CostLine(category, day, text[PAYEE][:120], text[NUMBER][:40], fen, text[NOTE][:200])


def _category(text: str) -> Category | None:
    return next((category for category, names in NAMES.items() if text in names), None)


def _fault(row: int, name: str, value: str, message: str, remedy: str = "") -> Fault:
    return Fault(message, remedy, row=row, column=heading(name), value=value)


def faults(claim: HostClaim, lines: Sequence[ReadLine], today: date) -> list[Fault]:
    """Hold a workbook against what is stored: lines that cannot be, and invoices that stand twice or in another claim."""
    if not lines:
        return [Fault(_("This file has no invoice."), _("Enter a row for each invoice."))]
    if len(lines) > claim_rules.MOST_LINES:
        return [Fault(_("A final account holds at most %(most)s invoices.", most=claim_rules.MOST_LINES))]
    taken = applications.taken([one.line.key for one in lines], claim)
    twice, found = claim_rules.doubled([one.line.key for one in lines]), []
    for one in lines:
        wrong = claim_rules.cost_faults(one.line, today)
        found += [_fault(one.row, name, _said(one, name), str(claim_words.CLAIM_FAULTS[code])) for name, code in wrong]
        if one.line.key in taken:
            found.append(_fault(one.row, NUMBER, one.line.number, taken_by(taken[one.line.key])))
        elif one.line.key in twice and not wrong:
            message, remedy = _("This invoice stands in the file twice."), _("Leave one of the rows out.")
            found.append(_fault(one.row, NUMBER, one.line.number, message, remedy))
    return found


def _said(one: ReadLine, name: str) -> str:
    return {PAYEE: one.line.payee, NUMBER: one.line.number, DAY: one.line.day.isoformat()}.get(name, "")


def taken_by(cost: ClaimCost) -> str:
    """Say in whose account an invoice stands already."""
    return _(
        "Invoice %(number)s of %(payee)s stands in the final account of “%(name)s” already.",
        number=cost.number,
        payee=cost.payee,
        name=formats.name(cost.claim.competition),
    )
