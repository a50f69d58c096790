"""The lists of the results room as Excel, and the award list for the ceremony."""

from flask import Blueprint, request
from flask_login import current_user

from competition.accounts.access import EVERYONE, allow, open_to
from competition.accounts.rules import Role
from competition.foundation import clock, documents, spreadsheets
from competition.foundation.texts import _
from competition.foundation.web import Answer, found, send_file, show_file
from competition.plan import queries as plan
from competition.results import access, appeals, awarded, list_exports, queries, released
from competition.results.actions import objecting
from competition.results.views.appeals import PEOPLE
from competition.results.views.office import BEGUN, READERS, readable_result
from competition.results.views.released import public_item

pages = Blueprint("results_lists", __name__)


@pages.get("/office/results/overview.xlsx")
@open_to(*READERS)
def export_overview() -> Answer:
    """Give where a year's results stand."""
    year = request.args.get("year", 0, int)
    competitions = [c for c in plan.competitions_of(year, current_user) if c.state in BEGUN]
    standing = queries.standing_of(*(c.id for c in competitions))
    return _excel(list_exports.overview(competitions, standing, _exported()), f"{_('Results')}-{year}")


@pages.get("/office/appeals.xlsx")
@open_to(*PEOPLE)
def export_appeals() -> Answer:
    """Give the appeals one may read."""
    return _excel(list_exports.appeals(appeals.of_user(current_user), _exported()), _("Appeals"))


@pages.get("/office/results/<int:result_id>/versions.xlsx")
@open_to(*READERS)
def export_versions(result_id: int) -> Answer:
    """Give every version of an item's result."""
    result = readable_result(result_id)
    book = list_exports.versions(queries.versions(result.item_id), _exported())
    return _excel(book, f"{result.item.code}-{_('All versions')}")


@pages.post("/office/results/<int:result_id>/objections.xlsx")
@open_to(Role.ORGANISER)
def export_objections(result_id: int) -> Answer:
    """Give the objections to an item's result to those who decide; the trail keeps who took them."""
    result = found(queries.result(result_id))
    allow(access.may_see_objections(current_user, result.item.competition))
    objecting.note_export(result, by=current_user, at=clock.now())
    book = list_exports.objections(queries.objections(result.item_id), _exported())
    return _excel(book, f"{result.item.code}-{_('Objections')}")


@pages.get("/office/results/competitions/<int:competition_id>/awards.<any(xlsx, pdf):kind>")
@open_to(*READERS)
def export_awards(competition_id: int, kind: str) -> Answer:
    """Give the award list of a competition in the order of calling up."""
    competition = found(plan.competition(competition_id))
    allow(access.may_read(current_user, competition))
    at = clock.now()
    calls = awarded.calls(competition_id, at)
    name = f"{competition.name}-{_('Award list')}"
    if kind == "pdf":
        return show_file(list_exports.award_pdf(competition, calls, at), f"{name}.pdf", documents.MEDIA_TYPE)
    return _excel(list_exports.award_sheet(calls, _exported()), name)


@pages.get("/results/<int:item_id>/versions.xlsx")
@open_to(EVERYONE)
def export_releases(item_id: int) -> Answer:
    """Give everyone the list of what was released of an item."""
    item = public_item(item_id)
    return _excel(list_exports.releases(released.releases(item_id)), f"{item.code}-{_('All versions')}")


def _exported() -> str:
    return spreadsheets.exported_by(current_user.name, clock.now())


def _excel(book: bytes, name: str) -> Answer:
    return send_file(book, f"{name}.xlsx", spreadsheets.MEDIA_TYPE)
