"""Fen, rounding and shares."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.foundation.money import Mode, fen_of, rounded, shares, yuan


@pytest.mark.parametrize(
    ("value", "places", "mode", "result"),
    [
        ("0.555", 2, Mode.HALF_UP, "0.56"),
        ("0.545", 2, Mode.HALF_UP, "0.55"),
        ("-0.005", 2, Mode.HALF_UP, "-0.01"),
        ("0.545", 2, Mode.HALF_EVEN, "0.54"),
        ("0.549", 2, Mode.DOWN, "0.54"),
        ("0.541", 2, Mode.UP, "0.55"),
        ("2.5", 0, Mode.HALF_UP, "3"),
        ("-0.541", 2, Mode.FLOOR, "-0.55"),
    ],
)
def test_rounding(value, places, mode, result):
    assert str(rounded(Decimal(value), places, mode)) == result


@pytest.mark.parametrize(("text", "fen"), [("5,000", 500000), ("￥5000.5", 500050), ("0.01", 1), ("1，000", 100000)])
def test_yuan_as_typed(text, fen):
    assert fen_of(text) == fen


@pytest.mark.parametrize("text", ["", "五千", "0.001", "1e400", "NaN", "Infinity"])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError):
        fen_of(text)


def test_yuan_as_written():
    assert [yuan(0), yuan(5), yuan(50_000_000), yuan(-150)] == ["0.00", "0.05", "500,000.00", "-1.50"]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(sum))
def test_shares_sum_to_the_whole(fen, weights):
    parts = shares(fen, weights)
    assert sum(parts) == fen
    assert all(abs(part - fen * weight / sum(weights)) < 1.001 for part, weight in zip(parts, weights, strict=True))
