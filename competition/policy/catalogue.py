"""The policy's measures as the article tells them, by area; pure: the files were read before, by reader.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# where all of it is taken from, and what the policy itself is called
SOURCE = "鲁中晨报/大众日报淄博融媒体中心，2022-08-16"
DOCUMENT = "《关于开展技能兴淄行动加强新时代技能人才队伍建设的若干措施》"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the article, word for word, with our English beside it."""

    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name, whom it is for, who pays as far as the article says, its words and its tables of figures."""

    code: str
    title: str
    title_en: str
    # whether it stands in the article's list of names, or in the article's body only
    listed: bool
    payer: str
    for_whom: str
    for_whom_en: str
    says: tuple[Said, ...]
    # the tables that hold its figures; none where the article gives no figure
    tables: tuple[str, ...]
    # the kinds of honour that may open it, as far as the article says so
    opened_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One of the six areas, with its measures, and what the article adds there without naming a measure."""

    title: str
    title_en: str
    also: tuple[Said, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A table another place published, to compare with ours; it decides nothing here."""

    name: str
    title: str
    title_en: str
    unit: str
    source: str
    address: str
    # whether only a copy was found, which is checked before it is quoted
    mirror: bool
    note: str
    note_en: str
    value: Mapping[str, Any]


def measure(areas: Sequence[Area], code: str) -> tuple[Area, Measure] | None:
    """Find a measure and its area by its code."""
    return next(((area, each) for area in areas for each in area.measures if each.code == code), None)


def opened_by(areas: Sequence[Area], kind: str) -> list[Measure]:
    """List the measures that an honour of this kind may open."""
    return [each for area in areas for each in area.measures if kind in each.opened_by]
