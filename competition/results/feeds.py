"""The newest releases as an Atom feed."""

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from competition.foundation import clock, formats
from competition.foundation.texts import _
from competition.results import words
from competition.results.snapshot_models import Release

ATOM = "http://www.w3.org/2005/Atom"


def atom(releases: Sequence[Release], url: str, at: datetime) -> bytes:
    """Write the feed of an installation at an address; `at` is its moment while nothing was released."""
    feed = ET.Element("feed", xmlns=ATOM)
    _add(feed, "id", f"{url}/results/feed.atom")
    _add(feed, "title", _("Results: Zibo Skills Competitions"))
    _add(feed, "updated", _moment(releases[0].released_at if releases else at))
    author = ET.SubElement(feed, "author")
    _add(author, "name", _("Zibo Human Resources and Social Security Bureau"))
    ET.SubElement(feed, "link", rel="self", href=f"{url}/results/feed.atom")
    ET.SubElement(feed, "link", rel="alternate", href=f"{url}/results")
    for one in releases:
        _entry(feed, one, url)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _entry(feed: ET.Element, release: Release, url: str) -> None:
    address = f"{url}/results/{release.item_id}/versions/{release.number}"
    said = f"{formats.name(release.item.competition)} · {release.item.code} {formats.name(release.item)}"
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", address)
    _add(entry, "title", f"{said} · {words.RELEASES[release.state][1]}")
    _add(entry, "updated", _moment(release.released_at))
    ET.SubElement(entry, "link", rel="alternate", href=address)
    if release.reason:
        _add(entry, "summary", release.reason)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(at: datetime) -> str:
    return clock.in_city(at).isoformat(timespec="seconds")
