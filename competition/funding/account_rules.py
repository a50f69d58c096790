"""What a bank account can and cannot be: certain faults are refused, doubtful ones are told; pure."""

from dataclasses import dataclass

from competition.funding import card_prefixes

SHORTEST, LONGEST = 8, 30
# UnionPay's cards begin so and end with a Luhn digit (ISO/IEC 7812)
UNIONPAY = "62"
CARD_LENGTHS = range(16, 20)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What does not look right in an account and cannot be said to be wrong: a code for words, and what it is about."""

    code: str
    bank: str = ""
    digits: int = 0


def account_fault(account: str) -> str:
    """Name what is certainly wrong: 'digits', 'length' (8 to 30), 'luhn' (a known bank's card, whole but mistyped), or ''.

    What only may be wrong is a doubt: accounts of units and savings books follow no public rule.
    """
    digits = account.replace(" ", "")
    if not digits.isascii() or not digits.isdigit():
        return "digits"
    if not SHORTEST <= len(digits) <= LONGEST:
        return "length"
    kind = card_prefixes.kind_of(digits)
    return "luhn" if kind and len(digits) == kind.length and not is_luhn(digits) else ""


def account_doubt(account: str, bank_name: str = "") -> Doubt | None:
    """Name what does not look right in an account that has no fault.

    'card_length': the prefix is that of a bank's cards of another length; 'other_bank': the card is one of another bank
    than the one named; 'card': it begins like a card, is as long as one, and its last digit does not fit.
    """
    digits = account.replace(" ", "")
    kind = card_prefixes.kind_of(digits)
    if kind is None:
        is_card = digits.startswith(UNIONPAY) and len(digits) in CARD_LENGTHS
        return Doubt("card") if is_card and not is_luhn(digits) else None
    if len(digits) != kind.length:
        return Doubt("card_length", kind.bank, kind.length)
    named = card_prefixes.bank_of_name(bank_name)
    return Doubt("other_bank", kind.bank) if named and named != kind.bank else None


def is_luhn(digits: str) -> bool:
    """Say whether the last digit fits the others (ISO/IEC 7812-1, annex B)."""
    figures = [int(d) for d in reversed(digits)]
    doubled = [sum(divmod(2 * d, 10)) for d in figures[1::2]]
    return (sum(figures[::2]) + sum(doubled)) % 10 == 0
