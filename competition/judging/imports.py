"""Reads a marking scheme from a CIS workbook, and theory marks from a list; nothing in a file's totals is trusted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from competition.foundation import spreadsheets
from competition.foundation.errors import Fault, refuse_faults
from competition.foundation.money import rounded
from competition.foundation.texts import _l
from competition.judging import rules
from competition.judging.rules import (
    AspectKind,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
)

SCHEME_SHEET = "CIS Marking Scheme Import"
CALCULATIONS_SHEET = "Calculations"
COLUMNS = 14
KINDS = {"M": AspectKind.MEASUREMENT, "J": AspectKind.JUDGEMENT}
CUSTOMARY_VARIATION = Decimal(5)


class SchemeFault(StrEnum):
    """What is wrong in a marking-scheme workbook."""

    NO_SCHEME_SHEET = "no_scheme_sheet"
    NO_CRITERIA = "no_criteria"
    NOT_A_NUMBER = "not_a_number"
    NOT_EXACT = "not_exact"
    NOT_POSITIVE = "not_positive"
    DAY = "day"
    KIND = "kind"
    NO_DESCRIPTION = "no_description"
    OUTSIDE = "outside"
    CODE = "code"
    CODE_TWICE = "code_twice"
    NO_ASPECTS = "no_aspects"
    UNKNOWN_CRITERION = "unknown_criterion"
    UNKNOWN_SECTION = "unknown_section"
    SCORE = "score"
    SCORE_TWICE = "score_twice"
    NOT_UNDERSTOOD = "not_understood"
    TOTAL = "total"


class SchemeNote(StrEnum):
    """What is worth a look in a marking-scheme workbook but does not stop it."""

    STALE_TOTAL = "stale_total"
    VARIATION = "variation"
    NO_BENCHMARK = "no_benchmark"
    NO_SECTION = "no_section"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or a note: what, at which row (1-based) and column letter, the value there and what it should be."""

    kind: StrEnum
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class ReadScheme:
    """What was read from a workbook: the scheme where nothing is wrong, else the faults; and notes on either."""

    tree: SchemeTree | None
    faults: tuple[Finding, ...]
    notes: tuple[Finding, ...]


@dataclass
class _Aspect:
    """An aspect while its rows are being read."""

    row: int
    kind: AspectKind
    description: str
    max_mark: Decimal
    section: int | None
    extra: str
    requirement: str
    calculation: str
    benchmarks: dict[int, str] = field(default_factory=dict)

    def done(self) -> SchemeAspect:
        texts = tuple(self.benchmarks.get(score, "") for score in range(4)) if self.kind is AspectKind.JUDGEMENT else ()
        return SchemeAspect(
            self.kind,
            self.description,
            self.max_mark,
            self.section,
            self.extra,
            self.requirement,
            self.calculation,
            texts,
        )


@dataclass
class _Sub:
    """A sub-criterion while its rows are being read."""

    row: int
    code: str
    name: str
    day: int
    aspects: list[_Aspect] = field(default_factory=list)


@dataclass
class _Reading:
    """All that has been read of a workbook so far."""

    title: str = ""
    sections: list[SchemeSection] = field(default_factory=list)
    criteria: dict[str, tuple[int, str]] = field(default_factory=dict)
    subs: dict[str, list[_Sub]] = field(default_factory=dict)
    declared: list[tuple[int, str, str, Decimal]] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    letter: str = ""

    def fault(self, kind: SchemeFault, row: int | None, column: str = "", value: Any = "", expected: Any = "") -> None:
        self.faults.append(Finding(kind, row, column, text(value), text(expected)))


def read_scheme(content: bytes) -> ReadScheme:
    """Read a CIS workbook (layout: judging.md 1.3): the scheme, or every fault by row and column."""
    book = spreadsheets.read_sheets(content)
    if SCHEME_SHEET not in book:
        return ReadScheme(None, (Finding(SchemeFault.NO_SCHEME_SHEET, value="、".join(book)),), ())
    calculations = (tuple(text(cell) for cell in row) for row in book.get(CALCULATIONS_SHEET, []))
    return _read(_wide_rows(book[SCHEME_SHEET]), tuple(row for row in calculations if any(row)))


