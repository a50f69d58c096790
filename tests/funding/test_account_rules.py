"""Bank accounts: what is certainly wrong is refused, what is doubtful is told, and the list of prefixes holds together."""

import pytest

from competition.funding import account_rules, card_prefixes
from competition.funding.account_rules import Doubt

# a card of the savings bank: 621799, twelve noughts, and the digit that fits
SAVINGS = "6217990000000000006"


@pytest.mark.parametrize(
    ("account", "fault"),
    [
        ("6205500000000000004", ""),
        ("6200 0000 0000 0005", ""),
        # begins like a card, but no bank's we know: told, not refused
        ("6205500000000000005", ""),
        (SAVINGS, ""),
        ("6217990000000000007", "luhn"),
        # another length than its bank's cards: it may be an account of another kind
        ("621799000000000007", ""),
        ("1603001009200012345", ""),  # a unit's account carries no check digit
        ("12345678", ""),
        ("1234567", "length"),
        ("1" * 30, ""),
        ("1" * 31, "length"),
        ("6222-0200", "digits"),
        ("６２２２０２００", "digits"),
        ("", "digits"),
    ],
)
def test_only_what_is_certainly_wrong_is_a_fault(account: str, fault: str) -> None:
    assert account_rules.account_fault(account) == fault


@pytest.mark.parametrize(
    ("account", "bank", "doubt"),
    [
        (SAVINGS, "邮储银行张店支行", None),
        (SAVINGS, "", None),
        # a bank that is not in the list says nothing
        (SAVINGS, "般阳农村商业银行淄川支行", None),
        (SAVINGS, "工商银行张店支行", Doubt("other_bank", "中国邮政储蓄银行")),
        (SAVINGS[:-1], "邮储银行张店支行", Doubt("card_length", "中国邮政储蓄银行", 19)),
        ("6205500000000000004", "工商银行张店支行", None),
        ("6205500000000000005", "工商银行张店支行", Doubt("card")),
        ("1603001009200012345", "齐商银行张店支行", None),
        # too long for a card
        ("62055000000000000051", "建设银行", None),
    ],
)
def test_a_doubt_is_told_with_the_bank_it_is_about(account: str, bank: str, doubt: Doubt | None) -> None:
    assert account_rules.account_doubt(account, bank) == doubt


def test_each_prefix_is_six_digits_of_one_bank_and_one_length() -> None:
    found = [p for lengths in card_prefixes.PREFIXES.values() for text in lengths.values() for p in text.split()]
    assert len(found) == len(set(found))
    assert all(len(prefix) == 6 and prefix.isdigit() and prefix.startswith(account_rules.UNIONPAY) for prefix in found)
    assert {length for lengths in card_prefixes.PREFIXES.values() for length in lengths} <= {
        *account_rules.CARD_LENGTHS
    }


def test_each_other_name_leads_to_a_bank_of_the_list() -> None:
    assert {*card_prefixes.NAMES.values()} <= {*card_prefixes.PREFIXES}
    assert {card_prefixes.bank_of_name(name) for name in card_prefixes.NAMES} == {*card_prefixes.NAMES.values()}
    assert [card_prefixes.bank_of_name(name) for name in ("中国银行淄博分行", "中国工商银行", "齐商银行")] == [
        "中国银行",
        "中国工商银行",
        "",
    ]
