"""Marks on paper: the code of a printed page, what a clerk entered from it, and where two entries differ; pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from competition.judging.rules import plain

CODE = re.compile(r"(?:.*/)?(\d{1,9})-?(\d{3})\s*")


class PaperState(StrEnum):
    """Where a paper sheet stands on its way into the record."""

    ENTERED = "entered"
    DIFFERENT = "different"
    WAITING = "waiting"
    KEPT = "kept"
    DROPPED = "dropped"


UNFINISHED = (PaperState.ENTERED, PaperState.DIFFERENT, PaperState.WAITING)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on paper for one aspect: a mark or none; of a penalty also why, of a decision its reason."""

    value: Decimal | None
    reason: str = ""


def page_code(sheet_id: int, judge_id: int, form_id: int) -> str:
    """Name a printed page: the sheet, and three figures that also hold its judge and its form.

    A page printed for a judge who handed the sheet on, or by a scheme since replaced, is known by its figures.
    """
    digest = hashlib.sha256(f"{sheet_id}:{judge_id}:{form_id}".encode()).hexdigest()
    return f"{sheet_id}-{int(digest[:12], 16) % 1000:03d}"


def sheet_of(typed: str) -> tuple[int, str] | None:
    """Read a page code as typed, or as a scanner gives the page's address: the sheet, and the code in full."""
    told = CODE.fullmatch(typed.strip())
    return (int(told[1]), f"{int(told[1])}-{told[2]}") if told else None


def stored(written: Mapping[int, Written]) -> dict[str, Any]:
    """Write what was entered as a column keeps it."""
    return {str(aspect): {"value": plain(each.value), "reason": each.reason} for aspect, each in written.items()}


def read(kept: Mapping[str, Any]) -> dict[int, Written]:
    """Read what was entered."""
    return {int(aspect): Written(_value(each["value"]), each["reason"]) for aspect, each in kept.items()}


def _value(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def differing(first: Mapping[int, Written], second: Mapping[int, Written]) -> list[int]:
    """Name the aspects on which two entries differ; the words of a reason may differ, the mark may not."""
    none = Written(None)
    return [a for a in {**first, **second} if first.get(a, none).value != second.get(a, none).value]


def final(second: Mapping[int, Written], decided: Mapping[int, Written]) -> dict[int, Written]:
    """Give what stands: the second entry, and where the two differed what was decided."""
    return {**second, **{a: Written(each.value, second[a].reason) for a, each in decided.items()}}
