"""Money drawn: what each appropriation of a year came to, bound or spent and left."""

from collections.abc import Sequence

from competition.foundation.charts import Bar, Bars
from competition.foundation.money import yuan
from competition.foundation.texts import _
from competition.funding.balances import Budget
from competition.funding.ledger_rules import Account


def budget(year: int, budgets: Sequence[Budget]) -> Bars:
    """Draw a year's appropriations: full what is committed or spent, hollow what is left."""
    rows = [
        Bar(
            one.appropriation.name,
            (one.holds[Account.COMMITTED] + one.holds.spent + one.holds[Account.OWED], one.holds[Account.FREE]),
            cells=(yuan(one.holds[Account.COMMITTED]), yuan(one.holds.spent)),
        )
        for one in budgets
    ]
    says = _("Each bar is an appropriation in yuan: full what is committed, paid or to be repaid, hollow what is left.")
    kinds, columns = (_("Bound or paid"), _("Left")), (_("Committed"), _("Paid, with tax"))
    title = _("The money of %(year)s", year=year)
    return Bars(title, says, _("Name of the money"), kinds, rows, columns=columns, worded=yuan)
