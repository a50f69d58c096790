"""Charts of a result: how the totals lie, and one competitor's marks by criterion beside the field's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from competition.foundation import formats
from competition.foundation.charts import Bar, Bars, Range, Ranges
from competition.foundation.money import Mode, rounded
from competition.foundation.texts import _
from competition.results import appeals, distribution, released, words
from competition.results.announced_models import AnnouncedLine
from competition.results.award_rules import AWARDS
from competition.results.distribution import FEW, Band
from competition.results.models import ItemResult, ResultLine
from competition.results.rules import HUNDRED, TOTAL_PLACES


@dataclass(frozen=True, slots=True)
class Point:
    """A placed total with its award, as a result or its release tells it."""

    total: Decimal
    place: int
    award: str


def of_result(result: ItemResult, held: Mapping[int, Any]) -> list[Point]:
    """Take a result's placed totals; an award that is held is told as that."""
    there = ((one, appeals.HELD if one.id in held else one.award) for one in result.lines)
    return [Point(one.total, one.place, award) for one, award in there if one.place and one.total is not None]


def of_release(told: Mapping[str, Any]) -> list[Point]:
    """Take the placed totals of a release as its JSON tells them."""
    there = (one for one in told["lines"] if one["total"] is not None)
    return [Point(Decimal(one["total"]), one["place"], one["award"]) for one in there]


def of_announced(lines: Sequence[AnnouncedLine]) -> list[tuple[AnnouncedLine, Bars]]:
    """Draw where each of these announced places lies in its field, as far as its release tells; one statement."""
    told = released.contents([one.release_id for one in lines])
    drawn = ((one, _of_announced(one, of_release(told[one.release_id]))) for one in lines if one.release_id in told)
    return [(one, picture) for one, picture in drawn if picture]


def _of_announced(line: AnnouncedLine, points: Sequence[Point]) -> Bars | None:
    # whoever shares a place has the same total as the others of it
    own = next((one for one in points if one.place == line.place), None)
    return totals(points, own) if own else None


def totals(points: Sequence[Point], own: Point | None = None) -> Bars | None:
    """Draw how the totals of a field lie, with one's own marked; None for a field that a table tells as well."""
    if len(points) < FEW:
        return None
    values = [one.total for one in points]
    rows = [_band(band, [one for one in points if band.holds(one.total)], own) for band in distribution.bands(values)]
    # a person's page does not name their total; the result's page does
    mine = _("this competitor, place %(place)s", place=own.place) if own else ""
    return Bars(
        _("How the totals lie"),
        _says(values, points),
        _("Total mark"),
        (_("with an award"), _("without an award")),
        rows,
        mine,
        (_("Places"), _("Awards given")),
    )


def _band(band: Band, there: Sequence[Point], own: Point | None) -> Bar:
    awarded = Counter(one.award for one in there)
    given = sum(awarded[award] for award in AWARDS)
    label = formats.mark(band.low) if band.low == band.high else f"{formats.mark(band.low)}–{formats.mark(band.high)}"
    cells = (_span(one.place for one in there), _named(awarded))
    return Bar(label, (given, len(there) - given), own is not None and band.holds(own.total), cells)


def _span(places: Iterable[int]) -> str:
    known = sorted(places)
    if not known:
        return "—"
    return str(known[0]) if known[0] == known[-1] else f"{known[0]}–{known[-1]}"


def _named(awarded: Mapping[str, int]) -> str:
    return (
        " · ".join(f"{words.award(one)} {awarded[one]}" for one in (*AWARDS, appeals.HELD) if awarded.get(one)) or "—"
    )


def _says(values: Sequence[Decimal], points: Sequence[Point]) -> str:
    said = _(
        "%(count)s totals from %(low)s to %(high)s; the middle one is %(middle)s.",
        count=len(values),
        low=formats.mark(min(values)),
        high=formats.mark(max(values)),
        middle=_mark(distribution.quartiles(values).middle),
    )
    last = {one.award: one.total for one in sorted(points, key=lambda one: one.total, reverse=True)}
    cuts = " · ".join(f"{words.award(award)} {formats.mark(last[award])}" for award in AWARDS if award in last)
    return said if not cuts else said + " " + _("The lowest total with each award: %(cuts)s.", cuts=cuts)


def of_line(line: ResultLine, at: datetime) -> list[Bars | Ranges]:
    """Draw where one competitor's total lies in the field, and their marks by criterion beside it."""
    points = of_result(line.result, appeals.held_of(line.result, at))
    own = Point(line.total, line.place, line.award) if line.place and line.total is not None else None
    drawn = (totals(points, own), profile(line)) if own else ()
    return [one for one in drawn if one]


def profile(line: ResultLine) -> Ranges | None:
    """Draw a competitor's marks by criterion beside the field's quartiles; None where the field is small or has none."""
    field = [_modules(one) for one in line.result.lines if one.place]
    own = _modules(line)
    known = {code: [marks[code] for marks in field if code in marks] for code in own}
    rows = [_range(code, own[code], marks) for code, marks in known.items() if len(marks) >= FEW and max(marks) > 0]
    if not rows:
        return None
    return Ranges(
        _("Marks by criterion beside the field"),
        _("In per cent of the best mark anyone has in the criterion: the line is the middle half of the field."),
        _("Criterion"),
        (("key-range", _("middle half")), ("key-middle", _("median")), ("key-own", _("this competitor"))),
        rows,
        columns=(_("This competitor"), _("Lower quartile"), _("Median"), _("Upper quartile"), _("Best")),
    )


def _modules(line: ResultLine) -> dict[str, Decimal]:
    return {step["module"]: Decimal(step["mark"]) for step in line.working if step["code"] == "module"}


def _range(code: str, own: Decimal, marks: Sequence[Decimal]) -> Range:
    found = distribution.quartiles(marks)
    low, middle, high, mine = (one * HUNDRED / found.best for one in (found.low, found.middle, found.high, own))
    told = (own, found.low, found.middle, found.high, found.best)
    return Range(code, low, middle, high, mine, tuple(map(_mark, told)))


def _mark(value: Decimal) -> str:
    # a quartile may lie between two marks
    return formats.mark(rounded(value, TOTAL_PLACES, Mode.HALF_UP))
