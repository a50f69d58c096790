"""Charts of a season: who took part by unit and by district, a map of the districts, seasons compared."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from competition.directory import words as directory_words
from competition.foundation import formats
from competition.foundation.charts import Bar, Bars
from competition.foundation.texts import _
from competition.results.announced import Counted, YearCounted
from competition.results.award_rules import AWARDS

Whose = TypeVar("Whose", bound=Hashable)
# more rows are no picture; every unit's own page tells the rest
MOST_UNITS = 15
# where a district's tile lies: row and column, north at the top; roughly as the city lies
TILES: Mapping[str, tuple[int, int]] = {
    "370322": (1, 2),
    "370321": (1, 3),
    "370391": (2, 3),
    "370305": (2, 4),
    "370306": (3, 1),
    "370392": (3, 2),
    "370303": (3, 3),
    "370393": (4, 1),
    "370302": (4, 2),
    "370304": (5, 2),
    "370323": (6, 3),
}
SHADES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A district on the map: where, how many took part and won, and how dark it is drawn (0 for none)."""

    name: str
    row: int
    column: int
    placed: int
    awarded: int
    shade: int


def units(rows: Sequence[Counted]) -> Bars | None:
    """Draw who took part by unit, the most first; None where there are not two units."""
    named = {one.unit_id: one for one in rows}
    found = _bars(rows, lambda one: one.unit_id, lambda unit_id: _unit(named[unit_id]))
    says = _("Competitors and teams with an announced place, for each unit.")
    if len(found) > MOST_UNITS:
        says += " " + _("The %(most)s units with the most of %(all)s.", most=MOST_UNITS, all=len(found))
    return _chart(_("Who took part, by unit"), says, _("Unit"), found[:MOST_UNITS])


def districts(rows: Sequence[Counted]) -> Bars | None:
    """Draw who took part by district, the most first; None where there are not two districts."""
    found = _bars(rows, lambda one: one.division_code, directory_words.division)
    says = _("Competitors and teams with an announced place, for each district of their units.")
    return _chart(_("Who took part, by district"), says, _("District"), found)


def seasons(years: Sequence[YearCounted]) -> Bars | None:
    """Draw the seasons beside each other, the newest first; None until there are two."""
    says = _("Competitors and teams with an announced place, in each season that has one.")
    bars = [
        Bar(str(one.year), (one.awarded, one.placed - one.awarded), False, (str(one.items), str(one.units)))
        for one in years
    ]
    return _chart(_("Seasons compared"), says, _("Season"), bars, (_("Items"), _("Units")))


def _chart(title: str, says: str, head: str, bars: Sequence[Bar], columns: tuple[str, ...] = ()) -> Bars | None:
    kinds = (_("with an award"), _("without an award"))
    return Bars(title, says, head, kinds, bars, columns=columns) if len(bars) > 1 else None


def _bars(rows: Iterable[Counted], whose: Callable[[Counted], Whose], named: Callable[[Whose], str]) -> list[Bar]:
    tally = _tally(rows, whose)
    bars = [Bar(named(one), (awarded, placed - awarded)) for one, (placed, awarded) in tally.items()]
    return sorted(bars, key=lambda bar: (-bar.whole, -bar.counts[0], bar.label))


def _tally(rows: Iterable[Counted], whose: Callable[[Counted], Whose]) -> dict[Whose, tuple[int, int]]:
    placed: Counter[Whose] = Counter()
    awarded: defaultdict[Whose, int] = defaultdict(int)
    for one in rows:
        placed[whose(one)] += one.count
        awarded[whose(one)] += one.count if one.award in AWARDS else 0
    return {one: (count, awarded[one]) for one, count in placed.items()}


def _unit(one: Counted) -> str:
    return one.unit if formats.is_chinese() or not one.unit_en else one.unit_en


def city(rows: Sequence[Counted]) -> list[Tile]:
    """Lay the districts out as even tiles, darker for more who took part; none where nobody did."""
    tally = _tally(rows, lambda one: one.division_code)
    most = max((tally[code][0] for code in TILES if code in tally), default=0)
    return [_tile(code, *tally.get(code, (0, 0)), most) for code in TILES] if most else []


def _tile(code: str, placed: int, awarded: int, most: int) -> Tile:
    row, column = TILES[code]
    # rounded up, so that whoever took part is never drawn as nobody
    return Tile(directory_words.division(code), row, column, placed, awarded, -(-placed * SHADES // most))


def elsewhere(rows: Sequence[Counted]) -> int:
    """Count who took part for units of the whole city or of no district of it: they have no tile."""
    return sum(one.count for one in rows if one.division_code not in TILES)
