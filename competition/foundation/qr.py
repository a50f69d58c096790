"""QR codes: of any text, and of the many addresses that differ in their last letters only."""

import io
import re
from functools import cache, lru_cache

import segno

_RUN = re.compile("1+|0+")
# of a row drawn at once: so many modules have 2,048 patterns, and every code is made of them
PIECE = 11


def svg(text: str, scale: int = 4) -> str:
    """Draw a text as a QR code in SVG, ready to stand in a page."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=2, svgclass=None, lineclass=None, scale=scale
    )
    return out.getvalue().decode()


def svg_of(beginning: str, rest: str) -> str:
    """Draw an address as a QR code in SVG without a margin, quickly where many begin alike; the rest is ASCII."""
    drawn = _series(beginning, len(rest)).drawn(rest)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{len(drawn)}" height="{len(drawn)}">'
        f'<path stroke="#000" stroke-width="1.02" d="{_path(drawn)}"/></svg>'
    )


def _path(rows: list[str]) -> str:
    # a stroke along the middle of each run; a hair wider than a row, so that no light shows between two
    starts = range(0, len(rows), PIECE)
    return "".join(f"M0 {y}.5" + "".join(_strokes(row[at : at + PIECE]) for at in starts) for y, row in enumerate(rows))


@cache
def _strokes(modules: str) -> str:
    # a stroke of the next piece goes on where this one ends
    return "".join(
        f"{'h' if run[0] == '1' else 'm'}{len(run)}{'' if run[0] == '1' else ' 0'}" for run in _RUN.findall(modules)
    )


class _Series:
    """QR codes of texts of one beginning and length, each made from one picture by what its bits change in it.

    A QR code is linear over GF(2): message bits, check words and mask are added without carry. So a changed bit of the
    text turns over the same modules whatever the other bits are, and is asked of segno once instead of once a text.
    All have the mask that is best for the picture they are made from.
    """

    def __init__(self, beginning: str, length: int) -> None:
        self._beginning, self._rest = beginning, b"A" * length
        made = self._made(self._rest, None)
        self._mask, self._size, self._first = made.mask, len(made.matrix), _number(made)
        self._turned: dict[tuple[int, int], int] = {}

    def _made(self, rest: bytes, mask: int | None) -> segno.QRCode:
        # bytes, not text: a lone changed bit may lead to any character, and must not lead to another mode
        return segno.make(self._beginning.encode() + rest, error="m", micro=False, mode="byte", mask=mask)

    def drawn(self, rest: str) -> list[str]:
        """Give the rows of a text's code, '1' for dark."""
        found = self._first
        for place, (first, here) in enumerate(zip(self._rest, rest.encode("ascii"), strict=True)):
            found ^= self._turned_by(place, first ^ here)
        bits, size = f"{found:0{self._size**2}b}", self._size
        return [bits[at : at + size] for at in range(0, size * size, size)]

    def _turned_by(self, place: int, bits: int) -> int:
        key = place, bits
        if bits and key not in self._turned:
            lowest = bits & -bits
            others = self._turned_by(place, bits ^ lowest)
            self._turned[key] = others ^ (self._turned_by(place, lowest) if others else self._asked(place, lowest))
        return self._turned[key] if bits else 0

    def _asked(self, place: int, bit: int) -> int:
        other = bytearray(self._rest)
        other[place] ^= bit
        return self._first ^ _number(self._made(bytes(other), self._mask))


@lru_cache(maxsize=8)
def _series(beginning: str, length: int) -> _Series:
    return _Series(beginning, length)


def _number(made: segno.QRCode) -> int:
    return int("".join("1" if dark else "0" for row in made.matrix for dark in row), 2)
