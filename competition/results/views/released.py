"""What was released, for everyone: each version of a result's page for ever, and whether a newer one stands."""

from flask import Blueprint, Response

from competition.accounts.access import EVERYONE, open_to
from competition.foundation import i18n
from competition.foundation.front import kept_for
from competition.foundation.web import Answer, found
from competition.plan import queries as plan
from competition.plan.models import Item
from competition.results import released
from competition.results.serving import RELEASED, drawn, open_data, sent
from competition.results.snapshot_models import ReleaseState, SnapshotKind

pages = Blueprint("released", __name__)
SHOW_NEWER = ".newer { display: flex; }\n"


@pages.get("/results/<int:item_id>/versions/<int:number>")
@open_to(EVERYONE)
def show_version(item_id: int, number: int) -> Answer:
    """Show a version of a result's page, as it was released."""
    return sent(found(released.snapshot(item_id, SnapshotKind.HTML, i18n.wanted_language(), number)), for_ever=True)


@pages.get("/results/<int:item_id>/versions/<int:number>.css")
@open_to(EVERYONE)
def show_standing(item_id: int, number: int) -> Answer:
    """Let a version's page say that a newer one stands, without a changed byte in it and without a script."""
    newest = released.last_number(item_id)
    found(number if 0 < number <= newest else None)
    return kept_for(Response(SHOW_NEWER if number < newest else "", mimetype="text/css"), RELEASED)


@pages.get("/results/<int:item_id>/versions/<int:number>/card.png")
@open_to(EVERYONE)
def show_card(item_id: int, number: int) -> Answer:
    """Give the picture that is shown where a version's address is shared."""
    kept = found(released.snapshot(item_id, SnapshotKind.PNG, i18n.wanted_language(), number))
    return open_data(sent(kept, for_ever=True))


@pages.get("/results/<int:item_id>/versions")
@open_to(EVERYONE)
def show_versions(item_id: int) -> Answer:
    """List every version of a result that was released."""
    return drawn("results/show_versions.html", item=public_item(item_id), releases=released.releases(item_id))


@pages.get("/results/<int:item_id>/wall")
@open_to(EVERYONE)
def show_wall(item_id: int) -> Answer:
    """Show a result on the hall's big screen."""
    told = released.content(item_id)
    return drawn("results/show_wall.html", RELEASED if told else 0, item=public_item(item_id), told=told)


@pages.get("/results/<int:item_id>/ceremony")
@open_to(EVERYONE)
def show_ceremony(item_id: int) -> Answer:
    """Reveal third, second and first of an announced result."""
    told = released.content(item_id)
    steps = released.podium(told) if told and told["state"] == ReleaseState.ANNOUNCED else []
    return drawn(
        "results/show_ceremony.html", RELEASED if told else 0, item=public_item(item_id), told=told, steps=steps
    )


def public_item(item_id: int) -> Item:
    """Find an item whose competition everyone may see."""
    item = found(plan.item(item_id))
    return found(item if item.competition.is_public else None)
