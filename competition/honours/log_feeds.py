"""The register's log as Atom feeds: its published heads, and the entries that are new or changed."""

from collections.abc import Collection, Sequence
from xml.etree import ElementTree as ET

from competition.foundation import clock
from competition.foundation.texts import _
from competition.honours import log_words, register_data, words
from competition.honours.log_models import HonourHead, HonourLeaf

ATOM = "http://www.w3.org/2005/Atom"


def atom(heads: Sequence[HonourHead], url: str, began: str) -> bytes:
    """Write the feed of heads, the newest first; each carries the signed document, so the feed alone is a witness."""
    updated = _moment(heads[0]) if heads else began
    feed = _feed(f"{url}/register/log/feed.atom", _("Heads of the register's log"), updated)
    for head in heads:
        entry = _entry(feed, f"{url}/register/log#head-{head.id}", f"{head.size} · {head.root}", _moment(head))
        ET.SubElement(entry, "link", rel="alternate", href=f"{url}/register/log")
        ET.SubElement(entry, "content", type="application/json").text = head.document
    return _written(feed)


def changes(leaves: Sequence[HonourLeaf], url: str, began: str, hidden: Collection[int]) -> bytes:
    """Write the feed of what is new in the register, the newest first; it names who holds an honour now."""
    updated = _moment(leaves[0]) if leaves else began
    feed = _feed(f"{url}/register/feed.atom", _("New in the register of honours"), updated)
    for leaf in leaves:
        page = f"{url}/honours/{leaf.entry.number}"
        title = f"{leaf.entry.number} · {log_words.EVENTS[leaf.event]}"
        entry = _entry(feed, f"{page}#leaf-{leaf.seq}", title, _moment(leaf))
        ET.SubElement(entry, "link", rel="alternate", href=page)
        if register_data.may_be_named(leaf.entry, hidden):
            told = (
                leaf.entry.name_as_was,
                words.what(leaf.entry),
                words.competition(leaf.entry),
                words.item(leaf.entry),
            )
            _add(entry, "summary", " · ".join(filter(None, told)))
    return _written(feed)


def _feed(address: str, title: str, updated: str) -> ET.Element:
    feed = ET.Element("feed", xmlns=ATOM)
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", updated)
    author = ET.SubElement(feed, "author")
    _add(author, "name", _("Zibo Human Resources and Social Security Bureau"))
    ET.SubElement(feed, "link", rel="self", href=address)
    return feed


def _entry(feed: ET.Element, address: str, title: str, updated: str) -> ET.Element:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", address)
    _add(entry, "title", title)
    _add(entry, "updated", updated)
    return entry


def _written(feed: ET.Element) -> bytes:
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(of: HonourHead | HonourLeaf) -> str:
    return clock.in_city(of.at).isoformat(timespec="seconds")
