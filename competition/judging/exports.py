"""Writes a marking scheme as a CIS workbook, the layout it can be read in from."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from competition.foundation import spreadsheets
from competition.foundation.errors import Refused
from competition.foundation.spreadsheets import Column
from competition.foundation.texts import _, _l
from competition.judging import rules, tree_contents, words
from competition.judging.imports import CALCULATIONS_SHEET, SCHEME_SHEET
from competition.judging.rosters import Standing
from competition.judging.rules import AspectKind, SchemeAspect, SchemeCriterion, SchemeTree
from competition.judging.sheets import SheetRow
from competition.judging.tabulation import files

WIDTHS = (8, 36, 9, 9, 52, 8, 52, 30, 9, 14, 9, 18, 9, 9)
HEADINGS = (
    "Sub\nCriterion\nID",
    "Sub Criterion\nName or Description",
    "Day of Marking",
    "Aspect\nType\nM = Meas\nJ = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Measurement Only)",
    "WSOS Section",
    "Calculation Row \n(Export only)",
    "Max\nMark",
)
LETTERS = {AspectKind.MEASUREMENT: "M", AspectKind.JUDGEMENT: "J"}


class _Page:
    """The scheme's sheet while it is written, row by row; rows count from 1 as on the screen."""

    def __init__(self, book: Any) -> None:
        self.sheet = book.add_worksheet(SCHEME_SHEET)
        self.row = 1
        wrap = {"text_wrap": True, "valign": "top", "font_name": "Noto Sans SC", "font_size": 10}
        self.plain = book.add_format(wrap)
        self.strong = book.add_format({**wrap, "bold": True})
        self.head = book.add_format({**wrap, "bold": True, "bg_color": "#E8EEF4", "border": 1})
        self.figure = book.add_format({**wrap, "num_format": "0.00##", "align": "right"})
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)

    def put(self, column: str, value: Any, style: Any = None) -> None:
        """Write one cell of this row: figures as figures, all else as text and never as a formula."""
        at = ord(column) - ord("A")
        if isinstance(value, Decimal | int):
            self.sheet.write_number(self.row - 1, at, float(value), style or self.figure)
        elif value:
            self.sheet.write_string(self.row - 1, at, value, style or self.plain)

    def formula(self, column: str, formula: str, value: Decimal) -> None:
        """Write a formula with the value it has."""
        self.sheet.write_formula(self.row - 1, ord(column) - ord("A"), formula, self.figure, float(value))


def scheme_workbook(tree: SchemeTree) -> bytes:
    """Write a scheme as a CIS workbook; read in again it is an equal scheme (layout: judging.md 1.3)."""
    _must_be_known(tree)
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = _Page(book)
        first = 4 + len(tree.sections) + 6 + len(tree.criteria) + 2
        last = first + sum(1 for _ in _lines(tree)) - 1
        _write_head(page, tree, first, last)
        _write_criteria(page, tree)
        page.row = first
        for kind, line in _lines(tree):
            _write_line(page, kind, line)
            page.row += 1
        _write_total(page, tree, first, last)
        page.sheet.freeze_panes(1, 0)
        _write_calculations(book, tree)
    return content.getvalue()


def scheme_json(tree: SchemeTree) -> bytes:
    """Write a scheme as JSON (docs/formats.md); read in again it is an equal scheme."""
    return files.write_scheme(tree_contents.content_of(tree)).encode()


def _must_be_known(tree: SchemeTree) -> None:
    others = [
        f"{sub.code}.{n}"
        for sub in tree.sub_criteria
        for n, a in enumerate(sub.aspects, 1)
        if a.kind not in LETTERS or a.times is not None
    ]
    if tree.settings.marked_members:
        raise Refused(_l("A CIS workbook knows no members marked one by one. Take the JSON."))
    if others:
        told = "、".join(others[:8]) + ("…" if len(others) > 8 else "")
        raise Refused(
            _l(
                "A CIS workbook knows measurement and judgement done once; %(codes)s are others. Take the JSON.",
                codes=told,
            )
        )


