"""By what an entry of the register is found: parts of its texts, their pinyin and initials, and what sounds alike; pure.

A text is kept as tokens that a prefix finds in an index: 张晓明 by 张晓明, 晓明, 明, zhangxiaoming, xiaoming, ming, zxm, xm.
What sounds alike (平翘舌、前后鼻音: zh/z, ch/c, sh/s, ng/n; ü as v, u or yu) and what has one letter more, less or other
is found by tokens of their own, asked only where nothing else is found.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# a longer prefix parts hardly any two texts
LENGTH = 24
# longer words have so many neighbours that everything is near everything
NEAR = (4, 20)
HIGHEST = chr(0x10FFFF)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
_MARKS = re.compile(r"[\W_]+")
_ALIKE = (("lyu", "lu"), ("nyu", "nu"), ("lv", "lu"), ("nv", "nu"), ("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def plain(text: str) -> str:
    """Write a text as it is compared: small letters, full-width forms narrow, no spaces, dots or marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).lower())


def tokens(text: str, readings: Sequence[Sequence[str]] = ()) -> frozenset[str]:
    """Give what a prefix of it finds a text by; each reading is the text's syllables in pinyin."""
    found = {plain(part) for part in _parts(text)}
    for reading in readings:
        syllables = [each for each in map(plain, reading) if each]
        starts = range(len(syllables))
        found |= {"".join(syllables[start:]) for start in starts}
        found |= {"".join(each[0] for each in syllables[start:]) for start in starts}
    return frozenset(each[:LENGTH] for each in found if each)


def _parts(text: str) -> list[str]:
    # a word of letters is found from its beginning, a row of characters from each of them
    text = unicodedata.normalize("NFKC", text)
    starts = [
        at for at, (before, here) in enumerate(pairwise(f" {text}")) if not (_is_letter(before) and _is_letter(here))
    ]
    return [text[at:] for at in starts]


def _is_letter(character: str) -> bool:
    return character.isalnum() and not is_han(character)


def is_han(character: str) -> bool:
    """Say whether it is a Chinese character (the common block, its extensions, and 〇)."""
    return character == "〇" or unicodedata.name(character, "").startswith("CJK UNIFIED")


def alike(spelled: str) -> str:
    """Write pinyin so that what sounds alike is spelled alike: zhang and zang, lin and ling, lü, lyu and lv."""
    for said, written in _ALIKE:
        spelled = spelled.replace(said, written)
    return spelled


def near(readings: Sequence[Sequence[str]]) -> frozenset[str]:
    """Give what a name is found by where it is misspelled: as it sounds, and with one letter left out."""
    found = set()
    for reading in readings:
        whole = alike("".join(map(plain, reading)))
        found |= {f"~{each}" for each in _nearby(whole)}
    return frozenset(found)


def _nearby(word: str) -> set[str]:
    if not NEAR[0] <= len(word) <= NEAR[1]:
        return {word} if 0 < len(word) < NEAR[0] else set()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed into the search: words that must all be found, and a year where one is among them."""

    words: tuple[str, ...]
    year: int | None = None


def asked(text: str) -> Asked:
    """Read what was typed; between single Chinese characters (张 伟) a space is a slip, not a second word."""
    pieces, year = text.split(), None
    if len(pieces) > 1 and (said := next((one for one in pieces if _YEAR.fullmatch(one)), None)):
        pieces.remove(said)
        year = int(said[:4])
    words: list[str] = []
    joins = False
    for piece in map(plain, pieces):
        single = len(piece) == 1 and is_han(piece)
        if words and joins and single:
            words[-1] += piece
        elif piece:
            words.append(piece)
        joins = single
    return Asked(tuple(word[:LENGTH] for word in words), year)
