"""The public site across the rooms: a season, a person, a unit."""

from flask import Blueprint

from competition.accounts.access import EVERYONE, open_to
from competition.foundation.web import Answer, found
from competition.home import people, seasons
from competition.results.serving import drawn

pages = Blueprint("site", __name__)


@pages.get("/seasons/<int:year>")
@open_to(EVERYONE)
def show_season(year: int) -> Answer:
    """Show a season: where its items stand, what it comes to, and its medal tables."""
    return drawn("home/show_season.html", page=found(seasons.season_page(year)))


@pages.get("/people/<code>")
@open_to(EVERYONE)
def show_person(code: str) -> Answer:
    """Show what announced results and the register say of a person."""
    answer = drawn("home/show_person.html", page=found(people.person_page(code)))
    # whoever looks a result up finds people; a search engine shall not gather them
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@pages.get("/units/<int:unit_id>")
@open_to(EVERYONE)
def show_unit(unit_id: int) -> Answer:
    """Show what a unit's people won in announced results."""
    return drawn("home/show_unit.html", page=found(people.unit_page(unit_id)))