def _write_head(page: _Page, tree: SchemeTree, first: int, last: int) -> None:
    page.put("A", tree.title, page.strong)
    page.row = 3
    page.put("A", "WorldSkills Occupational Standards", page.strong)
    page.row = 4
    for column, heading in zip(
        "ABIJK", ("Section", "WSOS Marks", "WSOS Marks", "Aspect Marks", "Variation"), strict=True
    ):
        page.put(column, heading, page.head)
    for each in rules.section_totals(tree):
        page.row += 1
        page.put("A", each.section.position, page.plain)
        page.put("B", each.section.name)
        page.put("I", each.section.mark)
        page.formula("J", f"=SUMIF(I{first}:I{last},A{page.row},K{first}:K{last})", each.aspects)
        page.formula("K", f"=ABS(I{page.row}-J{page.row})", each.variation)
    page.row += 1
    page.put("I", "Total Variation", page.strong)
    page.formula("K", f"=SUM(K5:K{page.row - 1})" if tree.sections else "=0", rules.total_variation(tree))


def _write_criteria(page: _Page, tree: SchemeTree) -> None:
    page.row += 3
    page.put("A", "Criteria", page.strong)
    page.row += 1
    for column, heading in zip("ABK", ("ID", "Name", "Mark"), strict=True):
        page.put(column, heading, page.head)
    for criterion in tree.criteria:
        page.row += 1
        page.put("A", criterion.letter)
        page.put("B", criterion.name)
        page.put("K", criterion.mark)


def _lines(tree: SchemeTree) -> Iterator[tuple[str, Any]]:
    for criterion in tree.criteria:
        yield "criterion", criterion
        for sub in criterion.sub_criteria:
            yield "sub", sub
            for aspect in sub.aspects:
                yield "aspect", aspect
                yield from (("benchmark", pair) for pair in enumerate(aspect.benchmarks))
            yield "blank", None


def _write_line(page: _Page, kind: str, line: Any) -> None:
    if kind == "criterion":
        _write_header(page, line)
    elif kind == "sub":
        page.put("A", line.code, page.strong)
        page.put("B", line.name, page.strong)
        page.put("C", line.day, page.plain)
    elif kind == "aspect":
        _write_aspect(page, line)
    elif kind == "benchmark":
        page.put("F", line[0], page.plain)
        page.put("G", line[1])


def _write_header(page: _Page, criterion: SchemeCriterion) -> None:
    for column, heading in zip("ABCDEFGHIJK", HEADINGS, strict=True):
        page.put(column, heading, page.head)
    page.put("L", f"Criterion {criterion.letter}", page.head)
    page.put("M", "Total\nMark", page.head)
    rows = sum(1 + len(sub.aspects) + sum(len(a.benchmarks) for a in sub.aspects) + 1 for sub in criterion.sub_criteria)
    page.formula("N", f"=SUM(K{page.row + 1}:K{page.row + rows})", criterion.mark)


def _write_aspect(page: _Page, aspect: SchemeAspect) -> None:
    page.put("D", LETTERS[aspect.kind])
    page.put("E", aspect.description)
    page.put("G", aspect.extra)
    page.put("H", aspect.requirement)
    if aspect.section is not None:
        page.put("I", aspect.section, page.plain)
    page.put("J", aspect.calculation)
    page.put("K", aspect.max_mark)


def _write_total(page: _Page, tree: SchemeTree, first: int, last: int) -> None:
    page.put("L", "Competition", page.head)
    page.put("M", "Total\nMark", page.head)
    page.formula("N", f"=SUM(K{first}:K{last})", tree.total)


def _write_calculations(book: Any, tree: SchemeTree) -> None:
    sheet = book.add_worksheet(CALCULATIONS_SHEET)
    for row, cells in enumerate(tree.calculations):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)


def board_workbook(rows: Iterable[SheetRow], exported: str) -> bytes:
    """Write the state of every sheet as a list: numbers only, no mark."""
    columns = (
        Column(_("Code"), 9), Column(_("Sub-criterion"), 36), Column(_("Day"), 7, "whole"), Column(_("Competitor"), 12),
        Column(_("Judge"), 16), Column(_("State"), 14), Column(_("Marked"), 9, "whole"), Column(_("Aspects"), 9, "whole"),
    )  # fmt: skip
    lines = (
        (r.code, r.name, r.day, words.number(r.number), r.judge, words.word(r.state), r.marked, r.due) for r in rows
    )
    return spreadsheets.workbook([spreadsheets.Sheet(_("Sheets"), columns, lines, notes=(exported,))])


def theory_workbook(there: Iterable[Standing]) -> bytes:
    """Write a list of competitor numbers to fill in with theory marks."""
    columns = (Column(_("Competitor number"), 18, "whole"), Column(_("Theory mark (0 to 100)"), 24, "number"))
    rows = [(each.number, each.theory) for each in there if each.is_here and each.number is not None]
    return spreadsheets.workbook([spreadsheets.Sheet(_("Theory marks"), columns, rows)])
