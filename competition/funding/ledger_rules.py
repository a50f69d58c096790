"""The accounts of a budget and the moves of money between them; pure.

Each entry takes one amount from one account and gives it to another (借贷), so the ledger balances by its very form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Who gives the money of an appropriation; drawn on in this order."""

    CITY = "city"
    DISTRICT = "district"
    SPONSOR = "sponsor"


class Account(StrEnum):
    """An account of one appropriation; `granted` is where its money comes from, and all others hold it."""

    GRANTED = "granted"
    FREE = "free"
    COMMITTED = "committed"
    PAID = "paid"
    TAX = "tax"
    OWED = "owed"
    CARRIED = "carried"


class Kind(StrEnum):
    """What a move of money is for."""

    GRANT = "grant"
    CUT = "cut"
    COMMIT = "commit"
    FREE = "free"
    PAY = "pay"
    WITHHOLD = "withhold"
    UNPAY = "unpay"
    UNWITHHOLD = "unwithhold"
    CLAIM_BACK = "claim_back"
    CLAIM_TAX_BACK = "claim_tax_back"
    REPAY = "repay"
    LET_OFF = "let_off"
    LET_TAX_OFF = "let_tax_off"
    CARRY_OUT = "carry_out"
    CARRY_IN = "carry_in"


MOVES: dict[Kind, tuple[Account, Account]] = {
    Kind.GRANT: (Account.GRANTED, Account.FREE),
    Kind.CUT: (Account.FREE, Account.GRANTED),
    Kind.COMMIT: (Account.FREE, Account.COMMITTED),
    Kind.FREE: (Account.COMMITTED, Account.FREE),
    Kind.PAY: (Account.COMMITTED, Account.PAID),
    Kind.WITHHOLD: (Account.COMMITTED, Account.TAX),
    Kind.UNPAY: (Account.PAID, Account.COMMITTED),
    Kind.UNWITHHOLD: (Account.TAX, Account.COMMITTED),
    Kind.CLAIM_BACK: (Account.PAID, Account.OWED),
    Kind.CLAIM_TAX_BACK: (Account.TAX, Account.OWED),
    Kind.REPAY: (Account.OWED, Account.FREE),
    Kind.LET_OFF: (Account.OWED, Account.PAID),
    Kind.LET_TAX_OFF: (Account.OWED, Account.TAX),
    Kind.CARRY_OUT: (Account.FREE, Account.CARRIED),
    Kind.CARRY_IN: (Account.CARRIED, Account.FREE),
}
# the accounts that never stand below zero; `granted` and `carried` mirror what came from outside the year
NEVER_BELOW = (Account.FREE, Account.COMMITTED, Account.PAID, Account.TAX, Account.OWED)


@dataclass(frozen=True, slots=True)
class Balances:
    """What the accounts of one appropriation hold, in fen."""

    by_account: Mapping[Account, int]

    def __getitem__(self, account: Account) -> int:
        # a template asks for an attribute this way first
        if not isinstance(account, Account):
            raise KeyError(account)
        return self.by_account.get(account, 0)

    def of(self, account: str) -> int:
        """Give what an account holds, by its name."""
        return self[Account(account)]

    @property
    def committed(self) -> int:
        """Give what is approved and not paid."""
        return self[Account.COMMITTED]

    @property
    def appropriated(self) -> int:
        """Give what the appropriation came to: granted, and carried in less carried out."""
        return -self[Account.GRANTED] - self[Account.CARRIED]

    @property
    def spent(self) -> int:
        """Give what left the budget: paid out, and withheld as tax."""
        return self[Account.PAID] + self[Account.TAX]

    @property
    def faults(self) -> list[Account]:
        """Name the accounts that stand below zero."""
        return [account for account in NEVER_BELOW if self[account] < 0]


def balances(moves: Iterable[tuple[Account, Account, int]]) -> Balances:
    """Add up moves, each from an account, to an account, in fen."""
    sums = dict.fromkeys(Account, 0)
    for taken, given, fen in moves:
        sums[taken] -= fen
        sums[given] += fen
    return Balances(sums)
