"""How large an inclusion proof of the register's log is and how long verifying one takes, by the number of entries: `python -m bench.proofs`.

Prints the figures as the table of docs/rules/register-log.md and draws docs/pictures/proofs.svg from them.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from pygal.style import Style

from competition.foundation import charts
from competition.honours import merkle

PICTURE = Path(__file__).parent.parent / "docs" / "pictures" / "proofs.svg"
# 16 entries to 1,048,576
EXPONENTS = range(4, 21)
# so many entries of each size, each verified so often
PROOFS, ROUNDS = 50, 9
HASH = 32


@dataclass(frozen=True)
class Point:
    """One size of the log: bytes of a proof, and microseconds to verify one (median)."""

    leaves: int
    size: int
    micros: float


def points() -> Iterator[Point]:
    """Measure each size with the project's own tree, on entries drawn with a fixed seed."""
    whole = [merkle.leaf_hash(str(number).encode()) for number in range(1 << EXPONENTS[-1])]
    drawn = random.Random(9162)
    for exponent in EXPONENTS:
        leaves = whole[: 1 << exponent]
        root = merkle.root(leaves)
        proofs = merkle.inclusion_proofs(leaves, {drawn.randrange(len(leaves)) for _ in range(PROOFS)})
        took = [_took(leaves, root, index, path) for index, path in proofs.items()]
        longest = max(map(len, proofs.values()))
        yield Point(len(leaves), longest * HASH, median(took) * 1e6)


def _took(leaves: list[bytes], root: bytes, index: int, path: list[bytes]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        good = merkle.is_included(leaves[index], index, len(leaves), path, root)
        rounds.append(time.perf_counter() - began)
        if not good:
            raise AssertionError(f"the proof of {index} does not hold")
    return median(rounds)


def table(of: list[Point]) -> str:
    """Write the figures as the docs show them, every fourth power of two."""
    rows = [f"| {one.leaves:,} | {one.size} | {one.micros:.1f} |" for one in of if one.leaves.bit_length() % 4 == 1]
    return "\n".join(["| Entries | Bytes of a proof | µs to verify |", "|---:|---:|---:|", *rows])


def drawn(of: list[Point]) -> bytes:
    """Draw both beside each other over the powers of two: a straight line is a logarithm."""
    style = Style(
        background="#ffffff", plot_background="#ffffff", foreground="#5b6770", foreground_strong="#1f2d33",
        foreground_subtle="#c9d1d3", colors=("#1c6b5f", "#b5532a"), font_family="sans-serif",
        label_font_size=13, major_label_font_size=13, title_font_size=17, legend_font_size=14, guide_stroke_color="#dde3e4",
    )  # fmt: skip
    chart: Any = pygal.Line(
        style=style, width=760, height=420, legend_at_bottom=True, show_y_guides=True, dots_size=3, no_prefix=True,
        js=[], range=(0, 800), secondary_range=(0, _ceiling(of)), margin=12, truncate_legend=-1, x_label_rotation=45,
        title="Inclusion proofs of the register's log, by number of entries",
    )  # fmt: skip
    chart.x_labels = [f"{one.leaves:,}" for one in of]
    chart.add("bytes of a proof (left)", [one.size for one in of])
    chart.add("µs to verify one (right)", [round(one.micros, 1) for one in of], secondary=True)
    chart.add_xml_filter(_without_scripts)
    made: bytes = chart.render()
    return made


def _ceiling(of: list[Point]) -> int:
    # eight even steps, as the left side has
    return 8 * (int(max(one.micros for one in of)) // 8 + 1)


def _without_scripts(root: Element) -> Element:
    # comments name pygal's version; a tag that is no text is one
    charts.take_out(root, lambda one: not isinstance(one.tag, str) or one.tag.endswith("script"))
    return root


def main(say: Callable[[str], object] = print) -> int:
    """Measure, print and draw."""
    found = list(points())
    PICTURE.write_bytes(drawn(found))
    say(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
