"""Results as open data: each release as JSON and CSV at an address for ever, and what is new."""

from flask import Blueprint, jsonify

from competition.accounts.access import EVERYONE, open_to
from competition.foundation.front import kept_for
from competition.foundation.web import Answer, found
from competition.results import released
from competition.results.serving import API, RELEASED, open_data, sent
from competition.results.snapshot_models import SnapshotKind

pages = Blueprint("open_results", __name__)


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
