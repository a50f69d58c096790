"""How a certificate may look and read by a version of the bureau's own, and what it says in English; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from competition.honours.rules import AWARDS_EN, BODIES, TITLE_ISSUER, TITLES_EN, HonourKind


class TemplateState(StrEnum):
    """Where a version of the certificate's template stands."""

    DRAFTED = "certificate_drafted"
    IN_FORCE = "certificate_in_force"
    DROPPED = "certificate_dropped"


TEMPLATE_MOVES: dict[TemplateState, frozenset[TemplateState]] = {
    TemplateState.DRAFTED: frozenset({TemplateState.IN_FORCE, TemplateState.DROPPED}),
    TemplateState.IN_FORCE: frozenset(),
    TemplateState.DROPPED: frozenset(),
}


class Frame(StrEnum):
    """What is drawn around a certificate."""

    KEY = "frame_key"
    LINE = "frame_line"
    NONE = "frame_none"


class Accent(StrEnum):
    """The colour of the heading and the frame."""

    CINNABAR = "accent_cinnabar"
    GLAZE = "accent_glaze"
    INK = "accent_ink"


# what stands for the issuer of the entry, in the line above the day
ISSUER = "{发证单位}"
# what a body must tell, by kind: without it nobody could say what was given for what
NEEDED: Mapping[HonourKind, tuple[str, ...]] = {
    HonourKind.AWARD: ("竞赛", "赛项", "奖项"),
    HonourKind.TITLE: ("竞赛", "赛项", "称号"),
    HonourKind.HOST: ("竞赛",),
    HonourKind.MERIT: ("竞赛", "荣誉"),
}
# and what it may tell beside
DOCUMENT = "文号"
# the same in English; {where} is the event and the competition, or the competition alone
ISSUER_EN = "{issuer}"
NEEDED_EN: Mapping[HonourKind, tuple[str, ...]] = {
    HonourKind.AWARD: ("award", "where"),
    HonourKind.TITLE: ("title", "where"),
    HonourKind.HOST: ("competition",),
    HonourKind.MERIT: ("honour", "where"),
}
DOCUMENT_EN = "document"
BODIES_EN: Mapping[HonourKind, str] = {
    HonourKind.AWARD: "has been awarded the {award} {where}.",
    HonourKind.TITLE: "has been granted the title “{title}” for outstanding results {where}.",
    HonourKind.HOST: "has hosted {competition} with excellent organisation and dependable support.",
    HonourKind.MERIT: "has been honoured as “{honour}” {where}.",
}
LONGEST_BODY, LONGEST_LINE, MOST_LINES = 160, 40, 3
LONGEST_BODY_EN, LONGEST_LINE_EN = 200, 90
SEAL_MM = (30, 60)
SEAL_PIXELS = (200, 2000)
LARGEST_SEAL = 1024 * 1024
_BLANK = re.compile(r"\{([^{}]*)\}")
# the words between two commas that name a document: they go where there is none
_BY_DOCUMENT_EN = re.compile(r",?[^,.;]*\{document\}[^,.;]*")


@dataclass(frozen=True, slots=True)
class TextFault:
    """One thing wrong with a wording: a code for words, and what stands there."""

    code: str
    value: str = ""


def blanks(kind: HonourKind, *, english: bool = False) -> tuple[str, ...]:
    """Name what a body of a kind may have filled in, as it is written: '{竞赛}'."""
    names = (*NEEDED_EN[kind], DOCUMENT_EN) if english else (*NEEDED[kind], DOCUMENT)
    return tuple(f"{{{name}}}" for name in names)


def body_faults(kind: HonourKind, body: str, *, english: bool = False) -> list[TextFault]:
    """Name everything wrong with a wording: what is missing, unknown or too long."""
    found = set(_BLANK.findall(body))
    needed, document = (NEEDED_EN[kind], DOCUMENT_EN) if english else (NEEDED[kind], DOCUMENT)
    faults = [TextFault("lacks", f"{{{name}}}") for name in needed if name not in found]
    faults += [TextFault("unknown", f"{{{name}}}") for name in sorted(found - {*needed, document})]
    if set("{}") & set(_BLANK.sub("", body)):
        faults.append(TextFault("brace"))
    longest = LONGEST_BODY_EN if english else LONGEST_BODY
    if len(body) > longest:
        faults.append(TextFault("long", str(longest)))
    return faults


