"""Payment lists as files."""

from datetime import datetime
from decimal import Decimal

from competition.foundation import masking, spreadsheets
from competition.foundation.money import yuan
from competition.foundation.spreadsheets import Column, Sheet
from competition.foundation.texts import _
from competition.funding import words
from competition.funding.models import PaymentList


def payment_list_sheet(of: PaymentList, whole: bool, name: str, at: datetime) -> bytes:
    """Write a payment list as Excel: whole account numbers for whoever pays, masked ones for whoever reads."""
    columns = [
        Column(_("Payment"), 20),
        Column(_("Payee"), 28),
        Column(_("Bank and branch"), 28),
        Column(_("Account number"), 26),
        Column(_("Amount in yuan"), 16, "money"),
        Column(_("Purpose"), 50),
    ]
    rows = [
        (
            one.number,
            one.payee,
            one.bank_name,
            one.account if whole else masking.masked("account", one.account),
            Decimal(one.amount_fen) / 100,
            words.purpose(one),
        )
        for one in of.payments
    ]
    total = _("%(count)s payments, %(yuan)s yuan", count=len(rows), yuan=yuan(of.total_fen))
    head = [spreadsheets.exported_by(name, at), f"{of.number} · {words.LISTS[of.state][1]} · {total}"]
    return spreadsheets.workbook([Sheet(of.number, columns, rows, head)])
