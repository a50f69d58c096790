"""Results as open data: each release as JSON and CSV at an address for ever, and what is new."""

from flask import Blueprint, Response, current_app, jsonify, url_for

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import clock, i18n
from competition.foundation.front import kept_for
from competition.foundation.web import Answer, found
from competition.plan import queries as plan
from competition.results import feeds, openapi, released, rendering
from competition.results.serving import API, RELEASED, drawn, open_data, sent
from competition.results.snapshot_models import Release, SnapshotKind

pages = Blueprint("open_results", __name__)
NEWEST = 50


@pages.get(f"{API}/stamp")
@open_to(EVERYONE)
def show_stamp() -> Answer:
    """Tell the newest versions of what was released of late: item and version, nothing else."""
    recent = released.recent()
    told = {"sequence": released.last_sequence(), "items": {str(item): number for item, number in recent.items()}}
    return kept_for(open_data(jsonify(told)), RELEASED, "public, max-age=2")


@pages.get(f"{API}/<int:item_id>.<any(json, csv):kind>")
@open_to(EVERYONE)
def show_data(item_id: int, kind: str) -> Answer:
    """Give the newest release of an item as data."""
    return sent(found(released.snapshot(item_id, SnapshotKind(kind))))


@pages.get(f"{API}/<int:item_id>/versions/<int:number>.<any(json, csv):kind>")
@open_to(EVERYONE)
def show_data_version(item_id: int, number: int, kind: str) -> Answer:
    """Give a version of an item's result as data, as it was released."""
    return sent(found(released.snapshot(item_id, SnapshotKind(kind), number=number)), for_ever=True)


@pages.get("/api/v1/seasons/<int:year>.json")
@open_to(EVERYONE)
def show_season(year: int) -> Answer:
    """List the newest release of each item of a year."""
    found(year if year in plan.public_years() else None)
    told = {"format": "competition-season/1", "year": year, "results": [_listed(one) for one in released.of_year(year)]}
    return kept_for(open_data(jsonify(told)), RELEASED)


@pages.get("/results/feed.atom")
@open_to(EVERYONE)
def show_feed() -> Answer:
    """Give the newest releases and news as a feed."""
    at = clock.now()
    told = released.feed(NEWEST), plan.newest_news(at, NEWEST)
    content = feeds.atom(*told, current_app.config["PUBLIC_URL"], at)
    # news comes out at its own moment, and no stamp tells of it
    return _spoken(Response(content, content_type="application/atom+xml; charset=utf-8"), 0)


@pages.get("/api/v1/openapi.json")
@open_to(EVERYONE)
def show_openapi() -> Answer:
    """Give the document of the open data."""
    return _spoken(jsonify(openapi.document(current_app.config["PUBLIC_URL"])))


@pages.get("/api")
@open_to(EVERYONE)
def show_api() -> Answer:
    """Show the document of the open data to a person."""
    return drawn("results/show_api.html", RELEASED, document=openapi.document(current_app.config["PUBLIC_URL"]))


def _spoken(answer: Response, seconds: int = RELEASED) -> Response:
    answer.headers["Content-Language"] = i18n.tag(i18n.wanted_language())
    return kept_for(open_data(answer), seconds)


def _listed(release: Release) -> dict[str, object]:
    return {
        **rendering.names(release.item),
        "version": release.number,
        "released_at": rendering.moment(release.released_at),
        "state": release.state.value,
        "reason": release.reason,
        "page": url_for("results.show_result", item_id=release.item_id),
        "data": url_for("open_results.show_data", item_id=release.item_id, kind="json"),
    }
