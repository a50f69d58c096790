"""Money in whole fen, marks as Decimal, and the one function that rounds."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

LARGEST = 10**15  # fen; anything beyond is a slip of the keyboard


class Mode(StrEnum):
    """How a figure between two steps is settled."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"
    FLOOR = "floor"


_MODES = {
    Mode.HALF_UP: ROUND_HALF_UP,
    Mode.HALF_EVEN: ROUND_HALF_EVEN,
    Mode.DOWN: ROUND_DOWN,
    Mode.UP: ROUND_CEILING,
    Mode.FLOOR: ROUND_FLOOR,
}


def rounded(value: Decimal, places: int, mode: Mode = Mode.HALF_UP) -> Decimal:
    """Round `value` to `places` decimals; this, `settled` and `part_of` are all that rounds in the system."""
    with localcontext() as context:
        context.prec = 50
        return value.quantize(Decimal(1).scaleb(-places), rounding=_MODES[mode])


def settled(value: Fraction, places: int, mode: Mode = Mode.HALF_UP) -> Decimal:
    """Round an exact fraction to `places` decimals, so that thirds and ninths never decide a tie by their last digit."""
    scaled = value * 10**places
    floor, rest = divmod(scaled.numerator, scaled.denominator)
    up = {
        Mode.HALF_UP: 2 * rest >= scaled.denominator if value >= 0 else 2 * rest > scaled.denominator,
        Mode.HALF_EVEN: 2 * rest > scaled.denominator or (2 * rest == scaled.denominator and floor % 2 == 1),
        Mode.DOWN: value < 0 and rest > 0,
        Mode.UP: rest > 0,
        Mode.FLOOR: False,
    }[mode]
    # a text, as arithmetic of Decimal would round a long figure to 28 digits
    return Decimal(f"{floor + up}e-{places}")


def part_of(fen: int, rate: Decimal) -> int:
    """Take a share of an amount that is not below zero, half up to the fen, in whole numbers only."""
    numerator, denominator = rate.as_integer_ratio()
    return (2 * fen * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in fen with the steps that led to it, each a line a clerk can follow."""

    fen: int
    steps: tuple[str, ...] = ()

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.fen + other.fen, self.steps + other.steps)


def yuan(fen: int) -> str:
    """Write fen as yuan with two decimals and thousands separators: 50000000 -> '500,000.00'."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def fen_of(text: str) -> int:
    """Read yuan as typed ('5,000', '5000.5', '￥5000.00') into whole fen; ValueError where it is not exact."""
    plain = text.strip().removeprefix("￥").removeprefix("¥").replace(",", "").replace("，", "")
    try:
        amount = Decimal(plain) * 100
    except ArithmeticError as wrong:
        raise ValueError(text) from wrong
    if not amount.is_finite() or abs(amount) >= LARGEST or amount != amount.to_integral_value():
        raise ValueError(text)
    return int(amount)


def shares(fen: int, weights: list[int]) -> list[int]:
    """Split fen by whole weights so that the parts sum to the whole (largest remainder, ties to the earlier)."""
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError(weights)
    parts = [fen * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(fen * weights[i] % total), i))
    for i in by_remainder[: fen - sum(parts)]:
        parts[i] += 1
    return parts
