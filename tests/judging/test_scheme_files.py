"""Marking schemes in the CIS layout: read exactly, every fault named, written so that they read equal."""

import io
import json
import runpy
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from competition.accounts.rules import Role
from competition.foundation.errors import Refused
from competition.judging import exports, imports, rosters, rules, scheme_readings, tree_contents
from competition.judging.actions import schemes
from competition.judging.imports import SchemeFault, SchemeNote
from tests import make
from tests.judging.build import tree

EXAMPLES = Path(__file__).parents[2] / "examples"


def real_workbook():
    for folder in Path(__file__).resolve().parents:
        for place in (folder, folder / "shared"):
            found = place / "data" / "cis" / "euroskills2023_web.xlsx"
            if found.exists():
                return found.read_bytes()
    return pytest.skip("shared/data/cis is not beside this checkout")


def test_the_real_workbook_reads_exactly():
    read = imports.read_scheme(real_workbook())
    assert (read.faults, read.notes) == ((), ())
    assert rules.counts(read.tree) == {
        "criteria": 6, "sub_criteria": 36, "mixed": 5, "aspects": 149, "measurement": 123, "judgement": 26,
    }  # fmt: skip
    assert read.tree.total == Decimal("100.00")
    assert rules.total_variation(read.tree) == Decimal("0.00")


def test_the_real_workbook_written_out_reads_equal():
    first = imports.read_scheme(real_workbook())
    second = imports.read_scheme(exports.scheme_workbook(first.tree))
    assert second.tree == first.tree
    assert (second.faults, second.notes) == ((), ())


def test_the_example_scheme_is_sound_and_what_its_script_writes():
    read = imports.read_scheme((EXAMPLES / "marking-scheme-ceramics.xlsx").read_bytes())
    assert (read.faults, read.notes) == ((), ())
    assert (read.tree.total, rules.total_variation(read.tree)) == (Decimal(100), Decimal(0))
    counted = rules.counts(read.tree)
    assert (counted["aspects"], counted["measurement"], counted["judgement"]) == (27, 18, 9)
    made = runpy.run_path(str(EXAMPLES / "make_marking_scheme.py"))
    assert (read.tree.sections, read.tree.criteria) == (made["SECTIONS"], made["CRITERIA"])


def test_texts_that_look_like_formulas_stay_texts():
    title = rules.SchemeTree("=1+1", tree().sections, tree().criteria, (("C1", "CHOICE", "X", "=A1"),))
    content = exports.scheme_workbook(title)
    assert imports.read_scheme(content).tree == title
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A1"].data_type == "s"


def changed(**cells):
    """Write the small scheme with some cells changed; rows and columns as on the screen."""
    book = openpyxl.load_workbook(io.BytesIO(exports.scheme_workbook(tree())))
    for place, value in cells.items():
        book.worksheets[0][place].value = value
    out = io.BytesIO()
    book.save(out)
    return imports.read_scheme(out.getvalue())


# the small scheme: criterion header 15, A1 16, J 17 with scores 18-21, M 22, blank 23, A2 24, M 25
@pytest.mark.parametrize(
    ("cells", "kind", "place"),
    [
        ({"D17": "X"}, SchemeFault.KIND, "D17"),
        ({"E17": None}, SchemeFault.NO_DESCRIPTION, "E17"),
        ({"K22": "viel"}, SchemeFault.NOT_A_NUMBER, "K22"),
        ({"K22": 1 / 3}, SchemeFault.NOT_EXACT, "K22"),
        ({"K22": 0}, SchemeFault.NOT_POSITIVE, "K22"),
        ({"C16": "Montag"}, SchemeFault.DAY, "C16"),
        ({"C16": 1.5}, SchemeFault.DAY, "C16"),
        ({"A16": "B1"}, SchemeFault.CODE, "A16"),
        ({"A24": "A1"}, SchemeFault.CODE_TWICE, "A24"),
        ({"I22": 9}, SchemeFault.UNKNOWN_SECTION, "I22"),
        ({"F19": 7}, SchemeFault.SCORE, "F19"),
        ({"F19": 0}, SchemeFault.SCORE_TWICE, "F19"),
        ({"L15": "Criterion Z"}, SchemeFault.UNKNOWN_CRITERION, "L15"),
        ({"K22": 38}, SchemeFault.TOTAL, "K"),
        ({"H23": "?"}, SchemeFault.NOT_UNDERSTOOD, "23"),
    ],
)
def test_each_fault_is_named_by_its_place(cells, kind, place):
    read = changed(**cells)
    assert read.tree is None
    assert (kind, place) in {(each.kind, f"{each.column}{each.row or ''}") for each in read.faults}


def test_the_day_may_be_text_and_a_float_is_read_as_written():
    read = changed(C16="2", K17=0.1 + 0.2, K22=39.7)
    assert read.faults == ()
    assert read.tree.sub_criteria[0].day == 2
    assert [a.max_mark for a in read.tree.sub_criteria[0].aspects] == [Decimal("0.3"), Decimal("39.7")]


def test_a_stale_total_is_named_and_not_trusted():
    read = changed(K12=55, J5=41, K7=3)
    assert read.tree == tree()
    assert {(n.kind, n.column, n.row, n.value, n.expected) for n in read.notes} == {
        (SchemeNote.STALE_TOTAL, "K", 12, "55", "100"),
        (SchemeNote.STALE_TOTAL, "J", 5, "41", "40"),
        (SchemeNote.STALE_TOTAL, "K", 7, "3", "0"),
    }


def test_a_wide_variation_and_a_missing_benchmark_are_worth_a_look():
    read = changed(I5=50, G19=None)
    assert {note.kind for note in read.notes} >= {SchemeNote.VARIATION, SchemeNote.NO_BENCHMARK}
    assert read.tree is not None


def test_other_files_are_refused():
    with pytest.raises(Refused):
        imports.read_scheme(b"PK not really")
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    assert [each.kind for each in imports.read_scheme(out.getvalue()).faults] == [SchemeFault.NO_SCHEME_SHEET]


def test_the_real_workbook_stored_and_written_out_reads_equal(app):
    first = imports.read_scheme(real_workbook()).tree
    source = schemes.Source("euroskills.xlsx", "0" * 64)
    made = schemes.store_scheme(make.item(), first, source, by=make.user(Role.ORGANISER), at=make.AT)
    kept = rosters.tree(rosters.scheme(made.id))
    again = imports.read_scheme(exports.scheme_workbook(kept))
    assert (kept, again.tree) == (first, first)
    assert (again.faults, again.notes) == ((), ())
    assert scheme_readings.read_text(json.dumps(tree_contents.content_of(kept))).tree == first
