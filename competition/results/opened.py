"""A competitor's total opened level by level: parts, criteria, aspects, and what each judge gave, with who and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.judging import givens
from competition.judging import queries as judging
from competition.judging.givens import Beside, GivenMark, Outlined
from competition.results import corrections
from competition.results.correction_models import CorrectionChange
from competition.results.correction_rules import ChangeKind
from competition.results.models import ResultLine

# the steps that tell of the total itself
TOTAL = frozenset({"part", "own", "carried", "total"})
Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenedMark:
    """What one judge gave, and the correction that counts in its place, where there is one."""

    given: GivenMark
    corrected: CorrectionChange | None


@dataclass(frozen=True, slots=True)
class OpenedAspect:
    """An aspect of the scheme: the step that made its mark, and the marks it was made of."""

    code: str
    description: str
    step: Step
    marks: Sequence[OpenedMark]


@dataclass(frozen=True, slots=True)
class OpenedCriterion:
    """A criterion with its mark and its aspects."""

    letter: str
    name: str
    mark: str
    aspects: Sequence[OpenedAspect]


@dataclass(frozen=True, slots=True)
class Opened:
    """A line's whole working: the total's steps, the criteria, and what stands beside them.

    `is_as_then` says whether the sheets are those the version was worked out from.
    """

    total: Sequence[Step]
    criteria: Sequence[OpenedCriterion]
    others: Sequence[Step]
    theory: Beside | None
    presence: Beside | None
    corrected: Sequence[CorrectionChange]
    is_as_then: bool


def of_line(line: ResultLine, *, with_marks: bool) -> Opened:
    """Open a line's working; each judge's mark only where told, as not every reader of results may see marks."""
    item_id = line.result.item_id
    changes = corrections.counted(line) if with_marks else []
    outlined = givens.outline(item_id)
    marks = _by_code(givens.of_entry(line.entry_id) if with_marks else (), changes)
    criteria = _criteria(line.working, outlined, marks)
    shown = {aspect.code for one in criteria for aspect in one.aspects}
    return Opened(
        [step for step in line.working if step["code"] in TOTAL],
        criteria,
        [step for step in line.working if _is_beside(step, shown, {one.letter for one in criteria})],
        givens.theory(line.entry_id) if with_marks else None,
        givens.presence(line.entry_id) if with_marks else None,
        [each for each in changes if each.kind is not ChangeKind.MARK],
        judging.closed_hashes(item_id) == line.result.basis.get("sheets"),
    )


def _by_code(found: Iterable[GivenMark], changes: Iterable[CorrectionChange]) -> dict[str, list[OpenedMark]]:
    # of two corrections of one mark the later counts
    instead = {(each.aspect_id, each.position): each for each in changes if each.kind is ChangeKind.MARK}
    marks: dict[str, list[OpenedMark]] = {}
    for each in found:
        marks.setdefault(each.code, []).append(OpenedMark(each, instead.get((each.aspect.id, each.position))))
    return marks


def _criteria(
    working: Sequence[Step], outlined: Sequence[Outlined], marks: Mapping[str, Sequence[OpenedMark]]
) -> list[OpenedCriterion]:
    steps = {step["aspect"]: step for step in working if step["code"] == "aspect"}
    sums = {step["module"]: step["mark"] for step in working if step["code"] == "module"}
    aspects: dict[str, list[OpenedAspect]] = {}
    for one in outlined:
        if one.code in steps:
            opened = OpenedAspect(one.code, one.description, steps[one.code], marks.get(one.code, ()))
            aspects.setdefault(one.letter, []).append(opened)
    names = {one.letter: one.criterion for one in outlined}
    return [OpenedCriterion(letter, names[letter], sums.get(letter, ""), found) for letter, found in aspects.items()]


def _is_beside(step: Step, aspects: set[str], letters: set[str]) -> bool:
    # a criterion or aspect of an earlier scheme is told as it was kept
    code = step["code"]
    known = (code == "aspect" and step["aspect"] in aspects) or (code == "module" and step["module"] in letters)
    return code not in TOTAL and not known
