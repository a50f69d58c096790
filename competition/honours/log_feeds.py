"""The published heads of the register's log as an Atom feed."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from competition.foundation import clock
from competition.foundation.texts import _
from competition.honours.log_models import HonourHead

ATOM = "http://www.w3.org/2005/Atom"


def atom(heads: Sequence[HonourHead], url: str, began: str) -> bytes:
    """Write the feed, the newest head first; each carries the signed document, so the feed alone is a witness."""
    feed = ET.Element("feed", xmlns=ATOM)
    _add(feed, "id", f"{url}/register/log/feed.atom")
    _add(feed, "title", _("Heads of the register's log"))
    _add(feed, "updated", _moment(heads[0]) if heads else began)
    author = ET.SubElement(feed, "author")
    _add(author, "name", _("Zibo Human Resources and Social Security Bureau"))
    ET.SubElement(feed, "link", rel="self", href=f"{url}/register/log/feed.atom")
    for head in heads:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", f"{url}/register/log#head-{head.id}")
        _add(entry, "title", f"{head.size} · {head.root}")
        _add(entry, "updated", _moment(head))
        ET.SubElement(entry, "link", rel="alternate", href=f"{url}/register/log")
        ET.SubElement(entry, "content", type="application/json").text = head.document
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(head: HonourHead) -> str:
    return clock.in_city(head.at).isoformat(timespec="seconds")
