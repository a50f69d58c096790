"""Gathers the menu and the waiting work from every room."""

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
    """Group the links by stage, in the order of the data."""
    mine = links(user)
    return [
        {"label": label, "links": [_shown(link) for link in mine if link.group == group]}
        for group, label in GROUPS.items()
        if any(link.group == group for link in mine)
    ]


def waiting(user: User, at: datetime) -> list[Waiting]:
    """Name what waits for this person in every room, the most urgent first."""
    tones = {"danger": 0, "warning": 1, "info": 2}
    found = [one for room in offers.WAITING for one in room(user, at) if one.count]
    return sorted(found, key=lambda one: tones.get(one.tone, 3))


def _shown(link: Link) -> dict[str, Any]:
    url = url_for(link.endpoint)
    # the longest link that begins this address is the one we are at
    return {"label": link.label, "url": url, "icon": link.icon, "active": request.path.startswith(url)}