def issuer_faults(line: str, *, english: bool = False) -> list[TextFault]:
    """Name everything wrong with the issuer's line: the register's own issuer must stand in it."""
    issuer, longest = (ISSUER_EN, LONGEST_LINE_EN) if english else (ISSUER, LONGEST_LINE)
    faults = [TextFault("lacks", issuer)] if issuer not in line else []
    faults += [TextFault("unknown", f"{{{name}}}") for name in _BLANK.findall(line) if f"{{{name}}}" != issuer]
    lines = line.splitlines()
    if len(lines) > MOST_LINES:
        faults.append(TextFault("lines", str(MOST_LINES)))
    if any(len(each) > longest for each in lines):
        faults.append(TextFault("long", str(longest)))
    return faults


@dataclass(frozen=True, slots=True)
class Look:
    """How certificates of one version look and read; without a version of the bureau's own, as they are shipped."""

    bodies: Mapping[HonourKind, str] = field(default_factory=lambda: dict(BODIES))
    issuer_line: str = ISSUER
    frame: Frame = Frame.KEY
    accent: Accent = Accent.CINNABAR
    seal: bytes = b""
    seal_width: int = 0
    seal_height: int = 0
    seal_mm: int = 42
    bodies_en: Mapping[HonourKind, str] = field(default_factory=lambda: dict(BODIES_EN))
    issuer_line_en: str = ISSUER_EN


def issuer_lines(line: str, issuer: str) -> list[str]:
    """Give the lines above the day, with the issuer in its place."""
    line = line.replace(ISSUER, issuer).replace(ISSUER_EN, issuer)
    return [each.strip() for each in line.splitlines() if each.strip()]


# --- in English ---------------------------------------------------------------------------------------------------

HEADINGS_EN: Mapping[HonourKind, str] = {
    HonourKind.AWARD: "CERTIFICATE OF AWARD",
    HonourKind.TITLE: "CERTIFICATE OF HONOUR",
    HonourKind.HOST: "CERTIFICATE OF HONOUR",
    HonourKind.MERIT: "CERTIFICATE OF HONOUR",
}
ISSUERS_EN = {TITLE_ISSUER: "Zibo Municipal Human Resources and Social Security Bureau"}
# merits that documents name again and again; any other stands in the words of its document
MERITS_EN = {
    "优秀指导教师": "Outstanding Coach",
    "优秀教练": "Outstanding Coach",
    "优秀裁判": "Outstanding Judge",
    "优秀裁判员": "Outstanding Judge",
    "优秀裁判长": "Outstanding Chief Judge",
    "优秀组织奖": "Outstanding Organisation Award",
    "优秀组织单位": "Outstanding Organising Unit",
    "突出贡献奖": "Outstanding Contribution Award",
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class EnglishCase:
    """What a certificate says in English: the honour and where; names without English stay Chinese."""

    competition: str
    item: str = ""
    award: str = ""
    title: str = ""
    honour: str = ""
    document: str = ""


def english_wording(kind: HonourKind, case: EnglishCase, body: str = "") -> str:
    """Word a certificate in English, after 'This is to certify that' and the name; KeyError for an unknown award."""
    at = case.competition if case.competition.lower().startswith("the ") else f"the {case.competition}"
    told = {
        "competition": at,
        "where": f"in the event “{case.item}” at {at}" if case.item else f"at {at}",
        "award": AWARDS_EN[case.award] if kind is HonourKind.AWARD else "",
        "title": TITLES_EN.get(case.title, case.honour or case.title),
        "honour": MERITS_EN.get(case.honour, case.honour),
        "document": case.document,
    }
    said = body or BODIES_EN[kind]
    if not case.document:
        said = _BY_DOCUMENT_EN.sub("", said)
    return _BLANK.sub(lambda blank: told[blank[1]], said)


def english_day(day: date) -> str:
    """Write a day: 9 October 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
