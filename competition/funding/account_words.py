"""What is wrong or doubtful in a bank account, in words."""

from competition.foundation.texts import _l
from competition.funding.account_rules import account_doubt

FAULTS = {
    "digits": _l("An account number has digits only."),
    "length": _l("An account number has 8 to 30 digits."),
    "luhn": _l("The last digit of this card number does not fit the others. Compare it with the card."),
}
DOUBTS = {
    "card": _l("It begins like a card, and its last digit does not fit the others: compare it with the card."),
    "card_length": _l("Cards of %(bank)s that begin so have %(digits)s digits: compare it with the card."),
    "other_bank": _l("It begins like a card of %(bank)s: compare the bank with the card."),
}


def doubt(account: str | None, bank_name: str) -> str:
    """Say what does not look right in an account, '' where nothing does."""
    found = account_doubt(account, bank_name) if account else None
    return str(DOUBTS[found.code]) % {"bank": found.bank, "digits": found.digits} if found else ""
