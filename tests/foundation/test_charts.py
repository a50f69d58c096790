"""A chart shows the figures of its own table, without a style, a script or a colour of its own."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from competition.foundation.charts import Bar, Bars, Range, Ranges
from tests import charts

KINDS = ("with an award", "without an award")


def bars(*rows: Bar, kinds=KINDS, own="") -> Bars:
    return Bars("Who took part", "For each unit.", "Unit", kinds, rows, own)


@pytest.mark.parametrize(
    "counts",
    [[(1, 0)], [(0, 1), (2, 0)], [(3, 5), (0, 2), (12, 1)], [(7, 7)] * 10, [(0, 0), (4, 300)]],
)
def test_the_lengths_of_the_bars_are_the_figures_of_the_table(counts) -> None:
    told = bars(*(Bar(f"单位{n}", each) for n, each in enumerate(counts, 1)))
    assert charts.lengths(told.drawn()) == counts
    assert [cells for _label, _own, cells in told.lines] == [[str(a), str(b), str(a + b)] for a, b in counts]
    labels = [f"单位{n} {sum(each)}" for n, each in enumerate(counts, 1)]
    assert charts.labels(told.drawn()) == labels


def test_a_chart_of_one_kind_has_neither_keys_nor_a_sum() -> None:
    told = bars(Bar("A", (3,)), Bar("B", (1,)), kinds=("Teams",))
    assert (told.keys, told.heads) == ([], ["Unit", "Teams"])
    assert [width for (width,) in charts.lengths(told.drawn())] == [3, 1]


def test_what_is_one_s_own_is_marked_by_a_sign_and_not_by_a_colour() -> None:
    told = bars(Bar("A", (1, 0)), Bar("B", (1, 0), own=True), own="place 4")
    assert charts.labels(told.drawn()) == ["A 1", "▶ B 1"]
    assert [own for _label, own, _cells in told.lines] == [False, True]


def test_it_brings_no_style_script_address_or_moment() -> None:
    picture = str(bars(Bar("甲 & <b>", (2, 1))).drawn())
    assert not re.findall(
        r"<(style|script|defs|a|image)\b|<!--| (style|id|on\w+|fill|href)=|http(?!://www.w3.org)", picture
    )
    assert picture == str(bars(Bar("甲 & <b>", (2, 1))).drawn())
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Who took part. For each unit."


def test_a_long_name_is_shortened_in_the_picture_and_whole_in_the_table() -> None:
    name = "山东省淄博市现代先进装备制造职业技术学院附属中等专业学校"
    told = bars(Bar(name, (1, 0)), Bar("乙", (1, 1)))
    assert charts.labels(told.drawn())[0] == f"{name[:12]}… 1"
    assert told.lines[0][0] == name


@pytest.mark.parametrize("own", ["-10", "0", "55", "100"])
def test_ranges_lie_where_their_figures_are(own) -> None:
    rows = [
        Range(letter, *map(Decimal, figures), Decimal(own), ())
        for letter, figures in (("A", ("40", "60", "80")), ("B", ("70", "70", "70")))
    ]
    told = Ranges("Marks", "Beside the field.", "Criterion", (), rows, ())
    found = charts.ranges(told.drawn())
    assert [name for name, *_rest in found] == ["A", "B"]
    for row, (_name, *places) in zip(rows, found, strict=True):
        assert places == pytest.approx([float(one) for one in (row.low, row.high, row.middle, row.own)], abs=0.2)
