"""Numbers and wording of the register and how its entries may change; pure. Who earns a title stands in `title_rules`."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HonourKind(StrEnum):
    """What an entry of the register is for."""

    AWARD = "award"
    TITLE = "title"
    HOST = "host"
    MERIT = "merit_honour"


class EntryState(StrEnum):
    """Whether an entry stands."""

    ENTERED = "entered"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.ENTERED: frozenset({EntryState.SUPERSEDED, EntryState.REVOKED}),
    EntryState.SUPERSEDED: frozenset(),
    EntryState.REVOKED: frozenset(),
}

NUMBER = re.compile(r"ZB[0-9]{4}-[ATHM]-[0-9]{5,}")
LETTERS = {HonourKind.AWARD: "A", HonourKind.TITLE: "T", HonourKind.HOST: "H", HonourKind.MERIT: "M"}

# a certificate is a Chinese document in whatever language the page is read
AWARDS = {
    "gold": "金牌",
    "silver": "银牌",
    "bronze": "铜牌",
    "first": "一等奖",
    "second": "二等奖",
    "third": "三等奖",
    "merit": "优胜奖",
}
# the names of awards in small English print beside them
AWARDS_EN = {
    "gold": "Gold Medal",
    "silver": "Silver Medal",
    "bronze": "Bronze Medal",
    "first": "First Prize",
    "second": "Second Prize",
    "third": "Third Prize",
    "merit": "Merit Award",
}
TECHNICIAN = "municipal_technician"
TITLES = {TECHNICIAN: "淄博市技术能手"}
TITLES_EN = {TECHNICIAN: "Technical Expert of Zibo"}
# the title is the bureau's to give, whoever organised the competition (policy.md 3.11)
TITLE_ISSUER = "淄博市人力资源和社会保障局"

# no letter or digit that could be read for another; 16 of 31 cannot be guessed
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 16
_DIGITS = "〇一二三四五六七八九"


def may_move(old: EntryState, new: EntryState) -> bool:
    """Say whether an entry may go from one state to another."""
    return new in MOVES[old]


def entry_number(year: int, kind: HonourKind, seq: int) -> str:
    """Write a register number: ZB2026-A-00012; without gaps per year and kind."""
    if seq < 1:
        raise ValueError("numbers begin at 1")
    return f"ZB{year}-{LETTERS[kind]}-{seq:05d}"


def plain_code(typed: str) -> str:
    """Write a code as it is kept: capitals, no spaces or dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())


def is_code(typed: str) -> bool:
    """Say whether a text can be a code at all."""
    plain = plain_code(typed)
    return len(plain) == CODE_LENGTH and set(plain) <= set(ALPHABET)


def grouped_code(code: str) -> str:
    """Write a code in fours, as a person reads it: 'ABCD EFGH JKMN PQRS'."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def chinese_day(day: date) -> str:
    """Write a day as a certificate does: 二〇二六年十月一日."""
    year = "".join(_DIGITS[int(figure)] for figure in str(day.year))
    return f"{year}年{_chinese(day.month)}月{_chinese(day.day)}日"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    lead = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return lead + (_DIGITS[ones] if ones or not tens else "")


def is_number(typed: str) -> bool:
    """Say whether a text has the form of a register number."""
    return NUMBER.fullmatch(typed.strip().upper()) is not None


@dataclass(frozen=True, slots=True)
class CertificateCase:
    """What a certificate says: whose it is, for which competition and item, and the award or title."""

    name: str
    competition: str
    item: str = ""
    award: str = ""
    title: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The heading of a certificate, whom it addresses, and what it says."""

    heading: str
    addressed: str
    body: str


HEADINGS = {
    HonourKind.AWARD: "获奖证书",
    HonourKind.TITLE: "荣誉证书",
    HonourKind.HOST: "荣誉证书",
    HonourKind.MERIT: "荣誉证书",
}
# what a certificate says until the bureau sets its own wording; what stands in braces is filled in from the entry
BODIES = {
    HonourKind.AWARD: "在{竞赛}“{赛项}”赛项中荣获{奖项}。特发此证，以资鼓励。",
    HonourKind.TITLE: "在{竞赛}“{赛项}”赛项中成绩优异，根据{文号}文件，授予“{称号}”称号。特发此证。",
    HonourKind.HOST: "承办{竞赛}，组织有力，保障到位。特发此证，以资鼓励。",
    HonourKind.MERIT: "在{竞赛}中表现突出，授予“{荣誉}”荣誉。特发此证，以资鼓励。",
}
_BLANK = re.compile(r"\{([^{}]*)\}")
# the words between two commas that name a document: they go where there is none
_BY_DOCUMENT = re.compile(r"[^，。；]*\{文号\}[^，。；]*[，；]?")


def certificate_wording(kind: HonourKind, case: CertificateCase, body: str = "") -> Wording:
    """Word a certificate in Chinese, by a body of the bureau's own where one is given; KeyError for an unknown award."""
    said = body or BODIES[kind]
    if not case.document_number:
        said = _BY_DOCUMENT.sub("", said)
    told = {
        "竞赛": case.competition,
        "赛项": case.item.removesuffix("赛项"),
        "奖项": AWARDS[case.award] if kind is HonourKind.AWARD else "",
        "称号": case.title,
        "荣誉": case.title,
        "文号": case.document_number,
    }
    return Wording(HEADINGS[kind], f"{case.name}：", _BLANK.sub(lambda blank: told[blank[1]], said))
