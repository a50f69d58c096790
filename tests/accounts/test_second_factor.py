"""Six digits from a phone, against the RFC's own vectors."""

import base64
from datetime import UTC, datetime

import pytest

from competition.accounts import passwords, rules, second_factor
from competition.accounts.second_factor import Code

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


# RFC 6238, appendix B, SHA-1: the last six of its eight digits
@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert Code(digits, at).step(RFC_SECRET, 0) == seconds // 30


@pytest.mark.parametrize(("late", "step"), [(-60, None), (-30, 3), (0, 3), (29, 3), (30, 3), (59, 3), (60, None)])
def test_a_clock_may_be_half_a_minute_off(late: int, step: int | None) -> None:
    at = datetime.fromtimestamp(90 + late, UTC)
    digits = "969429"  # the RFC's key at step 3 (RFC 4226, appendix D)
    assert Code(digits, at).step(RFC_SECRET, 0) == step


@pytest.mark.parametrize(("after", "step"), [(0, 1), (1, None), (2, None)])
def test_a_code_used_once_is_used_up(after: int, step: int | None) -> None:
    assert Code("287 082", datetime.fromtimestamp(59, UTC)).step(RFC_SECRET, after) == step


def test_full_width_digits_of_a_chinese_keyboard_are_read() -> None:
    assert Code("２８７ ０８２", datetime.fromtimestamp(59, UTC)).step(RFC_SECRET, 0) == 1


@pytest.mark.parametrize("digits", ["", "28708", "287083", "abcdef", "二八七零八二"])
def test_other_digits_are_wrong(digits: str) -> None:
    assert Code(digits, datetime.fromtimestamp(59, UTC)).step(RFC_SECRET, 0) is None


def test_without_a_secret_no_code_is_right() -> None:
    assert Code("287082", datetime.fromtimestamp(59, UTC)).step(None, 0) is None


def test_the_address_names_who_and_where() -> None:
    address = second_factor.address(RFC_SECRET, "wang", "淄博技能竞赛")
    assert address.startswith("otpauth://totp/")
    assert "secret=" + RFC_SECRET in address
    assert ":wang?" in address


def test_passwords_are_argon2id_with_the_agreed_cost() -> None:
    kept = passwords.hash_of("kiln-glaze-19")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(kept, "kiln-glaze-19")
    assert not passwords.is_right(kept, "kiln-glaze-20")


@pytest.mark.parametrize("kept", [None, "", "-", "$argon2id$broken"])
def test_where_no_password_is_kept_none_is_right(kept: str | None) -> None:
    assert not passwords.is_right(kept, "")
    assert not passwords.is_right(kept, "-")


def test_temporary_passwords_are_good_and_differ() -> None:
    made = [passwords.temporary() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(rules.password_faults(one, "system") == [] for one in made)
