"""Charts as SVG that the server draws: classes and no styles, so that static/charts.css colours, darkens and prints them.

A chart is told as the rows of its table; `_parts/charts.html` shows both, so the two cannot differ. pygal lays it out; what
it adds for a page with scripts (its style, its script, its tooltips) is taken out again.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from markupsafe import Markup
from pygal.style import Style

from competition.foundation.texts import _

# pygal hooks every import of the process for its maps, in a way Python warns of; no map of it is used here
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]

WIDTH, ROW, LETTER, MOST_LETTERS = 400, 26, 6.6, 26
# between a label and its count
GAP = "\N{EM SPACE}"
# drawn letters are measured here: pygal takes a Chinese one for a narrow one
_HOUSE = Style(label_font_size=1, major_label_font_size=1)
_KEPT = {"class", "d", "x", "y", "width", "height", "transform", "cx", "cy", "r", "viewBox", "xmlns"}
_LONG = re.compile(r"\d+\.\d+")
OWN = "▶"


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its label, how many of each kind, whether the chart marks it, what else its table tells and where it leads."""

    label: str
    counts: tuple[int, ...]
    own: bool = False
    cells: tuple[str, ...] = ()
    # where its label leads in the table
    url: str = ""

    @property
    def whole(self) -> int:
        """Count all kinds."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of bars, each of one or two kinds: the first is drawn full, the second hollow.

    `says` is what the picture shows, in a sentence; `own` is what the mark before a row means, `worded` how a count is
    written.
    """

    title: str
    says: str
    head: str
    kinds: tuple[str, ...]
    rows: Sequence[Bar]
    own: str = ""
    columns: tuple[str, ...] = ()
    worded: Callable[[int], str] = str

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Say how each kind is drawn, by class and in words."""
        return [(f"key-{number}", kind) for number, kind in enumerate(self.kinds)] if len(self.kinds) > 1 else []

    @property
    def heads(self) -> list[str]:
        """Name the columns of its table."""
        return [self.head, *self.kinds, *([_("In all")] if len(self.kinds) > 1 else []), *self.columns]

    @property
    def lines(self) -> list[tuple[str, bool, list[str]]]:
        """Give the rows of its table: label, whether it is marked, figures."""
        return [(row.label, row.own, [*self._counts(row), *row.cells]) for row in self.rows]

    def _counts(self, row: Bar) -> list[str]:
        return [self.worded(count) for count in (*row.counts, *([row.whole] if len(self.kinds) > 1 else []))]

    def drawn(self) -> Markup:
        """Draw it, the first row at the top."""
        rows = list(reversed(self.rows))
        labels = [f"{OWN + ' ' if row.own else ''}{_shortened(row.label)}{GAP}{self.worded(row.whole)}" for row in rows]
        most = max((row.whole for row in rows), default=0) or 1
        chart = pygal.HorizontalStackedBar(**_plain(labels, ROW * len(rows) + 14), range=(0, most), show_x_labels=False)
        # pygal asks for the figures of its own scale too, which is not drawn
        chart.value_formatter = lambda value: self.worded(int(value))
        chart.x_labels = labels
        for number, kind in enumerate(self.kinds):
            chart.add(kind, [row.counts[number] or None for row in rows])
        return _svg(chart, self)


@dataclass(frozen=True, slots=True)
class Range:
    """A row: lower quartile, median and upper quartile of a field and one's own mark, drawn on one scale; and in figures."""

    label: str
    low: Decimal
    middle: Decimal
    high: Decimal
    own: Decimal
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Rows of ranges with a middle, beside one's own; all on a scale that ends at `most`."""

    title: str
    says: str
    head: str
    keys: Sequence[tuple[str, str]]
    rows: Sequence[Range]
    columns: tuple[str, ...]
    own: str = ""
    most: int = 100

    @property
    def heads(self) -> list[str]:
        """Name the columns of its table."""
        return [self.head, *self.columns]

    @property
    def lines(self) -> list[tuple[str, bool, list[str]]]:
        """Give the rows of its table: label, whether it is marked, figures."""
        return [(row.label, False, list(row.cells)) for row in self.rows]

    def drawn(self) -> Markup:
        """Draw it, the first row at the top."""
        rows = list(enumerate(reversed(self.rows), 1))
        # a penalty may take a mark below zero
        least = floor(min([Decimal(), *(min(row.low, row.own) for _place, row in rows)]))
        config = _plain([row.label for _place, row in rows], ROW * len(rows) + 40)
        chart = pygal.XY(**config, allow_interruptions=True, xrange=(least, self.most), range=(0.5, len(rows) + 0.5))
        chart.x_labels = sorted({least, *range(0, self.most + 1, 25)})
        chart.y_labels = [{"label": _shortened(row.label), "value": at} for at, row in rows]
        ends = [((float(row.low), at), (float(row.high), at), None) for at, row in rows]
        chart.add("range", [point for three in ends for point in three], show_dots=False)
        chart.add("middle", [(float(row.middle), at) for at, row in rows], stroke=False, dots_size=5)
        chart.add("own", [(float(row.own), at) for at, row in rows], stroke=False, dots_size=5)
        return _svg(chart, self)


def _plain(labels: Iterable[str], height: int) -> dict[str, Any]:
    left = max((_letters(label) for label in labels), default=0) * LETTER + 8
    page = {"css": [], "js": [], "no_prefix": True, "disable_xml_declaration": True, "show_legend": False}
    sizes = {"width": WIDTH, "height": height, "margin": 4, "margin_left": left, "style": _HOUSE, "truncate_label": -1}
    return {**page, **sizes}


def _letters(text: str) -> int:
    return sum(2 if letter == GAP or unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)


def _shortened(text: str) -> str:
    # the table names it whole
    if _letters(text) <= MOST_LETTERS:
        return text
    while _letters(text) >= MOST_LETTERS:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _svg(chart: Any, told: Bars | Ranges) -> Markup:
    def cleaned(root: Element) -> Element:
        _clean(root)
        root.attrib.update({"class": "chart-picture", "role": "img", "aria-label": f"{told.title}. {told.says}"})
        return root

    chart.add_xml_filter(cleaned)
    return Markup(chart.render())  # noqa: S704 - written by ElementTree, which escapes every label


def take_out(node: Element, idle: Callable[[Element], bool]) -> None:
    """Take out of a picture what is idle in it, with all that is inside."""
    for one in list(node):
        if idle(one):
            node.remove(one)
        else:
            take_out(one, idle)


def _clean(root: Element) -> None:
    take_out(root, _is_idle)
    for one in root.iter():
        if one.tag == "desc":
            # the count of a bar, told by a pointer over it without a script
            one.tag = "title"
        kept = {name: _LONG.sub(_short, value) for name, value in one.attrib.items() if name in _KEPT and value}
        one.attrib.clear()
        one.attrib.update(kept)


def _is_idle(one: Element) -> bool:
    what = one.get("class", "")
    if one.tag in {"g", "rect"}:
        empty = what == "bar" and one.findtext("desc[@class='value']") == "0"
        return empty or what in {"background", "titles"} or what.endswith("-overlay")
    counts = one.tag == "desc" and what == "value" and ":" not in (one.text or "")
    return one.tag not in {"text", "path", "circle"} and not counts


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}"
