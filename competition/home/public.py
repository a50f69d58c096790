"""The public site across the rooms: a season, a competition's delegations, a person, a unit."""

from flask import Blueprint

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import spreadsheets
from competition.foundation.errors import NotFound
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file
from competition.home import delegations, exports, people, seasons
from competition.policy import queries as policies
from competition.results.serving import drawn

pages = Blueprint("site", __name__)


@pages.get("/seasons/<int:year>")
@open_to(EVERYONE)
def show_season(year: int) -> Answer:
    """Show a season: where its items stand, what it comes to, and its medal tables."""
    return drawn("home/show_season.html", page=found(seasons.season_page(year)))


@pages.get("/competitions/<int:competition_id>/delegations")
@open_to(EVERYONE)
def show_delegations(competition_id: int) -> Answer:
    """Show a competition's delegations by points, and the best of each."""
    page = found(delegations.delegations_page(competition_id, policies.book()))
    return drawn("home/show_delegations.html", page=page)


@pages.get("/competitions/<int:competition_id>/delegations.xlsx")
@open_to(EVERYONE)
def export_delegations(competition_id: int) -> Answer:
    """Give a competition's delegation table as Excel."""
    page = found(delegations.delegations_page(competition_id, policies.book()))
    name = f"{page.competition.name}-{_('Delegation table')}.xlsx"
    return send_file(exports.delegation_table(page), name, spreadsheets.MEDIA_TYPE)


@pages.get("/people/<code>")
@open_to(EVERYONE)
def show_person(code: str) -> Answer:
    """Show what announced results and the register say of a person."""
    page = people.person_page(code)
    if page is None and people.is_hidden(code):
        # results released before the person asked still lead here, and are never changed
        raise NotFound(
            _(
                "No page is shown of this person. What was announced stays readable with its result, an entry of the register by its number."
            )
        )
    answer = drawn("home/show_person.html", page=found(page))
    # whoever looks a result up finds people; a search engine shall not gather them
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@pages.get("/units/<int:unit_id>")
@open_to(EVERYONE)
def show_unit(unit_id: int) -> Answer:
    """Show what a unit's people won in announced results."""
    return drawn("home/show_unit.html", page=found(people.unit_page(unit_id)))
