"""Interleaved rounds, medians, and the rows that come of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measurement: ours, the bare reference of the same run, their ratio, and what is wanted of it.

    `aim` is what is wanted of the ratio, or of the value where there is no reference, as '>= x' or '<= x'.
    """

    name: str
    value: float
    reference: float | None
    ratio: float | None
    aim: str
    unit: str
    database: str
    rounds: int
    measured: str

    @property
    def reached(self) -> bool:
        """Say whether the aim was reached."""
        sign, wanted = self.aim.split()
        had = self.value if self.ratio is None else self.ratio
        return had >= float(wanted) if sign == ">=" else had <= float(wanted)

    def as_json(self) -> dict[str, Any]:
        """Give it as it stands in bench/latest.json."""
        return asdict(self)


def interleaved(ours: Callable[[], float], bare: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Measure both in turns, changing who goes first, and give the medians."""
    mine, theirs = [], []
    for number in range(rounds):
        for measure, kept in ((ours, mine), (bare, theirs)) if number % 2 else ((bare, theirs), (ours, mine)):
            kept.append(measure())
    return median(mine), median(theirs)


def table(rows: Sequence[Row], *, head: bool = True) -> str:
    """Write the rows for a person."""
    lines = [f"{'':40} {'ours':>12} {'bare':>12} {'ratio':>8}  {'aim':10} unit"] if head else []
    for row in rows:
        bare = "—" if row.reference is None else f"{row.reference:,.1f}"
        ratio = "—" if row.ratio is None else f"{row.ratio:.3f}"
        mark = "✓" if row.reached else "✗"
        lines.append(f"{row.name:40} {row.value:>12,.1f} {bare:>12} {ratio:>8}  {row.aim:8} {mark} {row.unit}")
        lines.append(f"    {row.measured} · {row.database} · {row.rounds} rounds")
    return "\n".join(lines)
