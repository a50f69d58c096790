"""Charts of the hall of fame: honours by season, by occupation and by unit; each row of a table leads on."""

from collections.abc import Sequence

from flask import url_for

from competition.foundation import formats
from competition.foundation.charts import Bar, Bars
from competition.foundation.texts import _
from competition.honours.fame import Counted, Hall

# more rows are no picture; the workbook has all of them
MOST = 15


def charts(hall: Hall) -> list[Bars]:
    """Draw what a page of the hall is not itself about."""
    part, found = hall.part, []
    if part.year is None:
        found.append(seasons(hall.seasons))
    if not part.occupation and hall.occupations:
        found.append(occupations(hall.occupations))
    if part.unit is None and hall.units:
        found.append(units(hall.units))
    found = [one for one in found if one.rows]
    # where each has one bar alone nothing is compared: the list below says it all
    return found if part.is_whole or any(len(one.rows) > 1 for one in found) else []


def seasons(counted: Sequence[Counted]) -> Bars:
    """Draw the seasons beside each other, the newest first."""
    bars = [_bar(one, url_for("fame.show_season", year=one.key)) for one in counted]
    return _chart(_("Honours by season"), _("Honours in force, for each season."), _("Season"), bars)


def occupations(counted: Sequence[Counted]) -> Bars:
    """Draw the occupations, the most honoured first."""
    bars = [_bar(one, url_for("fame.show_occupation", occupation=one.key)) for one in counted]
    said = _("Honours in force, for each occupation of a competition's items.")
    return _chart(_("Honours by occupation"), said, _("Occupation"), bars)


def units(counted: Sequence[Counted]) -> Bars:
    """Draw the units, the most honoured first."""
    bars = [_bar(one, url_for("fame.show_unit", unit_id=one.key)) for one in counted]
    said = _("Honours in force of each unit and its people.")
    return _chart(_("Honours by unit"), said, _("Unit"), bars)


def named(one: Counted) -> str:
    """Name what is counted in the reader's language."""
    return formats.name(one) or str(one.key)


def kinds() -> tuple[str, str]:
    """Say what is counted apart."""
    return _("awards of items"), _("titles and other honours")


def _bar(one: Counted, url: str) -> Bar:
    return Bar(named(one), (one.awards, one.others), url=url)


def _chart(title: str, says: str, head: str, bars: Sequence[Bar]) -> Bars:
    if len(bars) > MOST:
        says += " " + _("The first %(most)s of %(all)s.", most=MOST, all=len(bars))
    return Bars(title, says, head, kinds(), bars[:MOST])
