"""The hall of fame for everyone: all of it, a season, an occupation, a unit, and the same as a workbook."""

from flask import Blueprint

from competition.accounts.access import EVERYONE, open_to
from competition.accounts.quotas import quota
from competition.foundation import asked, clock, formats, spreadsheets
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.honours import exports, fame, fame_pictures
from competition.honours.fame import Hall, Part
from competition.results.serving import drawn

pages = Blueprint("fame", __name__)
# until the register changes, and no longer than that where the directory does
KEPT = 60
WORKBOOK = 20


@pages.get("/honours/fame")
@open_to(EVERYONE)
def show_hall() -> Answer:
    """Show the whole hall: seasons, occupations and units, and who was given a title."""
    return _page(found(fame.hall(Part(), kinds=fame.TITLES)), _("Hall of fame"))


@pages.get("/honours/fame/seasons/<int:year>")
@open_to(EVERYONE)
def show_season(year: int) -> Answer:
    """Show the honours of a season."""
    return _page(found(fame.hall(Part(year=year))), _("Hall of fame of season %(year)s", year=year))


@pages.get("/honours/fame/occupations/<occupation>")
@open_to(EVERYONE)
def show_occupation(occupation: str) -> Answer:
    """Show the honours of an occupation."""
    shown = found(fame.hall(Part(occupation=found(fame.occupation(occupation)))))
    return _page(shown, _("Hall of fame: %(name)s", name=shown.name or occupation))


@pages.get("/honours/fame/units/<int:unit_id>")
@open_to(EVERYONE)
def show_unit(unit_id: int) -> Answer:
    """Show the honours of a unit and its people."""
    unit = found(fame.unit(unit_id))
    return _page(found(fame.hall(Part(unit=unit.id))), _("Hall of fame: %(name)s", name=formats.name(unit)))


def _page(hall: Hall, heading: str) -> Answer:
    charts = fame_pictures.charts(hall)
    return drawn("honours/show_hall.html", KEPT, hall=hall, heading=heading, charts=charts)


@pages.get("/honours/fame.xlsx")
@open_to(EVERYONE)
@quota(cost=WORKBOOK)
def export_hall() -> Answer:
    """Give the hall, or a part of it, as a workbook: ?year=, ?occupation=, ?unit=."""
    asked.only("year", "occupation", "unit")
    unit = asked.whole("unit")
    occupation = asked.text("occupation")
    part = Part(
        asked.whole("year"),
        found(fame.occupation(occupation)) if occupation else "",
        None if unit is None else found(fame.unit(unit)).id,
    )
    at = clock.now()
    content = exports.hall_of_fame(found(fame.hall(part, fame.MOST)), at)
    return send_file(content, f"{_('Hall of fame')}-{clock.in_city(at):%Y%m%d}.xlsx", spreadsheets.MEDIA_TYPE)
