"""Charts read back from their SVG, as an eye would: lengths of bars, labels, places on the scale."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"


def of_page(page: str) -> list[str]:
    """Give the charts of a page."""
    return re.findall(r'<svg [^>]*class="chart-picture".*?</svg>', page, re.DOTALL)


def labels(picture: str) -> list[str]:
    """Give the labels of the rows, the first row at the top."""
    found = list(_axis(picture, "y").iter(f"{SVG}text"))
    return [
        " ".join("".join(node.itertext()).split()) for node in sorted(found, key=lambda node: float(node.get("y", "")))
    ]


def lengths(picture: str) -> list[tuple[int, ...]]:
    """Measure the bars of each row by kind, in the unit that the counts over them give; no bar is 0."""
    rows = sorted(float(node.get("y", "")) for node in _axis(picture, "y").iter(f"{SVG}text"))
    kinds = [_bars(kind) for kind in _series(picture)]
    units = [width / count for kind in kinds for _at, width, count in kind]
    # a tenth of a pixel is what coordinates are rounded to
    assert all(abs(width - count * max(units)) < 1 for kind in kinds for _at, width, count in kind)
    near = [{min(rows, key=lambda y: abs(y - at)): count for at, _width, count in kind} for kind in kinds]
    return [tuple(kind.get(row, 0) for kind in near) for row in rows]


def ranges(picture: str) -> list[tuple[str, float, float, float, float]]:
    """Measure each row of ranges on the scale: label, both ends, the middle, one's own."""
    ticks = {float(node.get("x", "")): float(node.text or "") for node in _axis(picture, "x").iter(f"{SVG}text")}
    (first, zero), (last, most) = min(ticks.items()), max(ticks.items())

    def on_scale(x: str) -> float:
        return zero + (float(x) - first) * (most - zero) / (last - first)

    lines = [re.findall(r"[\d.]+", node.get("d", "")) for node in _series(picture)[0].iter(f"{SVG}path")]
    dots = list(ElementTree.fromstring(picture).iter(f"{SVG}circle"))
    found = []
    for label, (left, y, right, _y) in zip(
        labels(picture), sorted(lines, key=lambda line: float(line[1])), strict=True
    ):
        middle, own = (node for node in dots if node.get("cy") == y)
        found.append((label, *map(on_scale, (left, right, middle.get("cx", ""), own.get("cx", "")))))
    return found


def _axis(picture: str, name: str) -> Element:
    return next(node for node in ElementTree.fromstring(picture).iter() if f"axis {name}" in node.get("class", ""))


def _series(picture: str) -> list[Element]:
    found = [node for node in ElementTree.fromstring(picture).iter() if node.get("class", "").startswith("series")]
    # the dots of a series stand in a layer of their own
    return [node for node in found if list(node) and not list(node.iter(f"{SVG}circle"))] or found


def _bars(kind: Element) -> list[tuple[float, float, int]]:
    bars = [node for node in kind.iter(f"{SVG}g") if node.get("class") == "bar"]
    return [
        (
            float(bar[0].get("y", "")) + float(bar[0].get("height", "")) / 2,
            float(bar[0].get("width", "")),
            int(bar.findtext(f"{SVG}title") or ""),
        )
        for bar in bars
    ]