def text(cell: Any) -> str:
    """Write a cell as text: whole numbers without a point, blank as ''."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def exact(cell: Any) -> Decimal | None:
    """Read a cell as an exact figure with at most four decimals; None where it is none.

    A workbook keeps binary floats; what they stand for is found again by rounding, and refused when rounding
    would change the figure.
    """
    try:
        figure = Decimal(repr(cell) if isinstance(cell, float) else text(cell).replace(",", "."))
    except ArithmeticError:
        return None
    if not figure.is_finite():
        return None
    settled = rounded(figure, 4)
    return plain(settled) if abs(settled - figure) < Decimal("1e-9") else None


def plain(figure: Decimal) -> Decimal:
    """Drop trailing noughts, so that equal figures are written the same."""
    short = figure.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _wide_rows(rows: list[list[Any]]) -> list[list[Any]]:
    return [[*row, *[""] * (COLUMNS - len(row))] for row in rows]


def _read(rows: list[list[Any]], calculations: tuple[tuple[str, ...], ...]) -> ReadScheme:
    found = _Reading(title=text(rows[0][0]) if rows else "")
    headers = [i for i, row in enumerate(rows, 1) if _is_aspect_header(row)]
    criteria_at = next((i for i, row in enumerate(rows, 1) if text(row[0]) == "ID"), None)
    if criteria_at is None or not headers:
        return ReadScheme(None, (Finding(SchemeFault.NO_CRITERIA),), ())
    for number, row in _numbered(rows, 5, criteria_at - 1):
        _section(found, number, row)
    for number, row in _numbered(rows, criteria_at + 1, headers[0] - 1):
        _criterion(found, number, row)
    for number, row in _numbered(rows, headers[0], len(rows)):
        _aspect_row(found, number, row)
    return _finished(found, calculations)


def _numbered(rows: Sequence[list[Any]], first: int, last: int) -> Iterator[tuple[int, list[Any]]]:
    yield from ((n, rows[n - 1]) for n in range(first, last + 1) if any(text(cell) for cell in rows[n - 1]))


def _is_aspect_header(row: list[Any]) -> bool:
    return text(row[0]).startswith("Sub") and text(row[11]).startswith("Criterion")


def _section(found: _Reading, row: int, cells: list[Any]) -> None:
    if text(cells[8]) == "Total Variation":
        _declare(found, row, "K", "variation", cells[10])
        return
    if text(cells[0]) in ("Criteria", ""):
        return
    position, mark = exact(cells[0]), _figure(found, row, "I", cells[8])
    if position is None or position != int(position):
        found.fault(SchemeFault.NOT_UNDERSTOOD, row, "A", cells[0])
    elif mark is not None:
        found.sections.append(SchemeSection(int(position), text(cells[1]), mark))
        _declare(found, row, "J", f"section {int(position)}", cells[9])
        _declare(found, row, "K", f"variation {int(position)}", cells[10])


def _criterion(found: _Reading, row: int, cells: list[Any]) -> None:
    letter = text(cells[0])
    if letter in found.criteria:
        found.fault(SchemeFault.CODE_TWICE, row, "A", letter)
    elif len(letter) == 1 and letter.isalpha():
        found.criteria[letter] = (row, text(cells[1]))
        found.subs[letter] = []
        _declare(found, row, "K", f"criterion {letter}", cells[10])
    else:
        found.fault(SchemeFault.NOT_UNDERSTOOD, row, "A", letter or " ".join(filter(None, map(text, cells))))


def _aspect_row(found: _Reading, row: int, cells: list[Any]) -> None:
    subs = found.subs.get(found.letter, [])
    if _is_aspect_header(cells):
        _header(found, row, cells)
    elif text(cells[11]) == "Competition":
        _declare(found, row, "N", "competition", cells[13])
    elif text(cells[0]):
        _sub_criterion(found, row, cells)
    elif text(cells[3]) or text(cells[4]):
        _aspect(found, row, cells)
    elif text(cells[5]):
        _benchmark(found, row, cells, subs[-1].aspects[-1] if subs and subs[-1].aspects else None)
    else:
        found.fault(SchemeFault.NOT_UNDERSTOOD, row, "", " ".join(filter(None, map(text, cells))))


def _header(found: _Reading, row: int, cells: list[Any]) -> None:
    found.letter = text(cells[11]).removeprefix("Criterion").strip()
    if found.letter in found.criteria:
        _declare(found, row, "N", f"header {found.letter}", cells[13])
    else:
        found.fault(SchemeFault.UNKNOWN_CRITERION, row, "L", found.letter)
        found.subs.setdefault(found.letter, [])


def _sub_criterion(found: _Reading, row: int, cells: list[Any]) -> None:
    code, day = text(cells[0]), exact(cells[2])
    if not (code.startswith(found.letter) and code[len(found.letter) :].isdigit() and len(code) <= 8):
        found.fault(SchemeFault.CODE, row, "A", code, f"{found.letter}1")
    if any(sub.code == code for subs in found.subs.values() for sub in subs):
        found.fault(SchemeFault.CODE_TWICE, row, "A", code)
    if day is None or day < 1 or day != int(day):
        found.fault(SchemeFault.DAY, row, "C", cells[2])
        day = Decimal(1)
    found.subs.setdefault(found.letter, []).append(_Sub(row, code, text(cells[1]), int(day)))
    if text(cells[3]):
        _aspect(found, row, cells)


def _aspect(found: _Reading, row: int, cells: list[Any]) -> None:
    kind, subs = KINDS.get(text(cells[3]).upper()), found.subs.get(found.letter, [])
    if kind is None:
        found.fault(SchemeFault.KIND, row, "D", cells[3])
    if not text(cells[4]):
        found.fault(SchemeFault.NO_DESCRIPTION, row, "E")
    if not subs:
        found.fault(SchemeFault.OUTSIDE, row, "A", cells[4])
    mark = _figure(found, row, "K", cells[10])
    if mark is not None and mark <= 0:
        found.fault(SchemeFault.NOT_POSITIVE, row, "K", cells[10])
    section = _section_of(found, row, cells[8])
    if subs and kind:
        more = (text(cells[6]), text(cells[7]), text(cells[9]))
        subs[-1].aspects.append(_Aspect(row, kind, text(cells[4]), mark or Decimal(), section, *more))


def _section_of(found: _Reading, row: int, cell: Any) -> int | None:
    if not text(cell):
        if found.sections:
            found.notes.append(Finding(SchemeNote.NO_SECTION, row, "I"))
        return None
    number = exact(cell)
    if number is None or number not in {section.position for section in found.sections}:
        found.fault(SchemeFault.UNKNOWN_SECTION, row, "I", cell)
        return None
    return int(number)


def _benchmark(found: _Reading, row: int, cells: list[Any], aspect: _Aspect | None) -> None:
    score = exact(cells[5])
    if aspect is None or aspect.kind is not AspectKind.JUDGEMENT or score not in (0, 1, 2, 3):
        found.fault(SchemeFault.SCORE, row, "F", cells[5])
    elif int(score) in aspect.benchmarks:
        found.fault(SchemeFault.SCORE_TWICE, row, "F", cells[5])
    else:
        aspect.benchmarks[int(score)] = text(cells[6])


def _figure(found: _Reading, row: int, column: str, cell: Any) -> Decimal | None:
    figure = exact(cell)
    if figure is None:
        kind = SchemeFault.NOT_EXACT if isinstance(cell, float) else SchemeFault.NOT_A_NUMBER
        found.fault(kind, row, column, cell)
    return figure


def _declare(found: _Reading, row: int, column: str, what: str, cell: Any) -> None:
    # a total that is blank (a formula never worked out) declares nothing
    figure = exact(cell)
    if figure is not None:
        found.declared.append((row, column, what, figure))


def _finished(found: _Reading, calculations: tuple[tuple[str, ...], ...]) -> ReadScheme:
    for subs in found.subs.values():
        for sub in subs:
            if not sub.aspects:
                found.fault(SchemeFault.NO_ASPECTS, sub.row, "A", sub.code)
    for letter, (row, name) in found.criteria.items():
        if not found.subs[letter]:
            found.fault(SchemeFault.NO_ASPECTS, row, "A", f"{letter} {name}")
    tree = SchemeTree(found.title, tuple(found.sections), tuple(_criteria(found)), calculations)
    if tree.total != rules.FULL:
        found.fault(SchemeFault.TOTAL, None, "K", tree.total, rules.FULL)
    notes = (*found.notes, *_missing_benchmarks(found), *_stale(found, tree), *_wide(tree))
    faults = tuple(sorted(found.faults, key=lambda each: (each.row or 0, each.column)))
    return ReadScheme(None if faults else tree, faults, notes)


def _criteria(found: _Reading) -> Iterator[SchemeCriterion]:
    for letter, (_row, name) in found.criteria.items():
        subs = (
            SchemeSubCriterion(sub.code, sub.name, sub.day, tuple(a.done() for a in sub.aspects))
            for sub in found.subs[letter]
        )
        yield SchemeCriterion(letter, name, tuple(subs))


def _missing_benchmarks(found: _Reading) -> Iterator[Finding]:
    for aspect in (a for subs in found.subs.values() for sub in subs for a in sub.aspects):
        empty = [str(score) for score in range(4) if not aspect.benchmarks.get(score)]
        if aspect.kind is AspectKind.JUDGEMENT and empty:
            yield Finding(SchemeNote.NO_BENCHMARK, aspect.row, "G", "、".join(empty))


def _true_totals(tree: SchemeTree) -> dict[str, Decimal]:
    totals = {"variation": rules.total_variation(tree), "competition": tree.total}
    for each in rules.section_totals(tree):
        totals[f"section {each.section.position}"] = each.aspects
        totals[f"variation {each.section.position}"] = each.variation
    for criterion in tree.criteria:
        totals[f"criterion {criterion.letter}"] = totals[f"header {criterion.letter}"] = criterion.mark
    return totals


def _stale(found: _Reading, tree: SchemeTree) -> Iterator[Finding]:
    true = _true_totals(tree)
    for row, column, what, declared in found.declared:
        if declared != true[what]:
            yield Finding(SchemeNote.STALE_TOTAL, row, column, str(declared), str(plain(true[what])))


def _wide(tree: SchemeTree) -> Iterator[Finding]:
    variation = rules.total_variation(tree)
    if variation > CUSTOMARY_VARIATION:
        yield Finding(SchemeNote.VARIATION, None, "K", str(plain(variation)), str(CUSTOMARY_VARIATION))


def read_theory(content: bytes) -> dict[int, Decimal]:
    """Read theory marks by competitor number from the first sheet: all of them, or a Refused naming each fault."""
    rows = next(iter(spreadsheets.read_sheets(content).values()), [])
    found: dict[int, Decimal] = {}
    faults: list[Fault] = []
    start = next((i for i, row in enumerate(rows) if exact(row[0] if row else "") is not None), len(rows))
    for number, row in enumerate(rows[start:], start + 1):
        told, mark = exact(row[0]), row[1] if len(row) > 1 else ""
        if text(row[0]) == "" or text(mark) == "":
            continue
        figure = exact(mark)
        if told is None or told != int(told) or int(told) in found:
            faults.append(
                Fault(_l("Each competitor's number stands once."), row=number, column="A", value=text(row[0]))
            )
        elif figure is None:
            faults.append(Fault(_l("The theory mark is not a number."), row=number, column="B", value=text(mark)))
        else:
            found[int(told)] = figure
    if not found and not faults:
        faults.append(Fault(_l("There is no theory mark in this workbook."), _l("Start from the list to download.")))
    refuse_faults(faults, _l("No theory mark was stored."))
    return found
