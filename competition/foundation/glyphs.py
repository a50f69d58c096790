"""Which characters our documents can show: what our fonts' own tables hold; what they lack is shown as 〓 and named.

A PDF/A with a character that no font has is refused by Typst as a whole. GB 18030 names 87,000 characters, our fonts have
31,000 of them: all of the basic set and extension A, and of the later extensions what the Table of General Standard
Chinese Characters names (㛃 𬭎 䶮). 〓 is what a printer sets where the type is missing.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

MISSING = "〓"
# read from the cmap of either font, the one takes the place of the other where it lacks a character
FONTS = (pylopdf_fonts_zh_cn.sans_path, pylopdf_fonts_zh_cn.serif_path)
SEGMENTED_COVERAGE = 12
# of a long text nearly all: markup, figures, addresses
LETTERS = bytes(range(0x20, 0x7F))
# how much of a long text is told around a character
AROUND = 12


@cache
def covered() -> frozenset[int]:
    """Give the code points our fonts hold, read once."""
    return frozenset(code for font in FONTS for code in _codes(Path(font()).read_bytes()))


def _codes(font: bytes) -> Iterator[int]:
    # OpenType: the directory of tables, then of cmap's the one by ranges over all of Unicode
    tables = (struct.unpack_from(">4s4xL", font, 12 + 16 * n) for n in range(struct.unpack_from(">H", font, 4)[0]))
    cmap = next(offset for tag, offset in tables if tag == b"cmap")
    for n in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        part = cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * n)[0]
        if struct.unpack_from(">H", font, part)[0] != SEGMENTED_COVERAGE:
            continue
        for group in range(struct.unpack_from(">L", font, part + 12)[0]):
            first, last = struct.unpack_from(">LL", font, part + 16 + 12 * group)
            yield from range(first, last + 1)
        return


def is_shown(character: str) -> bool:
    """Say whether a character can be set; what takes no place of its own (a joiner, a variation) can."""
    code = ord(character)
    takes_none = unicodedata.category(character) == "Cf" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    return character in "\n\t" or takes_none or code in covered()


def all_shown(written: str) -> bool:
    """Say whether all of some JSON can be set: nearly always so, and nothing has to be walked through."""
    rare = written.encode(errors="surrogatepass").translate(None, LETTERS).decode(errors="surrogatepass")
    return all(map(is_shown, set(rare))) and "\\u00" not in written


def replaced(told: Any) -> tuple[Any, dict[str, str]]:
    """Give data as our fonts can show it; and of each text that changed, as it is shown, which characters it lacks."""
    lacking: dict[str, str] = {}
    return _replaced(told, lacking), lacking


def _replaced(told: Any, lacking: dict[str, str]) -> Any:
    if isinstance(told, str):
        return _shown(told, lacking)
    if isinstance(told, dict):
        return {key: _replaced(value, lacking) for key, value in told.items()}
    return [_replaced(value, lacking) for value in told] if isinstance(told, list) else told


def _shown(text: str, lacking: dict[str, str]) -> str:
    missing = [one for one in dict.fromkeys(text) if not is_shown(one)]
    if not missing:
        return text
    shown = "".join(MISSING if one in missing else one for one in text)
    codes = dict.fromkeys(f"U+{ord(one):04X}" for one in text if one in missing)
    lacking[shown] = " ".join(codes)
    return shown


def note(lacking: dict[str, str]) -> str:
    """Name what is missing: each text as it is shown, with the codes of the characters it lacks."""
    return "; ".join(f"{_excerpt(shown)} {codes}" for shown, codes in lacking.items())


def _excerpt(shown: str) -> str:
    at = shown.index(MISSING)
    first, last = max(at - AROUND, 0), at + AROUND
    return f"{'…' if first else ''}{shown[first:last]}{'…' if shown[last:] else ''}"
