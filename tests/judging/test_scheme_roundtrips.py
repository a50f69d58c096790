"""Any small scheme goes out as a CIS workbook and as JSON and comes back equal."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.foundation.errors import Refused
from competition.judging import exports, imports, kinds, scheme_readings, tree_contents
from competition.judging.rules import (
    AspectKind,
    SchemeAspect,
    SchemeCriterion,
    SchemeSection,
    SchemeSubCriterion,
    SchemeTree,
    Settings,
)
from competition.judging.tabulation.scheme import Count, Measure, Panel, Rounding, Step

M, J = AspectKind.MEASUREMENT, AspectKind.JUDGEMENT
SIGNS = st.characters(whitelist_categories=("L", "N", "P", "S"), blacklist_characters="\ufeff")
words = st.text(SIGNS, min_size=1, max_size=12)
maybe = st.one_of(st.just(""), words)
HUNDREDTHS = Decimal("0.01")


@st.composite
def aspects(draw, mark, kinds_of=(M, J)):
    kind = draw(st.sampled_from(kinds_of))
    section = draw(st.sampled_from((None, 1, 2)))
    texts = {"extra": draw(maybe)}
    if kind is J:
        texts["benchmarks"] = tuple(draw(words) for _ in range(4))
    if kind is M:
        texts |= {"requirement": draw(maybe), "calculation": draw(st.sampled_from(("", "PARTIAL", "C1")))}
    return SchemeAspect(kind, draw(words), mark, section, **texts)


@st.composite
def trees(draw):
    """Draw a scheme of 1 to 3 criteria that comes to 100."""
    count = draw(st.integers(1, 6))
    cuts = sorted(draw(st.sets(st.integers(1, 9999), min_size=count - 1, max_size=count - 1)))
    marks = [(b - a) * HUNDREDTHS for a, b in zip([0, *cuts], [*cuts, 10000], strict=True)]
    per = draw(st.integers(1, 3))
    criteria, letters = [], iter("ABCDEFG")
    for start in range(0, count, per):
        letter = next(letters)
        subs = [
            SchemeSubCriterion(f"{letter}{n}", draw(words), draw(st.integers(1, 4)), (draw(aspects(mark)),))
            for n, mark in enumerate(marks[start : start + per], 1)
        ]
        criteria.append(SchemeCriterion(letter, draw(words), tuple(subs)))
    sections = (SchemeSection(1, draw(words), Decimal(40)), SchemeSection(2, draw(words), Decimal(60)))
    rows = draw(st.lists(st.tuples(words, words, words), max_size=2))
    return SchemeTree(draw(words), sections, tuple(criteria), tuple(rows))


@given(trees())
@settings(max_examples=60, deadline=None)
def test_what_is_exported_as_a_cis_workbook_is_imported_as_an_equal_scheme(tree):
    read = imports.read_scheme(exports.scheme_workbook(tree))
    assert read.faults == ()
    assert read.tree == tree
    assert not [note for note in read.notes if note.kind == "stale_total"]


@given(trees())
@settings(max_examples=60, deadline=None)
def test_what_is_exported_as_json_is_imported_as_an_equal_scheme(tree):
    read = scheme_readings.read_text(json.dumps(tree_contents.content_of(tree)))
    assert read.faults == ()
    assert read.tree == tree


OTHER = (
    SchemeAspect(AspectKind.DEDUCTION, "长度", Decimal(10), measure=Measure(target=Decimal(60), unit=Decimal("0.1"), step=Decimal(2), count=Count.BEGUN, unit_name="mm")),
    SchemeAspect(AspectKind.CHOICE, "外观", Decimal(20), measure=Measure(choices={"10": Decimal(0), "2": Decimal(5)})),
    SchemeAspect(AspectKind.ERRORS, "漏项", Decimal(20), measure=Measure(step=Decimal("2.5"))),
    SchemeAspect(AspectKind.READING, "直径", Decimal(10), measure=Measure(target=Decimal(25), bands=((Decimal("0.02"), Decimal(10)),))),
    SchemeAspect(AspectKind.PANEL, "味感", Decimal(30), panel=Panel(7, Decimal(10), Decimal("0.5"), 2, 2, 6, factor=Decimal(3)), difficulty=True),
    SchemeAspect(AspectKind.GIVEN, "理论", Decimal(10)),
    SchemeAspect(AspectKind.PENALTY, "超时", Decimal(0)),
)  # fmt: skip


def other():
    rounding = {Step.ASPECT: Rounding(2), Step.TOTAL: Rounding(1)}
    form = SchemeSubCriterion("A1", "全部", 1, OTHER)
    return SchemeTree("全部种类", (), (SchemeCriterion("A", "全部", (form,)),), settings=Settings(rounding, None))


def test_every_other_kind_goes_out_as_json_and_comes_back_equal():
    read = scheme_readings.read_text(json.dumps(tree_contents.content_of(other())))
    assert (read.faults, read.tree) == ((), other())


def test_a_kind_that_a_cis_workbook_does_not_know_is_refused_by_name():
    with pytest.raises(Refused, match=r"A1\.1"):
        exports.scheme_workbook(other())


@pytest.mark.parametrize(
    ("change", "fault", "place"),
    [
        ({"maximum": "0"}, "maximum", "A1.1"),
        ({"description": " "}, "no_text", "A1.1"),
        ({"kind": "errors"}, "needs", "A1.1"),
        ({"kind": "reading", "target": "1", "bands": [["2", "1"], ["1", "1"]]}, "bands", "A1.1"),
        ({"kind": "reading", "target": "1", "bands": [["1", "101"]]}, "bands", "A1.1"),
        ({"kind": "deduction", "target": "1", "unit": "0", "step": "1"}, "not_above_zero", "A1.1"),
        ({"kind": "panel", "panel": {"judges": 0, "highest": "100"}}, "panel", "A1.1"),
        ({"maximum": "99"}, "whole", ""),
        ({"section": 7}, "section", "A1.1"),
        ({"many": True}, "repeated", "A1.1"),
        ({"kind": "dance"}, "unreadable", ""),
    ],
)
def test_each_fault_of_a_json_scheme_is_named_at_its_place(change, fault, place):
    aspect = {"kind": "measurement", "description": "口径", "maximum": "100", **change}
    form = {"id": "A1", "name": "尺寸", "day": 1, "aspects": [aspect]}
    content = {
        "format": "competition-scheme/1",
        "title": "甲",
        "criteria": [{"id": "A", "name": "甲", "sub_criteria": [form]}],
    }
    read = scheme_readings.read_text(json.dumps(content))
    assert read.tree is None
    assert (fault, place) in {(each.kind, each.column) for each in read.faults}


def test_a_scheme_that_never_rounds_a_third_is_refused():
    one = SchemeAspect(J, "造型", Decimal(100), benchmarks=("", "", "", ""))
    tree = SchemeTree(
        "甲", (), (SchemeCriterion("A", "甲", (SchemeSubCriterion("A1", "甲", 1, (one,)),)),), settings=Settings({})
    )
    assert [each[0] for each in kinds.faults(tree)] == ["rounding"]
