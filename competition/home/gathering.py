"""Gathers the menu and the waiting work from every room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request, url_for

from competition.accounts.models import User
from competition.foundation.menu import Link, Waiting
from competition.foundation.texts import _l
from competition.home import offers

GROUPS = {
    "plan": _l("Plan"),
    "registration": _l("Registration"),
    "judging": _l("Judging"),
    "results": _l("Results"),
    "money": _l("Money"),
    "honours": _l("Honours"),
    "people": _l("People and units"),
    "system": _l("System"),
}


def links(user: User) -> list[Link]:
    """Name every link this person's parts open."""
    return [link for room in offers.MENUS for link in room(user)]


def menu(user: User) -> list[dict[str, Any]]:
    """Group the links by stage, in the order of the data; the one that leads to this page is marked."""
    mine = links(user)
    here = _here(mine)
    return [
        {"label": label, "links": [_shown(link, link is here) for link in mine if link.group == group]}
        for group, label in GROUPS.items()
        if any(link.group == group for link in mine)
    ]


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name what waits for this person in every room, the most urgent first."""
    tones = {"danger": 0, "warning": 1, "info": 2}
    found = [one for room in offers.WAITING for one in room(user, at) if one.count]
    return sorted(found, key=lambda one: tones.get(one.tone, 3))


def _here(mine: Sequence[Link]) -> Link | None:
    """Choose the link this page stands under: the longest address that begins its own, else one of its room."""
    begun = [link for link in mine if f"{request.path}/".startswith(f"{url_for(link.endpoint)}/")]
    if begun:
        return max(begun, key=lambda link: len(url_for(link.endpoint)))
    return next((link for link in mine if link.endpoint.rpartition(".")[0] == request.blueprint), None)


def _shown(link: Link, active: bool) -> dict[str, Any]:
    return {"label": link.label, "url": url_for(link.endpoint), "icon": link.icon, "active": active}
